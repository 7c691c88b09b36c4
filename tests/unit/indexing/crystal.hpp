// Made-up crystals with known indices.
#pragma once

#include <algorithm>
#include <functional>
#include <numbers>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing::testing {

/// One kind of column of a made-up crystal.
struct Kind {
  Vector2 position{0, 0};  // fractional
  double intensity = 1;
};

struct Crystal {
  Matrix2 cell = Matrix2::Identity();  // px
  std::vector<Kind> kinds{Kind{}};
  int rows = 512;
  int columns = 512;
  double noise = 0.3;     // of positions, px
  double missing = 0;     // share of atoms not found
  double false_ones = 0;  // share of atoms added at random places
  /// Where the image shows what should be at a position.
  std::function<Vector2(const Vector2&)> bend = [](const Vector2& p) { return p; };
  /// Displacement of one site, e.g. a pairing of rows.
  std::function<Vector2(int a, int b, int kind)> shift = [](int, int, int) {
    return Vector2(0, 0);
  };
};

/// The atoms of a crystal, with the true cell and kind of each (kind -1 = false atom).
struct Truth {
  atoms::AtomList list;
  std::vector<Cell> cells;
  std::vector<int> kinds;
};

inline Matrix2 make_cell(double a, double b, double angle_degrees, double turned_degrees) {
  const double turn = turned_degrees * std::numbers::pi / 180;
  const double angle = turn + angle_degrees * std::numbers::pi / 180;
  Matrix2 cell;
  cell << a * std::cos(turn), b * std::cos(angle), a * std::sin(turn), b * std::sin(angle);
  return cell;
}

inline void add(Truth& truth, const Vector2& position, double intensity, Cell cell, int kind) {
  atoms::Atom atom;
  atom.x = position.x();
  atom.y = position.y();
  atom.intensity = intensity;
  truth.list.atoms.push_back(atom);
  truth.cells.push_back(cell);
  truth.kinds.push_back(kind);
}

inline Truth grow(const Crystal& crystal, std::uint64_t seed) {
  core::Generator random = core::Stream(seed).generator();
  Truth truth;
  truth.list.image_rows = crystal.rows;
  truth.list.image_columns = crystal.columns;
  const Vector2 centre(crystal.columns / 2.0, crystal.rows / 2.0);
  const int reach = static_cast<int>(2 * centre.norm() / std::sqrt(crystal.cell.determinant())) + 5;
  for (int b = -reach; b <= reach; ++b) {
    for (int a = -reach; a <= reach; ++a) {
      for (int k = 0; k < static_cast<int>(crystal.kinds.size()); ++k) {
        const Kind& kind = crystal.kinds[static_cast<std::size_t>(k)];
        const Vector2 ideal = centre + crystal.cell * (Vector2(a, b) + kind.position);
        const double noise_y = random.normal();  // in turn: the same for every compiler
        const double noise_x = random.normal();
        const Vector2 noise(noise_x, noise_y);
        const Vector2 at = crystal.bend(ideal) + crystal.shift(a, b, k) + crystal.noise * noise;
        const bool found = random.uniform() >= crystal.missing;
        const bool seen =
            at.x() > 3 && at.y() > 3 && at.x() < crystal.columns - 4 && at.y() < crystal.rows - 4;
        if (found && seen) add(truth, at, kind.intensity * (1 + 0.05 * random.normal()), {a, b}, k);
      }
    }
  }
  const auto extra = static_cast<int>(crystal.false_ones * static_cast<double>(truth.cells.size()));
  for (int i = 0; i < extra; ++i) {
    add(truth, {random.uniform() * crystal.columns, random.uniform() * crystal.rows}, 1, {}, -1);
  }
  return truth;
}

/// The crystal without some of its atoms.
template <class Leave>
Truth thinned(const Truth& truth, const Leave& leaves_out) {
  Truth rest;
  rest.list = truth.list;
  rest.list.atoms.clear();
  for (std::size_t i = 0; i < truth.cells.size(); ++i) {
    if (leaves_out(i)) continue;
    const atoms::Atom& atom = truth.list.atoms[i];
    add(rest, {atom.x, atom.y}, atom.intensity, truth.cells[i], truth.kinds[i]);
  }
  return rest;
}

/// Up to `most` points at random, none nearer to another than `closest` px: a gas or a liquid.
inline Truth hard_discs(int attempts, std::size_t most, double closest) {
  constexpr int kSide = 512;
  core::Generator random = core::Stream(16).generator();
  Truth truth;
  truth.list.image_rows = truth.list.image_columns = kSide;
  for (int attempt = 0; attempt < attempts && truth.cells.size() < most; ++attempt) {
    const Vector2 at(kSide * random.uniform(), kSide * random.uniform());
    const bool free = std::none_of(
        truth.list.atoms.begin(), truth.list.atoms.end(),
        [&](const auto& other) { return (at - Vector2(other.x, other.y)).norm() < closest; });
    if (free) add(truth, at, 1, {}, -1);
  }
  return truth;
}

/// Atoms on the right site up to one common shift, among the true atoms of kind `kind`: the share.
inline double share_right(const Sites& sites, const Truth& truth, int kind, int sublattice,
                          const Eigen::Matrix2i& setting = Eigen::Matrix2i::Identity()) {
  std::vector<Cell> shifts;
  int of_kind = 0;
  for (const int k : truth.kinds) of_kind += k == kind ? 1 : 0;
  for (const Site& site : sites.sites) {
    if (site.atom < 0 || site.sublattice != sublattice) continue;
    const auto i = static_cast<std::size_t>(site.atom);
    if (truth.kinds[i] != kind) continue;
    const Eigen::Vector2i found = setting * Eigen::Vector2i(site.a, site.b);
    shifts.push_back({found.x() - truth.cells[i].a, found.y() - truth.cells[i].b});
  }
  int most = 0;
  for (std::size_t i = 0; i < shifts.size(); i += shifts.size() / 20 + 1) {
    int same = 0;
    for (const Cell& other : shifts) same += other == shifts[i] ? 1 : 0;
    most = std::max(most, same);
  }
  return double{1} * most / of_kind;
}

}  // namespace gibbsight::indexing::testing
