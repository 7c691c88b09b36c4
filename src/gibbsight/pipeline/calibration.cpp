#include "gibbsight/pipeline/calibration.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/inference/tangent.hpp"
#include "gibbsight/motifs/histogram.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The composition that looks like the given one through the confusion.
VectorXd undo(const microscope::Confusion& confusion, const VectorXd& seen) {
  const VectorXd truth =
      confusion.probability.transpose().colPivHouseholderQr().solve(seen).cwiseMax(0);
  return truth.sum() > 0 ? VectorXd(truth / truth.sum()) : seen;
}

bool is_modelled(const lattice::Lattice& lattice, int sublattice) {
  const auto& names = lattice.basis[static_cast<std::size_t>(sublattice)].species;
  return names == lattice.basis[static_cast<std::size_t>(lattice.first_with_species())].species;
}

/// Fractions of the species of every sublattice in the random mixture.
std::vector<VectorXd> compositions(const lattice::Occupancy& occupancy,
                                   const microscope::Confusion& confusion,
                                   const std::optional<VectorXd>& bulk) {
  std::vector<VectorXd> result;
  for (int s = 0; s < occupancy.lattice.basis_count(); ++s) {
    const VectorXd seen = occupancy.fractions(s);
    const bool modelled = is_modelled(occupancy.lattice, s);
    result.push_back(!modelled ? seen : bulk ? *bulk : undo(confusion, seen));
  }
  return result;
}

lattice::Occupancy draw_random(const lattice::Occupancy& like,
                               const std::vector<VectorXd>& fractions, core::Generator random) {
  lattice::Occupancy drawn = like;
  const std::size_t basis = like.lattice.basis.size();
  for (std::size_t i = 0; i < drawn.species.size(); ++i) {
    const double u = random.uniform();
    if (drawn.species[i] == lattice::kUnseen) continue;
    const VectorXd& f = fractions[i % basis];
    Index species = 0;
    double sum = f[0];
    while (species + 1 < f.size() && u >= sum) sum += f[++species];
    drawn.species[i] = static_cast<std::int8_t>(species);
  }
  return drawn;
}

/// How often each species was read as each other, and as none (the last column).
MatrixXd count_readings(const std::vector<ImageTwin>& twins, Index species_count) {
  MatrixXd counts = MatrixXd::Zero(species_count, species_count + 1);
  for (const ImageTwin& twin : twins) {
    const std::size_t basis = twin.truth.lattice.basis.size();
    for (std::size_t i = 0; i < twin.truth.species.size(); ++i) {
      const Index truth = twin.truth.species[i];
      const Index seen = twin.observed.species[i];
      if (truth == lattice::kUnseen) continue;
      if (!is_modelled(twin.truth.lattice, static_cast<int>(i % basis))) continue;
      ++counts(truth, seen == lattice::kUnseen ? species_count : seen);
    }
  }
  return counts;
}

/// Standard deviation of what is known of a share that was counted among so many (a Beta
/// distribution, from Jeffreys' prior).
double error_of_share(double share, double count) {
  const double mean = (share * count + 0.5) / (count + 1);
  return std::sqrt(mean * (1 - mean) / (count + 2));
}

void read_counts(const std::vector<ImageTwin>& twins, Calibration& calibration) {
  const auto& lattice = calibration.scene.occupancy.lattice;
  const Index count = lattice.basis[lattice.first_with_species()].species_count();
  const MatrixXd counts = count_readings(twins, count);
  calibration.confusion = microscope::Confusion::none(static_cast<int>(count));
  calibration.lost = calibration.lost_error = VectorXd::Zero(count);
  // What the twins are drawn from was measured in one image: they know it no better than that.
  const auto images = static_cast<double>(twins.size());
  for (Index t = 0; t < count; ++t) {
    const double read = counts.row(t).head(count).sum();
    const double drawn = counts.row(t).sum();
    if (drawn > 0) calibration.lost[t] = counts(t, count) / drawn;
    calibration.lost_error[t] = error_of_share(calibration.lost[t], drawn / images);
    if (read <= 0) continue;
    calibration.confusion.probability.row(t) = counts.row(t).head(count) / read;
    calibration.confusion.atoms[t] = read / images;
  }
  double atoms = 0;
  double false_atoms = 0;
  for (const ImageTwin& twin : twins) {
    atoms += static_cast<double>(twin.atoms);
    false_atoms += static_cast<double>(twin.false_atoms);
  }
  calibration.false_atoms = atoms > 0 ? false_atoms / atoms : 0;
  calibration.false_atoms_error = error_of_share(calibration.false_atoms, atoms / images);
}

/// The measurement, or of one with very many atoms that of a part in the middle of its image.
Measurement typical_part(const Measurement& measurement, const Configuration& configuration,
                         const core::Execution& execution) {
  constexpr double kMostAtoms = 12000;
  const auto atoms = static_cast<double>(measurement.atoms->atoms.size());
  if (atoms <= kMostAtoms) return measurement;
  const image::Image& whole = *measurement.image;
  const double share = std::sqrt(kMostAtoms / atoms);
  image::Image part;
  part.rows = static_cast<int>(share * whole.rows);
  part.columns = static_cast<int>(share * whole.columns);
  part.pixel_size = whole.pixel_size;
  const int top = (whole.rows - part.rows) / 2;
  const int left = (whole.columns - part.columns) / 2;
  const auto cut = [&](const auto& from, auto& to) {
    if (from.empty()) return;
    for (int row = 0; row < part.rows; ++row) {
      const auto first = from.begin() + static_cast<std::ptrdiff_t>(whole.index(top + row, left));
      to.insert(to.end(), first, first + part.columns);
    }
  };
  cut(whole.pixels, part.pixels);
  cut(whole.usable, part.usable);
  cut(whole.clipped, part.clipped);
  return measure_image(part, configuration, execution);
}

