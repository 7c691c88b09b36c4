#include "gibbsight/species/classify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/indexing/wanted.hpp"
#include "gibbsight/species/layer.hpp"

namespace gibbsight::species {
namespace {

constexpr double kClearSeparation = 3;  // standard deviations; below, a warning

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

void describe_classes(const Layer& layer, std::size_t count, SublatticeClasses& classes) {
  classes.separations = separations(classes.mixture);
  classes.class_means.assign(count, std::numeric_limits<double>::quiet_NaN());
  classes.class_deviations = classes.class_means;
  for (std::size_t k = 0; k < layer.atomic.size(); ++k) {
    classes.class_means[layer.atomic[k]] = classes.mixture.classes[k].mean;
    classes.class_deviations[layer.atomic[k]] = classes.mixture.classes[k].deviation;
  }
  classes.by_width = layer.by_width();
  if (!classes.by_width) return;
  const Moments intensities = class_moments(layer, layer.intensities);
  for (std::size_t k = 0; k < layer.atomic.size(); ++k) {
    const auto at = static_cast<Eigen::Index>(k);
    classes.class_means[layer.atomic[k]] = intensities.means[at];
    classes.class_deviations[layer.atomic[k]] = intensities.deviations[at];
  }
}

/// Says which species has the wider columns, for the names may be meant the other way.
void tell_widths(Classified& result, const lattice::Sublattice& basis, const Layer& layer) {
  if (!layer.by_width()) return;
  const Eigen::VectorXd widths = class_moments(layer, layer.sample.log_widths).means;
  Eigen::Index narrowest = 0;
  Eigen::Index widest = 0;
  widths.minCoeff(&narrowest);
  widths.maxCoeff(&widest);
  const auto name = [&](Eigen::Index k) {
    return basis.species[layer.atomic[static_cast<std::size_t>(k)]];
  };
  result.warnings.push_back(
      fmt::format("species on sublattice {} are told apart by the widths of their columns as well "
                  "as by their heights: {} are the narrowest, {} the widest",
                  basis.name, name(narrowest), name(widest)));
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

/// Bleed-through that is more than the atoms themselves comes of a lattice that is not theirs.
void require_bright_atoms(const Layer& layer, const lattice::Sublattice& basis) {
  const double mean = layer.choice.mixture.classes.front().mean;
  if (mean > 0 || layer.sample.values.minCoeff() <= 0) return;
  throw core::DataError(
      {.what = "species: neighbours seem to add more to atoms than these have",
       .where = "sublattice " + basis.name,
       .value = fmt::format("mean intensity {:.3g} of the darkest species, {:.3g} "
                            "with what its neighbours add",
                            mean, layer.sample.values.mean()),
       .expected = "atoms on such a lattice"});
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

/// Of a peak that is more like an atom of the darkest species than like none, where sites may be
/// empty: with one class what the noise makes there would be of that class, however low.
double least_height(const Layer& layer, const lattice::Sublattice& basis) {
  if (!indexing::can_be_empty(basis) || layer.by_width())
    return -std::numeric_limits<double>::infinity();
  return layer.choice.mixture.classes.front().mean / 2;
}

void classify_atoms(Classified& result, const indexing::Sites& sites, const Layer& layer) {
  const auto& basis = sites.lattice.basis[static_cast<std::size_t>(layer.sublattice)];
  const std::size_t count = basis.species.size();
  SublatticeClasses& classes = result.sublattices[static_cast<std::size_t>(layer.sublattice)];
  classes.mixture = layer.choice.mixture;
  classes.bleed.assign(layer.bleed.begin(), layer.bleed.end());
  const Eigen::VectorXd values = layer.own_values();
  const Eigen::VectorXd field = layer.field();
  const Eigen::VectorXd heights = level(classes.mixture, values, layer.sample.design);
  const double least = least_height(layer, basis);
  int unlike = 0;
  for (std::size_t i = 0; i < layer.sample.sites.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    SiteSpecies& site = result.sites[layer.sample.sites[i]];
    site = judge(classes.mixture.posterior(values[row], field[row]), layer.atomic, count);
    if (heights[row] < least) site = {};
    if (site.species == lattice::kUnseen) ++unlike;
  }
  leave_out_rows(result, sites, layer);
  classes.confusion = expected_confusion(result, sites, layer.sublattice, count);
  describe_classes(layer, count, classes);
  warn(result, basis, classes, layer.atomic, unlike);
  tell_widths(result, basis, layer);
}

/// Empty sites are vacancies where the sublattice has that species.
void classify_empty(Classified& result, const indexing::Sites& sites) {
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    const auto& names = sites.lattice.basis[static_cast<std::size_t>(site.sublattice)].species;
    const auto vacancy = std::find(names.begin(), names.end(), kVacancy);
    if (!indexing::is_vacant(site) || vacancy == names.end()) continue;
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
    layers.push_back(make_layer(sites, atoms, sublattice, options, execution));
  }
  find_bleed(layers, sites, options, execution);
  for (Layer& layer : layers) consider_widths(layer, options.separation, execution);
  if (std::any_of(layers.begin(), layers.end(), [](const Layer& l) { return l.by_width(); })) {
    find_bleed(layers, sites, options, execution);
  }
  for (const Layer& layer : layers) {
    const auto& basis = sites.lattice.basis[static_cast<std::size_t>(layer.sublattice)];
    require_bright_atoms(layer, basis);
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
