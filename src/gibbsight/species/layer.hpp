// One sublattice on its way from intensities to classes.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
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

  int class_count() const { return static_cast<int>(atomic.size()); }
  Eigen::VectorXd own_values() const { return sample.values - from_around; }
  Eigen::VectorXd field() const { return sample.design * choice.mixture.field; }
};

/// The classes of a sublattice by the intensities as they are, on a background that steps where the
/// tip changed.
Layer make_layer(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                 const SpeciesOptions& options);

/// Takes away what the columns around each one add to its intensity, and chooses the classes again
/// where that is anything. Neighbours are known only as well as their species, and these only as
/// well as the bleed-through of theirs: a few rounds.
void find_bleed(std::vector<Layer>& layers, const indexing::Sites& sites, double wanted_separation);

}  // namespace gibbsight::species
