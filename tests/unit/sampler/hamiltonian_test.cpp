#include "gibbsight/sampler/hamiltonian.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/random.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::VectorXd;

lattice::Occupancy random_box(const lattice::Lattice& lattice, const lattice::Window& box) {
  auto occupancy = lattice::Occupancy::unseen(lattice, box);
  core::Generator random = core::Stream(12).generator();
  for (std::size_t i = 0; i < occupancy.species.size(); ++i) {
    const auto& site = lattice.basis[i % lattice.basis.size()];
    if (site.is_spectator()) continue;
    occupancy.species[i] =
        static_cast<std::int8_t>(random.below(static_cast<std::uint32_t>(site.species_count())));
  }
  return occupancy;
}

struct Case {
  const char* lattice;
  const char* model;
  const char* group;
};

// Tables against the direct sum, energies of whole boxes to 1e-12 of their size.
TEST(Hamiltonian, AgreesWithTheDirectSum) {
  for (const Case& c :
       {Case{"square", "pair1+pair2", "pmm"}, Case{"triangular", "pair1+pair3", "p2"},
        Case{"honeycomb", "pair1+pair2", "lattice"}, Case{"kagome", "pair1", "p2"}}) {
    const auto lattice = lattice::make_lattice(c.lattice, {"A", "B", "C"});
    const auto interactions = model::make_interactions(lattice, c.model, c.group);
    const lattice::Window box{0, 0, 9, 7};
    const auto occupancy = random_box(lattice, box);
    core::Generator random = core::Stream(13).generator();
    VectorXd parameters(static_cast<Eigen::Index>(interactions.terms.size()));
    for (double& p : parameters) p = random.normal();
    const Eigen::Vector3d potentials(0, 0.7, -0.3);
    const Hamiltonian hamiltonian(interactions, parameters, potentials, box);
    double expected = parameters.dot(unlike_pairs(interactions, occupancy));
    for (const std::int8_t s : occupancy.species) expected -= potentials[s];
    EXPECT_NEAR(hamiltonian.energy(occupancy.species), expected, 1e-12 * 1000) << c.lattice;
    std::vector<double> derivatives(interactions.terms.size() + 2);
    hamiltonian.derivatives(occupancy.species, derivatives);
    const VectorXd pairs = unlike_pairs(interactions, occupancy);
    for (std::size_t t = 0; t < interactions.terms.size(); ++t) {
      EXPECT_EQ(derivatives[t], pairs[static_cast<Eigen::Index>(t)]) << c.lattice;
    }
  }
}

TEST(Hamiltonian, ChangeOfOneSiteIsTheDifferenceOfBoxes) {
  const auto lattice = lattice::make_lattice("triangular", {"A", "B"});
  const auto interactions = model::make_interactions(lattice, "pair1+pair2");
  const lattice::Window box{0, 0, 8, 8};
  auto occupancy = random_box(lattice, box);
  const Hamiltonian h(interactions, Eigen::Vector2d(0.4, -0.2), Eigen::Vector2d(0, 0.3), box);
  for (std::uint32_t site = 0; site < 64; ++site) {
    const int old_species = occupancy.species[site];
    const double change = h.energy_change(occupancy.species, site, 1 - old_species, site);
    const double before = h.energy(occupancy.species);
    occupancy.species[site] = static_cast<std::int8_t>(1 - old_species);
    EXPECT_NEAR(h.energy(occupancy.species) - before, change, 1e-11);
  }
}

TEST(Hamiltonian, ExchangeIsTheDifferenceOfBoxesForNeighboursToo) {
  const auto lattice = lattice::make_lattice("triangular", {"A", "B", "C"});
  const auto interactions = model::make_interactions(lattice, "pair1+pair2", "p2");
  const lattice::Window box{0, 0, 4, 4};  // so small that some pairs are neighbours twice
  auto occupancy = random_box(lattice, box);
  VectorXd parameters(18);
  for (int i = 0; i < 18; ++i) parameters[i] = 0.1 * i - 0.7;
  const Hamiltonian h(interactions, parameters, Eigen::Vector3d(0, 0.3, 0.1), box);
  for (std::uint32_t i = 0; i < 16; ++i)
    for (std::uint32_t j = 0; j < 16; ++j) {
      if (i == j) continue;
      auto& species = occupancy.species;
      const double change =
          h.energy_change(species, i, species[j], j) + h.energy_change(species, j, species[i], i);
      const double before = h.energy(species);
      std::swap(species[i], species[j]);
      EXPECT_NEAR(h.energy(species) - before, change, 1e-11) << i << " and " << j;
    }
}

TEST(Hamiltonian, SpectatorsDoNotTakePart) {
  lattice::LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:Mo", "W"};
  const auto lattice = lattice::make_lattice(options);
  const Hamiltonian h(model::make_interactions(lattice, "pair1"), VectorXd::Ones(1),
                      Eigen::Vector2d::Zero(), {0, 0, 6, 5});
  EXPECT_EQ(h.active_sites().size(), 30U);
}

TEST(Hamiltonian, TooSmallABoxIsRefused) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  EXPECT_THROW(Hamiltonian(model::make_interactions(lattice, "pair1"), VectorXd::Ones(1),
                           Eigen::Vector2d::Zero(), {0, 0, 1, 5}),
               core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::sampler
