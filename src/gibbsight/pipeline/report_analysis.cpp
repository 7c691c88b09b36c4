#include "gibbsight/pipeline/report_analysis.hpp"

#include <algorithm>

#include "gibbsight/distance/distance.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<double> numbers_of(const VectorXd& vector) { return {vector.begin(), vector.end()}; }

report::Response::Matrix columns_of(const MatrixXd& matrix) {
  report::Response::Matrix columns;
  for (Index k = 0; k < matrix.cols(); ++k) columns.push_back(numbers_of(matrix.col(k)));
  return columns;
}

/// In units of the length of a.
void add_motif(const motifs::Motif& motif, report::Report& report) {
  const motifs::Centre& centre = motif.centres.front();
  const auto place = [&](const lattice::Site& site) {
    return motif.lattice.position(site.a, site.b, site.sublattice);
  };
  report::Motif drawn;
  for (const lattice::Site& site : centre.offsets) {
    const lattice::Vector2 offset = place(site) - place(centre.offsets.front());
    drawn.positions.push_back({offset.x(), offset.y()});
  }
  report.motif = drawn;
}

void add_configurations(const Analysis& analysis, report::Report& report) {
  const Subject& subject = analysis.subjects.front();
  const motifs::Motif& motif = subject.motif;
  const VectorXd measured = subject.histogram.probabilities();
  const VectorXd errors = inference::variances(analysis.best_fit().simulation.twins).cwiseSqrt();
  const VectorXd& deviations = analysis.best_fit().goodness.deviations;
  add_motif(motif, report);
  for (const inference::Fit& f : analysis.fits) report.histogram_models.push_back(f.model);
  for (std::size_t i = 0; i < motif.orbit_count(); ++i) {
    const auto k = static_cast<Index>(i);
    report::Configuration row;
    row.text = spell(motif, motif.orbits[i].code);
    for (std::size_t site = 0; site < motif.site_count(); ++site) {
      row.species.push_back(motif.digit(motif.orbits[i].code, site));
    }
    row.code = motif.orbits[i].code;
    row.orbit = static_cast<int>(i);
    row.multiplicity = static_cast<int>(motif.orbits[i].multiplicity);
    row.count = subject.histogram.counts[k];
    row.measured = measured[k];
    row.measured_error = errors[k];
    row.deviations = deviations[k];
    for (const inference::Fit& f : analysis.fits) row.probabilities.push_back(f.expected[k]);
    report.configurations.push_back(row);
  }
}

/// Mean distance of a fit's twins to what they were drawn from.
double floor_of(const inference::Fit& fit) {
  double sum = 0;
  const Index twins = fit.simulation.twins.cols();
  for (Index b = 0; b < twins; ++b) {
    sum += distance::statistical_distance(fit.simulation.twins.col(b), fit.simulation.mean);
  }
  return sum / static_cast<double>(std::max<Index>(1, twins));
}

void add_scan(const Analysis& analysis, report::Report& report) {
  if (!analysis.scan) return;
  report::Scan scan;
  scan.model = analysis.scan->model;
  scan.axes = analysis.scan->parameters;
  scan.random_distance = analysis.random_fit().goodness.distance;
  for (const inference::Fit& fit : analysis.fits) {
    if (fit.model == scan.model) scan.floor = floor_of(fit);
  }
  for (const io::ScanRow& row : analysis.scan->rows) {
    scan.points.push_back({row.at, row.point.distance, {row.point.low, row.point.high}});
  }
  report.scan = scan;
}

report::Parameter parameter_of(const io::ParameterRecord& p) {
  report::Parameter parameter;
  parameter.name = p.name;
  parameter.value = p.value;
  parameter.std = p.standard_error;
  parameter.interval = {p.low, p.high};
  parameter.level = p.level;
  parameter.unit = p.unit;
  parameter.identifiable = p.identifiable;
  parameter.value_prior_halved = p.value_narrow;
  parameter.value_prior_doubled = p.value_wide;
  return parameter;
}

/// Every so many draws of all chains.
std::vector<double> some_draws(const MatrixXd& draws) {
  constexpr Index kMost = 1000;
  const Index step = std::max<Index>(1, draws.size() / kMost);
  std::vector<double> some;
  for (Index i = 0; i < draws.size(); i += step) {
    some.push_back(draws(i % draws.rows(), i / draws.rows()));
  }
  return some;
}

