#include "gibbsight/species/classify.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/species/tip_changes.hpp"

namespace gibbsight::species {
namespace {

constexpr double kStrongEvidence = 10;  // difference of the Bayes information criterion
constexpr double kClearSeparation = 3;  // standard deviations; below, a warning
constexpr std::size_t kFewestAtoms = 30;
constexpr int kAtomsPerTerm = 20;  // of the background

/// The sites of one sublattice that hold atoms, and their intensities.
struct Sample {
  std::vector<std::size_t> sites;
  std::vector<indexing::Vector2> places;
  Eigen::VectorXd values;
  Eigen::MatrixXd design;
};

/// Powers of position up to `order`, without the constant, for positions scaled to [-1, 1].
Eigen::MatrixXd polynomial(const std::vector<indexing::Vector2>& places, int order) {
  indexing::Vector2 low = places.front();
  indexing::Vector2 high = places.front();
  for (const auto& place : places) {
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  const Eigen::Index terms = (order + 1) * (order + 2) / 2 - 1;
  Eigen::MatrixXd design(static_cast<Eigen::Index>(places.size()), terms);
  for (Eigen::Index i = 0; i < design.rows(); ++i) {
    const indexing::Vector2 u =
        (2 * (places[static_cast<std::size_t>(i)] - low).array() / (high - low).array().max(1e-9) -
         1)
            .matrix();
    Eigen::Index term = 0;
    for (int total = 1; total <= order; ++total) {
      for (int power = 0; power <= total; ++power) {
        design(i, term++) = std::pow(u.x(), total - power) * std::pow(u.y(), power);
      }
    }
  }
  return design;
}

int affordable_order(int order, std::size_t atoms) {
  while (order > 0 &&
         static_cast<std::size_t>((order + 1) * (order + 2) / 2 * kAtomsPerTerm) > atoms)
    --order;
  return order;
}

Sample take_sample(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                   int order) {
  Sample sample;
  std::vector<indexing::Vector2> places;
  std::vector<double> values;
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    if (site.sublattice != sublattice || site.atom == indexing::kNoAtom) continue;
    sample.sites.push_back(i);
    places.emplace_back(site.x, site.y);
    values.push_back(atoms.atoms[static_cast<std::size_t>(site.atom)].intensity);
  }
  if (values.size() < kFewestAtoms) {
    throw core::DataError(
        {.what = "species: too few atoms",
         .where = "sublattice " + sites.lattice.basis[static_cast<std::size_t>(sublattice)].name,
         .value = fmt::format("{}", values.size()),
         .expected = fmt::format("at least {}", kFewestAtoms)});
  }
  sample.values =
      Eigen::Map<Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  sample.design = polynomial(places, affordable_order(order, values.size()));
  sample.places = std::move(places);
  return sample;
}

/// The observations by which the classes are learned: atoms well inside, whose whole image was
/// seen.
Sample well_seen(const Sample& all, const indexing::Sites& sites) {
  std::vector<Eigen::Index> kept;
  for (std::size_t i = 0; i < all.sites.size(); ++i) {
    if (sites.sites[all.sites[i]].inside) kept.push_back(static_cast<Eigen::Index>(i));
  }
  if (kept.size() < kFewestAtoms) return all;
  return {{}, {}, all.values(kept), all.design(kept, Eigen::all)};
}

/// Shifts each column of the design by its mean over the learning sample.
void centre(Sample& learning, Sample& all) {
  const Eigen::RowVectorXd mean = learning.design.colwise().mean();
  learning.design.rowwise() -= mean;
  all.design.rowwise() -= mean;
}

/// By how much the Bayes information grows with one class fewer, normal or log-normal, on the same
/// background.
double evidence_for_all(const Mixture& mixture, const Sample& sample, Maximum maximum) {
  const Eigen::MatrixXd no_design(sample.values.size(), 0);
  const Eigen::VectorXd values = level(mixture, sample.values, sample.design);
  const int count = static_cast<int>(mixture.classes.size());
  const double all = fit_mixture(values, no_design, count, maximum).bayes_information;
  double fewer = fit_mixture(values, no_design, count - 1, maximum).bayes_information;
  if (values.minCoeff() > 0) {
    const Eigen::VectorXd logarithms = values.array().log();
    const double skewed = fit_mixture(logarithms, no_design, count - 1, maximum).bayes_information;
    fewer = std::min(fewer, skewed + 2 * logarithms.sum());
  }
  return fewer - all;
}

/// How well the classes of a mixture are told apart.
struct Distinction {
  double separation = 0;
  double evidence = 0;

