#include "gibbsight/motifs/motif.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::motifs {
namespace {

using lattice::make_lattice;

std::size_t orbits(const char* lattice, int shells, const char* group, int species = 2) {
  const std::vector<std::string> names{"A", "B", "C"};
  return make_motif(make_lattice(lattice, {names.begin(), names.begin() + species}), shells, group)
      .orbit_count();
}

// Numbers of necklaces and bracelets of a coloured ring, times the species of the centre: 6 binary
// bracelets of length 4, 13 of length 6 (OEIS A000029); 14 binary necklaces of length 6 (A000031);
// 21 ternary bracelets of length 4 (A027671).
TEST(Motif, OrbitCountsAreThoseOfNecklaces) {
  EXPECT_EQ(orbits("square", 1, "p4m"), 12U);
  EXPECT_EQ(orbits("triangular", 1, "p6m"), 26U);
  EXPECT_EQ(orbits("triangular", 1, "p6"), 28U);
  EXPECT_EQ(orbits("square", 1, "p4m", 3), 63U);
  EXPECT_EQ(orbits("square", 1, "p1"), 32U);
  EXPECT_EQ(orbits("triangular", 1, "p2"), 2U * 36U) << "(64 + 8) / 2";
}

TEST(Motif, MultiplicitiesAddUp) {
  const Motif motif = make_motif(make_lattice("triangular", {"A", "B"}), 2);
  std::size_t sum = 0;
  for (const Orbit& orbit : motif.orbits) sum += orbit.multiplicity;
  EXPECT_EQ(sum, motif.code_count());
  EXPECT_EQ(motif.code_count(), 1U << 13);
}

TEST(Motif, CodeOfAnOrbitIsItsSmallest) {
  const Motif motif = make_motif(make_lattice("square", {"A", "B", "C"}), 1);
  std::vector<std::uint32_t> smallest(motif.orbit_count(), ~0U);
  for (std::uint32_t code = 0; code < motif.code_count(); ++code) {
    smallest[motif.orbit_of[code]] = std::min(smallest[motif.orbit_of[code]], code);
  }
  for (std::size_t i = 0; i < motif.orbit_count(); ++i)
    EXPECT_EQ(motif.orbits[i].code, smallest[i]);
}

TEST(Motif, SymmetryKeepsTheCentre) {
  const Motif motif = make_motif(make_lattice("triangular", {"A", "B"}), 1);
  for (std::uint32_t code = 0; code < motif.code_count(); ++code) {
    EXPECT_EQ(motif.digit(code, 0), motif.digit(motif.orbits[motif.orbit_of[code]].code, 0));
  }
}

TEST(Motif, SpellsCentreThenShells) {
  const Motif motif = make_motif(make_lattice("square", {"Te", "Se"}), 1);
  EXPECT_EQ(spell(motif, 1 + 2 * 4), "Se|Te,Te,Se,Te") << "digit 3 is the neighbour at (-1, 0)";
  const Motif larger = make_motif(make_lattice("square", {"Te", "Se"}), 2);
  EXPECT_EQ(spell(larger, 32), "Te|Te,Te,Te,Te;Se,Te,Te,Te");
}

TEST(Motif, EquivalentSublatticesShareTheMotif) {
  EXPECT_EQ(make_motif(make_lattice("honeycomb", {"A", "B"}), 1).centres.size(), 2U);
  EXPECT_EQ(make_motif(make_lattice("kagome", {"A", "B"}), 1).centres.size(), 3U);
}

TEST(Motif, RadicesAreThoseOfEachSite) {
  lattice::LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:Mo", "W", "X:S2", "SSe", "Se2"};
  const Motif motif = make_motif(lattice::make_lattice(options), 1);
  EXPECT_EQ(motif.radices, (std::vector<int>{2, 3, 3, 3}));
  EXPECT_EQ(motif.code_count(), 54U);
}

TEST(Motif, TooManyConfigurationsAreRefused) {
  EXPECT_THROW(make_motif(make_lattice("triangular", {"A", "B"}), 5), core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::motifs
