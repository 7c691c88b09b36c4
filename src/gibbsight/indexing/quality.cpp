#include "gibbsight/indexing/quality.hpp"

#include <fmt/core.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <map>

#include "gibbsight/indexing/frame.hpp"

namespace gibbsight::indexing {
namespace {

std::vector<Cell> neighbour_steps(const Matrix2& ideal) {
  std::vector<Cell> steps{{1, 0}, {0, 1}};
  const double longest = std::max(ideal.col(0).norm(), ideal.col(1).norm());
  const double sum = (ideal.col(0) + ideal.col(1)).norm();
  const double difference = (ideal.col(1) - ideal.col(0)).norm();
  if (std::min(sum, difference) < 1.1 * longest) {
    steps.push_back(difference < sum ? Cell{-1, 1} : Cell{1, 1});
  }
  return steps;
}

/// Place of a site in the crystal, in units of the cell vectors.
Vector2 offset_of(const Site& site, const lattice::Lattice& lattice) {
  return Vector2(site.a, site.b) +
         lattice.basis[static_cast<std::size_t>(site.sublattice)].position;
}

AffineFit fit_placed(const std::vector<Site>& sites, const lattice::Lattice& lattice) {
  AffineFit fit;
  for (const Site& site : sites) {
    if (site.atom != kNoAtom) fit.add(offset_of(site, lattice), Vector2(site.x, site.y));
  }
  return fit;
}

}  // namespace

Frame fit_cell(const std::vector<Site>& sites, const lattice::Lattice& lattice) {
  return fit_placed(sites, lattice).solve();
}

Matrix2 cell_errors(const std::vector<Site>& sites, const lattice::Lattice& lattice) {
  constexpr int kAcross = 6;
  Eigen::AlignedBox2d field;
  for (const Site& site : sites) field.extend(Vector2(site.x, site.y));
  const Vector2 sizes = field.sizes().cwiseMax(1);
  std::map<int, AffineFit> parts;
  for (const Site& site : sites) {
    if (site.atom == kNoAtom) continue;
    const Vector2 position(site.x, site.y);
    const Vector2 share = (position - field.min()).cwiseQuotient(sizes);
    const Eigen::Array2i at = (kAcross * share).cast<int>().array().min(kAcross - 1);
    parts[at.y() * kAcross + at.x()].add(offset_of(site, lattice), position);
  }
  const AffineFit all = fit_placed(sites, lattice);
  std::vector<Matrix2> cells;
  Matrix2 mean = Matrix2::Zero();
  for (const auto& [place, part] : parts) {
    AffineFit others = all;
    others -= part;
    cells.push_back(others.solve().cell);
    mean += cells.back() / static_cast<double>(parts.size());
  }
  Matrix2 scatter = Matrix2::Zero();
  for (const Matrix2& cell : cells) scatter += (cell - mean).cwiseAbs2();
  const auto count = static_cast<double>(parts.size());
  return (scatter * (count - 1) / count).cwiseSqrt();
}

std::vector<Edge> find_edges(const std::vector<Site>& sites, const lattice::Lattice& lattice) {
  const Matrix2 cell = fit_cell(sites, lattice).cell;
  const std::vector<Cell> steps = neighbour_steps(lattice.cell);
  std::vector<Edge> edges;
  for (int sublattice = 0; sublattice < lattice.basis_count(); ++sublattice) {
    const Grid grid = occupied(sites, sublattice);
    for (const Cell& place : grid.placed()) {
      const int start = grid.at(place);
      const Site& from = sites[static_cast<std::size_t>(start)];
      for (const Cell& step : steps) {
        const int end = grid.at({from.a + step.a, from.b + step.b});
        if (end == kNoAtom) continue;
        const Site& to = sites[static_cast<std::size_t>(end)];
        const Vector2 mean = cell * Vector2(step.a, step.b);
        const Vector2 own(to.x - from.x, to.y - from.y);
        edges.push_back({start, end, (own - mean).norm() / mean.norm()});
      }
    }
  }
  return edges;
}

Edges count_edges(const std::vector<Edge>& edges) {
  Edges counts;
  for (const Edge& edge : edges) {
    ++counts.count;
    if (edge.deviation > 0.35) ++counts.over_35;
    if (edge.deviation > 0.60) ++counts.over_60;
  }
  return counts;
}

double residual_percent(const std::vector<Site>& sites, double length) {
  double sum = 0;
  int count = 0;
  for (const Site& site : sites) {
    if (site.atom == kNoAtom) continue;
    sum += Vector2(site.x - site.predicted_x, site.y - site.predicted_y).squaredNorm();
    ++count;
  }
  return count == 0 ? 0 : 100 * std::sqrt(sum / count) / length;
}

std::vector<std::string> explain(const Quality& quality, const lattice::Lattice& lattice) {
  constexpr double kStretched = 1.1;
  constexpr double kFewPlaced = 0.9;
  constexpr double kLargeResidual = 12;  // per cent
  constexpr double kBigGap = 0.1;
  constexpr double kManyTwice = 0.02;  // of the placed atoms
  std::vector<std::string> words;
  if (quality.edges.over_60 > 0) {
    words.push_back(fmt::format(
        "{} of {} neighbouring pairs depart from the cell by more than 60 %: a slipped row, or "
        "dislocations? Sites there count as unseen",
        quality.edges.over_60, quality.edges.count));
  }
  if (quality.distortion.stretch > kStretched) {
    words.push_back(fmt::format(
        "the measured cell is stretched by {:.0f} % against the {} lattice: strong drift, or "
        "another lattice",
        100 * (quality.distortion.stretch - 1), lattice.name));
  }
  if (quality.placed_share() < kFewPlaced) {
    words.push_back(fmt::format("{} of {} atoms lie on no site of the lattice", quality.unplaced,
                                quality.placed + quality.unplaced));
  }
  if (quality.double_occupations > kManyTwice * quality.placed) {
    words.push_back(
        fmt::format("{} atoms lie on sites that are taken: atoms found twice, or a finer lattice",
                    quality.double_occupations));
  }
  if (quality.short_pairs > kManyTwice * quality.placed) {
    words.push_back(fmt::format(
        "{} pairs of atoms are closer than half the distance of neighbours: atoms found twice, or "
        "columns of another kind between them",
        quality.short_pairs));
  }
  if (quality.residual_percent > kLargeResidual) {
    words.push_back(fmt::format(
        "atoms lie {:.0f} % of the cell from where their neighbours put them: strong distortion, "
        "or another lattice",
        quality.residual_percent));
  }
  if (quality.uncovered_share > kBigGap) {
    words.push_back(fmt::format("the lattice could not be followed over {:.0f} % of the field",
                                100 * quality.uncovered_share));
  }
  if (quality.domains > 1) {
    words.push_back(fmt::format("{} domains; {} sites at their boundaries count as unseen",
                                quality.domains, quality.boundary_sites));
  }
  return words;
}

int count_short_pairs(const PointIndex& atoms) {
  const double close = atoms.typical_distance() / 2;
  int pairs = 0;
  for (int from = 0; from < atoms.size(); ++from) {
    atoms.for_each_within(atoms[from], close, [&](int to, double) { pairs += from < to ? 1 : 0; });
  }
  return pairs;
}

}  // namespace gibbsight::indexing
