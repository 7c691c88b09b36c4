#include "gibbsight/pipeline/double_tip.hpp"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/indexing/point_index.hpp"
#include "gibbsight/rendering/ghosts.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using indexing::Matrix2;
using indexing::Vector2;
using rendering::GhostMap;

// Standard errors. The largest anywhere in an image was 4.2 in 272 drawn ones without a second
// image, of order, segregation and noise of all strengths, and 2.9 in four real ones.
constexpr double kClear = 4.5;
// What is seen as an axis alone is strong; order along one axis can look like a weak one where
// classes overlap.
constexpr double kLeastOfAxis = 0.15;

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
  return indexing::PointIndex(places).typical_distance();
}

std::vector<rendering::Contrasted> contrasted_columns(const Measurement& m) {
  std::vector<rendering::Contrasted> columns;
  for (int s = 0; s < m.sites->lattice.basis_count(); ++s) add_columns(m, s, columns);
  return columns;
}

/// Rotations that leave the lattice as it is, without the identity, in the measured frame.
/// Half a turn is the first of them.
std::vector<Matrix2> rotations(const indexing::Sites& sites) {
  const Matrix2& ideal = sites.lattice.cell;
  const auto turned = [&](double angle) -> Matrix2 {
    return ideal.inverse() * Eigen::Rotation2Dd(angle).toRotationMatrix() * ideal;
  };
  constexpr double kTolerance = 1e-6;
  int order = 2;
  for (const int n : {4, 6}) {
    const Matrix2 turn = turned(2 * std::numbers::pi / n);
    const bool whole = (turn.array() - turn.array().round()).abs().maxCoeff() < kTolerance;
    if (whole && sites.kept_symmetry.empty()) order = n;
  }
  std::vector<Matrix2> all{-Matrix2::Identity()};
  for (int k = 1; k < order; ++k) {
    if (2 * k == order) continue;
    all.emplace_back(sites.cell_px * turned(2 * std::numbers::pi * k / order) *
                     sites.cell_px.inverse());
  }
  return all;
}

/// By how many standard errors one value is larger than another, or than nothing.
double excess(const GhostMap::Value& value, const GhostMap::Value& other) {
  return (value.strength - std::max(0.0, other.strength)) / std::hypot(value.error, other.error);
}

/// How clearly a ghost is seen at an offset: against every rotation of it, and together with its
/// opposite against the others (zero without any).
struct Clarity {
  double alone = 0;
  double as_axis = 0;
};

/// Mean of the map at an offset and opposite to it.
GhostMap::Value pair_at(const GhostMap& map, const Vector2& offset) {
  const GhostMap::Value here = map.at(offset);
  const GhostMap::Value opposite = map.at(-offset);
  return {(here.strength + opposite.strength) / 2, std::hypot(here.error, opposite.error) / 2};
}

Clarity clarity_at(const GhostMap& map, const Vector2& offset, const std::vector<Matrix2>& turns) {
  const GhostMap::Value here = map.at(offset);
  const GhostMap::Value pair = pair_at(map, offset);
  Clarity clarity{excess(here, map.at(-offset)), 0};
  for (std::size_t k = 1; k < turns.size(); ++k) {
    const double over = excess(pair, pair_at(map, turns[k] * offset));
    clarity.alone = std::min(clarity.alone, excess(here, map.at(turns[k] * offset)));
    clarity.as_axis = k == 1 ? over : std::min(clarity.as_axis, over);
  }
  return clarity;
}

/// Where a ghost is seen most clearly.
struct Sighting {
  Vector2 offset{0, 0};
  Clarity clarity;
  double clearest() const { return std::max(clarity.alone, clarity.as_axis); }
};

