#include "gibbsight/lattice/symmetry.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::lattice {
namespace {

/// The site at fractional coordinates `x`, if there is one with that species list.
std::optional<Site> site_at(const Lattice& lattice, const Vector2& x) {
  for (int s = 0; s < lattice.basis_count(); ++s) {
    const Vector2 cell = x - lattice.basis[static_cast<std::size_t>(s)].position;
    const Vector2 rounded(std::round(cell.x()), std::round(cell.y()));
    if ((cell - rounded).norm() < kTolerance) {
      return Site{static_cast<int>(rounded.x()), static_cast<int>(rounded.y()), s};
    }
  }
  return std::nullopt;
}

bool maps_basis(const Lattice& lattice, const Operation& operation) {
  return std::all_of(lattice.basis.begin(), lattice.basis.end(), [&](const Sublattice& from) {
    const Vector2 image = operation.rotation.cast<double>() * from.position + operation.translation;
    const auto to = site_at(lattice, image);
    return to && lattice.basis[static_cast<std::size_t>(to->sublattice)].species == from.species;
  });
}

/// Integer matrices that keep the lengths and the angle of the cell vectors. The cell need not be
/// reduced: entries up to 2 cover every cell whose b reaches no further than 2a.
std::vector<Eigen::Matrix2i> lattice_rotations(const Lattice& lattice) {
  const Matrix2 metric = lattice.cell.transpose() * lattice.cell;
  std::vector<Eigen::Matrix2i> rotations;
  constexpr int kReach = 2;
  for (int m00 = -kReach; m00 <= kReach; ++m00)
    for (int m01 = -kReach; m01 <= kReach; ++m01)
      for (int m10 = -kReach; m10 <= kReach; ++m10)
        for (int m11 = -kReach; m11 <= kReach; ++m11) {
          Eigen::Matrix2i r;
          r << m00, m01, m10, m11;
          const Matrix2 moved = r.cast<double>().transpose() * metric * r.cast<double>();
          if ((moved - metric).norm() < kTolerance) rotations.push_back(r);
        }
  return rotations;
}

bool is_mirror(const Eigen::Matrix2i& r) { return r(0, 0) * r(1, 1) - r(0, 1) * r(1, 0) < 0; }

/// Smallest n with r^n = 1.
int order(const Eigen::Matrix2i& r) {
  Eigen::Matrix2i power = r;
  int n = 1;
  while (power != Eigen::Matrix2i::Identity()) {
    power = Eigen::Matrix2i(power * r);
    ++n;
  }
  return n;
}

/// Angle of a mirror line against a, in degrees in [0, 180).
double mirror_angle(const Lattice& lattice, const Eigen::Matrix2i& r) {
  const Matrix2 m = lattice.cell * r.cast<double>() * lattice.cell.inverse();
  const double angle = std::atan2(m(1, 0), m(0, 0)) * 90 / std::numbers::pi;
  return angle < -kTolerance ? angle + 180 : std::abs(angle);
}

struct GroupRule {
  std::string_view name;
  int rotation_order;           // rotations whose order divides it
  bool mirrors;                 // any mirrors at all
  double first_mirror_degrees;  // angle of one mirror line against a
  double mirror_step_degrees;   // and of the next ones
};

// The mirror lines of a square lie every 45 degrees from a, those of a triangular lattice every 30;
// p3m1 keeps the ones that do not run along a cell vector, p31m those that do.
constexpr GroupRule kRules[] = {
    {"p1", 1, false, 0, 0},   {"p2", 2, false, 0, 0},    {"p3", 3, false, 0, 0},
    {"p4", 4, false, 0, 0},   {"p6", 6, false, 0, 0},    {"pmm", 2, true, 0, 90},
    {"cmm", 2, true, -1, 90}, {"p3m1", 3, true, 30, 60}, {"p31m", 3, true, 0, 60},
    {"p4m", 4, true, 0, 45},  {"p6m", 6, true, 0, 30},
};

bool obeys(const Lattice& lattice, const Eigen::Matrix2i& r, const GroupRule& rule) {
  if (!is_mirror(r)) return rule.rotation_order % order(r) == 0;
  if (!rule.mirrors) return false;
  double first = rule.first_mirror_degrees;
  if (first < 0) {  // along a + b
    const Vector2 diagonal = lattice.cell.rowwise().sum();
    first = std::atan2(diagonal.y(), diagonal.x()) * 180 / std::numbers::pi;
  }
  const double steps = (mirror_angle(lattice, r) - first) / rule.mirror_step_degrees;
  return std::abs(steps - std::round(steps)) < kTolerance;
}

std::size_t expected_point_operations(const GroupRule& rule) {
  return static_cast<std::size_t>(rule.rotation_order) * (rule.mirrors ? 2 : 1);
}

/// The operations with a given rotation: translations that map the first site onto a like one.
std::vector<Operation> with_translations(const Lattice& lattice, const Eigen::Matrix2i& r) {
  std::vector<Operation> operations;
  const Vector2 first = r.cast<double>() * lattice.basis[0].position;
  for (const Sublattice& target : lattice.basis) {
    const Operation operation{r, target.position - first};
    if (maps_basis(lattice, operation)) operations.push_back(operation);
  }
  return operations;
}

[[noreturn]] void refuse(const Lattice& lattice, std::string_view name, std::string_view where) {
  throw core::ConfigurationError(
      {.what = "the " + lattice.name + " lattice does not have this plane group",
       .where = std::string(where),
       .value = std::string(name),
       .expected = "lattice (its own), p1, or a subgroup of its own"});
}

}  // namespace

