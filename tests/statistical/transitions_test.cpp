// Every transition of the smallest lattices: exact matrices, and how often both engines make each.
#include <gtest/gtest.h>

#include <Eigen/SparseCore>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <cstdio>

#include "fast_box.hpp"
#include "gibbsight/sampler/engine.hpp"

namespace gibbsight {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using sampler::Ensemble;
using sampler::Hamiltonian;
using Species = std::vector<std::int8_t>;

/// Chances of a move: from a row to a column.
using Move = Eigen::SparseMatrix<double>;
using Entry = Eigen::Triplet<double>;

Move make_move(Index states, const std::vector<Entry>& entries) {
  Move move(states, states);
  move.setFromTriplets(entries.begin(), entries.end());  // adds up
  return move;
}

struct Case {
  std::string name;
  testing::Model model;
  Ensemble ensemble;
  lattice::Window box;
};

std::vector<Case> cases() {
  const Ensemble open = sampler::SemiGrand{Eigen::Vector2d(0, 0.4)};
  const Ensemble third = sampler::Canonical{Eigen::Vector2d(2.0 / 3, 1.0 / 3)};
  const Ensemble half = sampler::Canonical{Eigen::Vector2d(0.5, 0.5)};
  const Ensemble neighbours = sampler::Canonical{Eigen::Vector2d(2.0 / 3, 1.0 / 3), true};
  const testing::Model square{.parameters = {0.6}};
  const testing::Model shells{
      .interactions = "pair1+pair2", .group = "pmm", .parameters = {0.5, -0.3, 0.2}};
  const testing::Model triangular{.lattice = "triangular", .parameters = {-0.4}};
  const testing::Model directional{.lattice = "triangular",
                                   .interactions = "pair1+pair2",
                                   .group = "p2",
                                   .parameters = {0.3, -0.2, 0.1, 0.05, -0.1, 0.15}};
  const testing::Model three{.species = {"A", "B", "C"}, .parameters = {0.3, -0.2, 0.4}};
  return {
      {"square2x3_change", square, open, {0, 0, 2, 3}},
      {"square3x3_change", square, open, {0, 0, 3, 3}},
      {"square3x3_shells_change", shells, open, {0, 0, 3, 3}},
      {"triangular3x3_change", triangular, open, {0, 0, 3, 3}},
      {"triangular3x3_wide_change", directional, open, {0, 0, 3, 3}},
      {"square2x3_three_change",
       three,
       sampler::SemiGrand{Eigen::Vector3d(0, 0.3, -0.5)},
       {0, 0, 2, 3}},
      {"square2x3_exchange", square, half, {0, 0, 2, 3}},
      {"square3x3_exchange", square, third, {0, 0, 3, 3}},
      {"square3x3_shells_exchange", shells, third, {0, 0, 3, 3}},
      {"triangular3x3_exchange", triangular, third, {0, 0, 3, 3}},
      {"square3x3_neighbour_exchange", square, neighbours, {0, 0, 3, 3}},
  };
}

/// All configurations that the ensemble allows, by number.
class States {
 public:
  States(const Case& c, const model::Interactions& interactions)
      : species_count_(c.model.species.size()) {
    const std::size_t sites = static_cast<std::size_t>(c.box.columns) * c.box.rows;
    auto occupancy = lattice::Occupancy::unseen(interactions.lattice, c.box);
    const VectorXd parameters = Eigen::Map<const VectorXd>(
        c.model.parameters.data(), static_cast<Index>(c.model.parameters.size()));
    const VectorXd potentials = chemical_potentials(c.ensemble, static_cast<int>(species_count_));
    const auto* fixed = std::get_if<sampler::Canonical>(&c.ensemble);
    const auto codes = static_cast<std::size_t>(std::pow(species_count_, sites) + 0.5);
    number_of_.assign(codes, kForbidden);
    std::vector<double> weights;
    for (std::size_t code = 0; code < codes; ++code) {
      Species& species = occupancy.species;
      for (std::size_t i = 0, rest = code; i < sites; ++i, rest /= species_count_) {
        species[i] = static_cast<std::int8_t>(rest % species_count_);
      }
      const auto seconds = std::count(species.begin(), species.end(), 1);
      if (fixed != nullptr &&
          seconds != std::lround(fixed->fractions(1, 0) * static_cast<double>(sites))) {
        continue;
      }
      double energy = parameters.dot(count_clusters(interactions, occupancy));
      for (const std::int8_t s : species) energy -= potentials[s];
      number_of_[code] = static_cast<Index>(states_.size());
      states_.push_back(species);
      weights.push_back(std::exp(-energy));
    }
    probabilities_ = Eigen::Map<const VectorXd>(weights.data(), static_cast<Index>(weights.size()));
    probabilities_ /= probabilities_.sum();
  }

