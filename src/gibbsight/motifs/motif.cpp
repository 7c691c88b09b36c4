#include "gibbsight/motifs/motif.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::motifs {
namespace {

using lattice::Lattice;
using lattice::Operation;
using lattice::Site;

constexpr std::uint32_t kMostCodes = 1U << 22;

Centre make_centre(const Lattice& lattice, int sublattice, int shells) {
  Centre centre{sublattice, {{0, 0, sublattice}}};
  for (const auto& shell : shells_around(lattice, sublattice, shells)) {
    centre.offsets.insert(centre.offsets.end(), shell.begin(), shell.end());
  }
  return centre;
}

/// The motif around the image of the centre, each site where the operation takes it.
Centre image_of(const Centre& centre, const Operation& operation, const Lattice& lattice) {
  const Site origin = apply(operation, centre.offsets[0], lattice);
  Centre image{origin.sublattice, {}};
  for (const Site& offset : centre.offsets) {
    const Site moved = apply(operation, offset, lattice);
    image.offsets.push_back({moved.a - origin.a, moved.b - origin.b, moved.sublattice});
  }
  return image;
}

void number_codes(Motif& motif) {
  std::uint64_t value = 1;
  for (const Site& offset : motif.centres[0].offsets) {
    const int radix = motif.lattice.basis[offset.sublattice].species_count();
    motif.radices.push_back(radix);
    motif.place_value.push_back(static_cast<std::uint32_t>(value));
    value *= static_cast<std::uint64_t>(radix);
    if (value > kMostCodes) {
      throw core::ConfigurationError(
          {.what = "the motif has too many configurations to count",
           .where = "motif.shells",
           .value = std::to_string(motif.shells),
           .expected = "fewer shells or species (at most 4194304 codes)"});
    }
  }
  motif.orbit_of.resize(value);
}

/// `permutation[k]` is the digit that site k moves to.
std::uint32_t permuted(const Motif& motif, std::uint32_t code,
                       const std::vector<std::size_t>& permutation) {
  std::uint32_t result = 0;
  for (std::size_t k = 0; k < motif.site_count(); ++k) {
    result += static_cast<std::uint32_t>(motif.digit(code, k)) * motif.place_value[permutation[k]];
  }
  return result;
}

/// Labels every code with the smallest code it can be turned into: the permutations form a group,
/// so one pass over its elements reaches the whole orbit.
void find_orbits(Motif& motif, const std::vector<std::vector<std::size_t>>& permutations) {
  constexpr std::uint32_t kUnset = ~0U;
  std::fill(motif.orbit_of.begin(), motif.orbit_of.end(), kUnset);
  for (std::uint32_t code = 0; code < motif.code_count(); ++code) {
    if (motif.orbit_of[code] != kUnset) continue;
    Orbit orbit{code, 0};
    for (const auto& permutation : permutations) {
      std::uint32_t& label = motif.orbit_of[permuted(motif, code, permutation)];
      if (label != kUnset) continue;
      label = static_cast<std::uint32_t>(motif.orbit_count());
      ++orbit.multiplicity;
    }
    motif.orbits.push_back(orbit);
  }
}

}  // namespace

Motif make_motif(const Lattice& lattice, int shells, std::string_view group) {
  Motif motif{lattice, shells, std::string(group), {}, {}, {}, {}, {}};
  motif.centres.push_back(make_centre(lattice, lattice.first_with_species(), shells));
  number_codes(motif);
  std::vector<std::vector<std::size_t>> permutations;
  for (const Operation& operation : plane_group(lattice, group)) {
    const Centre image = image_of(motif.centres[0], operation, lattice);
    if (image.sublattice != motif.centres[0].sublattice) {
      const bool known =
          std::any_of(motif.centres.begin(), motif.centres.end(),
                      [&](const auto& c) { return c.sublattice == image.sublattice; });
      if (!known) motif.centres.push_back(image);
      continue;
    }
    std::vector<std::size_t> permutation;
    const auto& sites = motif.centres[0].offsets;
    for (const Site& offset : image.offsets) {
      const auto place = std::find(sites.begin(), sites.end(), offset);
      permutation.push_back(static_cast<std::size_t>(place - sites.begin()));
    }
    permutations.push_back(permutation);
  }
  find_orbits(motif, permutations);
  return motif;
}

std::string spell(const Motif& motif, std::uint32_t code) {
  const auto& offsets = motif.centres[0].offsets;
  std::string text;
  double shell_radius = 0;
  for (std::size_t k = 0; k < motif.site_count(); ++k) {
    const double radius = distance(motif.lattice, offsets[0], offsets[k]);
    if (k == 1) text += '|';
    if (k > 1) text += radius > shell_radius + lattice::kTolerance ? ';' : ',';
    shell_radius = radius;
    const auto& species = motif.lattice.basis[offsets[k].sublattice].species;
    text += species[motif.digit(code, k)];
  }
  return text;
}

}  // namespace gibbsight::motifs
