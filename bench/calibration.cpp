#include "calibration.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

#include "gibbsight/pipeline/lattice_forward_model.hpp"

namespace gibbsight::calibration {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

inference::Prior normal(std::initializer_list<double> mean, std::initializer_list<double> width) {
  const auto vector = [](std::initializer_list<double> values) {
    return VectorXd(Eigen::Map<const VectorXd>(values.begin(), static_cast<Index>(values.size())));
  };
  return inference::Prior::normal(vector(mean), vector(width));
}

model::Interactions interactions_of(const Setting& setting) {
  return model::make_interactions(setting.lattice, setting.model, setting.symmetry);
}

motifs::Motif motif_of(const Setting& setting) {
  return motifs::make_motif(setting.lattice, 1, setting.symmetry);
}

microscope::Confusion true_confusion(const Setting& setting, int species) {
  auto confusion = microscope::Confusion::none(species);
  if (setting.misclassified == 0) return confusion;
  confusion.probability.setConstant(setting.misclassified / (species - 1));
  confusion.probability.diagonal().setConstant(1 - setting.misclassified);
  return confusion;
}

/// What counting mistakes on a few atoms of known species teaches: Jeffreys' prior and the counts.
microscope::Confusion learn(const microscope::Confusion& truth, double atoms,
                            core::Generator& random) {
  microscope::Confusion learned = truth;
  const Index species = truth.probability.rows();
  learned.probability.setConstant(0.5);
  std::vector<std::int8_t> seen(static_cast<std::size_t>(atoms));
  for (Index t = 0; t < species; ++t) {
    std::fill(seen.begin(), seen.end(), static_cast<std::int8_t>(t));
    observe_sites(truth, seen, random);
    for (const std::int8_t s : seen) learned.probability(t, s) += 1;
  }
  learned.atoms = learned.probability.rowwise().sum();
  for (Index t = 0; t < species; ++t) learned.probability.row(t) /= learned.atoms[t];
  return learned;
}

double share_below(const MatrixXd& draws, double truth) {
  return (draws.array() < truth).cast<double>().mean();
}

}  // namespace

std::vector<Setting> settings() {
  const auto square = lattice::make_lattice("square", {"A", "B"});
  const auto triangular = lattice::make_lattice("triangular", {"A", "B"});
  const Eigen::Vector2d bulk(0.55, 0.45);
  std::vector<Setting> all;
  all.push_back({.name = "square_pair1",
                 .lattice = square,
                 .model = "pair1",
                 .bulk = bulk,
                 .prior = normal({0}, {0.25})});
  all.push_back({.name = "triangular_pair1_pair2",
                 .lattice = triangular,
                 .model = "pair1+pair2",
                 .side = 40,
                 .bulk = bulk,
                 .prior = normal({0, 0}, {0.12, 0.12})});
  all.push_back({.name = "triangular_p2",
                 .lattice = triangular,
                 .model = "pair1",
                 .symmetry = "p2",
                 .side = 40,
                 .bulk = bulk,
                 .prior = normal({0, 0, 0}, {0.15, 0.15, 0.15}),
                 .twins = 512});
  all.push_back({.name = "three_species",
                 .lattice = lattice::make_lattice("square", {"A", "B", "C"}),
                 .model = "pair1",
                 .side = 24,
                 .prior = normal({0, 0, 0, 0.33, 0.33}, {0.2, 0.2, 0.2, 0.05, 0.05})});
  all.push_back({.name = "misclassified",
                 .lattice = square,
                 .model = "pair1",
                 .bulk = bulk,
                 .prior = normal({0}, {0.25}),
                 .misclassified = 0.05,
                 .atoms_that_taught = 500});
  // 0.8 of the critical ln(1 + sqrt 2).
  all.push_back({.name = "near_ordering",
                 .lattice = square,
                 .model = "pair1",
                 .bulk = bulk,
                 .prior = normal({0.705}, {0.03})});
  // Beyond the six: some twenty atoms of B, for which no normal distribution can be quite right.
  all.push_back({.name = "dilute",
                 .lattice = triangular,
                 .model = "pair1",
                 .side = 26,
                 .prior = normal({0.2, 0.03}, {0.4, 0.008})});
  return all;
}

