// A model as it is fitted to one observation, or to several at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gibbsight/inference/joint_model.hpp"
#include "gibbsight/pipeline/lattice_forward_model.hpp"
#include "gibbsight/pipeline/subject.hpp"

namespace gibbsight::pipeline {

/// Several subjects share the interactions. With a temperature for each, these are in units of k_B
/// times the first one's, and the others' are scaled; a composition that is fitted is each one's
/// own.
class Candidate {
 public:
  /// `name`: random, pair1, pair1+pair2, ... Throws ConfigurationError where some subjects have a
  /// temperature and others none, or where their motifs differ.
  Candidate(const std::vector<Subject>& subjects, const std::string& name,
            const Configuration& configuration);

  const inference::ForwardModel& model() const { return *model_; }
  /// Where a fit may set out: the pseudo-likelihood's maximum, where there are sites, and the
  /// random mixture of the observed composition.
  std::vector<inference::Parameters> starts() const;

  /// Orbit probabilities of all subjects, as the model has them.
  Eigen::VectorXd observed() const;
  Eigen::VectorXd join(const std::vector<Eigen::VectorXd>& probabilities) const;
  /// What was measured of what no fit uses; empty for bare histograms.
  Eigen::VectorXd held_out() const;
  Eigen::VectorXd held_out_histogram() const;

 private:
  const std::vector<Subject>& subjects_;
  std::vector<std::shared_ptr<const LatticeForwardModel>> parts_;
  std::shared_ptr<const inference::JointModel> joint_;  // none of one subject
  std::shared_ptr<const inference::ForwardModel> model_;
};

}  // namespace gibbsight::pipeline
