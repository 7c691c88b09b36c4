#include "gibbsight/species/choose_classes.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/species/single_peak.hpp"

namespace gibbsight::species {
namespace {

// The single peak then has less than a third of the weight of evidence (Akaike weights).
constexpr double kPositiveEvidence = 2;

Choice assess(const Mixture& mixture, const Eigen::VectorXd& values,
              const Eigen::MatrixXd& design) {
  Choice choice{.mixture = mixture};
  const Eigen::VectorXd levelled = level(mixture, values, design);
  const std::vector<double> found = separations(mixture);
  for (std::size_t k = 0; k < found.size(); ++k) {
    choice.separation = std::min(choice.separation, found[k]);
    choice.evidence = std::min(choice.evidence, evidence_for_two(mixture, k, levelled));
  }
  return choice;
}

/// The likeliest classes on the background of another mixture.
Mixture on_same_background(const Mixture& other, const Eigen::VectorXd& values,
                           const Eigen::MatrixXd& design) {
  Mixture mixture = other;
  const Eigen::VectorXd levelled = level(other, values, design);
  const auto count = static_cast<int>(other.classes.size());
  mixture.classes =
      fit_mixture(levelled, Eigen::MatrixXd(values.size(), 0), count, Maximum::kLikeliest).classes;
  improve(mixture, values, design);
  return mixture;
}

}  // namespace

bool Choice::is_enough(double wanted_separation) const {
  return separation >= wanted_separation && evidence >= kPositiveEvidence;
}

Choice choose_classes(const Eigen::VectorXd& values, const Eigen::MatrixXd& design, int class_count,
                      double wanted_separation) {
  Mixture clearest = fit_mixture(values, design, class_count);
  if (class_count < 2) return {.mixture = clearest};
  Choice usual = assess(on_same_background(clearest, values, design), values, design);
  if (usual.is_enough(wanted_separation)) return usual;
  for (const Mixture& other :
       {clearest, fit_mixture(values, design, class_count, Maximum::kLikeliest)}) {
    Choice choice = assess(other, values, design);
    if (choice.is_enough(wanted_separation)) return choice;
  }
  return usual;
}

void require_species(const Choice& choice, const lattice::Sublattice& basis, std::size_t atoms,
                     double wanted_separation) {
  if (choice.is_enough(wanted_separation)) return;
  const double needed = std::max(wanted_separation, separation_needed(atoms, kPositiveEvidence));
  throw core::DataError(
      {.what = fmt::format("species: the intensities show fewer than {} species",
                           choice.mixture.classes.size()),
       .where = "sublattice " + basis.name + ": " + core::join(basis.species, ","),
       .value = fmt::format("separation {:.1f} standard deviations, evidence {:.0f}",
                            choice.separation, choice.evidence),
       .expected = fmt::format(
           "separation of at least {:.1f}, and evidence of at least {:.0f} that neighbouring "
           "classes are not a single skewed or heavy-tailed one; of {} atoms in two equal classes "
           "that takes a separation of {:.1f}",
           wanted_separation, kPositiveEvidence, atoms, needed)});
}

}  // namespace gibbsight::species
