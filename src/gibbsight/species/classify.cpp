#include "gibbsight/species/classify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/species/bleed.hpp"
#include "gibbsight/species/choose_classes.hpp"
#include "gibbsight/species/sample.hpp"
#include "gibbsight/species/tip_changes.hpp"

namespace gibbsight::species {
namespace {

constexpr double kClearSeparation = 3;  // standard deviations; below, a warning

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

/// One sublattice on its way.
struct Layer {
  int sublattice = 0;
  std::vector<std::size_t> atomic;  ///< species that are atoms
  Sample sample;
  double spacing = 0;                    ///< px
  std::vector<double> tip_changes = {};  ///< rows, px
  Choice choice = {};
  Eigen::VectorXd bleed = {};        ///< coefficients, one a shell
  Eigen::VectorXd from_around = {};  ///< part of each intensity that belongs to the columns around

  int class_count() const { return static_cast<int>(atomic.size()); }
  Eigen::VectorXd own_values() const { return sample.values - from_around; }
  Eigen::VectorXd field() const { return sample.design * choice.mixture.field; }
};

void choose_for(Layer& layer, double wanted_separation) {
  const Sample& sample = layer.sample;
  layer.choice =
      choose_classes(layer.own_values()(sample.learned), sample.design(sample.learned, Eigen::all),
                     layer.class_count(), wanted_separation);
}

/// By how much each atom of the layer is expected to be brighter than the mean of its sublattice.
void add_contrasts(const Layer& layer, const indexing::Sites& sites,
                   std::vector<double>& contrasts) {
  const Mixture& mixture = layer.choice.mixture;
  Eigen::VectorXd means(layer.class_count() + 1);
  double mean = 0;
  for (Eigen::Index k = 0; k + 1 < means.size(); ++k) {
    means[k] = mixture.classes[static_cast<std::size_t>(k)].mean;
    mean += mixture.classes[static_cast<std::size_t>(k)].weight * means[k];
  }
  const Eigen::VectorXd own = layer.own_values();
  const Eigen::VectorXd levelled = level(mixture, own, layer.sample.design);
  const Eigen::VectorXd field = layer.field();
  for (Eigen::Index i = 0; i < own.size(); ++i) {
    means[layer.class_count()] = levelled[i];  // like no species
    contrasts[layer.sample.sites[static_cast<std::size_t>(i)]] =
        mixture.posterior(own[i], field[i]).dot(means) - mean;
  }
  const auto& names = sites.lattice.basis[static_cast<std::size_t>(layer.sublattice)].species;
  if (static_cast<int>(names.size()) == layer.class_count()) return;
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    if (site.sublattice == layer.sublattice && site.atom == indexing::kNoAtom && site.inside) {
      contrasts[i] = -mean;  // a vacancy
    }
  }
}

/// Learns what the columns around each one add to its intensity, and takes it away. Whether
/// anything was found.
bool find_bleed(Layer& layer, const indexing::Sites& sites, const std::vector<double>& contrasts) {
  const Sample& sample = layer.sample;
  const Mixture& mixture = layer.choice.mixture;
  const Eigen::MatrixXd around = neighbour_sums(sites, sample.sites, contrasts);
  const Eigen::VectorXd levelled = level(mixture, sample.values, sample.design);
  const Bleed bleed =
      estimate_bleed(mixture, levelled(sample.learned), around(sample.learned, Eigen::all));
  layer.bleed = bleed.coefficients;
  if (bleed.evidence <= 0) layer.bleed.setZero();
  layer.from_around = around * layer.bleed;
  if (mixture.background == Background::kMultiplicative) {
    layer.from_around.array() *= 1 + layer.field().array();
  }
  return !layer.bleed.isZero();
}

/// Neighbours are known only as well as their species, and these only as well as the bleed-through
/// of theirs: a few rounds.
void find_bleed(std::vector<Layer>& layers, const indexing::Sites& sites,
                double wanted_separation) {
  constexpr int kRounds = 5;
  bool any = true;
  for (int round = 0; round < kRounds && any; ++round) {
    std::vector<double> contrasts(sites.sites.size(), 0.0);
    for (const Layer& layer : layers) add_contrasts(layer, sites, contrasts);
    any = false;
    for (Layer& layer : layers) {
      if (!find_bleed(layer, sites, contrasts)) continue;
      any = true;
      const auto& learned = layer.sample.learned;
      improve(layer.choice.mixture, layer.own_values()(learned),
              layer.sample.design(learned, Eigen::all));
    }
  }
  for (Layer& layer : layers) {
    if (!layer.bleed.isZero()) choose_for(layer, wanted_separation);
  }
}

/// Lets the background step where the tip changed.
void follow_tip(Layer& layer) {
  Sample& sample = layer.sample;
  layer.tip_changes = find_tip_changes({sample.places, sample.values, sample.design},
                                       layer.class_count(), layer.spacing);
  if (!layer.tip_changes.empty()) {
    add_terms(sample, steps_at(layer.tip_changes, sample.places));
  }
}

Layer make_layer(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                 const SpeciesOptions& options) {
  Layer layer{.sublattice = sublattice,
              .atomic = atomic_species(sites.lattice.basis[static_cast<std::size_t>(sublattice)]),
              .sample = take_sample(sites, atoms, sublattice, options.background_order),
              .spacing = sites.cell_px.colwise().norm().minCoeff()};
  follow_tip(layer);
  layer.from_around = Eigen::VectorXd::Zero(layer.sample.values.size());
  choose_for(layer, options.separation);
  return layer;
}

/// Rows that were scanned while the tip changed tell nothing.
void leave_out_rows(Classified& result, const indexing::Sites& sites, const Layer& layer) {
  if (layer.tip_changes.empty()) return;
  int unseen = 0;
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    if (sites.sites[i].sublattice != layer.sublattice) continue;
    const bool is_near =
        std::any_of(layer.tip_changes.begin(), layer.tip_changes.end(),
                    [&](double y) { return std::abs(sites.sites[i].y - y) < layer.spacing; });
    if (!is_near) continue;
    result.sites[i] = {};
    ++unseen;
  }
  result.warnings.push_back(
      fmt::format("the tip changed at y = {:.0f} px: species are told apart on either side, and {} "
                  "sites around are unseen",
                  fmt::join(layer.tip_changes, ", "), unseen));
}

