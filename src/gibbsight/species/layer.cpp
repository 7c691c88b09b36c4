#include "gibbsight/species/layer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/species/bleed.hpp"
#include "gibbsight/species/combine.hpp"
#include "gibbsight/species/tip_changes.hpp"

namespace gibbsight::species {
namespace {

/// Species of the list that are atoms, in order.
std::vector<std::size_t> atomic_species(const lattice::Sublattice& basis) {
  std::vector<std::size_t> result;
  for (std::size_t s = 0; s < basis.species.size(); ++s) {
    if (basis.species[s] != kVacancy) result.push_back(s);
  }
  return result;
}

void choose_for(Layer& layer, double wanted_separation, const core::Execution& execution) {
  const Sample& sample = layer.sample;
  layer.choice =
      choose_classes(layer.own_values()(sample.learned), sample.design(sample.learned, Eigen::all),
                     layer.class_count(), wanted_separation, execution);
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
    if (site.sublattice == layer.sublattice && is_vacant(site)) contrasts[i] = -mean;
  }
}

/// Of many atoms, as many as leave bleed-through uncertain by a thousandth of what it comes from.
std::vector<Eigen::Index> enough_for_bleed(const std::vector<Eigen::Index>& rows) {
  constexpr std::size_t kEnough = 50'000;
  std::vector<Eigen::Index> some;
  for (const std::size_t i : core::thinned(rows.size(), kEnough)) some.push_back(rows[i]);
  return some;
}

/// Learns what the columns around each one add to its intensity, and takes it away. Whether
/// anything was found.
bool find_bleed(Layer& layer, const indexing::Sites& sites, const std::vector<double>& contrasts,
                int shell_count) {
  const Sample& sample = layer.sample;
  const Mixture& mixture = layer.choice.mixture;
  const Eigen::MatrixXd around = neighbour_sums(sites, sample.sites, contrasts, shell_count);
  const Eigen::VectorXd levelled = level(mixture, sample.values, sample.design);
  const std::vector<Eigen::Index> some = enough_for_bleed(sample.learned);
  const Bleed bleed = estimate_bleed(mixture, levelled(some), around(some, Eigen::all));
  layer.bleed = bleed.coefficients;
  if (bleed.evidence <= 0) layer.bleed.setZero();
  layer.from_around = around * layer.bleed;
  if (mixture.background == Background::kMultiplicative) {
    layer.from_around.array() *= 1 + layer.field().array();
  }
  return !layer.bleed.isZero();
}

/// How the first and the last class differ in a quantity, in standard deviations within a class.
double contrast(const Layer& layer, const Eigen::VectorXd& quantity) {
  const Moments moments = class_moments(layer, quantity);
  const double within = std::sqrt(moments.deviations.array().square().mean());
  return (moments.means.tail(1)[0] - moments.means[0]) / within;
}

/// Whether the values of a layer fall where its species get brighter; or wider, if widths tell them
/// apart much better.
bool falls(const Layer& layer) {
  constexpr double kMuchBetter = 3;
  const double brighter = contrast(layer, layer.intensities);
  const double wider = contrast(layer, layer.sample.log_widths);
  return (std::abs(wider) > kMuchBetter * std::abs(brighter) ? wider : brighter) < 0;
}

/// Lets the background step where the tip changed.
void follow_tip(Layer& layer, const core::Execution& execution) {
  Sample& sample = layer.sample;
  layer.tip_changes = find_tip_changes({sample.places, sample.values, sample.design},
                                       layer.class_count(), layer.spacing, execution);
  if (!layer.tip_changes.empty()) {
    add_terms(sample, steps_at(layer.tip_changes, sample.places));
  }
}

}  // namespace

