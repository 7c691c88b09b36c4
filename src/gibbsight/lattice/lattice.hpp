// An ideal plane lattice: a cell and a basis, each site of the basis with its own species.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"

namespace gibbsight::lattice {

using Vector2 = Eigen::Vector2d;
using Matrix2 = Eigen::Matrix2d;

/// Positions nearer to each other than this, in lengths of a, are the same.
inline constexpr double kTolerance = 1e-6;

/// One site of the basis.
struct Sublattice {
  std::string name;
  Vector2 position{0, 0};            ///< fractional coordinates in the cell, in [0, 1)
  std::vector<std::string> species;  ///< names, darkest to brightest; empty = spectator

  int species_count() const { return static_cast<int>(species.size()); }
  bool is_spectator() const { return species.empty(); }
  bool operator==(const Sublattice&) const = default;
};

/// Cell vectors are columns of `cell`, in units of the length of a, in image axes (x right, y
/// down); b turns from a towards +y. The triangular lattice has 60 degrees between a and b.
struct Lattice {
  std::string name;
  Matrix2 cell = Matrix2::Identity();
  std::vector<Sublattice> basis;

  int basis_count() const { return static_cast<int>(basis.size()); }
  /// Cartesian position of a site, in units of the length of a.
  Vector2 position(int a, int b, int sublattice) const {
    return cell * (Vector2(a, b) + basis[static_cast<std::size_t>(sublattice)].position);
  }
  /// The first sublattice that can hold species: the one whose configurations are counted and
  /// modelled. Throws ConfigurationError where every site is a spectator.
  int first_with_species() const;
  bool operator==(const Lattice&) const = default;
};

/// What a user says about the lattice.
struct LatticeOptions {
  std::string name = "square";
  std::vector<double> cell;          // ax, ay, bx, by
  std::vector<double> basis;         // u0, v0, u1, v1, ...
  std::vector<std::string> species;  // "Te", "Se" or "M:Mo", "W", "X:S2", ...
  std::string sublattice = "brightest";
  std::optional<double> a_direction;

  static constexpr auto describe() {
    using core::field;
    using S = LatticeOptions;
    return std::tuple{
        field(&S::name, "name",
              {.help = "plane lattice of the sites",
               .choices = "square triangular rectangular oblique centred-rectangular honeycomb "
                          "kagome custom",
               .flag = "lattice"}),
        field(&S::cell, "cell",
              {.help = "cell vectors ax, ay, bx, by (x right, y down) of a rectangular, oblique, "
                       "centred-rectangular or custom lattice; only their shape counts"}),
        field(&S::basis, "basis",
              {.help = "fractional coordinates u, v of each site of a custom basis",
               .range = {0, 1}}),
        field(&S::species, "species",
              {.help = "species from the darkest to the brightest; SITE:A,B gives one basis site "
                       "its own list",
               .flag = "species"}),
        field(&S::sublattice, "sublattice",
              {.help =
                   "which visible columns are the lattice sites: brightest or darkest; brightest: "
                   "where these show one species only and the darkest those of the list, the "
                   "darkest, with a warning",
               .choices = "brightest darkest",
               .flag = "sublattice"}),
        field(&S::a_direction, "a_direction",
              {.help = "direction of the cell vector a in the image, from +x towards +y",
               .unit = "degrees",
               .range = {-360, 360},
               .flag = "a-direction"}),
    };
  }
};

/// Builds the lattice the options describe; throws ConfigurationError where they contradict.
Lattice make_lattice(const LatticeOptions& options);

/// Shorthand for a named lattice whose sites all carry the same species.
Lattice make_lattice(std::string_view name, const std::vector<std::string>& species);

}  // namespace gibbsight::lattice
