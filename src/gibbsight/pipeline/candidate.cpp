#include "gibbsight/pipeline/candidate.hpp"

#include <algorithm>
#include <cmath>

namespace gibbsight::pipeline {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

inference::Parameters random_start(const LatticeForwardModel& model, const Subject& subject) {
  const auto names = model.parameter_names();
  inference::Parameters start = inference::Parameters::Zero(static_cast<Index>(names.size()));
  if (subject.bulk) return start;
  const VectorXd fractions = subject.composition();
  start.tail(fractions.size() - 1) = fractions.tail(fractions.size() - 1);
  return start;
}

/// Vectors of all parts, one after the other.
template <class Get>
VectorXd concatenate(std::size_t count, const Get& get) {
  VectorXd all;
  for (std::size_t i = 0; i < count; ++i) {
    const VectorXd part = get(i);
    all.conservativeResize(all.size() + part.size());
    all.tail(part.size()) = part;
  }
  return all;
}

}  // namespace

Candidate::Candidate(const std::vector<Subject>& subjects, const std::string& name,
                     const Configuration& configuration)
    : subjects_(subjects) {
  std::vector<inference::Part> parts;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const Subject& s = subjects[i];
    const auto interactions =
        model::make_interactions(s.motif.lattice, name, configuration.model.symmetry);
    parts_.push_back(std::make_shared<LatticeForwardModel>(
        interactions, s.motif,
        Observation{s.occupancy, s.confusion, s.bulk, motifs::Boundary::open, s.departures},
        configuration.sampler));
    parts.push_back({s.label, parts_.back(), s.histogram.total(),
                     energy_scale(s, subjects.front().temperature), interactions.terms.size()});
  }
  if (parts_.size() == 1) {
    model_ = parts_.front();
  } else {
    joint_ = std::make_shared<inference::JointModel>(std::move(parts));
    model_ = joint_;
  }
}

std::vector<inference::Parameters> Candidate::starts() const {
  std::vector<inference::Parameters> likely;
  std::vector<inference::Parameters> random;
  bool all_sites = true;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    all_sites = all_sites && !subjects_[i].bare;
    if (all_sites) likely.push_back(parts_[i]->start());
    random.push_back(random_start(*parts_[i], subjects_[i]));
  }
  const auto joined = [&](const std::vector<inference::Parameters>& starts) {
    return joint_ ? joint_->join_starts(starts) : starts.front();
  };
  if (!all_sites) return {joined(random)};
  return {joined(likely), joined(random)};
}

VectorXd Candidate::observed() const {
  std::vector<VectorXd> observed;
  for (const Subject& s : subjects_) observed.push_back(s.histogram.probabilities());
  return join(observed);
}

VectorXd Candidate::join(const std::vector<VectorXd>& probabilities) const {
  return joint_ ? joint_->join(probabilities) : probabilities.front();
}

VectorXd Candidate::held_out() const {
  return concatenate(parts_.size(), [&](std::size_t i) { return parts_[i]->held_out(); });
}

VectorXd Candidate::held_out_histogram() const {
  return concatenate(parts_.size(), [&](std::size_t i) { return parts_[i]->held_out_histogram(); });
}

}  // namespace gibbsight::pipeline
