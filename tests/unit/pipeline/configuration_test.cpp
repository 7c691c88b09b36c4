#include "gibbsight/pipeline/configuration.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/pipeline/examples.hpp"

namespace gibbsight::pipeline {
namespace {

std::string temporary(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + name;
  core::write_file_atomically(path, text);
  return path;
}

TEST(Configuration, EveryOptionIsDescribedAndInRange) {
  const Configuration defaults;
  EXPECT_NO_THROW(validate(defaults));
  std::set<std::string> flags;
  for_each_option(defaults, [&](std::string_view section, const auto& field, const auto&) {
    EXPECT_GT(field.about.help.size(), 10U) << section << "." << field.name;
    if (field.about.flag.empty()) return;
    EXPECT_TRUE(flags.insert(std::string(field.about.flag)).second) << field.about.flag << " twice";
  });
  EXPECT_GT(flags.size(), 10U);
}

TEST(Configuration, WrittenAndReadAgainIsTheSame) {
  for (const std::string& name : example_names()) {
    Configuration written = example_configuration(name);
    written.model.temperature = 700.5;
    written.species.edits = "a \"quoted\" name\\.csv";
    Configuration read;
    read_configuration(temporary("round_trip.toml", to_toml(written)), read);
    EXPECT_EQ(to_toml(read), to_toml(written));
    Configuration commented;
    read_configuration(temporary("commented.toml", commented_toml(written)), commented);
    EXPECT_EQ(to_toml(commented), to_toml(written));
  }
}

TEST(Configuration, InputsAreWrittenAndReadAgain) {
  Configuration written;
  written.inputs.resize(2);
  written.inputs[0] = {.path = "a.tif", .bulk = {{"Se=0.4"}}, .temperature = 500};
  written.inputs[1] = {.path = "b.tif",
                       .pixel_size = {{0.1, 0.2}},
                       .roi = {{0, 0, 10, 20}},
                       .mask = "",
                       .polarity = "dark",
                       .frame = 3};
  for (const std::string& text : {to_toml(written), commented_toml(written)}) {
    Configuration read;
    const Origins origins = read_configuration(temporary("inputs.toml", text), read);
    EXPECT_EQ(to_toml(read), to_toml(written));
    EXPECT_EQ(read.inputs[1].roi, written.inputs[1].roi);
    EXPECT_EQ(read.inputs[1].mask, "");
    EXPECT_FALSE(read.inputs[1].temperature);
    EXPECT_TRUE(origins.at("input[1].roi").ends_with(", input.roi"));
  }
}

TEST(Configuration, ThreadsQuietAndForceAreNotPartOfTheResult) {
  Configuration c;
  c.output.threads = 3;
  c.output.quiet = true;
  EXPECT_EQ(to_toml(c), to_toml(Configuration{}));
}

void expect_error(const std::string& text, const std::string& where, const std::string& what) {
  Configuration c;
  const std::string path = temporary("bad.toml", text);
  try {
    read_configuration(path, c);
    FAIL() << text;
  } catch (const core::ConfigurationError& error) {
    EXPECT_NE(std::string(error.what()).find(where), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
  }
}

TEST(Configuration, ErrorsNameFileLineAndKey) {
  expect_error("[fit]\n\nlevel = \"high\"\n", "line 3", "fit.level");
  expect_error("[fit]\nlevle = 0.9\n", "line 2", "did you mean level");
  expect_error("[fits]\nlevel = 0.9\n", "line 1", "did you mean fit");
  expect_error("[fit]\nlevel = 1.9\n", "fit.level", "0.999");
  expect_error("[fit]\nlevel = \n", "line 2", "");
  expect_error("fit = 3\n", "line 1", "not a section");
  expect_error("[[fit]]\nlevel = 0.9\n", "line 1", "not a section");
  expect_error("[sampler]\nseed = -1\n", "sampler.seed", "at least 0");
  expect_error("[lattice]\nspecies = [\"Te\", 3]\n", "lattice.species", "a list of texts");
}

TEST(Configuration, ErrorsOfInputsNameFileLineAndKey) {
  const std::string first = "[[input]]\npath = \"a.tif\"\n";
  expect_error(first + "[[input]]\nrio = [1]\n", "line 4, input.rio", "did you mean roi");
  expect_error(first + "temperature = \"hot\"\n", "line 3, input.temperature", "a number");
  expect_error(first + "temperature = -1\n", "line 3, input.temperature", "0.001");
  expect_error(first + "polarity = \"brihgt\"\n", "input.polarity", "did you mean bright");
  expect_error(first + "[[input]]\n[fit]\n", "line 3, [[input]]", "without a path");
  expect_error(first + "[[input]]\npath = \"./x/../a.tif\"\n", "line 3, [[input]]", "same path");
  expect_error("[input]\npath = \"a.tif\"\n", "line 1, input", "[[input]] on a line of its own");
  expect_error("input = []\n", "line 1, input", "[[input]]");
  expect_error("[[inputs]]\n", "line 1", "did you mean input");
}

TEST(Configuration, IntegersOfAnyLengthAreNumbers) {
  Configuration c;
  read_configuration(temporary("long.toml", "[lattice]\ncell = [9007199254740993, 2]\n"), c);
  EXPECT_EQ(c.lattice.cell, (std::vector<double>{9007199254740992, 2}));
}

}  // namespace
}  // namespace gibbsight::pipeline
