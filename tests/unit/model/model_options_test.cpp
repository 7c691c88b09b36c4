#include "gibbsight/model/model_options.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::model {
namespace {

const std::vector<std::string> kThree{"A", "B", "C"};

TEST(Bulk, TheSpeciesLeftOutGetsTheRest) {
  const auto bulk = parse_bulk({"Se=0.45"}, {"Te", "Se"});
  ASSERT_TRUE(bulk.has_value());
  EXPECT_NEAR((*bulk - Eigen::Vector2d(0.55, 0.45)).norm(), 0, 1e-12);
  EXPECT_NEAR((*parse_bulk({"A=0.2", "C=0.5"}, kThree))[1], 0.3, 1e-12);
  EXPECT_FALSE(parse_bulk({}, kThree).has_value());
}

TEST(Bulk, ImpossibleCompositionsAreRefused) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"X=0.5"},
                                                                 {"A=1.3"},
                                                                 {"A=-0.1"},
                                                                 {"A=0"},
                                                                 {"A"},
                                                                 {"A=half"},
                                                                 {"A=nan"},
                                                                 {"A=0.2"},
                                                                 {"A=0.6", "B=0.6"},
                                                                 {"A=0.2", "A=0.3", "B=0.5"},
                                                                 {"A=0.2", "B=0.2", "C=0.2"}}) {
    EXPECT_THROW(parse_bulk(words, kThree), core::ConfigurationError) << words[0];
  }
}

TEST(Parameters, ShellsComeFromTheirNames) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const auto model = parse_parameters({"pair2=-0.1", "pair1[0,1]=0.3"}, lattice, "pmm");
  EXPECT_EQ(model.interactions.name, "pair1+pair2");
  EXPECT_EQ(model.parameters, Eigen::Vector3d(0, 0.3, -0.1)) << "pair1[1,0] was not named";
  EXPECT_THROW(parse_parameters({"pair1[0,1]=0.3"}, lattice, "lattice"), core::ConfigurationError);
  EXPECT_EQ(parse_parameters({}, lattice, "lattice").interactions.name, "random");
}

TEST(Parameters, TripletsByTheirFullOrShortName) {
  const auto two = lattice::make_lattice("square", {"A", "B"});
  for (const char* name : {"triplet1", "triplet1:A-A-B"}) {
    const auto model = parse_parameters({"pair1=0.4", std::string(name) + "=0.1"}, two, "lattice");
    EXPECT_EQ(model.interactions.name, "pair1+triplet1");
    EXPECT_EQ(model.parameters, Eigen::Vector2d(0.4, 0.1));
  }
  const auto three = lattice::make_lattice("square", kThree);
  const auto model = parse_parameters({"triplet1:B-B-C=0.1"}, three, "lattice");
  EXPECT_EQ(model.parameters, Eigen::Vector4d(0, 0, 0.1, 0));
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"triplet1=0.1"}, {"triplet1:A-B-B=0.1"}, {"triplet1:A-B=0.1"}, {"triplets=0.1"}}) {
    EXPECT_THROW(parse_parameters(words, three, "lattice"), core::ConfigurationError) << words[0];
  }
}

TEST(Parameters, ErrorsNameTheOption) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"trio1=0.1"}, {"pair1[1,0]=0.1"}, {"pair1=0.1", "pair1=0.2"}, {"pair1"}}) {
    try {
      parse_parameters(words, lattice, "lattice");
      FAIL() << words[0];
    } catch (const core::ConfigurationError& error) {
      EXPECT_EQ(error.problem().where, "model.parameters") << error.what();
    }
  }
}

}  // namespace
}  // namespace gibbsight::model
