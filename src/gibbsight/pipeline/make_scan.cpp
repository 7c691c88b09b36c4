#include "gibbsight/pipeline/make_scan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/analyse.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// One side of the grid.
struct Axis {
  std::string name;
  std::optional<std::size_t> parameter;  ///< none for temperature
  std::vector<double> values;

  /// Temperature divides every parameter.
  void set(double value, VectorXd& at) const {
    if (parameter) {
      at[static_cast<Index>(*parameter)] = value;
    } else {
      at /= value;
    }
  }
};

/// `key` names the option at fault: scan.parameter or scan.second.
Axis make_axis(const std::string& key, const std::string& wanted, double from, double to,
               int points, const std::vector<std::string>& names) {
  const bool temperature = wanted == "temperature";
  const auto named = model::find_parameter(names, wanted);
  if (!temperature && !named) {
    throw core::ConfigurationError(
        {.what = "unknown parameter",
         .where = key,
         .value = wanted,
         .expected = "temperature or one of " + core::join(names, ", ")});
  }
  if (temperature && (from <= 0 || to <= from)) {
    throw core::ConfigurationError({.what = "temperatures must be positive and increase",
                                    .where = key == "scan.parameter" ? "scan.from" : key + "_from",
                                    .value = core::to_text(from),
                                    .expected = "0 < from < to"});
  }
  Axis axis{temperature ? wanted : names[*named], named, {}};
  for (int i = 0; i < points; ++i) {
    const double share = static_cast<double>(i) / (points - 1);
    axis.values.push_back(temperature ? from * std::pow(to / from, share)
                                      : from + share * (to - from));
  }
  return axis;
}

std::vector<Axis> make_axes(const ScanOptions& options, const std::vector<std::string>& names) {
  std::vector<Axis> axes{make_axis("scan.parameter", options.parameter, options.from, options.to,
                                   options.points, names)};
  if (options.second.empty()) return axes;
  axes.push_back(make_axis("scan.second", options.second, options.second_from, options.second_to,
                           options.second_points, names));
  if (axes[0].name == axes[1].name) {
    throw core::ConfigurationError({.what = "both sides of the scan are the same parameter",
                                    .where = "scan.second",
                                    .value = options.second,
                                    .expected = "another one than scan.parameter"});
  }
  return axes;
}

/// Every point of the grid, the last axis fastest.
std::vector<std::vector<double>> points_of(const std::vector<Axis>& axes) {
  std::vector<std::vector<double>> points{{}};
  for (const Axis& axis : axes) {
    std::vector<std::vector<double>> longer;
    for (const auto& point : points)
      for (const double value : axis.values) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
    points = std::move(longer);
  }
  return points;
}

/// Temperature divides what no other axis sets by name, so it comes first.
VectorXd parameters_at(const std::vector<double>& point, const std::vector<Axis>& axes,
                       VectorXd parameters) {
  for (const bool named : {false, true})
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (axes[i].parameter.has_value() == named) axes[i].set(point[i], parameters);
    }
  return parameters;
}

/// s is a matter of the interactions: they are scanned at the composition of each crystal, or of
/// its window where that is not known.
std::vector<Subject> at_fixed_composition(std::vector<Subject> subjects) {
  for (Subject& s : subjects) s.bulk = s.bulk.value_or(s.composition());
  return subjects;
}

}  // namespace

ScanCurve make_scan(const std::vector<Subject>& subjects, const inference::Fit& fitted,
                    const Configuration& configuration, const core::Execution& execution) {
  const std::vector<Subject> fixed = at_fixed_composition(subjects);
  const Candidate candidate(fixed, fitted.model, configuration);
  const auto names = candidate.model().parameter_names();
  const VectorXd best = fitted.best.head(static_cast<Index>(names.size()));
  const std::vector<Axis> axes = make_axes(configuration.scan, names);
  ScanCurve curve{fitted.model, {}, {}};
  for (const Axis& axis : axes) curve.parameters.push_back(axis.name);
  std::vector<inference::Parameters> parameters;
  for (const auto& point : points_of(axes)) {
    parameters.push_back(parameters_at(point, axes, best));
    curve.rows.push_back({point, {}});
  }
  const auto points = inference::scan(
      candidate.observed(), fitted.simulation.twins, candidate.model(), parameters,
      configuration.fit.level, core::Stream(configuration.sampler.seed).child("scan"), execution);
  for (std::size_t i = 0; i < points.size(); ++i) curve.rows[i].point = points[i];
  std::erase_if(curve.rows, [](const io::ScanRow& row) { return !row.point.equilibrated; });
  return curve;
}

ScanCurve fit_and_scan(const std::vector<Subject>& subjects, const Configuration& configuration,
                       const core::Execution& execution) {
  const auto& names = configuration.fit.models;
  const auto named = std::find_if(names.begin(), names.end(),
                                  [](const std::string& name) { return name != "random"; });
  if (named == names.end()) {
    throw core::ConfigurationError({.what = "the random mixture has no parameter to scan",
                                    .where = "fit.models",
                                    .value = core::join(names, ","),
                                    .expected = "a model with interactions, such as pair1"});
  }
  for (const Subject& s : subjects) refuse_the_hopeless(s);
  return make_scan(subjects, fit_candidate(subjects, *named, configuration, execution),
                   configuration, execution);
}

}  // namespace gibbsight::pipeline
