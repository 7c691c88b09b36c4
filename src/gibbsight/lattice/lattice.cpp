#include "gibbsight/lattice/lattice.hpp"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <set>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::lattice {
namespace {

using core::ConfigurationError;

Matrix2 columns(double ax, double ay, double bx, double by) {
  Matrix2 m;
  m << ax, bx, ay, by;
  return m;
}

/// Turns and scales a cell so that a = (1, 0).
Matrix2 normalised(const Matrix2& cell) {
  const double length = cell.col(0).norm();
  const double angle = std::atan2(cell(1, 0), cell(0, 0));
  return Eigen::Rotation2Dd(-angle).toRotationMatrix() * cell / length;
}

Matrix2 cell_from_options(const LatticeOptions& options) {
  const auto& c = options.cell;
  if (c.size() != 4) {
    throw ConfigurationError({.what = "this lattice needs its cell vectors",
                              .where = "lattice.cell",
                              .value = core::to_text(c),
                              .expected = "ax, ay, bx, by for lattice " + options.name});
  }
  const Matrix2 cell = columns(c[0], c[1], c[2], c[3]);
  if (cell.determinant() < kTolerance * cell.squaredNorm()) {
    throw ConfigurationError({.what = "cell vectors must turn from a towards +y to b",
                              .where = "lattice.cell",
                              .value = core::to_text(c),
                              .expected = "ax*by - ay*bx > 0"});
  }
  Matrix2 result = normalised(cell);
  const bool right_angle = std::abs(result(0, 1)) < kTolerance;
  const bool equal_lengths = std::abs(result.col(1).norm() - 1) < kTolerance;
  if ((options.name == "rectangular" && !right_angle) ||
      (options.name == "centred-rectangular" && !equal_lengths)) {
    throw ConfigurationError(
        {.what = "cell does not have the shape of the lattice",
         .where = "lattice.cell",
         .value = core::to_text(c),
         .expected = right_angle ? "two vectors of equal length" : "vectors at a right angle"});
  }
  return result;
}

bool has_fixed_cell(std::string_view name) {
  return name == "square" || name == "triangular" || name == "honeycomb" || name == "kagome";
}

Matrix2 make_cell(const LatticeOptions& options) {
  if (!has_fixed_cell(options.name)) return cell_from_options(options);
  if (!options.cell.empty()) {
    throw ConfigurationError({.what = "the cell of this lattice is fixed by its name",
                              .where = "lattice.cell",
                              .value = core::to_text(options.cell),
                              .expected = "no cell for lattice " + options.name});
  }
  if (options.name == "square") return Matrix2::Identity();
  return columns(1, 0, 0.5, std::sqrt(3.0) / 2);
}

std::vector<Vector2> make_positions(const LatticeOptions& options) {
  if (!options.basis.empty() && options.name != "custom") {
    throw ConfigurationError({.what = "only a custom lattice takes a basis",
                              .where = "lattice.basis",
                              .value = core::to_text(options.basis),
                              .expected = "lattice = custom"});
  }
  if (options.basis.size() % 2 != 0) {
    throw ConfigurationError({.what = "a basis is a list of pairs",
                              .where = "lattice.basis",
                              .value = core::to_text(options.basis),
                              .expected = "u0, v0, u1, v1, ..."});
  }
  if (options.name == "honeycomb") return {{0, 0}, {1.0 / 3, 1.0 / 3}};
  if (options.name == "kagome") return {{0, 0}, {0.5, 0}, {0, 0.5}};
  if (options.basis.empty()) return {{0, 0}};
  std::vector<Vector2> positions;
  for (std::size_t i = 0; i < options.basis.size(); i += 2) {
    positions.emplace_back(options.basis[i] - std::floor(options.basis[i]),
                           options.basis[i + 1] - std::floor(options.basis[i + 1]));
  }
  return positions;
}

struct SpeciesList {
  std::string site;  // empty: every site of the basis
  std::vector<std::string> species;
};

/// Splits "M:Mo", "W", "X:S2", "Se2" into one list a site.
std::vector<SpeciesList> parse_species(const std::vector<std::string>& words) {
  std::vector<SpeciesList> lists;
  for (const std::string& word : words) {
    const auto colon = word.find(':');
    if (colon != std::string::npos) lists.push_back({word.substr(0, colon), {}});
    if (lists.empty()) lists.emplace_back();
    lists.back().species.push_back(colon == std::string::npos ? word : word.substr(colon + 1));
  }
  return lists;
}

void check_species(const SpeciesList& list) {
  const std::set<std::string> distinct(list.species.begin(), list.species.end());
  const auto bad = [](const std::string& name) {
    return name.empty() || name.find_first_of(" ,|\"\n\t") != std::string::npos;
  };
  if (list.species.size() < 2 || distinct.size() != list.species.size() ||
      list.species.size() > 16 || std::any_of(distinct.begin(), distinct.end(), bad)) {
    throw ConfigurationError({.what = "a mixture needs two to sixteen different species",
                              .where = "lattice.species",
                              .value = core::join(list.species, ","),
                              .expected = "names such as Te,Se without blanks, from the darkest to "
                                          "the brightest; a basis site that holds one species has "
                                          "no list"});
  }
}

}  // namespace

int Lattice::first_with_species() const {
  for (int s = 0; s < basis_count(); ++s) {
    if (!basis[s].is_spectator()) return s;
  }
  throw ConfigurationError({.what = "no site of the lattice has species",
                            .where = "lattice.species",
                            .value = name,
                            .expected = "a list such as Te,Se"});
}

Lattice make_lattice(const LatticeOptions& options) {
  core::validate(options, "lattice");
  Lattice lattice{options.name, make_cell(options), {}};
  const std::vector<Vector2> positions = make_positions(options);
  std::vector<SpeciesList> lists = parse_species(options.species);
  if (lists.size() > positions.size()) {
    throw ConfigurationError(
        {.what = "more species lists than basis sites",
         .where = "lattice.species",
         .value = core::join(options.species, ","),
         .expected = std::to_string(positions.size()) + " for lattice " + options.name});
  }
  for (const SpeciesList& list : lists) check_species(list);
  const bool shared = lists.size() == 1 && lists[0].site.empty();
  for (std::size_t i = 0; i < positions.size(); ++i) {
    Sublattice site{std::string(1, static_cast<char>('A' + i)), positions[i], {}};
    if (shared) {
      site.species = lists[0].species;
    } else if (i < lists.size()) {
      site.species = lists[i].species;
      if (!lists[i].site.empty()) site.name = lists[i].site;
    }
    lattice.basis.push_back(site);
  }
  return lattice;
}

Lattice make_lattice(std::string_view name, const std::vector<std::string>& species) {
  LatticeOptions options;
  options.name = name;
  options.species = species;
  return make_lattice(options);
}

}  // namespace gibbsight::lattice