lattice::Occupancy draw_window(const Setting& setting, const VectorXd& truth, int across,
                               const core::Stream& stream, const core::Execution& execution) {
  const auto interactions = interactions_of(setting);
  const auto terms = static_cast<Index>(interactions.terms.size());
  sampler::SamplerOptions options;
  options.samples = 2;
  VectorXd composition(setting.lattice.basis[0].species_count());
  if (setting.bulk) {
    composition = *setting.bulk;
  } else {
    composition << 1 - truth.tail(composition.size() - 1).sum(), truth.tail(composition.size() - 1);
  }
  const int side = setting.side;
  const int box = across * side;
  constexpr std::size_t kEnoughForLanes = 8;
  const auto samples = sampler::sample(
      interactions, truth.head(terms), at_composition(composition, options), motif_of(setting),
      {0, 0, box, box}, kEnoughForLanes, options, stream, execution);
  auto window = lattice::Occupancy::unseen(setting.lattice, {0, 0, side, side});
  for (int b = 0; b < side; ++b)
    for (int a = 0; a < side; ++a) {
      window.at(a, b, 0) = samples.replicas.replica(0)[static_cast<std::size_t>(b * box + a)];
    }
  return window;
}

std::vector<std::string> parameter_names(const Setting& setting) {
  std::vector<std::string> names = interactions_of(setting).parameter_names();
  const auto species = setting.lattice.basis[0].species;
  if (setting.bulk) return names;
  for (std::size_t s = 1; s < species.size(); ++s) names.push_back("fraction:" + species[s]);
  return names;
}

Outcome try_one(const Setting& setting, std::uint64_t index) {
  const core::Stream stream = core::Stream(1).child(setting.name).child(index);
  const core::Execution one_thread{.threads = 1, .progress = {}, .interrupted = {}};
  core::Generator random = stream.child("truth").generator();
  Outcome outcome;
  outcome.truth = setting.prior.draw(random);
  constexpr int kCrystal = 4;  // windows across, so that the composition of one is nearly free
  auto window = draw_window(setting, outcome.truth, kCrystal, stream.child("data"), one_thread);
  const motifs::Motif motif = motif_of(setting);
  auto confusion = true_confusion(setting, motif.radices[0]);
  observe_sites(confusion, window.species, random);
  if (setting.atoms_that_taught > 0) {
    confusion = learn(confusion, setting.atoms_that_taught, random);
  }
  const pipeline::LatticeForwardModel model(interactions_of(setting), motif,
                                            {window, confusion, setting.bulk}, {});
  inference::FitOptions options;
  options.twins = setting.twins;
  const auto fit = inference::fit(count(window, motif).probabilities(), model, {model.start()},
                                  setting.prior, options, stream.child("fit"), one_thread);
  outcome.usable = fit.converged;
  outcome.simulations = fit.simulations;
  outcome.p_value = fit.goodness.p_value;
  outcome.value = fit.posterior.mean;
  outcome.standard_error = fit.posterior.covariance.diagonal().cwiseSqrt();
  outcome.rank.resize(outcome.truth.size());
  for (Index k = 0; k < outcome.rank.size(); ++k) {
    outcome.rank[k] =
        share_below(fit.posterior.draws[static_cast<std::size_t>(k)], outcome.truth[k]);
  }
  return outcome;
}

double uniformity(const std::vector<double>& sample) {
  constexpr int kBins = 20;
  std::vector<double> counts(kBins, 0);
  for (const double x : sample) {
    counts[static_cast<std::size_t>(std::clamp(static_cast<int>(x * kBins), 0, kBins - 1))] += 1;
  }
  const double expected = static_cast<double>(sample.size()) / kBins;
  if (expected == 0) return 1;
  double squared = 0;
  for (const double n : counts) squared += (n - expected) * (n - expected) / expected;
  return boost::math::cdf(complement(boost::math::chi_squared(kBins - 1), squared));
}

double band(double share, std::size_t sets) {
  constexpr double kQuantile = 3.2905;  // of the normal distribution, 0.9995
  return kQuantile * std::sqrt(share * (1 - share) / static_cast<double>(sets));
}

Summary summarise(const std::vector<Outcome>& outcomes, Index parameter) {
  Summary summary;
  std::vector<double> ranks;
  for (const Outcome& o : outcomes) {
    if (!o.usable) continue;
    const double rank = o.rank[parameter];
    const double off = (o.value[parameter] - o.truth[parameter]) / o.standard_error[parameter];
    ranks.push_back(rank);
    summary.covers90 += std::abs(rank - 0.5) < 0.45 ? 1 : 0;
    summary.covers50 += std::abs(rank - 0.5) < 0.25 ? 1 : 0;
    summary.bias += off;
    summary.spread += off * off;
  }
  summary.sets = ranks.size();
  const auto n = static_cast<double>(std::max<std::size_t>(1, ranks.size()));
  summary.covers90 /= n;
  summary.covers50 /= n;
  summary.bias /= n;
  summary.spread = std::sqrt(summary.spread / n);
  summary.rank_p = uniformity(ranks);
  return summary;
}

}  // namespace gibbsight::calibration
