// Normal classes in one dimension, seen through a slowly changing background.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::species {

/// What a background does to the mean m of a class at a place where the field is f.
enum class Background {
  kAdditive,        ///< m + f
  kMultiplicative,  ///< m * (1 + f)
};

/// Of a normal distribution, `z` of its deviations from its mean.
double normal_density(double z, double deviation);

/// One normal distribution of a mixture.
struct NormalClass {
  double mean = 0;
  double deviation = 1;
  double weight = 1;  ///< share of the observations
};

/// Classes in order of their means, and the background as coefficients of the design's columns.
struct Mixture {
  Background background = Background::kAdditive;
  Eigen::VectorXd field;
  std::vector<NormalClass> classes;
  double outlier_density = 0;  ///< of values that belong to no class, times their share
  double log_likelihood = 0;
  double completed = 0;          ///< log likelihood minus the entropy of the posterior classes
  double bayes_information = 0;  ///< -2 log L + parameters * log(observations); smaller is better

  /// Posterior probabilities of the classes, and last of an outlier, for a value seen where the
  /// background (the design times `field`) has this value.
  Eigen::VectorXd posterior(double value, double field_here) const;
  /// Those of the classes alone, of many values: values x classes.
  Eigen::MatrixXd shares(const Eigen::VectorXd& values, const Eigen::VectorXd& field_there) const;
  double class_mean(std::size_t k, double field_here) const;
};

/// Which of several local maxima is meant.
enum class Maximum {
  kClearest,   ///< largest completed likelihood (Biernacki et al. 2000, doi:10.1109/34.865189)
  kLikeliest,  ///< largest likelihood
  kAlike,      ///< the one next to the largest likelihood of equally wide classes
};

/// Local maxima of the likelihood by expectation maximisation from several starts, with both
/// backgrounds. The clearest is the one to ask for first, since a background could else explain
/// separated regions away; where classes overlap, it may miss them for a few values far from the
/// rest. `design` has one row an observation and one column a term of the field; columns have mean
/// zero, so that the class means are those of the whole image. Standard deviations are drawn weakly
/// to their common value, or a rare class could shrink onto a point. Where observations are
/// more than enough, some drawn at random all over the image show where the maxima are, and all go
/// on from there.
Mixture fit_mixture(const Eigen::VectorXd& values, const Eigen::MatrixXd& design, int class_count,
                    const core::Execution& execution, Maximum maximum = Maximum::kClearest);

/// Expectation maximisation that goes on from a mixture, with its kind of background.
void improve(Mixture& mixture, const Eigen::VectorXd& values, const Eigen::MatrixXd& design);

/// The values with the background taken away.
Eigen::VectorXd level(const Mixture& mixture, const Eigen::VectorXd& values,
                      const Eigen::MatrixXd& design);

/// Distance of the means of neighbouring classes in units of their root mean square deviation.
std::vector<double> separations(const Mixture& mixture);

}  // namespace gibbsight::species
