#include "gibbsight/pipeline/image_twin.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "gibbsight/atoms/neighbours.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/indexing/point_index.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using indexing::Vector2;

/// Species numbered through all sublattices; `others` comes after the last.
struct Kinds {
  std::vector<std::vector<int>> of;
  std::size_t count = 0;
};

Kinds number_kinds(const lattice::Lattice& lattice) {
  Kinds kinds;
  for (const lattice::Sublattice& site : lattice.basis) {
    kinds.of.emplace_back();
    for (const std::string& name : site.species) {
      const bool atom = name != species::kVacancy;
      kinds.of.back().push_back(atom ? static_cast<int>(kinds.count) : -1);
      kinds.count += atom ? 1 : 0;
    }
  }
  return kinds;
}

/// The columns of an image as they were measured. The first ones stand on the scene's places that
/// hold atoms, `place` says on which.
struct Seen {
  std::vector<rendering::SeenColumn> columns;
  std::vector<std::size_t> place;
  std::vector<double> log_widths;  ///< likewise of the first ones
};

std::vector<bool> atoms_on_places(const Measurement& m) {
  std::vector<bool> on_place(m.atoms->atoms.size(), false);
  for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
    const indexing::Site& site = m.sites->sites[i];
    const bool known = m.classified->sites[i].species != lattice::kUnseen;
    if (known && site.atom != indexing::kNoAtom) {
      on_place[static_cast<std::size_t>(site.atom)] = true;
    }
  }
  return on_place;
}

std::vector<double> shares_of(const species::SiteSpecies& site, const std::vector<int>& kinds,
                              std::size_t kind_count) {
  std::vector<double> shares(kind_count, 0.0);
  for (std::size_t s = 0; s < kinds.size(); ++s) {
    if (kinds[s] >= 0) shares[static_cast<std::size_t>(kinds[s])] = site.probabilities[s];
  }
  return shares;
}

void add_places(const Measurement& m, std::size_t kind_count, Scene& scene, Seen& seen) {
  for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
    const indexing::Site& site = m.sites->sites[i];
    const species::SiteSpecies& of_site = m.classified->sites[i];
    if (of_site.species == lattice::kUnseen) continue;
    if (site.atom != indexing::kNoAtom) {
      const auto& kinds = scene.kinds[static_cast<std::size_t>(site.sublattice)];
      seen.columns.push_back({site.x, site.y, 1, shares_of(of_site, kinds, kind_count)});
      seen.place.push_back(scene.places.size());
      const auto atom = static_cast<std::size_t>(site.atom);
      seen.log_widths.push_back(std::log(m.atoms->atoms[atom].sigma));
    }
    scene.places.push_back({site.a, site.b, site.sublattice, site.x, site.y, 1});
  }
}

/// Whatever else was found; their kind is the last. Each is as bright as it was measured.
void add_others(const Measurement& m, std::size_t kind_count, Scene& scene, Seen& seen) {
  const std::vector<bool> on_place = atoms_on_places(m);
  std::vector<double> intensities;
  for (std::size_t i = 0; i < on_place.size(); ++i) {
    if (!on_place[i]) intensities.push_back(m.atoms->atoms[i].intensity);
  }
  const double usual = core::median(intensities);
  std::vector<double> shares(kind_count, 0.0);
  shares.back() = 1;
  for (std::size_t i = 0; i < on_place.size(); ++i) {
    if (on_place[i]) continue;
    const atoms::Atom& atom = m.atoms->atoms[i];
    const double height = atom.intensity / usual;
    seen.columns.push_back({atom.x, atom.y, height, shares});
    scene.others.push_back({atom.x, atom.y, height, static_cast<int>(kind_count) - 1});
  }
}

/// Height and width of every kind as the atoms were fitted.
std::vector<rendering::Bump> expected_bumps(const Measurement& m, const Scene& scene,
                                            std::size_t kind_count) {
  std::vector<std::vector<double>> heights(kind_count);
  std::vector<std::vector<double>> sigmas(kind_count);
  std::vector<std::size_t> kind_of(m.atoms->atoms.size(), kind_count - 1);
  for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
    const indexing::Site& site = m.sites->sites[i];
    const int species = m.classified->sites[i].species;
    if (species == lattice::kUnseen || site.atom == indexing::kNoAtom) continue;
    const auto& kinds = scene.kinds[static_cast<std::size_t>(site.sublattice)];
    kind_of[static_cast<std::size_t>(site.atom)] =
        static_cast<std::size_t>(kinds[static_cast<std::size_t>(species)]);
  }
  for (std::size_t i = 0; i < kind_of.size(); ++i) {
    heights[kind_of[i]].push_back(m.atoms->atoms[i].intensity);
    sigmas[kind_of[i]].push_back(m.atoms->atoms[i].sigma);
  }
  std::vector<rendering::Bump> bumps(kind_count);
  for (std::size_t k = 0; k < kind_count; ++k) {
    if (!sigmas[k].empty()) bumps[k] = {core::median(heights[k]), core::median(sigmas[k])};
  }
  return bumps;
}