  bool is_enough(double wanted_separation) const {
    return separation >= wanted_separation && evidence >= kStrongEvidence;
  }
};

Distinction distinguish(const Mixture& mixture, const Sample& sample, Maximum maximum) {
  const std::vector<double> found = separations(mixture);
  return {*std::min_element(found.begin(), found.end()),
          evidence_for_all(mixture, sample, maximum)};
}

/// The clearest mixture that shows all species, or else the likeliest: classes that overlap may be
/// plain only to the likelihood.
Mixture require_species(const Sample& sample, const lattice::Sublattice& basis, int classes,
                        double wanted_separation) {
  Mixture clearest = fit_mixture(sample.values, sample.design, classes);
  if (classes < 2) return clearest;
  const Distinction found = distinguish(clearest, sample, Maximum::kClearest);
  if (found.is_enough(wanted_separation)) return clearest;
  Mixture likeliest = fit_mixture(sample.values, sample.design, classes, Maximum::kLikeliest);
  if (distinguish(likeliest, sample, Maximum::kLikeliest).is_enough(wanted_separation)) {
    return likeliest;
  }
  throw core::DataError(
      {.what = fmt::format("species: the intensities show fewer than {} species", classes),
       .where = "sublattice " + basis.name + ": " + core::join(basis.species, ","),
       .value = fmt::format("separation {:.1f} standard deviations, evidence {:.0f}",
                            found.separation, found.evidence),
       .expected =
           fmt::format("separation of at least {:.1f} and evidence of at least {:.0f} over {} "
                       "species (difference of the Bayes information criterion)",
                       wanted_separation, kStrongEvidence, classes - 1)});
}

/// Species of the list that are atoms, in order.
std::vector<std::size_t> atomic_species(const lattice::Sublattice& basis) {
  std::vector<std::size_t> result;
  for (std::size_t s = 0; s < basis.species.size(); ++s) {
    if (basis.species[s] != kVacancy) result.push_back(s);
  }
  return result;
}

SiteSpecies certain(std::size_t species, std::size_t count) {
  SiteSpecies site{static_cast<std::int8_t>(species), Source::kAutomatic,
                   std::vector<double>(count, 0.0)};
  site.probabilities[species] = 1;
  return site;
}

/// The most probable species; unseen where the atom is like none of them.
SiteSpecies judge(const Eigen::VectorXd& posterior, const std::vector<std::size_t>& atomic,
                  std::size_t count) {
  Eigen::Index likeliest = 0;
  posterior.maxCoeff(&likeliest);
  const auto classes = static_cast<Eigen::Index>(atomic.size());
  if (likeliest == classes) return {};
  SiteSpecies site = certain(atomic[static_cast<std::size_t>(likeliest)], count);
  const double total = posterior.head(classes).sum();
  for (Eigen::Index k = 0; k < classes; ++k) {
    site.probabilities[atomic[static_cast<std::size_t>(k)]] = posterior[k] / total;
  }
  return site;
}

Confusion expected_confusion(const Classified& result, const indexing::Sites& sites, int sublattice,
                             std::size_t count) {
  const auto size = static_cast<Eigen::Index>(count);
  Confusion confusion{Eigen::MatrixXd::Zero(size, size), Eigen::VectorXd::Zero(size)};
  for (std::size_t i = 0; i < result.sites.size(); ++i) {
    const SiteSpecies& site = result.sites[i];
    if (sites.sites[i].sublattice != sublattice || site.species == lattice::kUnseen) continue;
    for (Eigen::Index s = 0; s < size; ++s) {
      confusion.matrix(s, site.species) += site.probabilities[static_cast<std::size_t>(s)];
    }
  }
  confusion.effective_counts = confusion.matrix.rowwise().sum();
  for (Eigen::Index s = 0; s < size; ++s) {
    if (confusion.effective_counts[s] > 0) {
      confusion.matrix.row(s) /= confusion.effective_counts[s];
    } else {
      confusion.matrix(s, s) = 1;
    }
  }
  return confusion;
}

/// `field` is the background at every atom.
void describe_classes(SublatticeClasses& classes, const Eigen::VectorXd& field,
                      const std::vector<std::size_t>& atomic, std::size_t count) {
  classes.separations = separations(classes.mixture);
  classes.class_means.assign(count, std::numeric_limits<double>::quiet_NaN());
  classes.class_deviations = classes.class_means;
  for (std::size_t k = 0; k < atomic.size(); ++k) {
    classes.class_means[atomic[k]] = classes.mixture.classes[k].mean;
    classes.class_deviations[atomic[k]] = classes.mixture.classes[k].deviation;
  }
  classes.background_range = field.maxCoeff() - field.minCoeff();
}

void warn(Classified& result, const lattice::Sublattice& basis, const SublatticeClasses& classes,
          const std::vector<std::size_t>& atomic, int unlike) {
  for (std::size_t k = 0; k < classes.separations.size(); ++k) {
    if (classes.separations[k] >= kClearSeparation) continue;
    result.warnings.push_back(fmt::format(
        "species {} and {} overlap: {:.1f} standard deviations apart", basis.species[atomic[k]],
        basis.species[atomic[k + 1]], classes.separations[k]));
  }
  for (const std::size_t s : atomic) {
    const double found = classes.confusion.effective_counts[static_cast<Eigen::Index>(s)];
    if (found < 10) {
      result.warnings.push_back(
          fmt::format("only {:.1f} atoms of species {}", found, basis.species[s]));
    }
  }
  if (unlike > 0) {
    result.warnings.push_back(fmt::format(
        "{} atoms on sublattice {} are like no species and count as unseen", unlike, basis.name));
  }
}

/// Lets the background step where the tip changed. Those rows.
std::vector<double> follow_tip(Sample& all, int class_count, double spacing) {
  Sample centred = all;
  centre(centred, all);
  const auto changes = find_tip_changes({all.places, all.values, all.design}, class_count, spacing);
  Eigen::MatrixXd design(all.design.rows(),
                         all.design.cols() + static_cast<Eigen::Index>(changes.size()));
  design << all.design, steps_at(changes, all.places);
  all.design = std::move(design);
  return changes;
}

/// Rows that were scanned while the tip changed tell nothing.
void leave_out_rows(Classified& result, const indexing::Sites& sites, int sublattice,
                    const std::vector<double>& changes, double spacing) {
  if (changes.empty()) return;
  int unseen = 0;
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    if (sites.sites[i].sublattice != sublattice) continue;
    const bool is_near = std::any_of(changes.begin(), changes.end(), [&](double y) {
      return std::abs(sites.sites[i].y - y) < spacing;
    });
    if (!is_near) continue;
    result.sites[i] = {};
    ++unseen;
  }
  result.warnings.push_back(
      fmt::format("the tip changed at y = {:.0f} px: species are told apart on either side, and {} "
                  "sites around "
                  "are unseen",
                  fmt::join(changes, ", "), unseen));
}

void classify_atoms(Classified& result, const indexing::Sites& sites, const atoms::AtomList& atoms,
                    int sublattice, const SpeciesOptions& options) {
  const auto& basis = sites.lattice.basis[static_cast<std::size_t>(sublattice)];
  const std::vector<std::size_t> atomic = atomic_species(basis);
  const std::size_t count = basis.species.size();
  Sample all = take_sample(sites, atoms, sublattice, options.background_order);
  const double spacing = sites.cell_px.colwise().norm().minCoeff();
  const std::vector<double> changes = follow_tip(all, static_cast<int>(atomic.size()), spacing);
  Sample learning = well_seen(all, sites);
  centre(learning, all);
  SublatticeClasses& classes = result.sublattices[static_cast<std::size_t>(sublattice)];
  classes.mixture =
      require_species(learning, basis, static_cast<int>(atomic.size()), options.separation);
  const Eigen::VectorXd field = all.design * classes.mixture.field;
  int unlike = 0;
  for (std::size_t i = 0; i < all.sites.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    SiteSpecies& site = result.sites[all.sites[i]];
    site = judge(classes.mixture.posterior(all.values[row], field[row]), atomic, count);
    if (site.species == lattice::kUnseen) ++unlike;
  }
  leave_out_rows(result, sites, sublattice, changes, spacing);
  classes.confusion = expected_confusion(result, sites, sublattice, count);
  describe_classes(classes, field, atomic, count);
  warn(result, basis, classes, atomic, unlike);
}

/// Empty sites that lie inside are vacancies where the sublattice has that species.
void classify_empty(Classified& result, const indexing::Sites& sites) {
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    const auto& names = sites.lattice.basis[static_cast<std::size_t>(site.sublattice)].species;
    const auto vacancy = std::find(names.begin(), names.end(), kVacancy);
    if (site.atom != indexing::kNoAtom || !site.inside || vacancy == names.end()) continue;
    result.sites[i] = certain(static_cast<std::size_t>(vacancy - names.begin()), names.size());
  }
}

}  // namespace

Classified classify(const indexing::Sites& sites, const atoms::AtomList& atoms,
                    const SpeciesOptions& options, const core::Execution& execution) {
  core::validate(options, "species");
  const int basis_count = sites.lattice.basis_count();
  Classified result{
      .occupancy = lattice::Occupancy::unseen(sites.lattice, sites.window),
      .sites = std::vector<SiteSpecies>(sites.sites.size()),
      .sublattices = std::vector<SublatticeClasses>(static_cast<std::size_t>(basis_count)),
      .warnings = {}};
  classify_empty(result, sites);
  for (int sublattice = 0; sublattice < basis_count; ++sublattice) {
    execution.report("species", double{1} * sublattice / basis_count);
    if (sites.lattice.basis[static_cast<std::size_t>(sublattice)].is_spectator()) continue;
    classify_atoms(result, sites, atoms, sublattice, options);
  }
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    result.occupancy.at(site.a, site.b, site.sublattice) = result.sites[i].species;
  }
  execution.report("species", 1);
  return result;
}

}  // namespace gibbsight::species
