#include "gibbsight/core/options.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

struct Sample {
  int shells = 1;
  double level = 0.9;
  std::string polarity = "bright";
  std::vector<std::string> names{"Te"};
  std::optional<double> temperature;

  static constexpr auto describe() {
    using S = Sample;
    return std::tuple{
        field(&S::shells, "shells", {.help = "Shells.", .range = {1, 4}}),
        field(&S::level, "level", {.help = "Level.", .range = {0, 1}}),
        field(&S::polarity, "polarity", {.help = "Polarity.", .choices = "bright dark"}),
        field(&S::names, "names", {.help = "Names."}),
        field(&S::temperature, "temperature", {.help = "T.", .unit = "K", .range = {0, 1e4}}),
    };
  }
};

TEST(Options, VisitsFieldsInOrder) {
  Sample sample;
  std::string names;
  for_each_field(sample, [&](const auto& f, auto&) { names += std::string(f.name) + " "; });
  EXPECT_EQ(names, "shells level polarity names temperature ");
}

TEST(Options, AMemberHasItsDescription) {
  constexpr auto level = described(&Sample::level);
  EXPECT_EQ(level.name, "level");
  EXPECT_EQ(level.about.range.high, 1);
  EXPECT_EQ(described(&Sample::names).about.help, "Names.");
}

TEST(Options, AnOptionThatMayBeMissing) {
  std::optional<std::vector<double>> list;
  EXPECT_EQ(to_text(list), "");
  EXPECT_EQ(type_name(list), "a list of numbers");
  EXPECT_FALSE(from_text("1,x", list));
  EXPECT_FALSE(list);
  ASSERT_TRUE(from_text("1,2", list));
  EXPECT_EQ(to_text(list), "[1.0, 2.0]");
  EXPECT_NO_THROW(check(list, {.help = "", .range = {0, 2}}, "x"));
  EXPECT_THROW(check(list, {.help = "", .range = {0, 1}}, "x"), ConfigurationError);
}

TEST(Options, ValidateNamesTheCulprit) {
  Sample sample;
  EXPECT_NO_THROW(validate(sample, "motif"));
  sample.level = 1.5;
  try {
    validate(sample, "motif");
    FAIL() << "no error";
  } catch (const ConfigurationError& error) {
    EXPECT_EQ(error.problem().where, "motif.level");
    EXPECT_EQ(error.problem().value, "1.5");
  }
  sample.level = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(validate(sample, "motif"), ConfigurationError);
  sample.level = 0.5;
  sample.polarity = "brihgt";
  try {
    validate(sample, "motif");
    FAIL() << "no error";
  } catch (const ConfigurationError& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean bright"), std::string::npos);
  }
}

TEST(Options, TextRoundTrip) {
  double number = 0;
  for (const double value : {0.1, 1.0, -2.5e-7, 1e300, 0.45}) {
    ASSERT_TRUE(from_text(to_text(value), number));
    EXPECT_EQ(number, value);
  }
  EXPECT_EQ(to_text(1.0), "1.0");
  EXPECT_EQ(to_text(std::vector<std::string>{"a\"b", "c"}), "[\"a\\\"b\", \"c\"]");
  int integer = 0;
  EXPECT_FALSE(from_text("1.5", integer));
  EXPECT_FALSE(from_text("", integer));
  EXPECT_FALSE(from_text("12abc", number));
  std::vector<double> list;
  EXPECT_TRUE(from_text("1, 2.5,3", list));
  EXPECT_EQ(list, (std::vector<double>{1, 2.5, 3}));
  EXPECT_FALSE(from_text("1,,2", list));
  std::vector<std::string> words;
  EXPECT_TRUE(from_text("pair1[1,0]=0.4, pair2=1", words));
  EXPECT_EQ(words, (std::vector<std::string>{"pair1[1,0]=0.4", "pair2=1"}));
}

TEST(Options, NearestWord) {
  EXPECT_EQ(nearest("latice", {"lattice", "level", "seed"}), "lattice");
  EXPECT_EQ(with_hint("unknown", "latice", {"lattice"}), "unknown, did you mean lattice");
  EXPECT_EQ(with_hint("unknown", "kelvin", {"lattice"}), "unknown");
  EXPECT_EQ(nearest("zzzzzz", {"lattice", "level", "seed"}), "");
}

}  // namespace
}  // namespace gibbsight::core