/// Quadratic in position, by least squares; heights far from usual are another species' and count
/// no more than what is far.
VectorXd smooth_heights(const Seen& seen, const std::vector<double>& heights,
                        const std::vector<Scene::Place>& places, const image::Image& image) {
  constexpr double kFar = 0.3;
  constexpr Index kTerms = 6;
  const auto row_of = [&](double x, double y) {
    const double u = 2 * x / image.columns - 1;
    const double v = 2 * y / image.rows - 1;
    return Eigen::RowVector<double, kTerms>(1, u, v, u * u, u * v, v * v);
  };
  const auto count = static_cast<Index>(seen.place.size());
  const auto all = static_cast<Index>(places.size());
  if (count < 10 * kTerms) return VectorXd::Ones(all);
  MatrixXd design(count, kTerms);
  VectorXd value(count);
  for (Index i = 0; i < count; ++i) {
    const auto k = static_cast<std::size_t>(i);
    design.row(i) = row_of(seen.columns[k].x, seen.columns[k].y);
    value[i] = std::clamp(heights[k], 1 - kFar, 1 + kFar);
  }
  const VectorXd terms = design.colPivHouseholderQr().solve(value);
  VectorXd smooth(all);
  for (Index i = 0; i < all; ++i) {
    const auto& place = places[static_cast<std::size_t>(i)];
    smooth[i] = row_of(place.x, place.y) * terms;
  }
  return smooth;
}

/// Normal classes fitted to values (one row each) by expectation maximisation, from the shares of
/// the values in each (values x classes), which it changes. Covariances are drawn weakly to their
/// common value.
void remix(const MatrixXd& values, MatrixXd& shares) {
  constexpr int kSteps = 10;
  constexpr double kPull = 2;  // values
  const Index count = shares.cols();
  for (int step = 0; step < kSteps; ++step) {
    const Eigen::ArrayXd sizes = shares.colwise().sum().transpose();
    if (sizes.minCoeff() < 1) return;
    std::vector<MatrixXd> departures;
    std::vector<MatrixXd> scatters;
    MatrixXd all = MatrixXd::Zero(values.cols(), values.cols());
    for (Index k = 0; k < count; ++k) {
      const Eigen::RowVectorXd mean = shares.col(k).transpose() * values / sizes[k];
      departures.push_back(values.rowwise() - mean);
      scatters.push_back(departures.back().transpose() * shares.col(k).asDiagonal() *
                         departures.back());
      all += scatters.back();
    }
    MatrixXd logs(values.rows(), count);
    for (Index k = 0; k < count; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const Eigen::LLT<MatrixXd> covariance((scatters[at] + kPull / sizes.sum() * all) /
                                            (sizes[k] + kPull));
      const MatrixXd standard = covariance.matrixL().solve(departures[at].transpose());
      const double volume = MatrixXd(covariance.matrixL()).diagonal().array().log().sum();
      logs.col(k) =
          (std::log(sizes[k]) - volume) - standard.colwise().squaredNorm().transpose().array() / 2;
    }
    for (Index i = 0; i < logs.rows(); ++i) {
      const Eigen::ArrayXd density = (logs.row(i).array() - logs.row(i).maxCoeff()).exp();
      shares.row(i) = (density / density.sum()).matrix().transpose();
    }
  }
}

/// The columns on places belong to kinds anew, by how high they stand once what reaches over from
/// their neighbours is taken away, and how wide they are where that counts: the classifier's labels
/// may be wrong just where that is much, and would hide it.
void reclassify(const Scene& scene, const std::vector<double>& heights, const VectorXd& smooth,
                const std::vector<int>& kinds, int sublattice, bool by_width, Seen& seen) {
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < seen.place.size(); ++i) {
    if (scene.places[seen.place[i]].sublattice == sublattice) own.push_back(i);
  }
  MatrixXd values(static_cast<Index>(own.size()), by_width ? 2 : 1);
  MatrixXd shares(values.rows(), static_cast<Index>(kinds.size()));
  for (Index i = 0; i < values.rows(); ++i) {
    const std::size_t column = own[static_cast<std::size_t>(i)];
    double expected = 0;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const auto kind = static_cast<std::size_t>(kinds[k]);
      const double share = seen.columns[column].shares[kind];
      shares(i, static_cast<Index>(k)) = share;
      expected += share * static_cast<double>(scene.appearance.profiles[kind].at(0));
    }
    values(i, 0) = heights[column] * expected / smooth[static_cast<Index>(seen.place[column])];
    if (by_width) values(i, 1) = seen.log_widths[column];
  }
  remix(values, shares);
  for (Index i = 0; i < values.rows(); ++i) {
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      seen.columns[own[static_cast<std::size_t>(i)]].shares[static_cast<std::size_t>(kinds[k])] =
          shares(i, static_cast<Index>(k));
    }
  }
}

