#include "gibbsight/io/fit_file.hpp"

#include <fmt/format.h>

// The functions of one hash: those that take any would bring the whole of libcrypto into a wheel.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/io/schemas.hpp"

namespace gibbsight::io {
namespace {

using Json = nlohmann::ordered_json;

template <class Values, class Render>
Json each(const Values& values, Render render) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(render(value));
  return array;
}

Json to_json(const NullRecord& null) {
  return {{"mean", null.mean}, {"error", null.error}, {"std", null.spread}};
}

Json to_json(const ParameterRecord& parameter) {
  Json json = {{"name", parameter.name},
               {"value", parameter.value},
               {"std", parameter.standard_error},
               {"interval", {parameter.low, parameter.high}},
               {"level", parameter.level},
               {"unit", parameter.unit},
               {"identifiable", parameter.identifiable}};
  if (parameter.prior_width > 0) {
    json["prior"] = {{"mean", parameter.prior_mean}, {"std", parameter.prior_width}};
    json["prior_halved"] = parameter.value_narrow;
    json["prior_doubled"] = parameter.value_wide;
  }
  if (parameter.null) json["null"] = to_json(*parameter.null);
  if (parameter.confirmation) json["confirmation"] = to_json(*parameter.confirmation);
  return json;
}

Json to_json(const MisfitRecord& misfit) {
  return {{"configuration", misfit.configuration},
          {"code", misfit.code},
          {"deviations", misfit.deviations}};
}

Json to_json(const AveragedRecord& averaged) {
  Json json = to_json(averaged.parameter);
  json["models"] = {averaged.lowest, averaged.highest};
  return json;
}

Json to_json(const PredictionRecord& prediction) {
  return {{"name", prediction.name},
          {"measured", prediction.measured},
          {"expected", prediction.expected},
          {"interval", {prediction.low, prediction.high}},
          {"deviations", prediction.deviations},
          {"p_value", prediction.p_value}};
}

Json to_json(const ModelRecord& model) {
  const auto element = [](const auto& record) { return to_json(record); };
  Json json = {{"name", model.name},
               {"parameters", each(model.parameters, element)},
               {"distance", model.distance},
               {"distance_expected", {model.distance_low, model.distance_high}},
               {"p_value", model.p_value},
               {"log_evidence", model.log_evidence},
               {"log_evidence_error", model.log_evidence_error},
               {"probability", model.probability},
               {"probability_prior_halved", model.probability_narrow},
               {"probability_prior_doubled", model.probability_wide},
               {"simulations", model.simulations},
               {"undetermined", model.undetermined},
               {"misfits", each(model.misfits, element)}};
  if (!model.second_reading.values.empty()) {
    json["moment_matching"] = {{"values", model.second_reading.values},
                               {"std", model.second_reading.standard_errors},
                               {"p_value", model.second_reading.p_value}};
  }
  return json;
}

Json to_json(const LikenessRecord& likeness) {
  return {{"name", likeness.name},
          {"distance", likeness.distance},
          {"usual", likeness.usual},
          {"p_value", likeness.p_value}};
}

Json to_json(const MicroscopeRecord& microscope) {
  const auto element = [](const auto& record) { return to_json(record); };
  return {{"twins", microscope.twins},
          {"failed", microscope.failed},
          {"species", microscope.species},
          {"confusion", microscope.confusion},
          {"lost", microscope.lost},
          {"lost_std", microscope.lost_error},
          {"false_atoms", microscope.false_atoms},
          {"false_atoms_std", microscope.false_atoms_error},
          {"likeness", each(microscope.likeness, element)}};
}

Json to_json(const VariationRecord& variation) {
  return {{"aspect", variation.aspect}, {"label", variation.label},
          {"model", variation.model},   {"parameter", variation.parameter},
          {"value", variation.value},   {"std", variation.standard_error}};
}

Json composition_to_json(const FitFile& fit) {
  Json composition = Json::object();
  for (const auto& [species, fraction] : fit.composition) composition[species] = fraction;
  return composition;
}

Json provenance_to_json(const FitFile& fit) {
  Json tables = Json::object();
  for (const TableSchema& table : kTableSchemas) tables[table.file] = table.schema;
  const auto input = [](const InputRecord& record) {
    return Json{{"path", record.path}, {"sha256", record.sha256}};
  };
  return {{"version", fit.version},
          {"commit", fit.commit},
          {"seed", fit.seed},
          {"inputs", each(fit.inputs, input)},
          {"tables", tables}};
}

}  // namespace

std::string to_text(const FitFile& fit) {
  const auto element = [](const auto& record) { return to_json(record); };
  Json json = {{"schema", kFitSchema},
               {"status", fit.status},
               {"reasons", fit.reasons},
               {"convention", kFitConvention},
               {"composition", composition_to_json(fit)},
               {"sites", fit.sites},
               {"motifs", fit.motifs},
               {"effective_motifs", fit.effective_motifs},
               {"best_model", fit.best_model},
               {"conclusion", fit.conclusion},
               {"models", each(fit.models, element)},
               {"averaged", each(fit.averaged, element)},
               {"predictions", each(fit.predictions, element)},
               {"variations", each(fit.variations, element)},
               {"microscope", each(fit.microscope, element)},
               {"warnings", fit.warnings},
               {"provenance", provenance_to_json(fit)}};
  if (!fit.stage.empty()) json["stage"] = fit.stage;
  if (fit.temperature) json["temperature"] = *fit.temperature;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_fit(const std::string& path, const FitFile& fit) {
  core::write_file_atomically(path, to_text(fit));
}

std::string sha256_of_file(const std::string& path) {
  const std::string bytes = core::read_file(path);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_CTX context{};
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace gibbsight::io
