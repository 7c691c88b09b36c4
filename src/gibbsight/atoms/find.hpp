// Finds every column of atoms in an image.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/atoms/find_options.hpp"
#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Every column-like peak of an image, bright or dim, with its fitted place, height and width;
/// which sublattice and species it is, is left to geometry and statistics later on. The scale comes
/// from the power spectrum of the image (column_width), the significance from its noise; peaks that
/// are low and uncertain beside the others, as lines of a scan leave them, are left out where the
/// others are in better order alone.
///
/// Atoms in contamination (see find_patches) are left out; `hidden` says where that is, and a
/// warning how much.
///
/// Throws core::DataError where the image has no lattice: none in its spectrum, or peaks that do
/// not repeat from neighbour to neighbour.
AtomList find_atoms(const image::Image& image, const FindOptions& options,
                    const core::Execution& execution);

/// Fits the atoms of a list that another program made, starting from where it says they are: for
/// tables that have positions but no intensities. Atoms outside the image, or
/// where there is nothing, are dropped; ordered by (y, x). Throws as find_atoms does.
AtomList measure_atoms(const image::Image& image, const AtomList& known, const FindOptions& options,
                       const core::Execution& execution);

/// Heights that columns of the usual width would have at these places, in what the atoms leave of
/// the image: by linear least squares with a level background, so that they are as often below zero
/// as above where there is nothing.
std::vector<double> heights_at(const image::Image& image, const AtomList& list,
                               const std::vector<Eigen::Vector2d>& places);

}  // namespace gibbsight::atoms
