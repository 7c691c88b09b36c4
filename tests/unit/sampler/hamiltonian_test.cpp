#include "gibbsight/sampler/hamiltonian.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/random.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::VectorXd;

/// A rectangle of 1 by 1.3 with a second site on its mirror lines.
lattice::Lattice rectangle_of_two(const std::vector<std::string>& species) {
  lattice::LatticeOptions options;
  options.name = "custom";
  options.species = species;
  options.cell = {1, 0, 0, 1.3};
  options.basis = {0, 0, 0.5, 0.3};
  return lattice::make_lattice(options);
}

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

std::vector<Case> cases() {
  return {{"square", "pair1+pair2", "pmm"},
          {"triangular", "pair1+pair3", "p2"},
          {"honeycomb", "pair1+pair2", "lattice"},
          {"kagome", "pair1", "p2"},
          {"square", "pair1+triplet1", "lattice"},
          {"square", "triplet1+pair1+triplet2+triplet3", "p1"},
          {"triangular", "triplet1", "p3"},
          {"triangular", "pair1+triplet1+triplet2+triplet3", "p6"},
          {"honeycomb", "pair1+triplet1", "lattice"},
          {"honeycomb", "pair1+pair2+triplet1+triplet2", "p3"},
          {"kagome", "pair1+triplet1+triplet2", "p2"},
          {"rectangle of two", "pair1+triplet1+triplet2", "lattice"}};
}

lattice::Lattice lattice_of(const Case& c, const std::vector<std::string>& species) {
  if (c.lattice == std::string_view("rectangle of two")) return rectangle_of_two(species);
  return lattice::make_lattice(c.lattice, species);
}

/// A model with parameters of both signs on a box with its species at random.
struct Scene {
  Scene(const Case& c, const std::vector<std::string>& species, const lattice::Window& box)
      : lattice(lattice_of(c, species)),
        interactions(model::make_interactions(lattice, c.model, c.group)),
        parameters(static_cast<Eigen::Index>(interactions.terms.size())),
        potentials(VectorXd::LinSpaced(static_cast<Eigen::Index>(species.size()), 0, 0.7)),
        occupancy(random_box(lattice, box)) {
    core::Generator random = core::Stream(13).generator();
    for (double& p : parameters) p = random.normal();
  }
  Hamiltonian hamiltonian() const {
    return {interactions, parameters, potentials, occupancy.window};
  }
  double direct_sum() const {
    double sum = parameters.dot(count_clusters(interactions, occupancy));
    for (const std::int8_t s : occupancy.species) sum -= potentials[s];
    return sum;
  }
  lattice::Lattice lattice;
  model::Interactions interactions;
  VectorXd parameters;
  VectorXd potentials;
  lattice::Occupancy occupancy;
};

const std::vector<std::vector<std::string>> kSpecies{{"A", "B"}, {"C", "A", "B"}};

// Tables against the direct sum, energies of whole boxes to 1e-12 of their size.
TEST(Hamiltonian, AgreesWithTheDirectSum) {
  for (const Case& c : cases())
    for (const auto& species : kSpecies) {
      const Scene scene(c, species, {0, 0, 9, 7});
      const Hamiltonian hamiltonian = scene.hamiltonian();
      const VectorXd counts = count_clusters(scene.interactions, scene.occupancy);
      const double size = scene.parameters.cwiseAbs().dot(counts);
      EXPECT_NEAR(hamiltonian.energy(scene.occupancy.species), scene.direct_sum(), 1e-12 * size)
          << c.lattice << " " << c.model;
      std::vector<double> derivatives(hamiltonian.parameter_count());
      hamiltonian.derivatives(scene.occupancy.species, derivatives);
      for (Eigen::Index t = 0; t < counts.size(); ++t) {
        EXPECT_EQ(derivatives[t], counts[t]) << c.lattice << " " << c.model;
        EXPECT_GT(counts[t], 0) << "nothing to compare";
      }
    }
}

TEST(Hamiltonian, ChangeOfOneSiteIsTheDifferenceOfBoxes) {
  for (const Case& c : cases())
    for (const auto& species : kSpecies) {
      Scene scene(c, species, {0, 0, 6, 5});
      const Hamiltonian h = scene.hamiltonian();
      auto& box = scene.occupancy.species;
      for (const std::uint32_t site : h.active_sites()) {
        const auto next =
            static_cast<std::int8_t>((box[site] + 1) % static_cast<int>(species.size()));
        const double change = h.energy_change(box, site, next, site);
        const double before = scene.direct_sum();
        box[site] = next;
        EXPECT_NEAR(scene.direct_sum() - before, change, 1e-10) << c.lattice << " " << c.model;
      }
    }
}

