#include "gibbsight/species/apply_edits.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/species/classify.hpp"

namespace gibbsight::species {
namespace {

core::DataError refusal(const Edit& edit, std::string what, std::string expected) {
  return core::DataError(
      {.what = "species: " + std::move(what),
       .where = "species.edits",
       .value = fmt::format("{} at x_px = {}, y_px = {}", edit.species, edit.x, edit.y),
       .expected = std::move(expected)});
}

std::size_t nearest_site(const indexing::Sites& sites, const Edit& edit) {
  const auto distance = [&](const indexing::Site& site) {
    return std::hypot(site.x - edit.x, site.y - edit.y);
  };
  const auto nearest =
      std::min_element(sites.sites.begin(), sites.sites.end(),
                       [&](const auto& l, const auto& r) { return distance(l) < distance(r); });
  if (nearest == sites.sites.end() || distance(*nearest) > sites.cell_px.col(0).norm() / 2) {
    throw refusal(edit, "edit far from any site", "a position within half a cell of a site");
  }
  return static_cast<std::size_t>(nearest - sites.sites.begin());
}

/// The place of the edit's species in the list, or kUnseen.
std::int8_t edited_species(const Edit& edit, const std::vector<std::string>& names) {
  if (edit.action == Action::kUnseen) return lattice::kUnseen;
  const std::string name = edit.action == Action::kRemove ? std::string(kVacancy) : edit.species;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::int8_t>(found - names.begin());
  if (edit.action == Action::kRemove) return lattice::kUnseen;
  throw refusal(edit, "edit with an unknown species", "one of " + core::join(names, ", "));
}

}  // namespace

Classified apply_edits(Classified classified, const indexing::Sites& sites,
                       const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    const std::size_t i = nearest_site(sites, edit);
    const indexing::Site& site = sites.sites[i];
    const auto& names = sites.lattice.basis[static_cast<std::size_t>(site.sublattice)].species;
    const std::int8_t species = edited_species(edit, names);
    std::vector<double> probabilities;
    if (species != lattice::kUnseen) {
      probabilities.assign(names.size(), 0.0);
      probabilities[static_cast<std::size_t>(species)] = 1;
    }
    classified.sites[i] = {species, Source::kManual, std::move(probabilities)};
    classified.occupancy.at(site.a, site.b, site.sublattice) = species;
  }
  return classified;
}

}  // namespace gibbsight::species
