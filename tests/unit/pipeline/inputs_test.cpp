#include "gibbsight/pipeline/inputs.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/run.hpp"

namespace gibbsight::pipeline {
namespace {

using Paths = std::vector<std::string>;

/// Two tables under a configuration of all.
Configuration two_inputs() {
  Configuration c;
  c.model.bulk = {"Se=0.45"};
  c.image.polarity = "dark";
  c.rendering.pixel_size = 0.5;
  c.inputs = {{.path = "a.tif", .pixel_size = {{0.1}}, .bulk = {{"Se=0.3"}}, .temperature = 500},
              {.path = "b.tif", .polarity = "auto", .frame = 2, .bulk = Paths{}}};
  return c;
}

TEST(Inputs, ATableWinsOverTheSections) {
  const Configuration c = two_inputs();
  const Configuration a = configuration_of(c, "a.tif");
  EXPECT_EQ(a.image.pixel_size, std::vector{0.1});
  EXPECT_EQ(a.rendering.pixel_size, 0.5) << "an option of the same name in another section";
  EXPECT_EQ(a.model.bulk, Paths{"Se=0.3"});
  EXPECT_EQ(a.model.temperature, 500);
  EXPECT_EQ(a.image.polarity, "dark");
  EXPECT_TRUE(a.inputs.empty());
  const Configuration b = configuration_of(c, "./x/../b.tif");
  EXPECT_EQ(b.image.polarity, "auto");
  EXPECT_EQ(b.image.frame, 2);
  EXPECT_TRUE(b.model.bulk.empty()) << "set to none";
  EXPECT_FALSE(b.model.temperature);
  Configuration sections = c;
  sections.inputs.clear();
  EXPECT_EQ(to_toml(configuration_of(c, "c.tif")), to_toml(sections));
}

TEST(Inputs, WhatIsSetForAllIsInNoTable) {
  Configuration c = two_inputs();
  c.model.bulk = {"Se=0.6"};
  set_for_all("model.bulk", c);
  set_for_all("rendering.pixel_size", c);
  EXPECT_EQ(configuration_of(c, "a.tif").model.bulk, Paths{"Se=0.6"});
  EXPECT_EQ(configuration_of(c, "b.tif").model.bulk, Paths{"Se=0.6"});
  EXPECT_EQ(configuration_of(c, "a.tif").image.pixel_size, std::vector{0.1});
}

TEST(Inputs, TypedPathsComeFirstAndEveryTableIsUsed) {
  const Configuration c = two_inputs();
  EXPECT_EQ(input_paths(c, {}), (Paths{"a.tif", "b.tif"}));
  EXPECT_EQ(input_paths(c, {"c.tif", "./b.tif", "a.tif"}), (Paths{"c.tif", "./b.tif", "a.tif"}));
  EXPECT_EQ(input_paths({}, {"c.tif"}), Paths{"c.tif"});
  EXPECT_TRUE(input_paths({}, {}).empty());
  try {
    input_paths(c, {"a.tif", "B.tif"});
    FAIL() << "no error";
  } catch (const core::ConfigurationError& error) {
    EXPECT_EQ(error.problem().where, "input[1].path");
    EXPECT_EQ(error.problem().value, "b.tif");
  }
}

TEST(Inputs, AreArrangedAsTheyAreRead) {
  const Configuration c = arrange_inputs(two_inputs(), {"c.tif", "./b.tif", "a.tif"});
  ASSERT_EQ(c.inputs.size(), 3U);
  EXPECT_EQ(input_paths(c, {}), (Paths{"c.tif", "./b.tif", "a.tif"}));
  for (const char* path : {"a.tif", "b.tif", "c.tif"}) {
    EXPECT_EQ(to_toml(configuration_of(c, path)), to_toml(configuration_of(two_inputs(), path)));
  }
  EXPECT_TRUE(arrange_inputs({}, {"a.tif"}).inputs.empty());
}

TEST(Inputs, AnErrorNamesTheTableThatSetTheOption) {
  const auto where = [](const std::string& path, const std::string& at_fault) {
    try {
      for_input(path, two_inputs(), [&](const Configuration&) {
        throw core::UsageError(
            {.what = "wrong", .where = at_fault, .value = "it", .expected = "right"});
      });
    } catch (const core::Error& error) {
      return error.problem().where;
    }
    return std::string();
  };
  EXPECT_EQ(where("a.tif", "model.bulk"), "input[0].bulk");
  EXPECT_EQ(where("b.tif", "model.bulk"), "input[1].bulk");
  EXPECT_EQ(where("b.tif", "model.temperature"), "model.temperature");
  EXPECT_EQ(where("c.tif", "model.bulk"), "model.bulk");
}

// What no fit can use is said before the image is looked at, which takes minutes.
TEST(Inputs, OneSpeciesListForTheFit) {
  Configuration c;
  c.lattice.name = "honeycomb";
  c.lattice.species = {"M:Mo", "W", "X:S", "Se"};
  EXPECT_THROW(run("no-such-image.tif", c, {}), core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::pipeline
