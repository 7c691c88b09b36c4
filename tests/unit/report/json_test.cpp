#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "gibbsight/report/report.hpp"

namespace gibbsight::report {
namespace {

nlohmann::json as_json(const Report& report) { return nlohmann::json::parse(to_json(report)); }

TEST(ReportJson, LeavesWhatWasNotReachedEmpty) {
  const auto json = as_json({});
  EXPECT_EQ(json["schema"], "gibbsight.report/1");
  for (const char* key : {"measured", "simulated", "nm_per_pixel", "cell", "intensities", "scan"}) {
    EXPECT_TRUE(json[key].is_null()) << key;
  }
  for (const char* key :
       {"verdict", "reasons", "warnings", "species", "facts", "models", "configurations"}) {
    EXPECT_EQ(json[key], nlohmann::json::array()) << key;
  }
}

TEST(ReportJson, WritesSitesAsColumns) {
  Report report;
  report.sites = {
      {.a = -1, .b = 2, .x_px = 3.5, .y_px = 4.5, .species = 1, .sublattice = 0, .atom = 7},
      {.a = 0, .b = 2, .x_px = 8.5, .y_px = 4.5, .species = -1, .sublattice = 0, .atom = -1}};
  const auto sites = as_json(report)["sites"];
  EXPECT_EQ(sites["a"], (nlohmann::json{-1, 0}));
  EXPECT_EQ(sites["x_px"], (nlohmann::json{3.5, 8.5}));
  EXPECT_EQ(sites["species"], (nlohmann::json{1, -1}));
  EXPECT_EQ(sites["atom"], (nlohmann::json{7, -1}));
}

TEST(ReportJson, WritesModelsWithTheirTexts) {
  Report report;
  report.models = {{.name = "pair1",
                    .parameters = {{.name = "pair1",
                                    .value = 0.39712,
                                    .std = 0.0211,
                                    .interval = {0.3621, 0.4309},
                                    .level = 0.9,
                                    .unit = "kT",
                                    .identifiable = false}},
                    .distance = 0.043,
                    .distance_expected = {0.031, 0.058},
                    .p_value = 0.37,
                    .log_evidence = -12.1,
                    .probability = 0.93}};
  const auto model = as_json(report)["models"][0];
  EXPECT_EQ(model["distance_expected"], (nlohmann::json{0.031, 0.058}));
  EXPECT_EQ(model["p_value"], 0.37);
  const auto parameter = model["parameters"][0];
  EXPECT_EQ(parameter["text"], "0.397 ± 0.021");
  EXPECT_EQ(parameter["interval_text"], "[0.362, 0.431]");
  EXPECT_EQ(parameter["identifiable"], false);
}

TEST(ReportJson, WritesPicturesScanAndConfigurations) {
  Report report;
  report.measured = Picture{.columns = 2, .rows = 1, .png = {'f', 'o', 'o'}};
  report.scan = Scan{.model = "pair1",
                     .points = {{.temperature_ratio = 2, .distance = 0.1, .interval = {0.05, 0.2}}},
                     .random_distance = 0.3};
  report.histogram_models = {"random", "pair1"};
  report.configurations = {{.text = "Se|Te,Te",
                            .code = 1,
                            .orbit = 3,
                            .multiplicity = 2,
                            .count = 40,
                            .measured = 0.4,
                            .measured_error = 0.01,
                            .probabilities = {0.3, 0.41}}};
  const auto json = as_json(report);
  EXPECT_EQ(json["measured"]["png"], "Zm9v");
  EXPECT_EQ(json["scan"]["points"][0]["distance_hi"], 0.2);
  EXPECT_EQ(json["scan"]["random_distance"], 0.3);
  EXPECT_EQ(json["configurations"][0]["configuration"], "Se|Te,Te");
  EXPECT_EQ(json["configurations"][0]["probabilities"], (nlohmann::json{0.3, 0.41}));
}

TEST(ReportJson, KeepsEveryDigitOfASeed) {
  Report report;
  report.provenance.seed = 18446744073709551615U;
  EXPECT_EQ(as_json(report)["provenance"]["seed"], "18446744073709551615");
}

TEST(ReportJson, TurnsNumbersThatAreNotFiniteIntoNull) {
  Report report;
  report.models.resize(1);
  report.models[0].log_evidence = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(as_json(report)["models"][0]["log_evidence"].is_null());
}

TEST(ReportJson, ReplacesTextThatIsNotUtf8) {
  Report report;
  report.title = "scan\xff.tif";
  EXPECT_EQ(as_json(report)["title"], "scan\uFFFD.tif");
}

}  // namespace
}  // namespace gibbsight::report
