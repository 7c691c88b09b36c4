#include "gibbsight/microscope/repeated.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::microscope {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Errs as often from one species to another as back.
MatrixXd balanced(const VectorXd& composition) {
  MatrixXd joint(3, 3);
  joint << 0, 0.02, 0.005, 0.02, 0, 0.01, 0.005, 0.01, 0;
  joint.diagonal() = composition - joint.rowwise().sum();
  return composition.cwiseInverse().asDiagonal() * joint;
}

TEST(Repeated, ConfusionComesBackFromItsPairs) {
  const VectorXd composition = Eigen::Vector3d(0.2, 0.5, 0.3);
  const MatrixXd truth = balanced(composition);
  const MatrixXd pairs = 1000 * truth.transpose() * composition.asDiagonal() * truth;
  const Confusion found = confusion_of_repeated(pairs);
  EXPECT_LT((found.probability - truth).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_LT((found.atoms - 2000 * composition).cwiseAbs().maxCoeff(), 1e-9);
}

// One reading has more of a species than the other, and one species was never seen.
TEST(Repeated, ReadingsMayDiffer) {
  MatrixXd pairs = MatrixXd::Zero(3, 3);
  pairs.topLeftCorner(2, 2) << 400, 30, 10, 560;
  const Confusion found = confusion_of_repeated(pairs);
  EXPECT_LT((found.probability.rowwise().sum() - VectorXd::Ones(3)).norm(), 1e-12);
  EXPECT_EQ(found.probability(2, 2), 1);
  EXPECT_EQ(found.atoms[2], 0);
  // Half of the disagreements are either reading's: some 20 of 2 x 420.
  EXPECT_NEAR(found.probability(0, 1), 20.0 / 840, 0.001);
  EXPECT_NEAR(found.probability(0, 1) * 420, found.probability(1, 0) * 580, 1e-9);
}

TEST(Repeated, ReadingsThatAgreeByChance) {
  MatrixXd pairs(2, 2);
  pairs << 25, 25, 25, 25;
  EXPECT_THROW(confusion_of_repeated(pairs), core::DataError);
}

TEST(Repeated, LessSureRowByRow) {
  Confusion one = Confusion::none(2);
  one.probability << 0.9, 0.1, 0, 1;
  one.atoms << 10, 20;
  Confusion other = Confusion::none(2);
  other.probability << 1, 0, 0.2, 0.8;
  other.atoms << 30, 40;
  const Confusion both = less_sure_of(one, other);
  EXPECT_EQ(both.probability.row(0), one.probability.row(0));
  EXPECT_EQ(both.probability.row(1), other.probability.row(1));
  EXPECT_EQ(both.atoms, Eigen::Vector2d(10, 40));
}

}  // namespace
}  // namespace gibbsight::microscope