  Index size() const { return static_cast<Index>(states_.size()); }
  const Species& operator[](Index i) const { return states_[static_cast<std::size_t>(i)]; }
  Index number(std::span<const std::int8_t> species) const {
    std::size_t code = 0;
    for (std::size_t i = species.size(); i-- > 0;) code = code * species_count_ + species[i];
    return number_of_[code];
  }
  /// Boltzmann's, from the direct sum model::count_clusters: not from the tables of the sampler.
  const VectorXd& probabilities() const { return probabilities_; }

 private:
  static constexpr Index kForbidden = -1;
  std::size_t species_count_;
  std::vector<Species> states_;
  std::vector<Index> number_of_;
  VectorXd probabilities_;
};

/// Chances that two sites are picked for an exchange: any two, which may be `same` or not, or those
/// that share a bond, each as often as they do.
MatrixXd pair_chances(const Hamiltonian& h, const Ensemble& ensemble, bool same) {
  const auto sites = static_cast<Index>(h.site_count());
  if (!std::get<sampler::Canonical>(ensemble).neighbours) {
    MatrixXd any = MatrixXd::Ones(sites, sites);
    if (!same) any.diagonal().setZero();
    return any / any.sum();
  }
  MatrixXd bonds = MatrixXd::Zero(sites, sites);
  for (const std::uint32_t site : h.active_sites())
    for (const std::uint32_t neighbour : h.neighbours_of(site)) bonds(site, neighbour) += 1;
  return bonds / bonds.sum();
}

/// One attempted move of the scalar engine: a site picked at random takes one of the other species,
/// or two sites picked at random exchange; accepted by the Metropolis rule.
Move metropolis_move(const Hamiltonian& h, const States& states, const Ensemble& ensemble) {
  const bool exchanges = std::holds_alternative<sampler::Canonical>(ensemble);
  const MatrixXd chances = exchanges ? pair_chances(h, ensemble, true) : MatrixXd();
  std::vector<Entry> entries;
  const auto sites = static_cast<std::uint32_t>(h.site_count());
  const int others = h.species_count() - 1;
  const auto add = [&](Index from, const Species& to, double chance, double change) {
    const double accepted = chance * std::min(1.0, std::exp(-change));
    entries.emplace_back(from, states.number(to), accepted);
    entries.emplace_back(from, from, chance - accepted);
  };
  for (Index from = 0; from < states.size(); ++from) {
    Species species = states[from];
    for (std::uint32_t i = 0; i < sites; ++i) {
      if (exchanges) {
        for (std::uint32_t j = 0; j < sites; ++j) {
          const double change = h.energy_change(species, i, species[j], j) +
                                h.energy_change(species, j, species[i], i);
          Species to = species;
          std::swap(to[i], to[j]);
          add(from, to, chances(i, j), species[i] == species[j] ? 0 : change);
        }
        continue;
      }
      for (int s = 0; s <= others; ++s) {
        if (s == species[i]) continue;
        Species to = species;
        to[i] = static_cast<std::int8_t>(s);
        add(from, to, 1.0 / (sites * others), h.energy_change(species, i, s, i));
      }
    }
  }
  return make_move(states.size(), entries);
}

/// A heat-bath change of one site: of the configurations that differ there at most, each comes with
/// its share of their probability.
Move heat_bath_change(const States& states, int species_count, std::uint32_t site) {
  std::vector<Entry> entries;
  for (Index from = 0; from < states.size(); ++from) {
    Species to = states[from];
    std::vector<Index> reached;
    double sum = 0;
    for (int s = 0; s < species_count; ++s) {
      to[site] = static_cast<std::int8_t>(s);
      reached.push_back(states.number(to));
      sum += states.probabilities()[reached.back()];
    }
    for (const Index t : reached) entries.emplace_back(from, t, states.probabilities()[t] / sum);
  }
  return make_move(states.size(), entries);
}

/// The Metropolis rule with the step of 2^-7 that Thresholds::of_changes explains: where up and
/// down differ by less than a step, both lose up to half of one and keep their ratio.
double stepped_metropolis(double ratio) {
  constexpr double kStep = 1.0 / 128;
  const double uphill = std::min(ratio, 1 / ratio);
  if (uphill <= 1 - kStep) return std::min(1.0, ratio);
  const double wrong = (uphill - (1 - kStep)) / (kStep * (1 + uphill));
  return ratio < 1 ? 1 - (1 - wrong) * kStep : 1 - wrong * kStep;
}

/// An exchange by the fast engine of two different sites picked with the given chances.
Move fast_exchange(const States& states, const MatrixXd& chances) {
  std::vector<Entry> entries;
  const std::size_t sites = states[0].size();
  for (Index from = 0; from < states.size(); ++from)
    for (std::size_t i = 0; i < sites; ++i)
      for (std::size_t j = 0; j < sites; ++j) {
        Species to = states[from];
        std::swap(to[i], to[j]);
        const Index t = states.number(to);
        const double chance = chances(static_cast<Index>(i), static_cast<Index>(j));
        const double accepted =
            chance * stepped_metropolis(states.probabilities()[t] / states.probabilities()[from]);
        entries.emplace_back(from, t, accepted);
        entries.emplace_back(from, from, chance - accepted);
      }
  return make_move(states.size(), entries);
}

MatrixXd power(const Move& move, std::size_t exponent) {
  MatrixXd result = MatrixXd::Identity(move.rows(), move.cols());
  for (std::size_t i = 0; i < exponent; ++i) result = result * move;
  return result;
}

/// One sweep of the fast engine: changes in the order of its program, or as many exchanges as
/// sites.
MatrixXd fast_sweep(const testing::FastBox& box, const States& states, const Ensemble& ensemble) {
  const Hamiltonian& h = box.hamiltonian();
  if (box.program().exchanges()) {
    return power(fast_exchange(states, pair_chances(h, ensemble, false)), h.site_count());
  }
  std::vector<std::uint32_t> site_of(box.program().row_count());
  for (const std::uint32_t site : h.active_sites()) site_of[box.program().row_of(site)] = site;
  MatrixXd matrix = MatrixXd::Identity(states.size(), states.size());
  for (const sampler::RuledSites& part : box.program().parts())
    for (const std::uint32_t row : part.sites) {
      matrix = matrix * heat_bath_change(states, h.species_count(), site_of[row]);
    }
  return matrix;
}

class Transitions : public ::testing::TestWithParam<Case> {};

// The flow between any two configurations is the same both ways, so Boltzmann's distribution stays.
TEST_P(Transitions, BalanceInDetail) {
  const Case& c = GetParam();
  const testing::FastBox box(c.model, c.ensemble, c.box, core::Stream(1));
  const States states(c, box.interactions());
  const VectorXd& p = states.probabilities();
  const Move move = metropolis_move(box.hamiltonian(), states, c.ensemble);
  const MatrixXd flow = p.asDiagonal() * MatrixXd(move);
  EXPECT_LT((flow - flow.transpose()).cwiseAbs().maxCoeff(), 1e-12 * p.maxCoeff());
  EXPECT_LT((move * VectorXd::Ones(p.size())).cwiseAbs().maxCoeff(), 1 + 1e-12);
  VectorXd reached = VectorXd::Unit(p.size(), 0);
  for (std::size_t i = 0; i < 2 * states[0].size(); ++i) reached = move.transpose() * reached;
  EXPECT_GT(reached.minCoeff(), 0) << "every state can be reached";
  EXPECT_NEAR(reached.sum(), 1, 1e-12);
  const MatrixXd sweep = fast_sweep(box, states, c.ensemble);
  EXPECT_LT((p.transpose() * sweep - p.transpose()).cwiseAbs().maxCoeff(), 1e-12);
}

/// Chi-squared of counted transitions. Rare ones are pooled from row to row until ten are expected
/// in a cell; a row alone fixes its sum, so each has one degree of freedom less than cells.
struct ChiSquared {
  double sum = 0;
  double freedom = 0;
  void add_row(const VectorXd& counts, const VectorXd& probabilities) {
    const double total = counts.sum();
    double cells = 0;
    double rare_expected = 0;
    double rare_counted = 0;
    const auto add_cell = [&](double counted, double expected) {
      sum += (counted - expected) * (counted - expected) / expected;
      ++cells;
    };
    for (Index to = 0; to < counts.size(); ++to) {
      const double expected = total * probabilities[to];
      if (expected >= kLeast) {
        add_cell(counts[to], expected);
        continue;
      }
      rare_expected += expected;
      rare_counted += counts[to];
      if (rare_expected < kLeast) continue;
      add_cell(rare_counted, rare_expected);
      rare_expected = rare_counted = 0;
    }
    if (rare_expected > 0) add_cell(rare_counted, rare_expected);
    freedom += std::max(0.0, cells - 1);
  }
  static constexpr double kLeast = 10;
};

// p-values lie in [1e-4, 1 - 1e-4] but once in 5,000: of the 22 here one does not once in 230.
void expect_law(const MatrixXd& counts, const MatrixXd& exact) {
  ChiSquared chi;
  for (Index from = 0; from < counts.rows(); ++from) {
    chi.add_row(counts.row(from).transpose(), exact.row(from).transpose());
  }
  for (Index from = 0; from < counts.rows(); ++from)
    for (Index to = 0; to < counts.cols(); ++to) {
      if (exact(from, to) == 0) {
        ASSERT_EQ(counts(from, to), 0) << "never from " << from << " to " << to;
      }
    }
  const boost::math::chi_squared law(chi.freedom);
  const double p = cdf(complement(law, chi.sum));
  std::printf("%.0f transitions  chi-squared %.0f of %.0f  p %.4f\n", counts.sum(), chi.sum,
              chi.freedom, p);
  EXPECT_GT(p, 1e-4);
  EXPECT_LT(p, 1 - 1e-4);
}

// Every replica makes one sweep from a random placement, again and again.
void count_changes(testing::FastBox& box, const core::Stream& stream, const States& states,
                   MatrixXd& counts) {
  const std::size_t sites = states[0].size();
  constexpr std::uint64_t kBlocks = 3000;
  for (std::uint64_t b = 0; b < kBlocks; ++b) {
    box.restart(stream.child(b));
    const Species before = box.species();
    box.sweep(1);
    const Species after = box.species();
    for (std::size_t first = 0; first < before.size(); first += sites) {
      ++counts(states.number(std::span(before).subspan(first, sites)),
               states.number(std::span(after).subspan(first, sites)));
    }
  }
}

// Replicas that exchange share the pairs of sites, so of each sweep only one of them is counted, in
// turn. The sweeps may follow one another: the next does not ask how a state came about.
void count_exchanges(testing::FastBox& box, const States& states, MatrixXd& counts) {
  constexpr std::size_t kSweeps = 500'000;
  for (std::size_t i = 0; i < kSweeps; ++i) {
    const Index before = states.number(box.species_of(i % sampler::kLanes));
    box.sweep(1);
    ++counts(before, states.number(box.species_of(i % sampler::kLanes)));
  }
}

TEST_P(Transitions, OfTheFastEngineAreThoseOfTheMatrix) {
  const Case& c = GetParam();
  const core::Stream stream = core::Stream(17).child(c.name);
  testing::FastBox box(c.model, c.ensemble, c.box, stream);
  const States states(c, box.interactions());
  MatrixXd counts = MatrixXd::Zero(states.size(), states.size());
  if (box.program().exchanges()) {
    count_exchanges(box, states, counts);
  } else {
    count_changes(box, stream, states, counts);
  }
  expect_law(counts, fast_sweep(box, states, c.ensemble));
}

TEST_P(Transitions, OfTheScalarEngineAreThoseOfTheMatrix) {
  const Case& c = GetParam();
  const testing::FastBox box(c.model, c.ensemble, c.box, core::Stream(1));
  const Hamiltonian& h = box.hamiltonian();
  const States states(c, box.interactions());
  MatrixXd counts = MatrixXd::Zero(states.size(), states.size());
  core::Generator random = core::Stream(18).child(c.name).generator();
  Species species(states[0].size());
  initialise(h, c.ensemble, species, random);
  Index before = states.number(species);
  for (int i = 0; i < 200'000; ++i) {
    sweep(h, c.ensemble, species, random);
    const Index after = states.number(species);
    ++counts(before, after);
    before = after;
  }
  expect_law(counts, power(metropolis_move(h, states, c.ensemble), h.site_count()));
}

INSTANTIATE_TEST_SUITE_P(Lattices, Transitions, ::testing::ValuesIn(cases()),
                         [](const auto& c) { return c.param.name; });

}  // namespace
}  // namespace gibbsight
