// atoms.csv and lattice.json.
#pragma once

#include <optional>
#include <string>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::io {

/// atom,x_px,y_px,x_err_px,y_err_px,intensity,background,sigma_px,residual,clipped and, where the
/// pixel size is known, x_nm,y_nm.
void write_atoms(const std::string& path, const atoms::AtomList& atoms);

/// Any table with x_px,y_px, or x,y (pixels), or x_nm,y_nm (divided by `pixel_size`, or kept as the
/// unit of length where it is unknown). Where pixels are not square,
/// positions are given in the square ones that the image is averaged to. Other columns are read
/// where they are there, intensity 0 where not. Throws DataError naming line and column.
atoms::AtomList read_atoms(const std::string& path,
                           const std::optional<image::PixelSize>& pixel_size);

/// Measured cell vectors (px, and nm where known), basis, distortion, share of atoms placed,
/// residual, edges, domains; "schema": "gibbsight.lattice/1".
void write_lattice(const std::string& path, const indexing::Sites& sites,
                   const std::optional<image::PixelSize>& pixel_size);

}  // namespace gibbsight::io
