// How the composition of a part of a large crystal varies.
#pragma once

#include <Eigen/Core>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/model/interactions.hpp"
#include "gibbsight/motifs/motif.hpp"
#include "gibbsight/sampler/sample.hpp"

namespace gibbsight::pipeline {

/// Covariance of the composition of a large part of a crystal at these interactions, times the
/// number of its sites: the structure factor of long waves, species x species. An ideal mixture
/// has diag(x) - x x^T; neighbours that like each other vary more. Measured in small boxes, with
/// the ideal mixture's as a little prior knowledge. `energies` in k_B T, one a term.
Eigen::MatrixXd composition_scatter(const model::Interactions& interactions,
                                    const Eigen::VectorXd& energies,
                                    const Eigen::VectorXd& fractions, const motifs::Motif& motif,
                                    const sampler::SamplerOptions& options,
                                    const core::Stream& stream, const core::Execution& execution);

/// Of parts with so many sites, drawn at random from a large crystal: species x parts.
Eigen::MatrixXd draw_compositions(const Eigen::VectorXd& fractions, const Eigen::MatrixXd& scatter,
                                  double sites, const core::Stream& stream);

/// What draw_compositions takes where nothing interacts.
Eigen::MatrixXd ideal_scatter(const Eigen::VectorXd& fractions);

/// What is expected of every code at one composition, and how that changes.
struct Expectation {
  Eigen::VectorXd codes;
  Eigen::MatrixXd derivatives;  ///< codes x parameters
};

/// From boxes of so many sites that differ in composition: a regression on it says what to expect
/// at just this one, what changes with it, and leaves to the interactions what changes without it.
Expectation expect_at(const Eigen::VectorXd& composition, double sites,
                      const sampler::Averages& averages);

}  // namespace gibbsight::pipeline
