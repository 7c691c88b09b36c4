#include <nlohmann/json.hpp>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/report/page_template.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::report {
namespace {

void check_schema(const std::string& report_json) {
  const auto json = nlohmann::json::parse(report_json, nullptr, false);
  if (json.is_discarded()) {
    throw core::DataError(
        {.what = "not JSON", .where = "report.json", .value = {}, .expected = {}});
  }
  const auto found = json.is_object() ? json.find("schema") : json.end();
  if (found == json.end() || *found != kSchema) {
    throw core::DataError({.what = "unknown schema",
                           .where = "report.json",
                           .value = found == json.end() ? "none" : found->dump(),
                           .expected = kSchema});
  }
}

/// JSON has '<' only inside strings, where its escape means the same; without it no text can close
/// the script element that holds it.
std::string safe_in_script(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string fill(std::span<const std::string_view> pieces, const std::string& json) {
  std::string page;
  for (const auto piece : pieces) page += piece;
  constexpr std::string_view kPlace = "REPORT_JSON";
  page.replace(page.find(kPlace), kPlace.size(), safe_in_script(json));
  return page;
}

/// What the index shows of an input: parts of its report, or why there is none.
nlohmann::ordered_json row_of(const IndexEntry& entry) {
  nlohmann::ordered_json row = {{"source", entry.source}, {"status", "failed"}};
  if (entry.report_json.empty()) {
    row["verdict"] = {entry.error};
    return row;
  }
  const auto report = nlohmann::ordered_json::parse(entry.report_json);
  row["folder"] = entry.folder;
  for (const char* key : {"status", "verdict", "thumbnail", "best_model", "counts"}) {
    row[key] = report.at(key);
  }
  row["parameters"] = nlohmann::ordered_json::array();
  for (const auto& model : report.at("models")) {
    if (model.at("name") != report.at("best_model")) continue;
    for (const auto& parameter : model.at("parameters")) {
      row["parameters"].push_back({{"name", parameter.at("name")},
                                   {"value", parameter.at("value")},
                                   {"text", parameter.at("text")},
                                   {"unit", parameter.at("unit")}});
    }
  }
  return row;
}

}  // namespace

std::string render_html(const std::string& report_json) {
  check_schema(report_json);
  return fill(page_template(), report_json);
}

std::string render_index(const std::vector<IndexEntry>& entries) {
  auto rows = nlohmann::ordered_json::array();
  for (const IndexEntry& entry : entries) {
    if (!entry.report_json.empty()) check_schema(entry.report_json);
    rows.push_back(row_of(entry));
  }
  return fill(index_template(),
              rows.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace gibbsight::report