/// The part of a parameter that only the fit has; nothing for the same in another unit.
void add_posterior(const inference::Fit& fit, std::size_t k, report::Parameter& parameter) {
  const auto i = static_cast<Index>(k);
  const inference::Prior& prior = fit.prior;
  parameter.prior = report::Prior{prior.mean[i], prior.width[i], prior.low[i], prior.high[i]};
  if (fit.moments.values.size() > i) {
    parameter.moments =
        report::SecondReading{fit.moments.values[i], fit.moments.standard_errors[i]};
  }
  if (fit.posterior.draws.size() > k) parameter.draws = some_draws(fit.posterior.draws[k]);
}

report::Response response_of(const inference::Fit& fit) {
  report::Response response;
  const inference::Curvature& curvature = fit.tangent.curvature;
  response.at = numbers_of(fit.simulated_at);
  response.best = numbers_of(fit.best);
  response.reference = numbers_of(fit.simulation.mean.cwiseSqrt());
  response.jacobian = columns_of(fit.tangent.jacobian);
  response.axes = columns_of(curvature.axes);
  for (const MatrixXd& rise : curvature.rises) response.rises.push_back(columns_of(rise));
  return response;
}

report::Model model_of(const io::ModelRecord& m, const inference::Fit& fit, bool joint) {
  report::Model model;
  model.name = m.name;
  model.distance = m.distance;
  model.distance_expected = {m.distance_low, m.distance_high};
  model.p_value = m.p_value;
  model.log_evidence = m.log_evidence;
  model.log_evidence_error = m.log_evidence_error;
  model.probability = m.probability;
  model.probability_prior_halved = m.probability_narrow;
  model.probability_prior_doubled = m.probability_wide;
  model.undetermined = m.undetermined;
  for (std::size_t k = 0; k < m.parameters.size(); ++k) {
    model.parameters.push_back(parameter_of(m.parameters[k]));
    if (k < fit.parameters.size()) add_posterior(fit, k, model.parameters.back());
  }
  if (fit.moments.values.size() > 0) model.moments_p_value = fit.moments.p_value;
  // Beyond this many configurations nobody looks at single ones.
  constexpr Index kMostOrbits = 512;
  if (!joint && !fit.parameters.empty() && fit.expected.size() <= kMostOrbits) {
    model.response = response_of(fit);
  }
  return model;
}

/// What errors of classification look like in the parameters of the best candidate.
std::optional<report::NullTest> null_test_of(const Analysis& analysis) {
  const std::vector<Apparent>& found = analysis.null_tests[analysis.best];
  if (found.empty()) return std::nullopt;
  report::NullTest test;
  test.images = static_cast<int>(analysis.subjects.front().departures.seen.cols());
  for (std::size_t k = 0; k < found.size(); ++k) {
    const inference::Estimate& e = analysis.best_fit().parameters[k];
    test.rows.push_back(
        {e.name, e.value, e.standard_error, found[k].mean, found[k].error, found[k].spread});
  }
  return test;
}

}  // namespace

void report_analysis(const Analysis& analysis, const io::FitFile& file, report::Report& report) {
  const bool joint = analysis.is_joint();
  if (!joint) add_configurations(analysis, report);
  add_scan(analysis, report);
  for (std::size_t i = 0; i < file.models.size(); ++i) {
    report.models.push_back(model_of(file.models[i], analysis.fits[i], joint));
  }
  for (const io::AveragedRecord& a : file.averaged) {
    report.averaged.push_back({parameter_of(a.parameter), {a.lowest, a.highest}});
  }
  for (const io::PredictionRecord& p : file.predictions) {
    report.predictions.push_back(
        {p.name, p.measured, p.expected, {p.low, p.high}, p.deviations, p.p_value});
  }
  report.null_test = null_test_of(analysis);
  report::Counts counts;
  counts.sites = file.sites;
  counts.motifs = file.motifs;
  counts.effective_motifs = file.effective_motifs;
  counts.composition = analysis.composition;
  counts.twins = static_cast<int>(analysis.best_fit().simulation.twins.cols());
  report.counts = counts;
}

}  // namespace gibbsight::pipeline