TEST(Hamiltonian, ExchangeIsTheDifferenceOfBoxesForNeighboursToo) {
  for (const Case& c : cases())
    for (const auto& species : kSpecies) {
      Scene scene(c, species, {0, 0, 4, 4});  // so small that some pairs are neighbours twice
      const Hamiltonian h = scene.hamiltonian();
      auto& box = scene.occupancy.species;
      for (const std::uint32_t i : h.active_sites()) {
        for (std::uint32_t j = 0; j < 16; ++j) {
          if (i == j) continue;
          const double change =
              h.energy_change(box, i, box[j], j) + h.energy_change(box, j, box[i], i);
          const double before = scene.direct_sum();
          std::swap(box[i], box[j]);
          EXPECT_NEAR(scene.direct_sum() - before, change, 1e-10) << i << " and " << j;
        }
      }
    }
}

// The tables as they are read from outside: every triplet from all of its corners.
TEST(Hamiltonian, TripletsOfASiteCanBeRead) {
  const Scene scene({"triangular", "pair1+triplet1", "p3"}, {"A", "B"}, {0, 0, 5, 4});
  const Hamiltonian h = scene.hamiltonian();
  ASSERT_TRUE(h.has_triplets());
  const auto& triplets = h.table(0).triplets;
  EXPECT_EQ(triplets.clusters.size(), 6U);
  EXPECT_EQ(triplets.stride, 8U);
  const auto& box = scene.occupancy.species;
  double sum = 0;
  for (const std::uint32_t site : h.active_sites()) {
    const auto corners = h.triplet_corners_of(site);
    ASSERT_EQ(corners.size(), 12U);
    for (std::size_t k = 0; k < 6; ++k) {
      const std::size_t entry =
          k * 8 + (box[site] * 2 + box[corners[2 * k]]) * 2 + box[corners[2 * k + 1]];
      sum += triplets.energies[entry] / 3;
      EXPECT_EQ(triplets.terms[entry] >= 0, triplets.energies[entry] != 0);
    }
  }
  const VectorXd counts = count_clusters(scene.interactions, scene.occupancy);
  EXPECT_NEAR(sum, scene.parameters.tail(2).dot(counts.tail(2)), 1e-11);
  EXPECT_FALSE(
      Scene({"triangular", "pair1", "p3"}, {"A", "B"}, {0, 0, 5, 4}).hamiltonian().has_triplets());
}

TEST(Hamiltonian, OnAnotherBoxIsTheSameModel) {
  for (const Case& c : cases()) {
    const auto lattice = lattice_of(c, {"A", "B"});
    const auto interactions = model::make_interactions(lattice, c.model, c.group);
    const VectorXd parameters =
        VectorXd::LinSpaced(static_cast<Eigen::Index>(interactions.terms.size()), 0.1, 0.9);
    const Eigen::Vector2d potentials(0, 0.3);
    const lattice::Window box{0, 0, 8, 7};
    const Hamiltonian h(interactions, parameters, potentials, box);
    const Hamiltonian other =
        Hamiltonian(interactions, parameters, potentials, {0, 0, 9, 6}).on(box);
    EXPECT_EQ(other.box(), box);
    EXPECT_EQ(other.site_count(), h.site_count());
    const auto occupancy = random_box(lattice, box);
    EXPECT_EQ(other.energy(occupancy.species), h.energy(occupancy.species)) << c.lattice;
  }
}

TEST(Hamiltonian, SpectatorsDoNotTakePart) {
  lattice::LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:Mo", "W"};
  const auto lattice = lattice::make_lattice(options);
  const auto interactions = model::make_interactions(lattice, "pair1+triplet1");
  const Eigen::Vector3d parameters(0.3, 0.2, -0.1);  // around a spectator, and around none
  const lattice::Window box{0, 0, 6, 5};
  const Hamiltonian h(interactions, parameters, Eigen::Vector2d::Zero(), box);
  EXPECT_EQ(h.active_sites().size(), 30U);
  const auto occupancy = random_box(lattice, box);
  EXPECT_NEAR(h.energy(occupancy.species), parameters.dot(count_clusters(interactions, occupancy)),
              1e-12);
}

TEST(Hamiltonian, TooSmallABoxIsRefused) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  EXPECT_THROW(Hamiltonian(model::make_interactions(lattice, "pair1"), VectorXd::Ones(1),
                           Eigen::Vector2d::Zero(), {0, 0, 1, 5}),
               core::ConfigurationError);
  // 1 1 2 on a line: in a box of two the ends are one site, in one of three they are neighbours.
  const auto line = [&](int columns) {
    return Hamiltonian(model::make_interactions(lattice, "triplet2"), VectorXd::Ones(1),
                       Eigen::Vector2d::Zero(), {0, 0, columns, 5});
  };
  EXPECT_THROW(line(2), core::ConfigurationError);
  EXPECT_NO_THROW(line(3));
}

}  // namespace
}  // namespace gibbsight::sampler
