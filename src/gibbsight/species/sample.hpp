// The atoms of one sublattice, as a mixture sees them.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::species {

/// The sites of one sublattice that hold atoms, and their intensities.
struct Sample {
  std::vector<std::size_t> sites;         ///< places in the list of all sites
  std::vector<indexing::Vector2> places;  ///< positions, px
  Eigen::VectorXd values;                 ///< intensities
  Eigen::VectorXd log_widths;             ///< logarithms of the columns' widths; empty if unknown
  Eigen::MatrixXd design;                 ///< terms of the background, one row an atom
  std::vector<Eigen::Index> learned;      ///< rows by which the classes are learned
};

/// The intensities, without the noise that they share with the backgrounds they were fitted with,
/// and powers of position up to `order`, fewer where atoms are few, as terms of the background. The
/// classes are learned from atoms well inside the image and the crystal, whose whole image was seen
/// on a background like that of others; over these the terms have mean zero. Throws DataError where
/// there are too few atoms.
Sample take_sample(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                   int order);

/// Adds terms to the background, moved to mean zero as the others are.
void add_terms(Sample& sample, const Eigen::MatrixXd& terms);

}  // namespace gibbsight::species
