// Several observations that share parameters, as one.
#pragma once

#include <memory>
#include <vector>

#include "gibbsight/inference/fit.hpp"

namespace gibbsight::inference {

/// One of the observations.
struct Part {
  std::string label;  ///< appended to the names of what is its own, after an @
  std::shared_ptr<const ForwardModel> model;
  double motifs = 0;             ///< how many were counted: its weight
  double energy_scale = 1;       ///< its shared parameters are so many times the joint ones
  std::size_t shared_count = 0;  ///< its first parameters are shared, the others its own
};

/// The histogram of all observations together: an outcome is an orbit in one of them, so that
/// probabilities are those of each times its share of all motifs. A fit, its twins and the distance
/// then mean what they mean for a single one. Parameters: the shared ones, then each part's own;
/// orbits: part after part.
class JointModel : public ForwardModel {
 public:
  /// All parts share the same parameters, of the same names.
  explicit JointModel(std::vector<Part> parts);

  std::string name() const override { return parts_.front().model->name(); }
  std::vector<std::string> parameter_names() const override;
  std::vector<std::string> held_out_names() const override;
  std::vector<Simulation> simulate(std::span<const Parameters> parameters, const Request& request,
                                   const core::Stream& stream,
                                   const core::Execution& execution) const override;

  /// Joint orbit probabilities from those of each part.
  Eigen::VectorXd join(const std::vector<Eigen::VectorXd>& probabilities) const;
  /// Parameters of one part, from the joint ones and back (from starts of each part).
  Parameters parameters_of(std::size_t part, const Parameters& joint) const;
  Parameters join_starts(const std::vector<Parameters>& starts) const;

 private:
  Eigen::MatrixXd selection(std::size_t part) const;

  std::vector<Part> parts_;
  std::vector<double> shares_;
};

/// What a joint fit says of the part whose orbits start at `first`: the same parameters and
/// posterior, and the histogram, its twins and the goodness of that part alone. `observed` are its
/// own orbit probabilities.
Fit part_of(const Fit& joint, Eigen::Index first, const Eigen::VectorXd& observed);

}  // namespace gibbsight::inference
