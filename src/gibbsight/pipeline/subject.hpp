// What is analysed: one observation, ready to be compared with a model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/microscope/departures.hpp"
#include "gibbsight/microscope/microscope.hpp"
#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::pipeline {

/// A bare histogram comes with a window of sites that were all seen and as many motifs, whose
/// species mean nothing.
struct Subject {
  std::string label;  ///< tells it from others that are fitted with it
  lattice::Occupancy occupancy;
  microscope::Confusion confusion;
  microscope::Departures departures;  ///< none where no image-level twins were made
  motifs::Motif motif;
  motifs::Histogram histogram;
  std::optional<Eigen::VectorXd> bulk;  ///< composition of the crystal, one fraction a species
  std::optional<double> temperature;    ///< at which the configuration froze in, K
  bool bare = false;                    ///< the sites were not given, only the histogram

  /// Fractions of the species among the seen sites, or at the centres of the motifs of a histogram.
  Eigen::VectorXd composition() const;
};

/// Counts the motif the configuration asks for. Confusion as the configuration says, else
/// `confusion`.
Subject make_subject(const lattice::Occupancy& occupancy, const microscope::Confusion& confusion,
                     const Configuration& configuration);
Subject make_bare_subject(const motifs::Motif& motif, const motifs::Histogram& histogram,
                          const Configuration& configuration);

/// The interactions of a subject in units of k_B times its own temperature, over those in units of
/// k_B times `reference`: colder ones feel more. Throws ConfigurationError where only one of the
/// two is known.
double energy_scale(const Subject& subject, const std::optional<double>& reference);

/// Throws DataError where there are too few motifs, or one species only.
void refuse_the_hopeless(const Subject& subject);

/// Fractions of the species at the centres of the motifs, from orbit probabilities.
Eigen::VectorXd centre_fractions(const motifs::Motif& motif, const Eigen::VectorXd& probabilities);

}  // namespace gibbsight::pipeline
