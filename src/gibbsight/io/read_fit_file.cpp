#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/io/fit_file.hpp"
#include "gibbsight/io/schemas.hpp"

namespace gibbsight::io {
namespace {

using Json = nlohmann::ordered_json;

/// A value inside the file and the way to it, for errors: "fit.json: models[0].name".
class Node {
 public:
  Node(const Json& json, std::string where) : json_(&json), where_(std::move(where)) {}

  Node operator[](const char* key) const {
    if (!json_->is_object()) throw error("an object");
    const std::string separator = where_.ends_with(' ') ? "" : ".";
    const Node child(*json_, where_ + separator + key);
    const auto found = json_->find(key);
    if (found == json_->end()) throw child.missing();
    return {*found, child.where_};
  }

  /// `read` of what is under a key, or what was there before where there is none.
  template <class Value, class Read>
  void read_if_any(const char* key, Value& value, Read read) const {
    if (has(key)) value = read((*this)[key]);
  }

  bool has(const char* key) const { return json_->contains(key); }

  /// `read` of every element of an array.
  template <class Read>
  auto each(Read read) const {
    if (!json_->is_array()) throw error("an array");
    std::vector<decltype(read(*this))> values;
    for (const Json& element : *json_) {
      values.push_back(read(Node(element, fmt::format("{}[{}]", where_, values.size()))));
    }
    return values;
  }

  std::vector<std::pair<std::string, double>> numbers_by_name() const {
    if (!json_->is_object()) throw error("an object");
    std::vector<std::pair<std::string, double>> values;
    for (const auto& [name, value] : json_->items()) {
      values.emplace_back(name, Node(value, where_ + "." + name).number());
    }
    return values;
  }

