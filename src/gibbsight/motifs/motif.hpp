// A motif: a centre and its shells, how its configurations are numbered, and which of them are the
// same under the plane group.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"
#include "gibbsight/lattice/lattice.hpp"
#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::motifs {

struct MotifOptions {
  int shells = 1;

  static constexpr auto describe() {
    using core::field;
    using S = MotifOptions;
    return std::tuple{
        field(&S::shells, "shells",
              {.help = "size of the counted motif: a centre and this many shells of neighbours",
               .range = {0, 6},
               .flag = "shells"}),
    };
  }
};

/// The sites of the motif around a centre of one sublattice, digit 0 first: the centre itself.
struct Centre {
  int sublattice = 0;
  std::vector<lattice::Site> offsets;
};

/// Configurations that symmetry turns into each other.
struct Orbit {
  std::uint32_t code = 0;          ///< smallest code among them
  std::uint32_t multiplicity = 0;  ///< how many there are
};

/// The configuration of a motif is a mixed-radix code: digit k counts the species of site k in the
/// order of its own list, digit 0 (least significant) is the centre.
struct Motif {
  lattice::Lattice lattice;
  int shells = 1;
  std::string group;                       ///< plane group the orbits are taken under
  std::vector<Centre> centres;             ///< one for each sublattice equivalent to the first
  std::vector<int> radices;                ///< species of each site of the motif
  std::vector<std::uint32_t> place_value;  ///< what one step of each digit adds to the code
  std::vector<Orbit> orbits;               ///< ordered by code
  std::vector<std::uint32_t> orbit_of;     ///< orbit index of every code

  /// The names of the species at the centre, in the order of their digits.
  const std::vector<std::string>& species() const {
    return lattice.basis[centres[0].sublattice].species;
  }
  std::size_t site_count() const { return radices.size(); }
  std::size_t code_count() const { return orbit_of.size(); }
  std::size_t orbit_count() const { return orbits.size(); }
  int digit(std::uint32_t code, std::size_t site) const {
    return static_cast<int>(code / place_value[site]) % radices[site];
  }
};

/// A centre and `shells` shells around the first sublattice that can hold species. Sublattices that
/// the group makes equivalent to it are counted in the same motif.
/// Throws ConfigurationError when the motif has more than 2^22 configurations.
Motif make_motif(const lattice::Lattice& lattice, int shells, std::string_view group = "lattice");

/// "Se|Te,Te,Se,Te": the centre, then its neighbours; shells are separated by a semicolon.
std::string spell(const Motif& motif, std::uint32_t code);

}  // namespace gibbsight::motifs