void reclassify(const species::Classified& classified, const Scene& scene,
                const std::vector<double>& heights, const VectorXd& smooth, Seen& seen) {
  for (std::size_t s = 0; s < scene.kinds.size(); ++s) {
    std::vector<int> kinds = scene.kinds[s];
    std::erase(kinds, -1);
    if (kinds.size() < 2) continue;
    reclassify(scene, heights, smooth, kinds, static_cast<int>(s),
               classified.sublattices[s].by_width, seen);
  }
}

/// The most probable species on every place.
lattice::Occupancy likeliest(const Scene& scene, const Seen& seen) {
  lattice::Occupancy occupancy = scene.occupancy;
  for (std::size_t i = 0; i < seen.place.size(); ++i) {
    const Scene::Place& place = scene.places[seen.place[i]];
    const auto& kinds = scene.kinds[static_cast<std::size_t>(place.sublattice)];
    double most = 0;
    for (std::size_t s = 0; s < kinds.size(); ++s) {
      if (kinds[s] < 0) continue;
      const double share = seen.columns[i].shares[static_cast<std::size_t>(kinds[s])];
      if (share <= most) continue;
      most = share;
      occupancy.at(place.a, place.b, place.sublattice) = static_cast<std::int8_t>(s);
    }
  }
  return occupancy;
}

std::vector<rendering::Column> columns_of(const Scene& scene, const lattice::Occupancy& truth,
                                          const core::Stream& stream) {
  core::Generator random = stream.child("heights").generator();
  std::vector<rendering::Column> columns = scene.others;
  for (const Scene::Place& place : scene.places) {
    const double deviation = random.normal();
    const int species = truth.at(place.a, place.b, place.sublattice);
    if (species == lattice::kUnseen) continue;
    const int kind =
        scene.kinds[static_cast<std::size_t>(place.sublattice)][static_cast<std::size_t>(species)];
    if (kind < 0) continue;
    const double spread = scene.spreads[static_cast<std::size_t>(kind)];
    columns.push_back({place.x, place.y, place.height * (1 + spread * deviation), kind});
  }
  return columns;
}

Measurement measure_drawn(const image::Image& image, const Configuration& configuration,
                          const core::Execution& execution) {
  Configuration own = configuration;
  own.species.edits.clear();  // corrections by hand are of the experiment
  core::Execution silent = execution;
  silent.progress = nullptr;
  return measure_image(image, own, silent);
}

/// Each site of a measurement that is a place of the scene: (site, place).
std::vector<std::pair<std::size_t, std::size_t>> match(const Measurement& m, const Scene& scene) {
  std::vector<Vector2> positions;
  for (const Scene::Place& place : scene.places) positions.emplace_back(place.x, place.y);
  const indexing::PointIndex index(positions);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
    const indexing::Site& site = m.sites->sites[i];
    const auto hit = index.nearest({site.x, site.y});
    if (hit.point < 0 || hit.distance > scene.reach) continue;
    const auto place = static_cast<std::size_t>(hit.point);
    if (scene.places[place].sublattice == site.sublattice) pairs.emplace_back(i, place);
  }
  return pairs;
}

std::size_t count_false(const Measurement& m, const std::vector<rendering::Column>& columns,
                        double reach) {
  std::vector<Vector2> positions;
  for (const rendering::Column& c : columns) positions.emplace_back(c.x, c.y);
  const indexing::PointIndex index(positions);
  return static_cast<std::size_t>(
      std::count_if(m.sites->sites.begin(), m.sites->sites.end(), [&](const auto& site) {
        if (site.atom == indexing::kNoAtom) return false;
        const auto hit = index.nearest({site.x, site.y});
        return hit.point < 0 || hit.distance > reach;
      }));
}

void read_off(const Measurement& m, const Scene& scene, ImageTwin& twin) {
  std::vector<double> intensities;
  std::vector<double> misfits;
  twin.observed = lattice::Occupancy::unseen(scene.occupancy.lattice, scene.occupancy.window);
  for (const auto& [i, p] : match(m, scene)) {
    const indexing::Site& site = m.sites->sites[i];
    const Scene::Place& place = scene.places[p];
    twin.observed.at(place.a, place.b, place.sublattice) = m.classified->sites[i].species;
    if (site.atom == indexing::kNoAtom) continue;
    ++twin.atoms;
    intensities.push_back(m.atoms->atoms[static_cast<std::size_t>(site.atom)].intensity);
    if (!site.inside) continue;
    misfits.push_back(std::hypot(site.x - site.predicted_x, site.y - site.predicted_y));
  }
  twin.look = look_at(*m.image, std::move(intensities), std::move(misfits));
}

