#include "gibbsight/inference/joint_model.hpp"

#include <cmath>

namespace gibbsight::inference {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

Index size_of(const Part& part) { return static_cast<Index>(part.model->parameter_names().size()); }

/// `below` under what is there; columns must agree.
template <class Matrix>
void append_rows(Matrix& above, const Matrix& below) {
  const Index rows = above.rows();
  above.conservativeResize(rows + below.rows(), below.cols());
  if (below.size() > 0) above.bottomRows(below.rows()) = below;
}

/// Also of a matrix without columns, of which a block would have no address.
MatrixXd rows_of(const MatrixXd& all, Index first, Index count) {
  if (all.cols() == 0) return MatrixXd(count, 0);
  return all.middleRows(first, count);
}

}  // namespace

JointModel::JointModel(std::vector<Part> parts) : parts_(std::move(parts)) {
  double total = 0;
  for (const Part& part : parts_) total += part.motifs;
  for (const Part& part : parts_) shares_.push_back(part.motifs / total);
}

std::vector<std::string> JointModel::parameter_names() const {
  const Part& first = parts_.front();
  auto names = first.model->parameter_names();
  names.resize(first.shared_count);
  for (const Part& part : parts_) {
    const auto all = part.model->parameter_names();
    for (std::size_t k = part.shared_count; k < all.size(); ++k) {
      names.push_back(all[k] + "@" + part.label);
    }
  }
  return names;
}

/// Those of every part, told apart by its label.
std::vector<std::string> JointModel::held_out_names() const {
  std::vector<std::string> names;
  for (const Part& part : parts_)
    for (const std::string& name : part.model->held_out_names()) {
      names.push_back(name + "@" + part.label);
    }
  return names;
}

/// The part's parameters are this matrix times the joint ones.
MatrixXd JointModel::selection(std::size_t part) const {
  const auto shared = static_cast<Index>(parts_[part].shared_count);
  Index own = shared;
  Index size = shared;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (i == part) own = size;
    size += size_of(parts_[i]) - shared;
  }
  MatrixXd result = MatrixXd::Zero(size_of(parts_[part]), size);
  result.topLeftCorner(shared, shared).diagonal().setConstant(parts_[part].energy_scale);
  for (Index k = shared; k < result.rows(); ++k) result(k, own + k - shared) = 1;
  return result;
}

Parameters JointModel::parameters_of(std::size_t part, const Parameters& joint) const {
  return selection(part) * joint;
}

VectorXd JointModel::join(const std::vector<VectorXd>& probabilities) const {
  VectorXd all;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    append_rows<VectorXd>(all, shares_[i] * probabilities[i]);
  }
  return all;
}

/// Shared parameters start at the mean of the parts', each weighed by its motifs.
Parameters JointModel::join_starts(const std::vector<Parameters>& starts) const {
  Parameters joint = Parameters::Zero(selection(0).cols());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const auto shared = static_cast<Index>(parts_[i].shared_count);
    const MatrixXd own = selection(i).bottomRows(starts[i].size() - shared);
    joint += own.transpose() * starts[i].tail(own.rows());
    joint.head(shared) += shares_[i] / parts_[i].energy_scale * starts[i].head(shared);
  }
  return joint;
}

std::vector<Simulation> JointModel::simulate(std::span<const Parameters> parameters,
                                             const Request& request, const core::Stream& stream,
                                             const core::Execution& execution) const {
  std::vector<Simulation> joint(parameters.size());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const MatrixXd select = selection(i);
    std::vector<Parameters> own;
    for (const Parameters& p : parameters) own.emplace_back(select * p);
    const auto simulations = parts_[i].model->simulate(own, request, stream.child(i), execution);
    for (std::size_t k = 0; k < joint.size(); ++k) {
      const Simulation& from = simulations[k];
      Simulation& to = joint[k];
      const Index orbits = to.mean.size();
      append_rows<VectorXd>(to.mean, shares_[i] * from.mean);
      append_rows<MatrixXd>(to.derivatives, shares_[i] * from.derivatives * select);
      const MatrixXd& noise = from.derivative_noise;
      append_rows<MatrixXd>(
          to.derivative_noise,
          shares_[i] * (noise.size() > 0 ? noise : 0 * from.derivatives) * select);
      append_rows<MatrixXd>(to.twins, shares_[i] * from.twins);
      // Energies of all parts add up, each in units of its own temperature.
      const MatrixXd moments = select.transpose() * from.moments;
      to.moments.conservativeResize(select.cols(), orbits + from.mean.size());
      to.moments.rightCols(from.mean.size()) = moments;
      append_rows(to.held_out, from.held_out);
      append_rows(to.held_out_histogram, from.held_out_histogram);
      to.autocorrelation_time = std::max(to.autocorrelation_time, from.autocorrelation_time);
      to.equilibrated = to.equilibrated && from.equilibrated;
      to.engine = from.engine;
    }
  }
  return joint;
}

Fit part_of(const Fit& joint, Index first, const VectorXd& observed) {
  const Index orbits = observed.size();
  Fit part = joint;
  const double share = joint.simulation.mean.segment(first, orbits).sum();
  part.simulation.mean = joint.simulation.mean.segment(first, orbits) / share;
  part.simulation.derivatives = rows_of(joint.simulation.derivatives, first, orbits) / share;
  part.simulation.twins = rows_of(joint.simulation.twins, first, orbits) / share;
  part.effective_motifs = effective_motifs(part.simulation);
  part.expected = joint.expected.segment(first, orbits);
  part.expected /= part.expected.sum();
  // The joint fit stays as it is: what is left over is measured from where it stands.
  const double root = std::sqrt(share);
  part.tangent.reference = joint.tangent.reference.segment(first, orbits) / root;
  part.tangent.jacobian = rows_of(joint.tangent.jacobian, first, orbits) / root;
  const VectorXd psi = observed.cwiseSqrt();
  part.goodness = judge(part.tangent, part.simulation, joint.best - joint.simulated_at,
                        joint.twin_steps, psi, joint.goodness.level);
  return part;
}

}  // namespace gibbsight::inference
