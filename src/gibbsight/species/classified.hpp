// Which species sits on each site, how sure that is, and what it rests on.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/species/mixture.hpp"

namespace gibbsight::species {

enum class Source : std::uint8_t { kAutomatic, kManual };

/// The species of one site; its place in the list is that of the site in `Sites::sites`.
struct SiteSpecies {
  std::int8_t species = lattice::kUnseen;
  Source source = Source::kAutomatic;
  std::vector<double> probabilities;  ///< one a species of the sublattice; empty if unseen
};

/// How often a site of one species is taken for another.
struct Confusion {
  Eigen::MatrixXd matrix;            ///< row true, column observed; rows sum to 1
  Eigen::VectorXd effective_counts;  ///< expected number of sites behind each row
};

/// What was learned of one sublattice.
struct SublatticeClasses {
  Mixture mixture;                       ///< classes are the species other than "vacancy", in order
  std::vector<double> separations;       ///< of neighbouring classes, in standard deviations
  std::vector<double> class_means;       ///< one a species; NaN for "vacancy"
  std::vector<double> class_deviations;  ///< likewise
  bool by_width = false;                 ///< species are told apart by the widths of columns too
  Confusion confusion;                   ///< over all species of the sublattice
  /// Share of a neighbour's contrast that an atom shows, nearest shell first; 0 where not found.
  std::vector<double> bleed;
};

/// What `classify` makes of indexed sites.
struct Classified {
  lattice::Occupancy occupancy;
  std::vector<SiteSpecies> sites;
  std::vector<SublatticeClasses> sublattices;  ///< one a basis site; empty for spectators
  std::vector<std::string> warnings;
};

}  // namespace gibbsight::species