std::vector<Operation> plane_group(const Lattice& lattice, std::string_view name,
                                   std::string_view where) {
  const auto* rule = std::find_if(std::begin(kRules), std::end(kRules),
                                  [&](const GroupRule& r) { return r.name == name; });
  const bool all = name == "lattice" || name.empty();
  if (!all && rule == std::end(kRules)) refuse(lattice, name, where);
  std::vector<Operation> group;
  std::size_t point_operations = 0;
  for (const Eigen::Matrix2i& r : lattice_rotations(lattice)) {
    if (!all && !obeys(lattice, r, *rule)) continue;
    const auto operations = with_translations(lattice, r);
    point_operations += operations.empty() ? 0 : 1;
    group.insert(group.end(), operations.begin(), operations.end());
  }
  if (!all && point_operations != expected_point_operations(*rule)) refuse(lattice, name, where);
  return group;
}

bool has_subgroup(const Lattice& lattice, std::string_view larger, std::string_view smaller,
                  std::string_view where) {
  const auto all = plane_group(lattice, larger, where);
  const auto some = plane_group(lattice, smaller);
  // A group by name holds every operation of its rotations.
  return std::all_of(some.begin(), some.end(), [&](const Operation& operation) {
    return std::any_of(all.begin(), all.end(), [&](const Operation& other) {
      return other.rotation == operation.rotation;
    });
  });
}

Site apply(const Operation& operation, const Site& site, const Lattice& lattice) {
  const Vector2 from =
      Vector2(site.a, site.b) + lattice.basis[static_cast<std::size_t>(site.sublattice)].position;
  const auto to =
      site_at(lattice, operation.rotation.cast<double>() * from + operation.translation);
  if (!to) {
    throw core::InternalError({.what = "symmetry operation leaves the lattice",
                               .where = "lattice::apply",
                               .value = lattice.name,
                               .expected = "an operation of its plane group"});
  }
  return *to;
}

double distance(const Lattice& lattice, const Site& from, const Site& to) {
  return (lattice.position(to.a, to.b, to.sublattice) -
          lattice.position(from.a, from.b, from.sublattice))
      .norm();
}

std::vector<std::vector<Site>> shells_around(const Lattice& lattice, int centre, int shell_count) {
  struct Neighbour {
    double distance;
    double angle;
    Site site;
  };
  // Far enough for the wanted shells of any reduced cell: each ring of cells adds at least one.
  const int reach = 2 + shell_count;
  const Vector2 origin = lattice.position(0, 0, centre);
  std::vector<Neighbour> neighbours;
  for (int b = -reach; b <= reach; ++b)
    for (int a = -reach; a <= reach; ++a)
      for (int s = 0; s < lattice.basis_count(); ++s) {
        if (lattice.basis[static_cast<std::size_t>(s)].is_spectator()) continue;
        const Vector2 r = lattice.position(a, b, s) - origin;
        if (r.norm() < kTolerance) continue;
        double angle = std::atan2(r.y(), r.x());
        if (angle < -kTolerance) angle += 2 * std::numbers::pi;
        neighbours.push_back({r.norm(), angle, {a, b, s}});
      }
  std::sort(neighbours.begin(), neighbours.end(), [](const Neighbour& l, const Neighbour& r) {
    if (std::abs(l.distance - r.distance) > kTolerance) return l.distance < r.distance;
    return l.angle < r.angle;
  });
  std::vector<std::vector<Site>> shells;
  double last = 0;
  for (const Neighbour& n : neighbours) {
    if (n.distance > last + kTolerance) {
      if (static_cast<int>(shells.size()) == shell_count) break;
      shells.emplace_back();
      last = n.distance;
    }
    shells.back().push_back(n.site);
  }
  return shells;
}

}  // namespace gibbsight::lattice