/// Whether the map falls all around, as it does from the top of a bump but not on its flank.
bool is_top(const GhostMap& map, const Vector2& offset) {
  constexpr int kAround = 12;
  const double radius = 1.5 * map.sigma();
  for (int k = 0; k < kAround; ++k) {
    const double angle = 2 * std::numbers::pi * k / kAround;
    const Vector2 beside = offset + radius * Vector2(std::cos(angle), std::sin(angle));
    if (map.at(beside).strength > map.at(offset).strength) return false;
  }
  return true;
}

Sighting clearest(const GhostMap& map, double spacing, const std::vector<Matrix2>& turns) {
  const double nearest = 0.55 * spacing;  // what is nearer is one wide bump
  // An image that is as strong as the first lies on its sites, or no lattice was found.
  const double nearest_axis = 0.85 * spacing;
  Sighting best;
  const int reach = map.reach();
  for (int y = -reach; y <= reach; ++y) {
    for (int x = -reach; x <= reach; ++x) {
      const Vector2 offset(x, y);
      if (offset.norm() < nearest || offset.norm() > reach) continue;
      Sighting here{offset, clarity_at(map, offset, turns)};
      if (offset.norm() < nearest_axis) here.clarity.as_axis = 0;
      if (here.clearest() > best.clearest() && is_top(map, offset)) best = here;
    }
  }
  if (map.at(-best.offset).strength > map.at(best.offset).strength) {
    best = {-best.offset, clarity_at(map, -best.offset, turns)};
  }
  return best;
}

/// The map without what the rotations have in common.
double asymmetric(const GhostMap& map, const Vector2& offset, const std::vector<Matrix2>& turns) {
  double others = 0;
  for (const Matrix2& turn : turns) others += map.at(turn * offset).strength;
  return map.at(offset).strength - others / static_cast<double>(turns.size());
}

/// What a bump of height 1 makes of the map, at a distance from it.
double smeared(double squared, double sigma) { return std::exp(-squared / (4 * sigma * sigma)); }

/// Two bumps in the map: the column itself, which its expected bump did not take away quite where
/// it is, and its ghost. Gauss-Newton on (height, x, y) of both.
Eigen::Vector<double, 6> fit_two(const GhostMap& map, const Vector2& start,
                                 const std::vector<Matrix2>& turns) {
  const double sigma = map.sigma();
  const double radius = 1.5 * sigma;
  std::vector<std::pair<Vector2, double>> data;
  const int reach = map.reach() - 1;
  for (int y = -reach; y <= reach; ++y)
    for (int x = -reach; x <= reach; ++x) {
      const Vector2 at(x, y);
      if (at.norm() > radius && (at - start).norm() > radius) continue;
      data.emplace_back(at, asymmetric(map, at, turns) + smeared(at.squaredNorm(), sigma));
    }
  Eigen::Vector<double, 6> p;
  p << 1, 0, 0, map.at(start).strength, start;
  constexpr int kSteps = 8;
  for (int step = 0; step < kSteps; ++step) {
    MatrixXd slope(static_cast<Index>(data.size()), 6);
    VectorXd rest(slope.rows());
    for (Index i = 0; i < rest.size(); ++i) {
      const auto& [at, value] = data[static_cast<std::size_t>(i)];
      rest[i] = value;
      for (const Index first : {0, 3}) {
        const Vector2 away = at - p.segment<2>(first + 1);
        const double bump = smeared(away.squaredNorm(), sigma);
        rest[i] -= p[first] * bump;
        slope(i, first) = bump;
        slope.block<1, 2>(i, first + 1) =
            (p[first] * bump / (2 * sigma * sigma) * away).transpose();
      }
    }
    Eigen::Vector<double, 6> change = slope.colPivHouseholderQr().solve(rest);
    const double longest = std::max(change.segment<2>(1).norm(), change.segment<2>(4).norm());
    p += change * std::min(1.0, sigma / 2 / std::max(longest, sigma / 2));
  }
  return p;
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
  const bool sure = !tip.is_misleading();  // else the first image may be the second
  return fmt::format(
      "double tip: every atom is seen once more, {}{:.2f} +- {:.2f} times as high, at {}{}",
      sure ? "" : "at least ", tip.strength, tip.strength_error, offset_text(tip, pixel),
      sure ? "" : ", or opposite to that");
}

