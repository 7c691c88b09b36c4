#include "gibbsight/species/apply_edits.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/species/classify.hpp"
#include "mixed_layer.hpp"

namespace gibbsight::species {
namespace {

class ApplyEdits : public ::testing::Test {
 protected:
  ApplyEdits() {
    layer.sites.sites[0].atom = indexing::kNoAtom;
    classified = classify(layer.sites, layer.atoms, {}, {});
  }
  std::int8_t after(const Edit& edit, int a, int b) const {
    const Classified result = apply_edits(classified, layer.sites, {edit});
    const auto i = static_cast<std::size_t>(20 * b + a);
    EXPECT_EQ(result.sites[i].source, Source::kManual);
    EXPECT_EQ(result.sites[i].species, result.occupancy.at(a, b, 0));
    return result.occupancy.at(a, b, 0);
  }

  testing::Layer layer =
      testing::make_layer(20, {"Te", "Se"}, {{1, 0.05, 0.5}, {1.5, 0.05, 0.5}}, 1);
  Classified classified;
};

TEST_F(ApplyEdits, EachAction) {
  EXPECT_EQ(classified.occupancy.at(0, 0, 0), lattice::kUnseen);
  EXPECT_EQ(after({1, 2, Action::kAdd, "Se"}, 0, 0), 1);
  EXPECT_EQ(after({52, 31, Action::kSet, "Te"}, 5, 3), 0);
  EXPECT_EQ(after({52, 31, Action::kSet, "Se"}, 5, 3), 1);
  EXPECT_EQ(after({52, 31, Action::kRemove, ""}, 5, 3), lattice::kUnseen);
  EXPECT_EQ(after({52, 31, Action::kUnseen, ""}, 5, 3), lattice::kUnseen);
}

TEST_F(ApplyEdits, TheLastOneWins) {
  const Classified result = apply_edits(
      classified, layer.sites, {{50, 30, Action::kSet, "Te"}, {50, 30, Action::kSet, "Se"}});
  EXPECT_EQ(result.occupancy.at(5, 3, 0), 1);
  EXPECT_EQ(result.sites[65].probabilities, (std::vector<double>{0, 1}));
}

TEST_F(ApplyEdits, RefusesUnknownSpeciesAndFarPositions) {
  EXPECT_THROW(apply_edits(classified, layer.sites, {{50, 30, Action::kSet, "Xe"}}),
               core::DataError);
  EXPECT_THROW(apply_edits(classified, layer.sites, {{500, 30, Action::kUnseen, ""}}),
               core::DataError);
}

}  // namespace
}  // namespace gibbsight::species
