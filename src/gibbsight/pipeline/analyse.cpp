#include "gibbsight/pipeline/analyse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/pipeline/doubts.hpp"
#include "gibbsight/pipeline/make_prior.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<std::string> candidate_names(const inference::FitOptions& options) {
  std::vector<std::string> names{"random"};
  for (const std::string& name : options.models) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

/// What the best model predicts of statistics that no fit used, from twins of its own.
std::vector<inference::Prediction> check(const std::vector<Subject>& subjects,
                                         const inference::Fit& fit,
                                         const Configuration& configuration,
                                         const core::Execution& execution) {
  const Candidate candidate(subjects, fit.model, configuration);
  const auto stream = core::Stream(configuration.sampler.seed).child("check").child(fit.model);
  const inference::Request request{static_cast<std::size_t>(configuration.fit.twins), true};
  const auto simulation =
      candidate.model().simulate(std::span(&fit.best, 1), request, stream, execution).front();
  const auto tangent = make_tangent(simulation);
  const VectorXd step = step_towards(tangent, candidate.observed().cwiseSqrt());
  const MatrixXd steps = steps_of_twins(tangent, simulation);
  const double level = configuration.fit.level;
  auto predictions = check_predictions(candidate.model().held_out_names(), candidate.held_out(),
                                       simulation, step, steps, level);
  if (simulation.held_out_histogram.size() > 0) {
    const int shells = subjects.front().motif.shells + 1;
    predictions.push_back(check_histogram(fmt::format("motif of {} shells", shells),
                                          candidate.held_out_histogram(), simulation, step, steps,
                                          level));
  }
  return predictions;
}

/// Evidences of the candidates that can be used; the others have probability 0.
std::vector<inference::Evidence> compare_usable(const VectorXd& observed,
                                                const std::vector<inference::Fit>& fits,
                                                const core::Stream& stream) {
  std::vector<inference::Fit> usable;
  std::copy_if(fits.begin(), fits.end(), std::back_inserter(usable), is_usable);
  const auto compared = compare(observed, usable, stream);
  std::vector<inference::Evidence> evidences;
  auto next = compared.begin();
  for (const inference::Fit& f : fits) {
    inference::Evidence none;
    none.log_evidence = -std::numeric_limits<double>::infinity();
    evidences.push_back(is_usable(f) ? *next++ : none);
  }
  return evidences;
}

std::size_t most_probable(const std::vector<inference::Evidence>& evidences) {
  const auto best = std::max_element(
      evidences.begin(), evidences.end(),
      [](const auto& left, const auto& right) { return left.probability < right.probability; });
  return static_cast<std::size_t>(best - evidences.begin());
}

/// Fractions of all seen sites together, or of the motifs of bare histograms.
std::vector<double> composition_of(const std::vector<Subject>& subjects) {
  VectorXd sum = VectorXd::Zero(subjects.front().motif.radices[0]);
  for (const Subject& s : subjects) sum += s.histogram.total() * s.composition();
  sum /= sum.sum();
  return {sum.begin(), sum.end()};
}

}  // namespace

bool is_usable(const inference::Fit& fit) { return fit.converged && fit.simulation.equilibrated; }

inference::Fit fit_of_subject(const Analysis& analysis, std::size_t candidate, std::size_t i) {
  const inference::Fit& fit = analysis.fits[candidate];
  if (!analysis.is_joint()) return fit;
  Index first = 0;
  for (std::size_t k = 0; k < i; ++k) {
    first += static_cast<Index>(analysis.subjects[k].motif.orbit_count());
  }
  return part_of(fit, first, analysis.subjects[i].histogram.probabilities());
}

inference::Fit fit_candidate(const std::vector<Subject>& subjects, const std::string& name,
                             const Configuration& configuration, const core::Execution& execution) {
  const Candidate candidate(subjects, name, configuration);
  return fit(candidate.observed(), candidate.model(), candidate.starts(),
             make_prior(candidate.model().parameter_names(), configuration.fit), configuration.fit,
             core::Stream(configuration.sampler.seed).child("fit").child(name), execution);
}

Analysis analyse(const std::vector<Subject>& subjects, const Configuration& configuration,
                 const core::Execution& execution,
                 const std::vector<inference::FunctionModel>& functions) {
  for (const Subject& s : subjects) refuse_the_hopeless(s);
  Analysis analysis;
  analysis.subjects = subjects;
  analysis.temperature = subjects.front().temperature;
  analysis.composition = composition_of(subjects);
  const auto names = candidate_names(configuration.fit);
  analysis.observed = Candidate(subjects, names.front(), configuration).observed();
  execution.report("fit", 0);
  analysis.fits.resize(names.size() + functions.size());
  analysis.null_tests.resize(analysis.fits.size());
  core::parallel_for(analysis.fits.size(), execution, [&](std::size_t i) {
    if (i >= names.size()) {
      const auto& function = functions[i - names.size()];
      const auto stream = core::Stream(configuration.sampler.seed).child("fit");
      analysis.fits[i] = fit_function(analysis.observed, function, configuration.fit,
                                      stream.child(function.name), execution);
      return;
    }
    analysis.fits[i] = fit_candidate(subjects, names[i], configuration, execution);
    analysis.null_tests[i] = null_test(subjects, names[i], configuration, execution);
  });
  analysis.evidences = compare_usable(analysis.observed, analysis.fits,
                                      core::Stream(configuration.sampler.seed).child("evidence"));
  analysis.best = most_probable(analysis.evidences);
  analysis.averaged = average(analysis.fits, analysis.evidences, configuration.fit.level);
  const auto is_bare = [](const Subject& s) { return s.bare; };
  const bool all_sites = std::none_of(subjects.begin(), subjects.end(), is_bare);
  const auto scanned = std::max<std::size_t>(analysis.best, 1);
  execution.report("check", 0);
  // Neither needs the other, and each keeps one core busy.
  core::parallel_for(2, execution, [&](std::size_t i) {
    if (i == 0 && all_sites && analysis.best < names.size()) {
      analysis.predictions = check(subjects, analysis.best_fit(), configuration, execution);
    } else if (i == 1 && scanned < names.size()) {
      analysis.scan = make_scan(subjects, analysis.fits[scanned], configuration, execution);
    }
  });
  explain_doubts(analysis);
  execution.report("fit", 1);
  return analysis;
}

Analysis part_of(const Analysis& joint, std::size_t i) {
  Analysis part = joint;
  part.subjects = {joint.subjects[i]};
  part.observed = joint.subjects[i].histogram.probabilities();
  part.composition = composition_of(part.subjects);
  part.scan.reset();
  for (std::size_t k = 0; k < joint.fits.size(); ++k) part.fits[k] = fit_of_subject(joint, k, i);
  const std::string own = "@" + joint.subjects[i].label;
  std::erase_if(part.predictions,
                [&](const inference::Prediction& p) { return !p.name.ends_with(own); });
  for (inference::Prediction& p : part.predictions) {
    p.name.resize(p.name.size() - own.size());
  }
  return part;
}

}  // namespace gibbsight::pipeline
