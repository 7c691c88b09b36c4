#include "gibbsight/pipeline/subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::pipeline {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// What does not come from the sites or counts themselves.
Subject begin(const motifs::Motif& motif, const motifs::Histogram& histogram,
              const microscope::Confusion& measured, const Configuration& configuration) {
  Subject subject;
  subject.motif = motif;
  subject.histogram = histogram;
  subject.confusion = configuration.microscope.confusion.empty()
                          ? measured
                          : make_confusion(configuration.microscope, motif.radices[0]);
  subject.bulk = model::parse_bulk(configuration.model.bulk, motif.species());
  subject.temperature = configuration.model.temperature;
  return subject;
}

}  // namespace

VectorXd centre_fractions(const motifs::Motif& motif, const VectorXd& probabilities) {
  VectorXd fractions = VectorXd::Zero(motif.radices[0]);
  for (std::size_t i = 0; i < motif.orbit_count(); ++i) {
    fractions[motif.digit(motif.orbits[i].code, 0)] += probabilities[static_cast<Index>(i)];
  }
  return fractions;
}

VectorXd Subject::composition() const {
  if (bare) return centre_fractions(motif, histogram.probabilities());
  return occupancy.fractions(motif.centres[0].sublattice);
}

double energy_scale(const Subject& subject, const std::optional<double>& reference) {
  if (reference.has_value() != subject.temperature.has_value()) {
    throw core::ConfigurationError({.what = "a temperature for some inputs only",
                                    .where = "input.temperature",
                                    .value = subject.label,
                                    .expected = "one for each, or for none"});
  }
  return reference ? *reference / *subject.temperature : 1;
}

void refuse_the_hopeless(const Subject& subject) {
  constexpr double kFewestMotifs = 30;
  const double motifs = subject.histogram.total();
  if (motifs < kFewestMotifs) {
    throw core::DataError({.what = "too few motifs with every site seen",
                           .where = subject.label.empty() ? "fit" : subject.label,
                           .value = fmt::format("{:g}", motifs),
                           .expected = fmt::format("at least {:g}", kFewestMotifs)});
  }
  if (subject.composition().maxCoeff() >= 1) {
    throw core::DataError({.what = "one species only",
                           .where = subject.label.empty() ? "fit" : subject.label,
                           .value = core::join(subject.motif.species(), ","),
                           .expected = "a mixture"});
  }
}

Subject make_subject(const lattice::Occupancy& occupancy, const microscope::Confusion& confusion,
                     const Configuration& configuration) {
  const auto motif = motifs::make_motif(occupancy.lattice, configuration.motif.shells,
                                        configuration.model.symmetry);
  Subject subject = begin(motif, count(occupancy, motif), confusion, configuration);
  subject.occupancy = occupancy;
  return subject;
}

Subject make_bare_subject(const motifs::Motif& motif, const motifs::Histogram& histogram,
                          const Configuration& configuration) {
  Subject subject =
      begin(motif, histogram, microscope::Confusion::none(motif.radices[0]), configuration);
  subject.bare = true;
  // The smallest square window with at least as many motifs; a periodic one would be this large.
  constexpr double kMostMotifs = 4e6;
  if (histogram.total() > kMostMotifs) {
    throw core::DataError({.what = "more motifs than a window can be simulated for",
                           .where = "histogram",
                           .value = fmt::format("{:g}", histogram.total()),
                           .expected = fmt::format("at most {:g}", kMostMotifs)});
  }
  const double cells = histogram.total() / static_cast<double>(motif.centres.size());
  for (int side = std::max(1, static_cast<int>(std::sqrt(cells)));; ++side) {
    subject.occupancy = lattice::Occupancy::unseen(motif.lattice, {0, 0, side, side});
    for (std::size_t i = 0; i < subject.occupancy.species.size(); ++i) {
      const auto& site = motif.lattice.basis[i % motif.lattice.basis.size()];
      subject.occupancy.species[i] = site.is_spectator() ? lattice::kUnseen : std::int8_t{0};
    }
    const auto places = find_places(motif, subject.occupancy.window, motifs::Boundary::open);
    if (static_cast<double>(places.count()) >= histogram.total()) return subject;
  }
}

}  // namespace gibbsight::pipeline
