#include "gibbsight/pipeline/double_tip.hpp"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/indexing/wanted.hpp"
#include "gibbsight/pipeline/find_ghost.hpp"
#include "gibbsight/pipeline/ghost_atoms.hpp"
#include "gibbsight/rendering/ghosts.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using indexing::Vector2;
using rendering::GhostMap;

/// Probabilities of the species of one site as a row; zero where it was not seen.
VectorXd shares_of(const species::SiteSpecies& site, int count) {
  VectorXd shares = VectorXd::Zero(count);
  for (Index s = 0; s < shares.size() && site.species != lattice::kUnseen; ++s) {
    shares[s] = site.probabilities[static_cast<std::size_t>(s)];
  }
  return shares;
}

double intensity_of(const Measurement& m, const indexing::Site& site) {
  if (site.atom == indexing::kNoAtom) return 0;
  return m.atoms->atoms[static_cast<std::size_t>(site.atom)].intensity;
}

/// The columns of one sublattice: of those without a species the height is what was measured.
void add_columns(const Measurement& m, int sublattice,
                 std::vector<rendering::Contrasted>& columns) {
  const auto& basis = m.sites->lattice.basis[static_cast<std::size_t>(sublattice)];
  const int count = basis.species_count();
  VectorXd sums = VectorXd::Zero(count);
  VectorXd weights = VectorXd::Zero(count);
  const auto for_each_site = [&](const auto& visit) {
    for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
      const indexing::Site& site = m.sites->sites[i];
      if (site.sublattice != sublattice) continue;
      visit(site, shares_of(m.classified->sites[i], count), intensity_of(m, site));
    }
  };
  for_each_site([&](const auto&, const VectorXd& shares, double intensity) {
    sums += intensity * shares;
    weights += shares;
  });
  const VectorXd heights = (weights.array() > 0).select(sums.cwiseQuotient(weights), 0);
  const double mean = weights.sum() > 0 ? heights.dot(weights) / weights.sum() : 0;
  for_each_site([&](const indexing::Site& site, const VectorXd& shares, double intensity) {
    const double seen = shares.sum();
    const double height = heights.dot(shares) + (1 - seen) * intensity;
    // Where its neighbours expect it: a ghost beside a column draws its measured place along.
    columns.push_back(
        {site.predicted_x, site.predicted_y, height, heights.dot(shares) - seen * mean});
  });
}

/// Of neighbouring sites; a table of atoms does not tell that of atoms.
double spacing_of(const indexing::Sites& sites) {
  std::vector<Vector2> places;
  for (const indexing::Site& site : sites.sites) places.emplace_back(site.x, site.y);
  return atoms::PointIndex(places).typical_distance();
}

std::vector<rendering::Contrasted> contrasted_columns(const Measurement& m) {
  std::vector<rendering::Contrasted> columns;
  for (int s = 0; s < m.sites->lattice.basis_count(); ++s) add_columns(m, s, columns);
  return columns;
}

/// Two neighbouring classes of the sublattice whose classes overlap most.
struct Classes {
  species::NormalClass dark;
  species::NormalClass bright;
  double separation = std::numeric_limits<double>::infinity();
};

Classes closest_classes(const species::Classified& classified) {
  Classes closest;
  for (const auto& sublattice : classified.sublattices) {
    const auto& classes = sublattice.mixture.classes;
    for (std::size_t k = 0; k + 1 < classes.size(); ++k) {
      if (sublattice.separations[k] >= closest.separation) continue;
      closest = {classes[k], classes[k + 1], sublattice.separations[k]};
    }
  }
  return closest;
}

/// How the errors of one site correlate with the species of the one whose ghost it shows `share`
/// of: the difference that a bright one there makes to the probability to be mistaken.
double correlation_of_errors(const Classes& classes, double share) {
  if (!std::isfinite(classes.separation)) return 0;
  const double bright = classes.bright.weight / (classes.bright.weight + classes.dark.weight);
  // In units of the contrast. What the ghost itself adds to the spread is not noise.
  const double whole = 1 / classes.separation;
  const double ghost = share * share * bright * (1 - bright);
  constexpr double kLeast = 0.1;
  const double noise = std::sqrt(std::max(whole * whole - ghost, kLeast * whole * whole));
  const auto mistaken = [&](double shift) {
    return 0.5 * std::erfc((0.5 - shift) / noise / std::numbers::sqrt2);
  };
  return mistaken(share * (1 - bright)) - mistaken(-share * bright);
}

/// From -0.5 to 0.5: how far from the nearest site of its own kind something is.
Vector2 beside_site(const Vector2& in_cells) {
  return in_cells - Vector2(in_cells.array().round().matrix());
}

std::string in_cells_text(const DoubleTip& tip) {
  return fmt::format("{:.2f} a {} {:.2f} b", tip.in_cells.x(), tip.in_cells.y() < 0 ? '-' : '+',
                     std::abs(tip.in_cells.y()));
}

std::string offset_text(const DoubleTip& tip, const std::optional<image::PixelSize>& pixel) {
  const Vector2& d = tip.offset_px;
  std::string text =
      fmt::format("({:.1f}, {:.1f}) +- {:.1f} px", d.x(), d.y(), tip.offset_error_px);
  if (pixel) text += fmt::format(", ({:.3f}, {:.3f}) nm", d.x() * pixel->x_nm, d.y() * pixel->y_nm);
  return text + ", " + in_cells_text(tip);
}

