#include "gibbsight/pipeline/scene.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <utility>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/pipeline/reclassify.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

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

}  // namespace

TakenApart take_apart(const Measurement& measurement, const core::Execution& execution) {
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
  lattice::Occupancy likely = likeliest(scene, seen);
  return {std::move(scene), std::move(likely)};
}

}  // namespace gibbsight::pipeline