DoubleTip describe_ghost(const GhostMap& map, const Sighting& found,
                         const std::vector<Matrix2>& turns, const Measurement& measurement) {
  DoubleTip tip;
  tip.offset_px = found.offset;
  tip.strength_error = map.at(found.offset).error;
  tip.has_direction = found.clarity.alone >= kClear;
  if (tip.has_direction) {
    const auto fit = fit_two(map, found.offset, turns);
    tip.offset_px = fit.segment<2>(4);
    tip.strength = fit[3] / fit[0];
  } else {
    tip.strength = 2 * pair_at(map, found.offset).strength;
    tip.strength_error *= std::numbers::sqrt2;
  }
  // What overlapping neighbours and wrong species do beside noise, as drawn images show it.
  constexpr double kBiasOfStrength = 0.15;  // of it
  constexpr double kBiasOfOffset = 0.1;     // of the width of a bump
  tip.offset_error_px =
      std::hypot(std::numbers::sqrt2 * map.sigma() * tip.strength_error / tip.strength,
                 kBiasOfOffset * map.sigma());
  tip.strength_error = std::hypot(tip.strength_error, kBiasOfStrength * tip.strength);
  tip.in_cells = measurement.sites->cell_px.inverse() * tip.offset_px;
  const Vector2 beside = measurement.sites->cell_px * beside_site(tip.in_cells);
  tip.errors_correlate =
      correlation_of_errors(closest_classes(*measurement.classified),
                            tip.strength * smeared(beside.squaredNorm(), map.sigma()));
  tip.chance = 1 / std::sqrt(static_cast<double>(measurement.classified->occupancy.seen_count()));
  return tip;
}

}  // namespace

std::optional<DoubleTip> find_double_tip(const Measurement& measurement,
                                         const core::Execution& execution) {
  constexpr double kFarthest = 10;  // spacings
  const indexing::Sites& sites = *measurement.sites;
  const image::Image& image = *measurement.image;
  const double spacing = spacing_of(sites);
  const int reach =
      std::min(static_cast<int>(kFarthest * spacing), std::min(image.rows, image.columns) / 3);
  std::vector<double> sigmas;
  for (const indexing::Site& site : sites.sites) {
    if (site.atom == indexing::kNoAtom) continue;
    sigmas.push_back(measurement.atoms->atoms[static_cast<std::size_t>(site.atom)].sigma);
  }
  const GhostMap map = rendering::map_ghosts(image, contrasted_columns(measurement),
                                             core::median(sigmas), spacing, reach, execution);
  const auto turns = rotations(sites);
  const Sighting found = clearest(map, spacing, turns);
  if (found.clearest() < kClear) return std::nullopt;
  const DoubleTip tip = describe_ghost(map, found, turns, measurement);
  if (!tip.has_direction && tip.strength < kLeastOfAxis) return std::nullopt;
  return tip;
}

void look_for_double_tip(const core::Execution& execution, Measurement& measurement) {
  measurement.double_tip = find_double_tip(measurement, execution);
  if (!measurement.double_tip) return;
  measurement.classified->warnings.push_back(
      words_for(*measurement.double_tip, measurement.image->pixel_size));
}

void explain(const DoubleTip& tip, Analysis& analysis) {
  if (!tip.is_misleading()) return;
  const std::string what = "double tip: the second image changes which species sites are taken for";
  analysis.reasons.push_back(
      tip.has_direction
          ? fmt::format("{}: errors correlate by {:.2f} with the species {} away, where chance "
                        "makes {:.2f}",
                        what, tip.errors_correlate, in_cells_text(tip), tip.chance)
          : what + ", so much that it cannot be told from the first");
  analysis.status = Status::uninformative;
}

}  // namespace gibbsight::pipeline