/// Mean square.
double power(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v * v;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// Relative deviations of the classes of a measurement, by kind; zero where there is none.
std::vector<double> relative_deviations(const Measurement& m, const Scene& scene) {
  std::vector<double> deviations(scene.spreads.size(), 0.0);
  for (std::size_t s = 0; s < scene.kinds.size(); ++s) {
    const auto& classes = m.classified->sublattices[s];
    for (std::size_t k = 0; k < scene.kinds[s].size(); ++k) {
      const int kind = scene.kinds[s][k];
      if (kind < 0 || classes.class_means.size() <= k || !(classes.class_means[k] > 0)) continue;
      deviations[static_cast<std::size_t>(kind)] =
          classes.class_deviations[k] / classes.class_means[k];
    }
  }
  return deviations;
}

/// Places and heights scatter in a measurement for two reasons: as they are, and as they are
/// measured. An image without scatter of heights, of places as they were measured, shows the second
/// alone of heights, and of places the first and twice the second.
void separate_scatter(const Measurement& experiment, const lattice::Occupancy& likely,
                      const Configuration& configuration, const core::Stream& stream,
                      const core::Execution& execution, Scene& scene) {
  const Measurement again =
      measure_drawn(draw_observation(scene, likely, stream), configuration, execution);
  const auto all = relative_deviations(experiment, scene);
  const auto noise = relative_deviations(again, scene);
  for (std::size_t k = 0; k < scene.spreads.size(); ++k) {
    scene.spreads[k] = std::sqrt(std::max(0.0, all[k] * all[k] - noise[k] * noise[k]));
  }
  const double once = power(as_twin(experiment, scene).look.misfits);
  const double twice = power(as_twin(again, scene).look.misfits);
  const double real = once > 0 ? std::sqrt(std::clamp(2 - twice / once, 0.0, 1.0)) : 1.0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < experiment.sites->sites.size(); ++i) {
    if (experiment.classified->sites[i].species == lattice::kUnseen) continue;
    const indexing::Site& site = experiment.sites->sites[i];
    Scene::Place& place = scene.places[next++];
    place.x = site.predicted_x + real * (site.x - site.predicted_x);
    place.y = site.predicted_y + real * (site.y - site.predicted_y);
  }
}

}  // namespace

Scene measure_scene(const Measurement& measurement, const Configuration& configuration,
                    const core::Stream& stream, const core::Execution& execution) {
  Scene scene;
  const Kinds kinds = number_kinds(measurement.sites->lattice);
  const std::size_t count = kinds.count + 1;
  scene.occupancy = measurement.classified->occupancy;
  scene.kinds = kinds.of;
  scene.spreads.assign(count, 0.0);
  scene.reach = measurement.atoms->spacing / 2;
  Seen seen;
  add_places(measurement, count, scene, seen);
  add_others(measurement, count, scene, seen);
  const auto bumps = expected_bumps(measurement, scene, count);
  constexpr int kRounds = 3;
  for (int round = 0; round < kRounds; ++round) {
    auto [appearance, heights] = rendering::measure_appearance(
        *measurement.image, seen.columns, bumps, measurement.atoms->spacing, execution);
    scene.appearance = std::move(appearance);
    const VectorXd smooth = smooth_heights(seen, heights, scene.places, *measurement.image);
    for (std::size_t i = 0; i < scene.places.size(); ++i) {
      scene.places[i].height = smooth[static_cast<Index>(i)];
    }
    if (round + 1 == kRounds) break;
    reclassify(*measurement.classified, scene, heights, smooth, seen);
  }
  separate_scatter(measurement, likeliest(scene, seen), configuration, stream, execution, scene);
  return scene;
}

image::Image draw_observation(const Scene& scene, const lattice::Occupancy& truth,
                              const core::Stream& stream) {
  return rendering::draw(columns_of(scene, truth, stream), scene.appearance, stream);
}

ImageTwin make_image_twin(const Scene& scene, const lattice::Occupancy& truth,
                          const Configuration& configuration, const core::Stream& stream,
                          const core::Execution& execution) {
  ImageTwin twin;
  twin.truth = truth;
  const auto columns = columns_of(scene, truth, stream);
  const auto image = rendering::draw(columns, scene.appearance, stream);
  const Measurement measurement = measure_drawn(image, configuration, execution);
  read_off(measurement, scene, twin);
  twin.false_atoms = count_false(measurement, columns, scene.reach);
  return twin;
}

ImageTwin as_twin(const Measurement& measurement, const Scene& scene) {
  ImageTwin twin;
  twin.truth = scene.occupancy;
  read_off(measurement, scene, twin);
  return twin;
}

}  // namespace gibbsight::pipeline
