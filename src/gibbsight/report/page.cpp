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

}  // namespace

std::string render_html(const std::string& report_json) {
  check_schema(report_json);
  std::string page;
  for (const auto piece : page_template()) page += piece;
  constexpr std::string_view kPlace = "REPORT_JSON";
  page.replace(page.find(kPlace), kPlace.size(), safe_in_script(report_json));
  return page;
}

}  // namespace gibbsight::report
