// What Python holds in one hand: a stage's result with what later stages need of the earlier ones,
// so that gs.classify(sites) needs no second mention of the atoms.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/io/site_table.hpp"
#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/motifs/histogram.hpp"

namespace gibbsight::python {

/// Atoms on a lattice whose species may not have been named yet.
struct Sites {
  lattice::LatticeOptions lattice;
  atoms::AtomList atoms;
  indexing::Sites sites;
};

/// Species on sites. The table knows, of a measured one, how sure each species is.
struct Occupancy {
  lattice::LatticeOptions lattice;
  lattice::Occupancy sites;
  io::SiteTable table;
  std::vector<std::string> warnings;
};

struct Histogram {
  lattice::LatticeOptions lattice;
  motifs::Motif motif;
  motifs::Histogram histogram;
};

/// The lattice of the options. Throws UsageError where they name no species.
inline lattice::Lattice make_lattice_with_species(const lattice::LatticeOptions& options) {
  if (!options.species.empty()) return lattice::make_lattice(options);
  throw core::UsageError({.what = "no species given",
                          .where = "species",
                          .value = {},
                          .expected = "names from the darkest to the brightest"});
}

}  // namespace gibbsight::python