/// Throws DataError for a twin of which too little was read to tell errors from losses.
void require_most_sites(const ImageTwin& twin) {
  constexpr double kMost = 0.5;
  const auto sites = static_cast<double>(twin.truth.seen_count());
  const auto read = static_cast<double>(twin.observed.seen_count());
  if (read >= kMost * sites) return;
  throw core::DataError({.what = "most sites of the drawn image are lost",
                         .where = "microscope",
                         .value = fmt::format("{:.0f} of {:.0f} read", read, sites),
                         .expected = "at least half"});
}

constexpr int kDraws = 16;

}  // namespace

std::vector<ImageTwin> make_image_twins(const Scene& scene,
                                        const std::vector<lattice::Occupancy>& truths,
                                        const Configuration& configuration,
                                        const core::Stream& stream,
                                        const core::Execution& execution, std::string& failure) {
  std::vector<std::optional<ImageTwin>> made(truths.size());
  std::vector<std::string> failures(truths.size());
  // Some at a time, so that progress is told between them.
  constexpr std::size_t kAtATime = 8;
  for (std::size_t first = 0; first < truths.size(); first += kAtATime) {
    execution.report("microscope", static_cast<double>(first) / static_cast<double>(truths.size()));
    core::parallel_for(std::min(kAtATime, truths.size() - first), execution, [&](std::size_t k) {
      const std::size_t i = first + k;
      try {
        ImageTwin twin =
            make_image_twin(scene, truths[i], configuration, stream.child(i), execution);
        require_most_sites(twin);
        made[i] = std::move(twin);
      } catch (const core::DataError& error) {
        failures[i] = error.what();
      }
    });
  }
  std::vector<ImageTwin> twins;
  for (auto& twin : made) {
    if (twin) twins.push_back(std::move(*twin));
  }
  for (const std::string& f : failures) {
    if (failure.empty()) failure = f;
  }
  return twins;
}

microscope::Departures departures_of(const std::vector<ImageTwin>& twins,
                                     const microscope::Confusion& confusion,
                                     const motifs::Motif& motif, const core::Stream& stream,
                                     const core::Execution& execution) {
  const auto roots = [&](const lattice::Occupancy& occupancy) {
    return VectorXd(count(occupancy, motif).probabilities().cwiseSqrt());
  };
  const auto orbits = static_cast<Index>(motif.orbit_count());
  const auto twin_count = static_cast<Index>(twins.size());
  microscope::Departures departures{MatrixXd(orbits, twin_count), MatrixXd(orbits, twin_count)};
  VectorXd scatter(twin_count);  // of the histogram of each through confusion alone
  core::parallel_for(twins.size(), execution, [&](std::size_t i) {
    const auto column = static_cast<Index>(i);
    core::Generator random = stream.child(i).generator();
    MatrixXd drawn(orbits, kDraws);
    for (auto draw : drawn.colwise()) {
      lattice::Occupancy read = twins[i].truth;
      observe_sites(confusion, read.species, random);
      draw = roots(read);
    }
    departures.seen.col(column) = roots(twins[i].observed);
    departures.expected.col(column) = drawn.rowwise().mean();
    scatter[column] = inference::variances(drawn).sum() * (1 + 1.0 / kDraws);
  });
  const double found = inference::variances(departures.seen - departures.expected).sum();
  departures.excess = found > 0 ? std::max(0.0, 1 - scatter.mean() / found) : 0;
  return departures;
}

std::vector<Look> looks_of(const std::vector<ImageTwin>& twins) {
  std::vector<Look> looks;
  for (const ImageTwin& twin : twins) looks.push_back(twin.look);
  return looks;
}

Calibration calibrate(const Measurement& measurement, const microscope::Confusion& confusion,
                      const std::optional<VectorXd>& bulk, const Configuration& configuration,
                      const core::Execution& execution) {
  const auto stream = core::Stream(configuration.sampler.seed).child("image twins");
  Calibration calibration;
  const Measurement part = typical_part(measurement, configuration, execution);
  calibration.scene = measure_scene(part, configuration, stream.child("scene"), execution);
  const lattice::Occupancy& like = calibration.scene.occupancy;
  const auto fractions = compositions(like, confusion, bulk);
  std::vector<lattice::Occupancy> truths;
  for (int i = 0; i < configuration.microscope.null_twins; ++i) {
    const auto index = static_cast<std::uint64_t>(i);
    truths.push_back(draw_random(like, fractions, stream.child("random").child(index).generator()));
  }
  const auto twins = make_image_twins(calibration.scene, truths, configuration,
                                      stream.child("images"), execution, calibration.failure);
  calibration.made = static_cast<int>(twins.size());
  calibration.failed = configuration.microscope.null_twins - calibration.made;
  if (twins.empty()) return calibration;
  read_counts(twins, calibration);
  const auto motif =
      motifs::make_motif(like.lattice, configuration.motif.shells, configuration.model.symmetry);
  calibration.departures =
      departures_of(twins, calibration.confusion, motif, stream.child("confusion"), execution);
  calibration.look = as_twin(part, calibration.scene).look;
  calibration.likeness = compare_looks(calibration.look, looks_of(twins));
  return calibration;
}

}  // namespace gibbsight::pipeline
