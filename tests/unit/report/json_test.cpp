#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "gibbsight/report/report.hpp"

namespace gibbsight::report {
namespace {

nlohmann::json as_json(const Report& report) { return nlohmann::json::parse(to_json(report)); }

TEST(ReportJson, LeavesWhatWasNotReachedEmpty) {
  const auto json = as_json({});
  EXPECT_EQ(json["schema"], "gibbsight.report/2");
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
  report.sites.resize(2);
  Site& seen = report.sites[0];
  seen.a = -1;
  seen.b = 2;
  seen.x_px = 3.50123;
  seen.species = 1;
  seen.atom = 7;
  seen.orbit = 4;
  seen.intensity = 123.456789;
  seen.probabilities = {0.0123456, 0.9876544};
  seen.misfit = {0.25, -0.126};
  report.sites[1].x_px = 8.5;
  const auto sites = as_json(report)["sites"];
  EXPECT_EQ(sites["a"], (nlohmann::json{-1, 0}));
  EXPECT_EQ(sites["orbit"], (nlohmann::json{4, -1}));
  EXPECT_EQ(sites["intensity"], (nlohmann::json{123.46, nullptr}));
  EXPECT_EQ(sites["probabilities"][0], (nlohmann::json{0.0123, 0.9877}));
  EXPECT_TRUE(sites["probabilities"][1].is_null());
  EXPECT_EQ(sites["misfit_px"][0], (nlohmann::json{0.25, -0.13}));
  EXPECT_EQ(sites["x_px"], (nlohmann::json{3.5, 8.5}));
  EXPECT_EQ(sites["species"], (nlohmann::json{1, -1}));
  EXPECT_EQ(sites["atom"], (nlohmann::json{7, -1}));
}

TEST(ReportJson, WritesModelsWithTheirTexts) {
  Report report;
  Parameter pair1;
  pair1.name = "pair1";
  pair1.value = 0.39712;
  pair1.std = 0.0211;
  pair1.interval = {0.3621, 0.4309};
  pair1.identifiable = false;
  pair1.prior = Prior{0, 1, -std::numeric_limits<double>::infinity(), 5};
  report.models.resize(1);
  report.models[0].parameters = {pair1};
  report.models[0].distance_expected = {0.031, 0.058};
  report.models[0].p_value = 0.37;
  const auto model = as_json(report)["models"][0];
  EXPECT_EQ(model["distance_expected"], (nlohmann::json{0.031, 0.058}));
  EXPECT_EQ(model["p_value"], 0.37);
  const auto parameter = model["parameters"][0];
  EXPECT_EQ(parameter["text"], "0.397 ± 0.021");
  EXPECT_EQ(parameter["interval_text"], "[0.362, 0.431]");
  EXPECT_EQ(parameter["identifiable"], false);
  EXPECT_TRUE(parameter["prior"]["low"].is_null());
  EXPECT_EQ(parameter["prior"]["high"], 5);
  EXPECT_TRUE(parameter["moments"].is_null());
}

TEST(ReportJson, WritesPicturesScanAndConfigurations) {
  Report report;
  report.measured = Picture{.columns = 2, .rows = 1, .png = {'f', 'o', 'o'}};
  report.scan = Scan{.model = "pair1",
                     .axes = {"temperature"},
                     .points = {{.at = {2}, .distance = 0.1, .interval = {0.05, 0.2}}},
                     .random_distance = 0.3,
                     .floor = 0.02};
  report.histogram_models = {"random", "pair1"};
  report.configurations = {{.text = "Se|Te,Te",
                            .species = {1, 0, 0},
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
  EXPECT_EQ(json["scan"]["points"][0]["at"], nlohmann::json{2});
  EXPECT_EQ(json["configurations"][0]["species"], (nlohmann::json{1, 0, 0}));
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
