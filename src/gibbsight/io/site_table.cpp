#include "gibbsight/io/site_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/io/table.hpp"

namespace gibbsight::io {
namespace {

using lattice::Lattice;

constexpr std::int64_t kMostCells = std::int64_t{1} << 26;

/// Every species of the lattice once, in order of sublattices.
std::vector<std::string> all_species(const Lattice& lattice) {
  std::vector<std::string> names;
  for (const auto& site : lattice.basis)
    for (const std::string& name : site.species) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  return names;
}

/// Place of a name in a list, or -1.
int place_of(std::string_view name, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

/// Probabilities in the order of one sublattice's species, spread over the columns of the table.
std::vector<double> spread(const std::vector<double>& probabilities,
                           const std::vector<std::string>& from,
                           const std::vector<std::string>& to) {
  if (probabilities.empty()) return {};
  std::vector<double> result(to.size(), 0.0);
  for (std::size_t k = 0; k < from.size(); ++k) result[place_of(from[k], to)] = probabilities[k];
  return result;
}

std::vector<std::string> to_fields(const SiteRow& row, const SiteTable& table,
                                   const Lattice& lattice) {
  std::vector<std::string> fields{std::to_string(row.a),
                                  std::to_string(row.b),
                                  lattice.basis[row.sublattice].name,
                                  row.species,
                                  row.source,
                                  to_field(row.x_px),
                                  to_field(row.y_px),
                                  row.atom < 0 ? "" : std::to_string(row.atom),
                                  to_field(row.intensity)};
  for (std::size_t k = 0; k < table.species.size(); ++k) {
    fields.push_back(row.probabilities.empty() ? "" : to_field(row.probabilities[k]));
  }
  return fields;
}

/// Takes rows of a text table as sites of a lattice.
class Reader {
 public:
  Reader(const Table& table, const Lattice& lattice)
      : table_(table),
        lattice_(lattice),
        a_(table.require("a")),
        b_(table.require("b")),
        species_(table.require("species")),
        sublattice_(table.find("sublattice")),
        source_(table.find("source")),
        x_(table.find("x_px")),
        y_(table.find("y_px")),
        atom_(table.find("atom")),
        intensity_(table.find("intensity")) {
    if (lattice.basis_count() > 1) sublattice_ = table.require("sublattice");
    for (const std::string& name : all_species(lattice)) {
      const auto column = table.find("p_" + name);
      if (!column) continue;
      probability_species_.push_back(name);
      probabilities_.push_back(*column);
    }
  }

  const std::vector<std::string>& probability_species() const { return probability_species_; }

  SiteRow row(std::size_t i) const {
    SiteRow row{.a = table_.integer(i, a_), .b = table_.integer(i, b_)};
    row.sublattice = sublattice(i);
    row.species = species(i, row.sublattice);
    row.source = source(i);
    row.x_px = table_.number_if_any(i, x_);
    row.y_px = table_.number_if_any(i, y_);
    if (!table_.text(i, atom_).empty()) row.atom = table_.integer(i, *atom_);
    row.intensity = table_.number_if_any(i, intensity_);
    row.probabilities = probabilities(i);
    return row;
  }

  core::DataError claimed_twice(std::size_t i, std::size_t first) const {
    return table_.error(
        i, a_, "site of an earlier row",
        "every site once; it stands in line " + std::to_string(table_.lines[first]));
  }

 private:
  int sublattice(std::size_t i) const {
    const std::string_view name = table_.text(i, sublattice_);
    if (name.empty() && lattice_.basis_count() == 1) return 0;
    std::vector<std::string> names;
    for (const auto& site : lattice_.basis) names.push_back(site.name);
    const int place = place_of(name, names);
    if (place < 0) {
      throw table_.error(i, *sublattice_, "unknown sublattice",
                         "one of " + core::join(names, ", "));
    }
    return place;
  }

  std::string species(std::size_t i, int sublattice) const {
    const std::string& name = table_.rows[i][species_];
    const auto& known = lattice_.basis[sublattice].species;
    if (!name.empty() && place_of(name, known) < 0) {
      throw table_.error(i, species_, "unknown species",
                         known.empty() ? "nothing: the sublattice has no species"
                                       : "one of " + core::join(known, ", ") + ", or nothing");
    }
    return name;
  }

  std::string source(std::size_t i) const {
    const std::string_view text = table_.text(i, source_);
    if (text.empty()) return "auto";
    if (text == "auto" || text == "manual") return std::string(text);
    throw table_.error(i, *source_, "unknown source", "auto or manual");
  }

  std::vector<double> probabilities(std::size_t i) const {
    const bool unknown = std::all_of(probabilities_.begin(), probabilities_.end(),
                                     [&](std::size_t c) { return table_.rows[i][c].empty(); });
    if (unknown) return {};
    std::vector<double> values;
    for (const std::size_t column : probabilities_) {
      values.push_back(table_.number(i, column));
      if (values.back() < 0 || values.back() > 1) {
        throw table_.error(i, column, "not a probability", "a number from 0 to 1");
      }
    }
    return values;
  }

  const Table& table_;
  const Lattice& lattice_;
  std::size_t a_;
  std::size_t b_;
  std::size_t species_;
  std::optional<std::size_t> sublattice_;
  std::optional<std::size_t> source_;
  std::optional<std::size_t> x_;
  std::optional<std::size_t> y_;
  std::optional<std::size_t> atom_;
  std::optional<std::size_t> intensity_;
  std::vector<std::size_t> probabilities_;
  std::vector<std::string> probability_species_;
};

/// The smallest rectangle of cells that holds every row.
lattice::Window window_of(const SiteTable& table) {
  if (table.rows.empty()) return {};
  const auto by_a = [](const SiteRow& l, const SiteRow& r) { return l.a < r.a; };
  const auto by_b = [](const SiteRow& l, const SiteRow& r) { return l.b < r.b; };
  const auto [left, right] = std::minmax_element(table.rows.begin(), table.rows.end(), by_a);
  const auto [top, bottom] = std::minmax_element(table.rows.begin(), table.rows.end(), by_b);
  const std::int64_t columns = std::int64_t{right->a} - left->a + 1;
  const std::int64_t rows = std::int64_t{bottom->b} - top->b + 1;
  if (columns > kMostCells / rows) {
    throw core::DataError(
        {.what = "sites too far apart for one lattice",
         .where = "a, b",
         .value = std::to_string(columns) + " x " + std::to_string(rows) + " cells",
         .expected = "at most " + std::to_string(kMostCells) + " cells"});
  }
  return {left->a, top->b, static_cast<int>(columns), static_cast<int>(rows)};
}

}  // namespace

SiteTable make_site_table(const indexing::Sites& sites, const species::Classified& classified,
                          const atoms::AtomList& atoms) {
  SiteTable table{all_species(sites.lattice), {}};
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    const species::SiteSpecies& found = classified.sites[i];
    const auto& names = sites.lattice.basis[site.sublattice].species;
    SiteRow row{.a = site.a, .b = site.b, .sublattice = site.sublattice};
    if (found.species != lattice::kUnseen) row.species = names[found.species];
    if (found.source == species::Source::kManual) row.source = "manual";
    row.x_px = site.x;
    row.y_px = site.y;
    row.atom = site.atom;
    if (site.atom != indexing::kNoAtom) row.intensity = atoms.atoms[site.atom].intensity;
    row.probabilities = spread(found.probabilities, names, table.species);
    table.rows.push_back(std::move(row));
  }
  return table;
}

void write_sites(const std::string& path, const SiteTable& table, const Lattice& lattice) {
  Table text{.path = path,
             .columns = {"a", "b", "sublattice", "species", "source", "x_px", "y_px", "atom",
                         "intensity"}};
  for (const std::string& name : table.species) text.columns.push_back("p_" + name);
  for (const SiteRow& row : table.rows) text.rows.push_back(to_fields(row, table, lattice));
  write_table(path, text);
}

SiteTable read_sites(const std::string& path, const Lattice& lattice) {
  return parse_sites(read_table(path), lattice);
}

SiteTable parse_sites(const Table& text, const Lattice& lattice) {
  const Reader reader(text, lattice);
  SiteTable table{reader.probability_species(), {}};
  std::map<std::array<int, 3>, std::size_t> taken;
  for (std::size_t i = 0; i < text.rows.size(); ++i) {
    table.rows.push_back(reader.row(i));
    const SiteRow& row = table.rows.back();
    const auto [place, is_new] = taken.try_emplace({row.a, row.b, row.sublattice}, i);
    if (!is_new) throw reader.claimed_twice(i, place->second);
  }
  return table;
}

lattice::Occupancy to_occupancy(const SiteTable& table, const Lattice& lattice) {
  auto occupancy = lattice::Occupancy::unseen(lattice, window_of(table));
  for (const SiteRow& row : table.rows) {
    // No species has an empty name, so an unseen row has no place either.
    const int species = place_of(row.species, lattice.basis[row.sublattice].species);
    static_assert(lattice::kUnseen == -1);
    occupancy.at(row.a, row.b, row.sublattice) = static_cast<std::int8_t>(species);
  }
  return occupancy;
}

SiteTable from_occupancy(const lattice::Occupancy& occupancy) {
  const lattice::Window& window = occupancy.window;
  SiteTable table;
  for (int b = window.b0; b < window.b0 + window.rows; ++b)
    for (int a = window.a0; a < window.a0 + window.columns; ++a)
      for (int s = 0; s < occupancy.lattice.basis_count(); ++s) {
        if (occupancy.lattice.basis[s].is_spectator()) continue;
        const std::int8_t species = occupancy.at(a, b, s);
        SiteRow row{.a = a, .b = b, .sublattice = s};
        if (species != lattice::kUnseen) row.species = occupancy.lattice.basis[s].species[species];
        table.rows.push_back(std::move(row));
      }
  return table;
}

}  // namespace gibbsight::io
