#include "gibbsight/model/model_options.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::model {
namespace {

NamedEnergy parse_word(const std::string& word, const std::string& where) {
  const auto equals = word.rfind('=');
  NamedEnergy result{{}, 0, where};
  if (equals == std::string::npos || !core::from_text(word.substr(equals + 1), result.value) ||
      !std::isfinite(result.value)) {
    throw core::ConfigurationError({.what = "not a name and a number",
                                    .where = where,
                                    .value = word,
                                    .expected = "NAME=NUMBER"});
  }
  result.name = word.substr(0, equals);
  return result;
}

[[noreturn]] void refuse_bulk(const std::string& what, const std::string& value,
                              const std::string& expected) {
  throw core::ConfigurationError(
      {.what = what, .where = "model.bulk", .value = value, .expected = expected});
}

}  // namespace

std::optional<Eigen::VectorXd> parse_bulk(const std::vector<std::string>& words,
                                          const std::vector<std::string>& species) {
  if (words.empty()) return std::nullopt;
  constexpr double kUnset = -1;
  Eigen::VectorXd fractions =
      Eigen::VectorXd::Constant(static_cast<Eigen::Index>(species.size()), kUnset);
  for (const std::string& word : words) {
    const NamedEnergy parsed = parse_word(word, "model.bulk");
    const auto place = std::find(species.begin(), species.end(), parsed.name);
    if (place == species.end()) {
      refuse_bulk("unknown species", parsed.name, "one of " + core::join(species, ", "));
    }
    if (parsed.value <= 0 || parsed.value >= 1) {
      refuse_bulk("fraction out of range", word, "a number between 0 and 1");
    }
    if (fractions[place - species.begin()] != kUnset) {
      refuse_bulk("species given twice", word, "each species once");
    }
    fractions[place - species.begin()] = parsed.value;
  }
  const auto missing = (fractions.array() == kUnset).count();
  const double given = fractions.cwiseMax(0).sum();
  constexpr double kRounding = 1e-6;
  if (missing > 1 || (missing == 1 && given >= 1) ||
      (missing == 0 && std::abs(given - 1) > kRounding)) {
    refuse_bulk("fractions do not make a composition", core::join(words, ","),
                "fractions that add up to 1, at most one species left out");
  }
  return Eigen::VectorXd((fractions.array() == kUnset).select(1 - given, fractions));
}

Parametrised parametrise(const std::vector<NamedEnergy>& energies, const lattice::Lattice& lattice,
                         std::string_view symmetry) {
  std::map<std::string, std::string> kinds;  // pair1, ... and where it is first named
  for (const NamedEnergy& energy : energies) {
    kinds.emplace(energy.name.substr(0, energy.name.find_first_of(":[")), energy.where);
  }
  Parametrised result{{"random", lattice, {}}, {}};
  std::vector<std::string> kind_names;
  for (const auto& [kind, where] : kinds) {
    kind_names.push_back(kind);
    for (Term& term : make_interactions(lattice, kind, symmetry, where).terms) {
      result.interactions.terms.push_back(std::move(term));
    }
  }
  if (!kinds.empty()) result.interactions.name = core::join(kind_names, "+");
  const auto names = result.interactions.parameter_names();
  result.parameters = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(names.size()));
  std::set<std::size_t> given;
  for (const NamedEnergy& energy : energies) {
    const auto term = find_parameter(names, energy.name);
    if (!term) {
      throw core::ConfigurationError({.what = "unknown interaction",
                                      .where = energy.where,
                                      .value = energy.name,
                                      .expected = "one of " + core::join(names, ", ")});
    }
    if (!given.insert(*term).second) {
      throw core::ConfigurationError({.what = "interaction given twice",
                                      .where = energy.where,
                                      .value = energy.name,
                                      .expected = "each interaction once"});
    }
    result.parameters[static_cast<Eigen::Index>(*term)] = energy.value;
  }
  return result;
}

Parametrised parse_parameters(const std::vector<std::string>& words,
                              const lattice::Lattice& lattice, const std::string& symmetry) {
  std::vector<NamedEnergy> energies;
  for (const std::string& word : words) energies.push_back(parse_word(word, "model.parameters"));
  return parametrise(energies, lattice, symmetry);
}

}  // namespace gibbsight::model