void classify_atoms(Classified& result, const indexing::Sites& sites, const Layer& layer) {
  const auto& basis = sites.lattice.basis[static_cast<std::size_t>(layer.sublattice)];
  const std::size_t count = basis.species.size();
  SublatticeClasses& classes = result.sublattices[static_cast<std::size_t>(layer.sublattice)];
  classes.mixture = layer.choice.mixture;
  classes.bleed.assign(layer.bleed.begin(), layer.bleed.end());
  const Eigen::VectorXd values = layer.own_values();
  const Eigen::VectorXd field = layer.field();
  int unlike = 0;
  for (std::size_t i = 0; i < layer.sample.sites.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    SiteSpecies& site = result.sites[layer.sample.sites[i]];
    site = judge(classes.mixture.posterior(values[row], field[row]), layer.atomic, count);
    if (site.species == lattice::kUnseen) ++unlike;
  }
  leave_out_rows(result, sites, layer);
  classes.confusion = expected_confusion(result, sites, layer.sublattice, count);
  describe_classes(classes, field, layer.atomic, count);
  warn(result, basis, classes, layer.atomic, unlike);
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
  std::vector<Layer> layers;
  for (int sublattice = 0; sublattice < basis_count; ++sublattice) {
    execution.report("species", 0.5 * sublattice / basis_count);
    if (sites.lattice.basis[static_cast<std::size_t>(sublattice)].is_spectator()) continue;
    layers.push_back(make_layer(sites, atoms, sublattice, options));
  }
  find_bleed(layers, sites, options.separation);
  for (const Layer& layer : layers) {
    const auto& basis = sites.lattice.basis[static_cast<std::size_t>(layer.sublattice)];
    require_species(layer.choice, basis, layer.sample.learned.size(), options.separation);
    classify_atoms(result, sites, layer);
  }
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    result.occupancy.at(site.a, site.b, site.sublattice) = result.sites[i].species;
  }
  execution.report("species", 1);
  return result;
}

}  // namespace gibbsight::species
