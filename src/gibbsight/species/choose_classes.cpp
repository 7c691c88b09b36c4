#include "gibbsight/species/choose_classes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/species/single_peak.hpp"

namespace gibbsight::species {
namespace {

// The single peak then has less than a third of the weight of evidence (Akaike weights).
constexpr double kPositiveEvidence = 2;

/// Classes k and k + 1 as one of their mean and variance.
NormalClass joined(const NormalClass& low, const NormalClass& high) {
  const double weight = low.weight + high.weight;
  const double share = low.weight / weight;
  const double apart = high.mean - low.mean;
  const double variance = share * low.deviation * low.deviation +
                          (1 - share) * high.deviation * high.deviation +
                          share * (1 - share) * apart * apart;
  return {share * low.mean + (1 - share) * high.mean, std::sqrt(variance), weight};
}

/// One in `every` of the values, evenly over their distribution: each stands for as many.
Eigen::VectorXd quantiles(const Eigen::VectorXd& values, Eigen::Index every) {
  if (every == 1) return values;
  Eigen::VectorXd sorted = values;
  std::sort(sorted.begin(), sorted.end());
  return sorted(Eigen::seq(every / 2, Eigen::last, every));
}

/// By how much the Bayes information gets worse, at least, if any two neighbours are one class.
double gain_over_fewer(Mixture mixture, const Eigen::VectorXd& levelled) {
  constexpr Eigen::Index kEnough = 20'000;
  constexpr double kParametersAClass = 3;
  const Eigen::Index every = core::thinning(levelled.size(), kEnough);
  const Eigen::VectorXd values = quantiles(levelled, every);
  const Eigen::MatrixXd no_field(values.size(), 0);
  mixture.background = Background::kAdditive;
  mixture.field.resize(0);
  improve(mixture, values, no_field);
  double lost = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k + 1 < mixture.classes.size(); ++k) {
    Mixture fewer = mixture;
    fewer.classes[k] = joined(mixture.classes[k], mixture.classes[k + 1]);
    fewer.classes.erase(fewer.classes.begin() + static_cast<std::ptrdiff_t>(k) + 1);
    improve(fewer, values, no_field);
    lost = std::min(lost, mixture.log_likelihood - fewer.log_likelihood);
  }
  return 2 * static_cast<double>(every) * lost -
         kParametersAClass * std::log(static_cast<double>(levelled.size()));
}

Choice assess(const Mixture& mixture, const Eigen::VectorXd& values,
              const Eigen::MatrixXd& design) {
  Choice choice{.mixture = mixture};
  const Eigen::VectorXd levelled = level(mixture, values, design);
  const std::vector<double> found = separations(mixture);
  for (std::size_t k = 0; k < found.size(); ++k) {
    choice.separation = std::min(choice.separation, found[k]);
    choice.evidence = std::min(choice.evidence, evidence_for_two(mixture, k, levelled));
  }
  choice.gain = gain_over_fewer(mixture, levelled);
  return choice;
}

/// Classes on the background of another mixture.
Mixture on_same_background(const Mixture& other, const Eigen::VectorXd& values,
                           const Eigen::MatrixXd& design, Maximum maximum,
                           const core::Execution& execution) {
  Mixture mixture = other;
  const Eigen::VectorXd levelled = level(other, values, design);
  const auto count = static_cast<int>(other.classes.size());
  mixture.classes =
      fit_mixture(levelled, Eigen::MatrixXd(values.size(), 0), count, execution, maximum).classes;
  improve(mixture, values, design);
  return mixture;
}

}  // namespace

bool Choice::is_enough(double wanted_separation, double price) const {
  return separation >= wanted_separation && evidence >= kPositiveEvidence + price && gain > 0;
}

Choice choose_classes(const Eigen::VectorXd& values, const Eigen::MatrixXd& design, int class_count,
                      double wanted_separation, const core::Execution& execution) {
  const auto on_background = [&](const Mixture& other, Maximum maximum) {
    return on_same_background(other, values, design, maximum, execution);
  };
  Mixture clearest = fit_mixture(values, design, class_count, execution);
  if (class_count < 2) return {.mixture = clearest};
  Choice usual = assess(on_background(clearest, Maximum::kLikeliest), values, design);
  if (usual.is_enough(wanted_separation)) return usual;
  const std::function<Mixture()> others[] = {
      // each takes a while: only if those before fail
      [&] { return clearest; },
      [&] { return fit_mixture(values, design, class_count, execution, Maximum::kLikeliest); },
      [&] { return on_background(clearest, Maximum::kAlike); }};
  for (const auto& other : others) {
    Choice choice = assess(other(), values, design);
    if (choice.is_enough(wanted_separation)) return choice;
  }
  return usual;
}

void require_species(const Choice& choice, const lattice::Sublattice& basis, std::size_t atoms,
                     double wanted_separation) {
  if (choice.is_enough(wanted_separation)) return;
  const double needed = std::max(wanted_separation, separation_needed(atoms, kPositiveEvidence));
  throw TooFewSpecies(
      {.what = fmt::format("species: the intensities show fewer than {} species",
                           choice.mixture.classes.size()),
       .where = "sublattice " + basis.name + ": " + core::join(basis.species, ","),
       .value = fmt::format("separation {:.1f} standard deviations, evidence {:.0f}, gain over one "
                            "class fewer {:.0f}",
                            choice.separation, choice.evidence, choice.gain),
       .expected = fmt::format(
           "separation of at least {:.1f}, and evidence of at least {:.0f} that neighbouring "
           "classes are not a single skewed or heavy-tailed one; of {} atoms in two equal classes "
           "that takes a separation of {:.1f}; and a gain above 0 in Bayes information",
           wanted_separation, kPositiveEvidence, atoms, needed)});
}

}  // namespace gibbsight::species
