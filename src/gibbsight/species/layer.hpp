// One sublattice on its way from intensities to classes.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/species/choose_classes.hpp"
#include "gibbsight/species/classify.hpp"
#include "gibbsight/species/sample.hpp"

namespace gibbsight::species {

/// What is known of one sublattice so far.
struct Layer {
  int sublattice = 0;
  std::vector<std::size_t> atomic;  ///< species that are atoms
  Sample sample;
  double spacing = 0;                    ///< px
  std::vector<double> tip_changes = {};  ///< rows, px
  Choice choice = {};
  Eigen::VectorXd bleed = {};        ///< coefficients, one a shell
  Eigen::VectorXd from_around = {};  ///< part of each intensity that belongs to the columns around
  /// Intensities without background, where the sample's values combine them with widths; else
  /// empty.
  Eigen::VectorXd intensities = {};

  bool by_width() const { return intensities.size() > 0; }
  int class_count() const { return static_cast<int>(atomic.size()); }
  Eigen::VectorXd own_values() const { return sample.values - from_around; }
  Eigen::VectorXd field() const { return sample.design * choice.mixture.field; }
};

/// Of a quantity of the atoms, in each class.
struct Moments {
  Eigen::VectorXd means;
  Eigen::VectorXd deviations;
};

/// The atoms count by their probability to belong to a class.
Moments class_moments(const Layer& layer, const Eigen::VectorXd& quantity);

/// The classes of a sublattice by the intensities as they are, on a background that steps where the
/// tip changed.
Layer make_layer(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                 const SpeciesOptions& options, const core::Execution& execution);

/// Combines intensities with widths where that tells the species apart and intensities alone do
/// not, or clearly less well. From the first species to the last intensities grow, or widths where
/// these differ by much more, in units of how they scatter.
void consider_widths(Layer& layer, double wanted_separation, const core::Execution& execution);

/// Takes away what the columns around each one add to its intensity, and chooses the classes again
/// where that is anything. Neighbours are known only as well as their species, and these only as
/// well as the bleed-through of theirs: rounds, until it settles.
void find_bleed(std::vector<Layer>& layers, const indexing::Sites& sites,
                const SpeciesOptions& options, const core::Execution& execution);

}  // namespace gibbsight::species
