#include "gibbsight/model/model_options.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::model {
namespace {

struct NamedValue {
  std::string name;
  double value = 0;
};

NamedValue parse_word(const std::string& word, const std::string& where) {
  const auto equals = word.rfind('=');
  NamedValue result;
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
    const NamedValue parsed = parse_word(word, "model.bulk");
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

Parametrised parse_parameters(const std::vector<std::string>& words,
                              const lattice::Lattice& lattice, const std::string& symmetry) {
  std::set<std::string> kinds;
  std::vector<NamedValue> values;
  for (const std::string& word : words) {
    values.push_back(parse_word(word, "model.parameters"));
    const std::string& name = values.back().name;
    kinds.insert(name.substr(0, name.find_first_of(":[")));
  }
  const std::string model =
      kinds.empty() ? "random" : core::join({kinds.begin(), kinds.end()}, "+");
  const std::string where = "model.parameters";
  Parametrised result{make_interactions(lattice, model, symmetry, where), {}};
  const auto names = result.interactions.parameter_names();
  result.parameters = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(names.size()));
  std::set<std::size_t> given;
  for (const NamedValue& parsed : values) {
    const auto term = find_parameter(names, parsed.name);
    if (!term) {
      throw core::ConfigurationError({.what = "unknown interaction",
                                      .where = where,
                                      .value = parsed.name,
                                      .expected = "one of " + core::join(names, ", ")});
    }
    if (!given.insert(*term).second) {
      throw core::ConfigurationError({.what = "interaction given twice",
                                      .where = where,
                                      .value = parsed.name,
                                      .expected = "each interaction once"});
    }
    result.parameters[static_cast<Eigen::Index>(*term)] = parsed.value;
  }
  return result;
}

}  // namespace gibbsight::model
