#include "gibbsight/io/model_file.hpp"

#include <cmath>
#include <limits>

#include "gibbsight/core/random.hpp"
#include "with_files.hpp"

namespace gibbsight::io {
namespace {

class ModelFileTest : public WithFiles {};

void expect_same(const ModelFile& read, const ModelFile& written) {
  EXPECT_EQ(read.lattice.name, written.lattice.name);
  EXPECT_EQ(read.lattice.cell, written.lattice.cell);
  EXPECT_EQ(read.lattice.basis, written.lattice.basis);
  EXPECT_EQ(read.lattice.species, written.lattice.species);
  EXPECT_EQ(read.symmetry, written.symmetry);
  EXPECT_EQ(read.temperature, written.temperature);
  EXPECT_EQ(read.interactions, written.interactions);
}

TEST_F(ModelFileTest, ReadsWhatTheDocumentationShows) {
  const ModelFile read = read_model(
      file("[lattice]\nname = \"square\"\nspecies = [\"Te\", \"Se\"]\n"
           "[model]\nschema = \"gibbsight.model/1\"\nsymmetry = \"lattice\"\n"
           "temperature = 700.0\n[interactions]\n\"triplet1:Se-Se-Te\" = 0.1\npair1 = 1\n"));
  EXPECT_EQ(read.lattice.species, (std::vector<std::string>{"Te", "Se"}));
  EXPECT_EQ(read.temperature, 700);
  const auto model = parametrise(read);
  EXPECT_EQ(model.interactions.name, "pair1+triplet1");
  EXPECT_EQ(model.parameters, Eigen::Vector2d(1, 0.1));
}

TEST_F(ModelFileTest, OnlyTheSpeciesMustBeSaid) {
  const ModelFile read = read_model(file("[lattice]\nspecies = [\"A\", \"B\"]\n"));
  EXPECT_EQ(read.lattice.name, "square");
  EXPECT_EQ(read.symmetry, "lattice");
  EXPECT_FALSE(read.temperature);
  EXPECT_EQ(parametrise(read).interactions.name, "random");
}

// 300 numbers over all sizes that a double has, and the awkward ones.
TEST_F(ModelFileTest, NumbersComeBackToTheLastBit) {
  ModelFile written;
  written.lattice.species = {"A", "B"};
  core::Generator random = core::Stream(17).generator();
  std::vector<double> values{0.1,
                             -0.0,
                             1.0 / 3,
                             std::numeric_limits<double>::denorm_min(),
                             std::numeric_limits<double>::max(),
                             0.4,
                             1e22};
  for (int i = 0; i < 300; ++i) {
    values.push_back(std::ldexp(random.normal(), static_cast<int>(random.below(2000)) - 1000));
  }
  for (const double value : values) {
    written.interactions = {{"pair1", value}};
    written.temperature = std::abs(std::fmod(value, 1e4)) + 1e-3;
    write_model(path(), written);
    const ModelFile read = read_model(path());
    expect_same(read, written);
    EXPECT_EQ(std::signbit(read.interactions[0].second), std::signbit(value));
  }
}

TEST_F(ModelFileTest, EveryLatticeComesBack) {
  ModelFile custom;
  custom.lattice.name = "custom";
  custom.lattice.cell = {0.9, 0.1, -0.05, 1.0 / 3};
  custom.lattice.basis = {0, 0, 0.5, 1.0 / 7};
  custom.lattice.species = {"M:Mo", "W"};
  custom.interactions = {{"pair2", -0.1}, {"pair1", 0.2}};
  custom.symmetry = "p1";
  ModelFile split;
  split.lattice.name = "triangular";
  split.lattice.species = {"a\\", "B=C", "\u00e4"};
  split.symmetry = "p3";
  split.interactions = {{"triplet1[1,0;1,-1]:B=C-B=C-a\\", 0.25}, {"pair1:B=C-\u00e4", 0.5}};
  for (const ModelFile* written : {&custom, &split}) {
    write_model(path(), *written);
    expect_same(read_model(path()), *written);
  }
}

TEST_F(ModelFileTest, ErrorsNameFileLineKeyAndWhatWasExpected) {
  const std::string lattice = "[lattice]\nspecies = [\"A\", \"B\"]\n";
  const std::vector<std::pair<std::string, std::vector<std::string>>> bad{
      {"[lattice\n", {"line 1"}},
      {"lattice = 3\n", {"line 1", "not a section", "3"}},
      {"", {"lattice.species", "a list such as Te,Se"}},
      {"[lattice]\nspecies = [\"A\"]\n", {"line 2", "lattice.species", "two to sixteen"}},
      {"[lattice]\nspecies = \"A,B\"\n", {"line 2", "lattice.species", "a list of texts"}},
      {lattice + "name = \"squar\"\n", {"line 3", "lattice.name", "squar", "did you mean square"}},
      {lattice + "cell = [1, 0, 0, 1]\n", {"line 3", "lattice.cell", "no cell"}},
      {lattice + "sublattice = \"brightest\"\n", {"line 3", "lattice.sublattice", "unknown key"}},
      {lattice + "[interaction]\n", {"line 3", "did you mean interactions"}},
      {lattice + "[model]\nsymmetry = \"p6m\"\n", {"line 4", "model.symmetry", "p6m"}},
      {lattice + "[model]\ntemperature = -3.0\n", {"line 4", "model.temperature", "-3", "0.001"}},
      {lattice + "[model]\nbulk = [\"A=0.5\"]\n", {"line 4", "model.bulk", "unknown key"}},
      {lattice + "[model]\nschema = \"gibbsight.model/2\"\n",
       {"line 4", "model.schema", "gibbsight.model/2", "gibbsight.model/1"}},
      {lattice + "[interactions]\npair1 = \"0.4\"\n", {"line 4", "interactions.pair1", "a number"}},
      {lattice + "[interactions]\npair1 = nan\n", {"line 4", "interactions.pair1", "a finite"}},
      {lattice + "[interactions]\npair1 = 1\npair1 = 2\n", {"line 5", "pair1"}},
      {lattice + "[interactions]\n[interactions.pair1]\nx = 2\n",
       {"interactions.pair1", "a number"}},
      {lattice + "[interactions]\npair1 = 1\ntrio = 2\n",
       {"line 5", "interactions.trio", "triplet1 to triplet9"}},
      {lattice + "[interactions]\n\"triplet1:A-B-B\" = 2\n",
       {"line 4", "interactions.triplet1:A-B-B", "triplet1:A-A-B"}},
      {lattice + "[interactions]\ntriplet1 = 1\n\"triplet1:A-A-B\" = 2\n",
       {"line 5", "interactions.triplet1:A-A-B", "each interaction once"}},
      {"[lattice]\nname = \"honeycomb\"\nspecies = [\"M:A\", \"B\", \"X:C\", \"D\"]\n"
       "[interactions]\npair1 = 1\n",
       {"line 5", "interactions.pair1", "M (A,B) and X (C,D)"}},
  };
  for (const auto& [text, words] : bad) {
    const std::string message =
        message_of<core::ConfigurationError>([&, &text = text] { read_model(file(text)); });
    EXPECT_THAT(message, testing::HasSubstr("(file, ")) << text;
    EXPECT_THAT(message, testing::Not(testing::HasSubstr("\n"))) << text;
    for (const std::string& word : words) {
      EXPECT_THAT(message, testing::HasSubstr(word)) << text;
    }
  }
  EXPECT_THROW(read_model(path() + "none"), core::InputError);
}

}  // namespace
}  // namespace gibbsight::io