  /// Null stands for a number that is not finite.
  double number() const {
    if (json_->is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (!json_->is_number()) throw error("a number");
    return json_->get<double>();
  }
  std::uint64_t count() const {
    if (!json_->is_number_unsigned()) throw error("an integer of at least 0");
    return json_->get<std::uint64_t>();
  }
  bool truth() const {
    if (!json_->is_boolean()) throw error("true or false");
    return json_->get<bool>();
  }
  std::string text() const {
    if (!json_->is_string()) throw error("a text");
    return json_->get<std::string>();
  }
  std::pair<double, double> interval() const {
    const auto ends = each([](const Node& end) { return end.number(); });
    if (ends.size() != 2) throw error("two numbers");
    return {ends[0], ends[1]};
  }

  core::DataError error(std::string expected) const {
    const std::string value = json_->is_structured()
                                  ? json_->type_name()
                                  : json_->dump(-1, ' ', false, Json::error_handler_t::replace);
    return core::DataError(
        {.what = "wrong value", .where = where_, .value = value, .expected = std::move(expected)});
  }

 private:
  core::DataError missing() const {
    return core::DataError(
        {.what = "missing key", .where = where_, .value = {}, .expected = "a fit.json"});
  }

  const Json* json_;
  std::string where_;
};

double number_of(const Node& node) { return node.number(); }
std::string text_of(const Node& node) { return node.text(); }

NullRecord read_null(const Node& node) {
  return {node["mean"].number(), node["error"].number(), node["std"].number()};
}

ParameterRecord read_parameter(const Node& node) {
  const auto [low, high] = node["interval"].interval();
  ParameterRecord parameter{.name = node["name"].text(),
                            .value = node["value"].number(),
                            .standard_error = node["std"].number(),
                            .low = low,
                            .high = high,
                            .level = node["level"].number(),
                            .unit = node["unit"].text(),
                            .identifiable = node["identifiable"].truth()};
  if (node.has("prior")) {
    parameter.prior_mean = node["prior"]["mean"].number();
    parameter.prior_width = node["prior"]["std"].number();
    parameter.value_narrow = node["prior_halved"].number();
    parameter.value_wide = node["prior_doubled"].number();
  }
  node.read_if_any("null", parameter.null, read_null);
  node.read_if_any("confirmation", parameter.confirmation, read_null);
  return parameter;
}

MisfitRecord read_misfit(const Node& node) {
  return {node["configuration"].text(), node["code"].count(), node["deviations"].number()};
}

SecondReadingRecord read_second_reading(const Node& node) {
  return {node["values"].each(number_of), node["std"].each(number_of), node["p_value"].number()};
}

AveragedRecord read_averaged(const Node& node) {
  const auto [lowest, highest] = node["models"].interval();
  return {read_parameter(node), lowest, highest};
}

PredictionRecord read_prediction(const Node& node) {
  const auto [low, high] = node["interval"].interval();
  return {.name = node["name"].text(),
          .measured = node["measured"].number(),
          .expected = node["expected"].number(),
          .low = low,
          .high = high,
          .deviations = node["deviations"].number(),
          .p_value = node["p_value"].number()};
}

VariationRecord read_variation(const Node& node) {
  return {.aspect = node["aspect"].text(),
          .label = node["label"].text(),
          .model = node["model"].text(),
          .parameter = node["parameter"].text(),
          .value = node["value"].number(),
          .standard_error = node["std"].number()};
}

MicroscopeRecord read_microscope(const Node& node) {
  const auto numbers = [](const Node& n) { return n.each(number_of); };
  MicroscopeRecord microscope{.twins = node["twins"].count(),
                              .failed = node["failed"].count(),
                              .species = node["species"].each(text_of),
                              .confusion = node["confusion"].each(numbers),
                              .lost = numbers(node["lost"]),
                              .lost_error = {},
                              .false_atoms = node["false_atoms"].number(),
                              .likeness = node["likeness"].each([](const Node& n) {
                                return LikenessRecord{n["name"].text(), n["distance"].number(),
                                                      n["usual"].number(), n["p_value"].number()};
                              })};
  node.read_if_any("lost_std", microscope.lost_error, numbers);
  node.read_if_any("false_atoms_std", microscope.false_atoms_error, number_of);
  return microscope;
}

/// What was added to a model after the first files were written may be missing.
ModelRecord read_model_record(const Node& node) {
  const auto [low, high] = node["distance_expected"].interval();
  ModelRecord model{.name = node["name"].text(),
                    .parameters = node["parameters"].each(read_parameter),
                    .distance = node["distance"].number(),
                    .distance_low = low,
                    .distance_high = high,
                    .p_value = node["p_value"].number(),
                    .log_evidence = node["log_evidence"].number(),
                    .probability = node["probability"].number()};
  node.read_if_any("log_evidence_error", model.log_evidence_error, number_of);
  node.read_if_any("probability_prior_halved", model.probability_narrow, number_of);
  node.read_if_any("probability_prior_doubled", model.probability_wide, number_of);
  node.read_if_any("simulations", model.simulations,
                   [](const Node& n) { return static_cast<int>(n.count()); });
  node.read_if_any("undetermined", model.undetermined,
                   [](const Node& n) { return n.each(text_of); });
  node.read_if_any("misfits", model.misfits, [](const Node& n) { return n.each(read_misfit); });
  node.read_if_any("moment_matching", model.second_reading, read_second_reading);
  return model;
}

void read_provenance(const Node& node, FitFile& fit) {
  fit.version = node["version"].text();
  fit.commit = node["commit"].text();
  fit.seed = node["seed"].count();
  fit.inputs = node["inputs"].each([](const Node& input) {
    return InputRecord{input["path"].text(), input["sha256"].text()};
  });
}

std::string read_choice(const Node& node, const std::vector<std::string>& choices) {
  std::string text = node.text();
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
  throw node.error(fmt::format("{}", fmt::join(choices, " or ")));
}

Json parse(const std::string& text, const std::string& path) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t end = std::min(error.byte, text.size());
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    throw core::DataError({.what = "not JSON",
                           .where = fmt::format("{}, line {}", path, line),
                           .value = {},
                           .expected = "a fit.json"});
  }
}

}  // namespace

FitFile read_fit(const std::string& path) { return parse_fit(core::read_file(path), path); }

FitFile parse_fit(const std::string& text, const std::string& path) {
  const Json json = parse(text, path);
  const Node node(json, path + ": ");
  read_choice(node["schema"], {std::string(kFitSchema)});
  read_choice(node["convention"], {std::string(kFitConvention)});
  FitFile fit;
  fit.status = read_choice(node["status"], {"ok", "uninformative", "refused"});
  fit.reasons = node["reasons"].each(text_of);
  if (node.has("stage")) fit.stage = node["stage"].text();
  if (node.has("temperature")) fit.temperature = node["temperature"].number();
  fit.composition = node["composition"].numbers_by_name();
  fit.sites = node["sites"].count();
  fit.motifs = node["motifs"].count();
  fit.effective_motifs = node["effective_motifs"].number();
  fit.best_model = node["best_model"].text();
  fit.models = node["models"].each(read_model_record);
  node.read_if_any("conclusion", fit.conclusion, text_of);
  node.read_if_any("averaged", fit.averaged, [](const Node& n) { return n.each(read_averaged); });
  node.read_if_any("predictions", fit.predictions,
                   [](const Node& n) { return n.each(read_prediction); });
  node.read_if_any("variations", fit.variations,
                   [](const Node& n) { return n.each(read_variation); });
  node.read_if_any("microscope", fit.microscope,
                   [](const Node& n) { return n.each(read_microscope); });
  fit.warnings = node["warnings"].each(text_of);
  read_provenance(node["provenance"], fit);
  return fit;
}

}  // namespace gibbsight::io
