// sites.csv and sites.extxyz: what was found on every site of the lattice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/io/table.hpp"
#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/species/classified.hpp"

namespace gibbsight::io {

/// One line of sites.csv.
struct SiteRow {
  int a = 0;
  int b = 0;
  int sublattice = 0;
  std::string species = {};         ///< empty: not seen
  std::string source = "auto";      ///< or manual
  std::optional<double> x_px = {};  ///< unknown in tables that other programs wrote
  std::optional<double> y_px = {};
  int atom = -1;  ///< row of atoms.csv, -1 for none
  std::optional<double> intensity = {};
  std::vector<double> probabilities = {};  ///< one a name in SiteTable::species; empty if unknown
};

struct SiteTable {
  std::vector<std::string> species = {};  ///< of the p_<species> columns, in order; may be empty
  std::vector<SiteRow> rows = {};
};

/// What `index` writes. Sites that were not seen are kept, with an empty species.
SiteTable make_site_table(const indexing::Sites& sites, const species::Classified& classified,
                          const atoms::AtomList& atoms);

/// Columns a,b,sublattice,species,source,x_px,y_px,atom,intensity,p_<species>...
void write_sites(const std::string& path, const SiteTable& table, const lattice::Lattice& lattice);

/// Any table with a,b,species; the other columns are optional, but a basis of several sites needs
/// `sublattice`. Species and sublattice names must be those of the lattice; throws DataError with
/// line and column otherwise, or where two rows claim one site.
SiteTable read_sites(const std::string& path, const lattice::Lattice& lattice);
SiteTable parse_sites(const Table& text, const lattice::Lattice& lattice);

/// Over the smallest window that holds every row. Throws DataError where that has over 2^26 cells.
lattice::Occupancy to_occupancy(const SiteTable& table, const lattice::Lattice& lattice);
/// Every site that can hold a species, seen or not.
SiteTable from_occupancy(const lattice::Occupancy& occupancy);

/// Extended XYZ for ASE and OVITO: the seen sites, x right and y down as everywhere, species that
/// are no element as X with their name as label. Where every site has a measured position, lengths
/// are in px, or in Angstrom where the pixel size is known, and the box is made of the mean
/// measured cell; else sites are at their ideal positions in units of the length of a.
void write_extxyz(const std::string& path, const SiteTable& table, const lattice::Lattice& lattice,
                  const std::optional<image::PixelSize>& pixel_size);

}  // namespace gibbsight::io
