#include "gibbsight/io/fit_file.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gibbsight/core/files.hpp"
#include "with_files.hpp"

namespace gibbsight::io {
namespace {

using core::DataError;
using core::InputError;
using testing::HasSubstr;

FitFile example() {
  FitFile fit;
  fit.status = "uninformative";
  fit.reasons = {"a random mixture would look the same", "\"quoted\""};
  fit.composition = {{"Te", 0.551}, {"Se", 0.449}};
  fit.sites = 4083;
  fit.motifs = 3810;
  fit.effective_motifs = 1650.2;
  fit.best_model = "pair1";
  fit.models = {{"random", {}, 0.2, 0.03, 0.06, 0.004, -30.5, 0.07},
                {"pair1",
                 {{"pair1", 1.0 / 3, 0.021, 0.362, 0.431, 0.9, "kT", true},
                  {"fraction:Se", 0.45, 0.01, 0.44, 0.46, 0.9, "", false}},
                 0.043,
                 0.031,
                 0.058,
                 0.37,
                 -12.1,
                 0.93}};
  ModelRecord& pair1 = fit.models[1];
  pair1.parameters[0].null = NullRecord{0.05, 0.01, 0.06};
  pair1.parameters[0].confirmation = NullRecord{-0.02, 0.01, 0.07};
  pair1.parameters[0].prior_mean = 0.1;
  pair1.parameters[0].prior_width = 2;
  pair1.parameters[0].value_narrow = 0.32;
  pair1.parameters[0].value_wide = 0.34;
  pair1.log_evidence_error = 0.25;
  pair1.probability_narrow = 0.96;
  pair1.probability_wide = 0.87;
  pair1.simulations = 3;
  pair1.undetermined = {"pair1 - 0.8 triplet1"};
  pair1.misfits = {{"Se|Te,Te,Se,Te", 9, -4.5}};
  pair1.second_reading = {{0.34, 0.44}, {0.02, 0.01}, 0.6};
  fit.conclusion = "pair1 suffices.";
  fit.temperature = 700.5;
  fit.averaged = {{pair1.parameters[1], 0.44, 0.47}};
  fit.predictions = {{"short_range_order2", 0.05, 0.04, 0.01, 0.07, 0.4, 0.7}};
  fit.variations = {{"half of the image", "upper", "pair1", "pair1", 0.3, 0.04},
                    {"class probability", "0.9 or more", "pair1", "fraction:Se", 0.46, 0.02}};
  fit.microscope = {{.twins = 23,
                     .failed = 1,
                     .species = {"Te", "Se"},
                     .confusion = {{0.9, 0.1}, {0.2, 0.8}},
                     .lost = {0.01, 0},
                     .lost_error = {0.004, 0.001},
                     .false_atoms = 0.003,
                     .false_atoms_error = 0.002,
                     .likeness = {{"spectrum", 0.3, 0.1, 0.04}}}};
  fit.warnings = {"the window is rich in Se"};
  fit.version = "0.1.0";
  fit.commit = "abc";
  fit.seed = std::numeric_limits<std::uint64_t>::max();
  fit.inputs = {{"scan.tif", std::string(64, 'a')}};
  return fit;
}

void expect_equal(const ModelRecord& left, const ModelRecord& right) {
  EXPECT_EQ(left.name, right.name);
  EXPECT_EQ(left.distance, right.distance);
  EXPECT_EQ(left.distance_low, right.distance_low);
  EXPECT_EQ(left.distance_high, right.distance_high);
  EXPECT_EQ(left.p_value, right.p_value);
  EXPECT_EQ(left.log_evidence, right.log_evidence);
  EXPECT_EQ(left.probability, right.probability);
  EXPECT_EQ(left.log_evidence_error, right.log_evidence_error);
  EXPECT_EQ(left.probability_narrow, right.probability_narrow);
  EXPECT_EQ(left.probability_wide, right.probability_wide);
  EXPECT_EQ(left.simulations, right.simulations);
  EXPECT_EQ(left.undetermined, right.undetermined);
  ASSERT_EQ(left.misfits.size(), right.misfits.size());
  for (std::size_t i = 0; i < left.misfits.size(); ++i) {
    EXPECT_EQ(left.misfits[i].configuration, right.misfits[i].configuration);
    EXPECT_EQ(left.misfits[i].code, right.misfits[i].code);
    EXPECT_EQ(left.misfits[i].deviations, right.misfits[i].deviations);
  }
  EXPECT_EQ(left.second_reading.values, right.second_reading.values);
  EXPECT_EQ(left.second_reading.standard_errors, right.second_reading.standard_errors);
  EXPECT_EQ(left.second_reading.p_value, right.second_reading.p_value);
  ASSERT_EQ(left.parameters.size(), right.parameters.size());
  for (std::size_t i = 0; i < left.parameters.size(); ++i) {
    const ParameterRecord& l = left.parameters[i];
    const ParameterRecord& r = right.parameters[i];
    EXPECT_EQ(l.name, r.name);
    EXPECT_EQ(l.value, r.value);
    EXPECT_EQ(l.standard_error, r.standard_error);
    EXPECT_EQ(l.low, r.low);
    EXPECT_EQ(l.high, r.high);
    EXPECT_EQ(l.level, r.level);
    EXPECT_EQ(l.null, r.null);
    EXPECT_EQ(l.confirmation, r.confirmation);
    EXPECT_EQ(l.unit, r.unit);
    EXPECT_EQ(l.identifiable, r.identifiable);
    EXPECT_EQ(l.prior_mean, r.prior_mean);
    EXPECT_EQ(l.prior_width, r.prior_width);
    EXPECT_EQ(l.value_narrow, r.value_narrow);
    EXPECT_EQ(l.value_wide, r.value_wide);
  }
}

class FitFileTest : public WithFiles {
 protected:
  // The refusal after `change` was made to a good file.
  template <class Change>
  std::string refusal(Change change) const {
    write_fit(path(), example());
    auto json = nlohmann::ordered_json::parse(content());
    change(json);
    return message_of<DataError>([&] { read_fit(file(json.dump())); });
  }
};

TEST_F(FitFileTest, ReadsBackEverything) {
  const FitFile written = example();
  write_fit(path(), written);
  EXPECT_EQ(to_text(written), core::read_file(path()));
  EXPECT_EQ(to_text(parse_fit(to_text(written), "a pickle")), to_text(written));
  const FitFile read = read_fit(path());
  EXPECT_EQ(read.status, written.status);
  EXPECT_EQ(read.reasons, written.reasons);
  EXPECT_EQ(read.stage, "");
  EXPECT_EQ(read.composition, written.composition);
  EXPECT_EQ(read.sites, written.sites);
  EXPECT_EQ(read.motifs, written.motifs);
  EXPECT_EQ(read.effective_motifs, written.effective_motifs);
  EXPECT_EQ(read.best_model, written.best_model);
  EXPECT_EQ(read.variations, written.variations);
  EXPECT_EQ(read.microscope, written.microscope);
  EXPECT_EQ(read.warnings, written.warnings);
  EXPECT_EQ(read.version, written.version);
  EXPECT_EQ(read.commit, written.commit);
  EXPECT_EQ(read.seed, written.seed);
  ASSERT_EQ(read.inputs.size(), 1U);
  EXPECT_EQ(read.inputs[0].path, written.inputs[0].path);
  EXPECT_EQ(read.inputs[0].sha256, written.inputs[0].sha256);
  EXPECT_EQ(read.conclusion, written.conclusion);
  EXPECT_EQ(read.temperature, written.temperature);
  ASSERT_EQ(read.averaged.size(), 1U);
  EXPECT_EQ(read.averaged[0].parameter.name, written.averaged[0].parameter.name);
  EXPECT_EQ(read.averaged[0].lowest, written.averaged[0].lowest);
  EXPECT_EQ(read.averaged[0].highest, written.averaged[0].highest);
  ASSERT_EQ(read.predictions.size(), 1U);
  EXPECT_EQ(read.predictions[0].name, written.predictions[0].name);
  EXPECT_EQ(read.predictions[0].expected, written.predictions[0].expected);
  EXPECT_EQ(read.predictions[0].high, written.predictions[0].high);
  EXPECT_EQ(read.predictions[0].p_value, written.predictions[0].p_value);
  ASSERT_EQ(read.models.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) expect_equal(read.models[i], written.models[i]);
}

TEST_F(FitFileTest, HasTheKeysOfTheInterface) {
  write_fit(path(), example());
  const auto json = nlohmann::json::parse(content());
  EXPECT_EQ(json["schema"], "gibbsight.fit/1");
  EXPECT_EQ(json["convention"], "unlike-minus-mean-of-like");
  EXPECT_EQ(json["composition"]["Te"], 0.551);
  EXPECT_EQ(json["models"][1]["parameters"][0]["interval"], nlohmann::json({0.362, 0.431}));
  EXPECT_EQ(json["models"][1]["distance_expected"], nlohmann::json({0.031, 0.058}));
  EXPECT_EQ(json["variations"][0]["aspect"], "half of the image");
  EXPECT_EQ(json["variations"][0]["std"], 0.04);
  EXPECT_EQ(json["provenance"]["inputs"][0]["path"], "scan.tif");
  EXPECT_EQ(json["provenance"]["tables"]["sites.csv"], "gibbsight.sites/1");
  EXPECT_FALSE(json.contains("stage"));
}

TEST_F(FitFileTest, RefusedRunsHaveAStageAndNoModels) {
  write_fit(path(), {.status = "refused", .reasons = {"no lattice"}, .stage = "atoms"});
  const FitFile read = read_fit(path());
  EXPECT_EQ(read.stage, "atoms");
  EXPECT_TRUE(read.models.empty());
}

TEST_F(FitFileTest, NumbersThatAreNotFiniteBecomeNull) {
  FitFile written = example();
  written.effective_motifs = std::numeric_limits<double>::infinity();
  written.models[1].parameters[0].high = std::numeric_limits<double>::quiet_NaN();
  write_fit(path(), written);
  EXPECT_TRUE(nlohmann::json::parse(content())["effective_motifs"].is_null());
  const FitFile read = read_fit(path());
  EXPECT_TRUE(std::isnan(read.effective_motifs));
  EXPECT_TRUE(std::isnan(read.models[1].parameters[0].high));
}

TEST_F(FitFileTest, TextThatIsNoUtf8IsReplaced) {
  FitFile written = example();
  written.inputs[0].path = "scan\xff.tif";
  write_fit(path(), written);
  EXPECT_EQ(read_fit(path()).inputs[0].path, "scan\xEF\xBF\xBD.tif");
}

TEST_F(FitFileTest, ErrorsNameTheKey) {
  EXPECT_EQ(refusal([](auto& json) { json["schema"] = "gibbsight.fit/2"; }),
            "wrong value (file: schema): \"gibbsight.fit/2\"; expected gibbsight.fit/1");
  EXPECT_EQ(refusal([](auto& json) { json["models"][1]["parameters"][0].erase("std"); }),
            "missing key (file: models[1].parameters[0].std); expected a fit.json");
  EXPECT_EQ(refusal([](auto& json) { json["models"][0]["p_value"] = "high"; }),
            "wrong value (file: models[0].p_value): \"high\"; expected a number");
  EXPECT_EQ(refusal([](auto& json) { json["composition"]["Se"] = true; }),
            "wrong value (file: composition.Se): true; expected a number");
  EXPECT_EQ(refusal([](auto& json) { json["status"] = "fine"; }),
            "wrong value (file: status): \"fine\"; expected ok or uninformative or refused");
  EXPECT_EQ(refusal([](auto& json) { json["sites"] = -1; }),
            "wrong value (file: sites): -1; expected an integer of at least 0");
  EXPECT_EQ(refusal([](auto& json) {
              json["models"][0]["distance_expected"] = {1, 2, 3};
            }),
            "wrong value (file: models[0].distance_expected): array; expected two numbers");
}

TEST_F(FitFileTest, OtherFilesAreRefused) {
  const auto refused = [&](const std::string& text) {
    return message_of<DataError>([&] { read_fit(file(text)); });
  };
  EXPECT_EQ(refused("{\n\"schema\": \"gibbsight.fit/1\",\n\"status\" \"ok\"}"),
            "not JSON (file, line 3); expected a fit.json");
  EXPECT_EQ(refused(""), "not JSON (file, line 1); expected a fit.json");
  EXPECT_THAT(refused("[1, 2]"), HasSubstr("expected an object"));
  EXPECT_THROW(read_fit(path() + ".missing"), InputError);
}

TEST_F(FitFileTest, HashesAreThoseOfTheStandard) {
  // FIPS 180-4, examples of one block and of the empty message.
  EXPECT_EQ(sha256_of_file(file("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of_file(file("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_THROW(sha256_of_file(path() + ".missing"), InputError);
}

}  // namespace
}  // namespace gibbsight::io
