#include "gibbsight/motifs/histogram.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "gibbsight/core/random.hpp"

namespace gibbsight::motifs {
namespace {

using lattice::Lattice;
using lattice::Occupancy;

Occupancy random_occupancy(const Lattice& lattice, lattice::Window window, double unseen) {
  Occupancy occupancy = Occupancy::unseen(lattice, window);
  core::Generator generator = core::Stream(5).generator();
  for (std::size_t i = 0; i < occupancy.species.size(); ++i) {
    const auto& site = lattice.basis[i % lattice.basis.size()];
    if (generator.uniform() < unseen) continue;
    occupancy.species[i] =
        static_cast<std::int8_t>(generator.below(static_cast<std::uint32_t>(site.species_count())));
  }
  return occupancy;
}

/// An independent count: looks every neighbour up by its position in the plane and never uses the
/// motif's offsets or place values.
std::map<std::vector<int>, int> count_by_position(const Occupancy& occupancy, int centre,
                                                  int neighbours) {
  const Lattice& lattice = occupancy.lattice;
  const auto& w = occupancy.window;
  struct Seen {
    Eigen::Vector2d position;
    int species;
  };
  std::vector<Seen> sites;
  std::vector<std::size_t> centres;
  for (int b = w.b0; b < w.b0 + w.rows; ++b)
    for (int a = w.a0; a < w.a0 + w.columns; ++a)
      for (int s = 0; s < lattice.basis_count(); ++s) {
        if (occupancy.at(a, b, s) < 0) continue;
        if (s == centre) centres.push_back(sites.size());
        sites.push_back({lattice.position(a, b, s), occupancy.at(a, b, s)});
      }
  // The motif around the origin, by distance and angle.
  std::vector<Eigen::Vector2d> around;
  for (int b = -3; b <= 3; ++b)
    for (int a = -3; a <= 3; ++a)
      for (int s = 0; s < lattice.basis_count(); ++s)
        around.push_back(lattice.position(a, b, s) - lattice.position(0, 0, centre));
  std::sort(around.begin(), around.end(), [](const auto& l, const auto& r) {
    if (std::abs(l.norm() - r.norm()) > 1e-9) return l.norm() < r.norm();
    const auto turn = [](const auto& v) {
      return std::fmod(std::atan2(v.y(), v.x()) + 2 * M_PI + 1e-9, 2 * M_PI);
    };
    return turn(l) < turn(r);
  });
  around.resize(static_cast<std::size_t>(neighbours) + 1);
  std::map<std::vector<int>, int> counts;
  for (const std::size_t c : centres) {
    std::vector<int> configuration;
    for (const Eigen::Vector2d& offset : around)
      for (const Seen& site : sites)
        if ((site.position - sites[c].position - offset).norm() < 1e-6)
          configuration.push_back(site.species);
    if (configuration.size() == around.size()) ++counts[configuration];
  }
  return counts;
}

TEST(Histogram, AgreesWithAnIndependentCountOnABasisWithMissingSites) {
  lattice::LatticeOptions options;
  options.name = "custom";
  options.cell = {1, 0, 0, 1.4};
  options.basis = {0, 0, 0.4, 0.5};
  options.species = {"M:Mo", "W", "X:S2", "SSe", "Se2"};
  const Lattice lattice = lattice::make_lattice(options);
  const Occupancy occupancy = random_occupancy(lattice, {-2, 3, 14, 11}, 0.1);
  const Motif motif = make_motif(lattice, 3, "p1");
  Eigen::VectorXd codes = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(motif.code_count()));
  count_codes(motif, find_places(motif, occupancy.window, Boundary::open), occupancy.species,
              {codes.data(), motif.code_count()});
  const auto expected = count_by_position(occupancy, 0, static_cast<int>(motif.site_count()) - 1);
  double total = 0;
  for (const auto& [configuration, count] : expected) {
    std::uint32_t code = 0;
    for (std::size_t k = 0; k < configuration.size(); ++k) {
      code += static_cast<std::uint32_t>(configuration[k]) * motif.place_value[k];
    }
    EXPECT_EQ(codes[code], count);
    total += count;
  }
  EXPECT_EQ(codes.sum(), total);
  EXPECT_GT(total, 30);
}

TEST(Histogram, PeriodicBoxHasOneMotifASite) {
  const Lattice lattice = lattice::make_lattice("honeycomb", {"A", "B"});
  const Occupancy occupancy = random_occupancy(lattice, {0, 0, 7, 5}, 0);
  EXPECT_EQ(count(occupancy, make_motif(lattice, 1), Boundary::periodic).total(), 70);
}

TEST(Histogram, OpenWindowOfASquareLatticeLosesItsRim) {
  const Lattice lattice = lattice::make_lattice("square", {"A", "B"});
  EXPECT_EQ(count(random_occupancy(lattice, {0, 0, 10, 8}, 0), make_motif(lattice, 1)).total(), 48);
}

TEST(Histogram, SeenPlacesCountWhatCountDoes) {
  const Lattice lattice = lattice::make_lattice("triangular", {"A", "B"});
  const Occupancy occupancy = random_occupancy(lattice, {0, 0, 20, 20}, 0.05);
  const Motif motif = make_motif(lattice, 1);
  EXPECT_EQ(static_cast<double>(seen_places(motif, occupancy, Boundary::open).count()),
            count(occupancy, motif).total());
}

TEST(Histogram, DoesNotChangeUnderSymmetryOfTheWholePicture) {
  const Lattice lattice = lattice::make_lattice("square", {"A", "B"});
  const Occupancy occupancy = random_occupancy(lattice, {0, 0, 12, 12}, 0.03);
  Occupancy turned = occupancy;
  for (int b = 0; b < 12; ++b)
    for (int a = 0; a < 12; ++a) turned.at(11 - b, a, 0) = occupancy.at(a, b, 0);
  const Motif motif = make_motif(lattice, 2);
  EXPECT_EQ(count(occupancy, motif).counts, count(turned, motif).counts);
  const Motif raw = make_motif(lattice, 2, "p1");
  EXPECT_NE(count(occupancy, raw).counts, count(turned, raw).counts);
}

TEST(Histogram, KnowsTheOrbitAroundEverySite) {
  const Lattice lattice = lattice::make_lattice("triangular", {"Mo", "Re"});
  const Motif motif = make_motif(lattice, 1);
  const Occupancy occupancy = random_occupancy(lattice, {-3, 2, 12, 9}, 0.1);
  const std::vector<int> orbits = orbits_of_sites(occupancy, motif);
  ASSERT_EQ(orbits.size(), occupancy.species.size());
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(motif.orbit_count()));
  for (std::size_t i = 0; i < orbits.size(); ++i) {
    if (orbits[i] < 0) continue;
    counts[orbits[i]] += 1;
    const auto code = motif.orbits[static_cast<std::size_t>(orbits[i])].code;
    EXPECT_EQ(motif.digit(code, 0), occupancy.species[i]) << "the centre is another species";
  }
  EXPECT_EQ(counts, count(occupancy, motif).counts);
  EXPECT_EQ(orbits.front(), -1) << "a corner has not all its neighbours";
}

}  // namespace
}  // namespace gibbsight::motifs
