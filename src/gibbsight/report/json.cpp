#include <nlohmann/json.hpp>

#include "gibbsight/report/base64.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::report {
namespace {

using Json = nlohmann::ordered_json;

/// The present value through `render`, or null.
template <class Value, class Render>
Json optional(const std::optional<Value>& value, Render render) {
  return value ? Json(render(*value)) : Json(nullptr);
}

/// One array with `render` of each element.
template <class Values, class Render>
Json each(const Values& values, Render render) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(render(value));
  return array;
}

Json number(double value) { return value; }

Json interval(const Interval& value) { return {value.low, value.high}; }

Json picture(const Picture& value) {
  return {{"columns", value.columns}, {"rows", value.rows}, {"png", to_base64(value.png)}};
}

/// Sites as columns: ten thousand of them with their keys would be most of the file.
Json sites(const std::vector<Site>& all) {
  return {{"a", each(all, [](const Site& s) { return s.a; })},
          {"b", each(all, [](const Site& s) { return s.b; })},
          {"x_px", each(all, [](const Site& s) { return s.x_px; })},
          {"y_px", each(all, [](const Site& s) { return s.y_px; })},
          {"species", each(all, [](const Site& s) { return s.species; })},
          {"sublattice", each(all, [](const Site& s) { return s.sublattice; })},
          {"atom", each(all, [](const Site& s) { return s.atom; })}};
}

Json cell(const Cell& value) {
  return {{"a_px", value.a_px},
          {"b_px", value.b_px},
          {"a_nm", optional(value.a_nm, number)},
          {"b_nm", optional(value.b_nm, number)},
          {"angle_degrees", value.angle_degrees}};
}

Json fact(const Fact& value) {
  return {{"name", value.name}, {"value", value.value}, {"sentence", value.sentence}};
}

Json intensities(const IntensityHistogram& value) {
  const auto curve = [](const IntensityHistogram::Curve& c) {
    return Json{{"species", c.species}, {"counts", c.counts}};
  };
  return {{"axis", value.axis},
          {"edges", value.edges},
          {"counts", value.counts},
          {"curves", each(value.curves, curve)}};
}

Json configuration(const Configuration& value) {
  return {{"configuration", value.text},
          {"code", value.code},
          {"orbit", value.orbit},
          {"multiplicity", value.multiplicity},
          {"count", value.count},
          {"measured", value.measured},
          {"measured_error", value.measured_error},
          {"probabilities", value.probabilities}};
}

Json scan(const Scan& value) {
  const auto point = [](const Scan::Point& p) {
    return Json{{"temperature_ratio", p.temperature_ratio},
                {"distance", p.distance},
                {"distance_lo", p.interval.low},
                {"distance_hi", p.interval.high}};
  };
  return {{"model", value.model},
          {"random_distance", value.random_distance},
          {"points", each(value.points, point)}};
}

Json parameter(const Parameter& value) {
  return {{"name", value.name},
          {"value", value.value},
          {"std", value.std},
          {"text", with_error(value.value, value.std)},
          {"interval", interval(value.interval)},
          {"interval_text", to_text(value.interval)},
          {"level", value.level},
          {"unit", value.unit},
          {"identifiable", value.identifiable}};
}

Json model(const Model& value) {
  return {{"name", value.name},
          {"parameters", each(value.parameters, parameter)},
          {"distance", value.distance},
          {"distance_expected", interval(value.distance_expected)},
          {"p_value", value.p_value},
          {"log_evidence", value.log_evidence},
          {"probability", value.probability}};
}

Json provenance(const Provenance& value) {
  const auto input = [](const Input& i) { return Json{{"path", i.path}, {"sha256", i.sha256}}; };
  return {{"version", value.version},
          {"commit", value.commit},
          {"seed", std::to_string(value.seed)},
          {"inputs", each(value.inputs, input)},
          {"configuration", value.configuration}};
}

}  // namespace

std::string to_json(const Report& report) {
  const Json json = {{"schema", kSchema},
                     {"title", report.title},
                     {"verdict", report.verdict},
                     {"status", report.status},
                     {"stage", report.stage},
                     {"reasons", report.reasons},
                     {"warnings", report.warnings},
                     {"species", report.species},
                     {"measured", optional(report.measured, picture)},
                     {"simulated", optional(report.simulated, picture)},
                     {"nm_per_pixel", optional(report.nm_per_pixel, number)},
                     {"sites", sites(report.sites)},
                     {"cell", optional(report.cell, cell)},
                     {"facts", each(report.facts, fact)},
                     {"intensities", optional(report.intensities, intensities)},
                     {"best_model", report.best_model},
                     {"histogram_models", report.histogram_models},
                     {"configurations", each(report.configurations, configuration)},
                     {"scan", optional(report.scan, scan)},
                     {"models", each(report.models, model)},
                     {"energy_note", report.energy_note},
                     {"provenance", provenance(report.provenance)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gibbsight::report
