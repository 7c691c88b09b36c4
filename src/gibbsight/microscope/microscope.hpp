// The microscope at the level of sites: which sites it shows, and how often it takes one species
// for another.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/motifs/histogram.hpp"

namespace gibbsight::microscope {

struct MicroscopeOptions {
  std::vector<double> confusion;
  double confusion_atoms = 0;
  int null_twins = 24;

  static constexpr auto describe() {
    using core::field;
    using S = MicroscopeOptions;
    return std::tuple{
        field(&S::confusion, "confusion",
              {.help = "P(observed | true) row by row, true species slowest; empty: from "
                       "images of the random mixture (null_twins), or the classification; for a "
                       "table of sites from its probabilities, if any",
               .range = {0, 1}}),
        field(
            &S::null_twins, "null_twins",
            {.help = "images of the random mixture, drawn as the experiment would show them, that "
                     "`run` sends through the whole measured branch: what they seem to interact "
                     "is error; 0: none, and with fewer than 20 there is no answer",
             .range = {0, 10000}}),
        field(&S::confusion_atoms, "confusion_atoms",
              {.help = "atoms of each species that the confusion was estimated from; 0: exact",
               .range = {0, 1e12}}),
    };
  }
};

/// P(observed species | true species). The same for every site that can hold species.
struct Confusion {
  Eigen::MatrixXd probability;  ///< rows true, columns observed; every row adds up to 1
  /// Each row is known as well as if it had been counted on this many atoms; 0 means exactly.
  Eigen::VectorXd atoms;

  static Confusion none(int species_count);
  bool is_none() const { return probability.isIdentity(0); }
};

/// Throws ConfigurationError unless the options hold a confusion matrix of that size, or nothing.
Confusion make_confusion(const MicroscopeOptions& options, int species_count);

/// Expected observed from expected true, both by code (columns are independent): every digit of the
/// code is seen through the confusion. Exact for means and derivatives, because it is linear.
Eigen::MatrixXd observe_codes(const motifs::Motif& motif, const Confusion& confusion,
                              const Eigen::MatrixXd& by_code);

/// A confusion drawn from what is known of it: each row from its Dirichlet distribution.
Confusion draw_confusion(const Confusion& confusion, core::Generator& random);

/// Draws what the microscope would take each seen site for; unseen ones stay unseen.
void observe_sites(const Confusion& confusion, std::span<std::int8_t> species,
                   core::Generator& random);

}  // namespace gibbsight::microscope