std::string words_for(const DoubleTip& tip, const std::optional<image::PixelSize>& pixel) {
  const bool sure = tip.seen_as_atoms || !tip.is_misleading();  // else the first may be the second
  return fmt::format(
      "double tip: every atom is seen once more, {}{:.2f} +- {:.2f} times as high, at {}{}",
      sure ? "" : "at least ", tip.strength, tip.strength_error, offset_text(tip, pixel),
      sure ? "" : ", or opposite to that");
}

DoubleTip judge(const Ghost& ghost, double sigma, bool seen_as_atoms,
                const Measurement& measurement) {
  DoubleTip tip;
  tip.seen_as_atoms = seen_as_atoms;
  tip.offset_px = ghost.offset;
  tip.has_direction = ghost.has_direction;
  tip.strength = ghost.strength;
  // What overlapping neighbours and wrong species do beside noise, as drawn images show it.
  constexpr double kBiasOfStrength = 0.15;  // of it
  constexpr double kBiasOfOffset = 0.1;     // of the width of a bump
  tip.offset_error_px =
      std::hypot(std::numbers::sqrt2 * sigma * ghost.error / ghost.strength, kBiasOfOffset * sigma);
  tip.strength_error = std::hypot(ghost.error, kBiasOfStrength * tip.strength);
  tip.in_cells = measurement.sites->cell_px.inverse() * tip.offset_px;
  const Vector2 beside = measurement.sites->cell_px * beside_site(tip.in_cells);
  tip.errors_correlate = correlation_of_errors(closest_classes(*measurement.classified),
                                               tip.strength * smeared(beside.squaredNorm(), sigma));
  tip.chance = 1 / std::sqrt(static_cast<double>(measurement.classified->occupancy.seen_count()));
  return tip;
}

/// Those that have a site.
std::vector<atoms::Atom> placed_atoms(const Measurement& measurement) {
  std::vector<atoms::Atom> placed;
  for (const indexing::Site& site : measurement.sites->sites) {
    if (site.atom == indexing::kNoAtom) continue;
    placed.push_back(measurement.atoms->atoms[static_cast<std::size_t>(site.atom)]);
  }
  return placed;
}

/// In which way a second image makes species be mistaken.
std::string how(const DoubleTip& tip) {
  if (tip.seen_as_atoms) return ", for its atoms are seen on empty sites";
  if (!tip.has_direction) return ", so much that it cannot be told from the first";
  return fmt::format(
      ": errors correlate by {:.2f} with the species {} away, where chance makes {:.2f}",
      tip.errors_correlate, in_cells_text(tip), tip.chance);
}

std::optional<Ghost> ghost_of_contrasts(const Measurement& measurement, double sigma,
                                        const core::Execution& execution) {
  constexpr double kFarthest = 10;  // spacings
  const image::Image& image = *measurement.image;
  const double spacing = spacing_of(*measurement.sites);
  const int reach =
      std::min(static_cast<int>(kFarthest * spacing), std::min(image.rows, image.columns) / 3);
  const GhostMap map = rendering::map_ghosts(image, contrasted_columns(measurement), sigma, spacing,
                                             reach, execution);
  return find_ghost(map, spacing, *measurement.sites);
}

}  // namespace

std::optional<DoubleTip> find_double_tip(const Measurement& measurement,
                                         const core::Execution& execution) {
  const std::vector<atoms::Atom> placed = placed_atoms(measurement);
  const double sigma = median_of(placed, &atoms::Atom::sigma);
  const lattice::Lattice& lattice = measurement.sites->lattice;
  // Atoms of two sublattices differ in height, and are one offset apart.
  const bool may_be_empty = lattice.basis_count() == 1 && indexing::has_vacancies(lattice);
  const auto seen_as_atoms = [&](const std::optional<Vector2>& expected) {
    const auto ghost = may_be_empty ? find_ghost_atoms(placed, expected) : std::nullopt;
    return ghost ? std::optional(judge(*ghost, sigma, true, measurement)) : std::nullopt;
  };
  if (auto tip = seen_as_atoms({})) return tip;
  const auto ghost = ghost_of_contrasts(measurement, sigma, execution);
  if (!ghost) return std::nullopt;
  // Of atoms that are seen on empty sites this is what they stand beside.
  for (const double sign : {1.0, -1.0}) {
    if (auto tip = seen_as_atoms(sign * ghost->offset)) return tip;
  }
  return judge(*ghost, sigma, false, measurement);
}

void look_for_double_tip(const core::Execution& execution, Measurement& measurement) {
  measurement.double_tip = find_double_tip(measurement, execution);
  if (!measurement.double_tip) return;
  measurement.classified->warnings.push_back(
      words_for(*measurement.double_tip, measurement.image->pixel_size));
}

void explain(const DoubleTip& tip, Analysis& analysis) {
  if (!tip.is_misleading()) return;
  analysis.reasons.push_back(
      "double tip: the second image changes which species sites are taken for" + how(tip));
  analysis.status = Status::uninformative;
}

}  // namespace gibbsight::pipeline
