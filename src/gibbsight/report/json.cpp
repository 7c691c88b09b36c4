#include <cmath>
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
  return {{"columns", value.columns}, {"rows", value.rows},   {"step", value.step},
          {"black", value.black},     {"white", value.white}, {"png", to_base64(value.png)}};
}

/// As many digits as anyone will look at: most of the file are long lists of numbers.
double rounded(double value, int decimals) {
  const double unit = std::pow(10.0, decimals);
  return std::round(value * unit) / unit;
}

double significant(double value) {
  constexpr int kDigits = 5;
  if (value == 0 || !std::isfinite(value)) return value;
  return rounded(value, kDigits - 1 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
}

double place(double px) { return rounded(px, 2); }

Json numbers(const std::vector<double>& values) { return each(values, significant); }

Json matrix(const Response::Matrix& rows) { return each(rows, numbers); }

Json levelling(const Levelling& value) {
  return {{"left", numbers(value.left)}, {"right", numbers(value.right)}};
}

Json atoms(const std::vector<Atom>& all) {
  return {{"x_px", each(all, [](const Atom& a) { return place(a.x_px); })},
          {"y_px", each(all, [](const Atom& a) { return place(a.y_px); })},
          {"intensity", each(all, [](const Atom& a) { return significant(a.intensity); })},
          {"background", each(all, [](const Atom& a) { return significant(a.background); })},
          {"sigma_px", each(all, [](const Atom& a) { return place(a.sigma_px); })}};
}

Json probabilities(const Site& site) {
  constexpr int kDecimals = 4;
  if (site.probabilities.empty()) return nullptr;
  return each(site.probabilities, [](double p) { return rounded(p, kDecimals); });
}

/// Sites as columns: ten thousand of them with their keys would be most of the file.
Json sites(const std::vector<Site>& all) {
  const auto misfit = [](const auto& m) { return Json{place(m[0]), place(m[1])}; };
  return {
      {"a", each(all, [](const Site& s) { return s.a; })},
      {"b", each(all, [](const Site& s) { return s.b; })},
      {"x_px", each(all, [](const Site& s) { return place(s.x_px); })},
      {"y_px", each(all, [](const Site& s) { return place(s.y_px); })},
      {"species", each(all, [](const Site& s) { return s.species; })},
      {"sublattice", each(all, [](const Site& s) { return s.sublattice; })},
      {"atom", each(all, [](const Site& s) { return s.atom; })},
      {"orbit", each(all, [](const Site& s) { return s.orbit; })},
      {"manual", each(all, [](const Site& s) { return s.manual ? 1 : 0; })},
      {"intensity", each(all, [](const Site& s) { return optional(s.intensity, significant); })},
      {"probabilities", each(all, probabilities)},
      {"misfit_px", each(all, [&](const Site& s) { return optional(s.misfit, misfit); })}};
}

Json cell(const Cell& value) {
  return {{"a_px", value.a_px},
          {"b_px", value.b_px},
          {"a_error_px", number(value.a_error_px)},
          {"b_error_px", number(value.b_error_px)},
          {"a_nm", optional(value.a_nm, number)},
          {"b_nm", optional(value.b_nm, number)},
          {"angle_degrees", value.angle_degrees}};
}

Json fact(const Fact& value) {
  return {{"name", value.name},
          {"value", value.value},
          {"sentence", value.sentence},
          {"judgement", value.judgement}};
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

Json motif(const Motif& value) { return {{"positions", value.positions}}; }

Json configuration(const Configuration& value) {
  return {{"configuration", value.text},
          {"species", value.species},
          {"code", value.code},
          {"orbit", value.orbit},
          {"multiplicity", value.multiplicity},
          {"count", value.count},
          {"measured", value.measured},
          {"measured_error", value.measured_error},
          {"probabilities", value.probabilities},
          {"deviations", value.deviations}};
}

Json scan(const Scan& value) {
  const auto point = [](const Scan::Point& p) {
    return Json{{"at", p.at},
                {"distance", p.distance},
                {"distance_lo", p.interval.low},
                {"distance_hi", p.interval.high}};
  };
  return {{"model", value.model},
          {"axes", value.axes},
          {"random_distance", value.random_distance},
          {"floor", value.floor},
          {"points", each(value.points, point)}};
}

Json prior(const Prior& value) {
  return {{"mean", value.mean}, {"std", value.std}, {"low", value.low}, {"high", value.high}};
}

Json second_reading(const SecondReading& value) {
  return {{"value", value.value}, {"std", value.std}, {"text", with_error(value.value, value.std)}};
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
          {"identifiable", value.identifiable},
          {"prior", optional(value.prior, prior)},
          {"prior_halved", value.value_prior_halved},
          {"prior_doubled", value.value_prior_doubled},
          {"moments", optional(value.moments, second_reading)},
          {"draws", numbers(value.draws)}};
}

Json response(const Response& value) {
  return {{"at", value.at},
          {"best", value.best},
          {"reference", value.reference},
          {"jacobian", matrix(value.jacobian)},
          {"axes", matrix(value.axes)},
          {"rises", each(value.rises, matrix)}};
}

Json model(const Model& value) {
  return {{"name", value.name},
          {"parameters", each(value.parameters, parameter)},
          {"distance", value.distance},
          {"distance_expected", interval(value.distance_expected)},
          {"p_value", value.p_value},
          {"log_evidence", value.log_evidence},
          {"log_evidence_error", value.log_evidence_error},
          {"probability", value.probability},
          {"probability_prior_halved", value.probability_prior_halved},
          {"probability_prior_doubled", value.probability_prior_doubled},
          {"undetermined", value.undetermined},
          {"moments_p_value", optional(value.moments_p_value, number)},
          {"response", optional(value.response, response)}};
}

Json average(const Average& value) {
  Json json = parameter(value.parameter);
  json["models"] = interval(value.models);
  return json;
}

Json prediction(const Prediction& value) {
  return {{"name", value.name},
          {"measured", value.measured},
          {"expected", value.expected},
          {"interval", interval(value.interval)},
          {"deviations", value.deviations},
          {"p_value", value.p_value}};
}

Json null_test(const NullTest& value) {
  const auto row = [](const NullTest::Row& r) {
    return Json{{"parameter", r.parameter},
                {"measured", r.measured},
                {"std", r.std},
                {"text", with_error(r.measured, r.std)},
                {"mean", r.mean},
                {"mean_error", r.mean_error},
                {"mean_text", with_error(r.mean, r.mean_error)},
                {"spread", r.spread}};
  };
  return {{"images", value.images}, {"rows", each(value.rows, row)}};
}

Json variation(const Variation& value) {
  return {{"aspect", value.aspect},
          {"label", value.label},
          {"parameter", value.parameter},
          {"value", value.value},
          {"std", value.std},
          {"text", with_error(value.value, value.std)}};
}

Json counts(const Counts& value) {
  return {{"sites", value.sites},
          {"motifs", value.motifs},
          {"effective_motifs", value.effective_motifs},
          {"composition", value.composition},
          {"twins", value.twins},
          {"edits", value.edits}};
}

Json part(const Part& value) {
  return {{"source", value.source},
          {"folder", value.folder},
          {"refusal", value.refusal},
          {"thumbnail", optional(value.thumbnail, picture)},
          {"counts", optional(value.counts, counts)},
          {"distance", value.distance},
          {"distance_expected", interval(value.distance_expected)},
          {"p_value", value.p_value}};
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
                     {"thumbnail", optional(report.thumbnail, picture)},
                     {"levelling", optional(report.levelling, levelling)},
                     {"simulated", optional(report.simulated, picture)},
                     {"nm_per_pixel", optional(report.nm_per_pixel, number)},
                     {"atoms", atoms(report.atoms)},
                     {"sites", sites(report.sites)},
                     {"cell", optional(report.cell, cell)},
                     {"facts", each(report.facts, fact)},
                     {"intensities", optional(report.intensities, intensities)},
                     {"best_model", report.best_model},
                     {"histogram_models", report.histogram_models},
                     {"motif", optional(report.motif, motif)},
                     {"configurations", each(report.configurations, configuration)},
                     {"scan", optional(report.scan, scan)},
                     {"counts", optional(report.counts, counts)},
                     {"models", each(report.models, model)},
                     {"averaged", each(report.averaged, average)},
                     {"predictions", each(report.predictions, prediction)},
                     {"null_test", optional(report.null_test, null_test)},
                     {"variations", each(report.variations, variation)},
                     {"energy_note", report.energy_note},
                     {"parts", each(report.parts, part)},
                     {"fitted_with", report.fitted_with},
                     {"provenance", provenance(report.provenance)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gibbsight::report