Moments class_moments(const Layer& layer, const Eigen::VectorXd& quantity) {
  const std::vector<Eigen::Index>& rows = layer.sample.learned;
  const Eigen::MatrixXd shares =
      layer.choice.mixture.shares(layer.own_values()(rows), layer.field()(rows));
  const Eigen::VectorXd learned = quantity(rows);
  const Eigen::ArrayXd sizes = shares.colwise().sum().transpose();
  Moments moments;
  moments.means = (shares.transpose() * learned).array() / sizes;
  const Eigen::MatrixXd departures =
      learned.replicate(1, shares.cols()).rowwise() - moments.means.transpose();
  moments.deviations =
      (shares.cwiseProduct(departures.cwiseAbs2()).colwise().sum().transpose().array() / sizes)
          .sqrt();
  return moments;
}

Layer make_layer(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                 const SpeciesOptions& options, const core::Execution& execution) {
  Layer layer{.sublattice = sublattice,
              .atomic = atomic_species(sites.lattice.basis[static_cast<std::size_t>(sublattice)]),
              .sample = take_sample(sites, atoms, sublattice, options.background_order),
              .spacing = sites.cell_px.colwise().norm().minCoeff()};
  follow_tip(layer, execution);
  layer.from_around = Eigen::VectorXd::Zero(layer.sample.values.size());
  choose_for(layer, options.separation, execution);
  return layer;
}

void consider_widths(Layer& layer, double wanted_separation, const core::Execution& execution) {
  constexpr double kClear = 5;      // few are mistaken then
  constexpr double kClearer = 1.1;  // times
  const bool was_enough = layer.choice.is_enough(wanted_separation);
  if (layer.class_count() < 2 || layer.sample.log_widths.size() == 0) return;
  if (was_enough && layer.choice.separation > kClear) return;
  Layer combined = layer;
  combined.intensities = level(layer.choice.mixture, layer.own_values(), layer.sample.design);
  const auto combination = combine(combined.intensities, layer.sample.log_widths,
                                   layer.sample.learned, layer.class_count(), execution);
  if (!combination) return;
  combined.sample.values = combination->values;
  combined.from_around.setZero();
  combined.bleed.setZero();
  choose_for(combined, wanted_separation, execution);
  // The direction is one more parameter of what may be but one class.
  const double price = std::log(static_cast<double>(layer.sample.learned.size()));
  if (!combined.choice.is_enough(wanted_separation, price)) return;
  if (was_enough && combined.choice.separation < kClearer * layer.choice.separation) return;
  if (falls(combined)) {
    const double middle = combination->values(layer.sample.learned).mean();
    combined.sample.values = 2 * middle - combination->values.array();
    choose_for(combined, wanted_separation, execution);
  }
  layer = std::move(combined);
}

void find_bleed(std::vector<Layer>& layers, const indexing::Sites& sites,
                const SpeciesOptions& options, const core::Execution& execution) {
  constexpr int kMostRounds = 20;
  constexpr double kSteady = 0.003;  // change of what a neighbour's contrast shows here
  if (options.bleed_shells == 0) return;
  std::vector<double> contrasts;
  double change = 1;
  for (int round = 0; round < kMostRounds && change > kSteady; ++round) {
    execution.check();
    std::vector<double> now(sites.sites.size(), 0.0);
    for (const Layer& layer : layers) add_contrasts(layer, sites, now);
    // Half way at a time: where much bleeds through, full steps swing about the answer, or away.
    if (round == 0) contrasts = now;
    for (std::size_t i = 0; i < now.size(); ++i) contrasts[i] += (now[i] - contrasts[i]) / 2;
    change = 0;
    for (Layer& layer : layers) {
      const Eigen::VectorXd before = layer.bleed;
      if (!find_bleed(layer, sites, contrasts, options.bleed_shells)) continue;
      change = std::max(
          change, before.size() == 0 ? 1.0 : (layer.bleed - before).lpNorm<Eigen::Infinity>());
      const auto& learned = layer.sample.learned;
      improve(layer.choice.mixture, layer.own_values()(learned),
              layer.sample.design(learned, Eigen::all));
    }
  }
  for (Layer& layer : layers) {
    if (!layer.bleed.isZero()) choose_for(layer, options.separation, execution);
  }
}

}  // namespace gibbsight::species
