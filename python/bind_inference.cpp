// Generative models that are functions of Python.
#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cmath>

#include "arrays.hpp"
#include "bindings.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/inference/fit_function.hpp"

namespace gibbsight::python {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using inference::Draw;
using Rows = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

/// draws x parameters
nb::object points_of(std::span<const Draw> draws) {
  std::vector<double> points;
  for (const Draw& d : draws) points.insert(points.end(), d.at.begin(), d.at.end());
  return to_array(std::move(points),
                  {draws.size(), static_cast<std::size_t>(draws.front().at.size())});
}

/// draws x 4: what a generator of Python is seeded with.
nb::object seeds_of(std::span<Draw> draws) {
  constexpr std::size_t kWords = 4;
  std::vector<std::uint64_t> seeds;
  for (Draw& d : draws)
    for (std::size_t i = 0; i < kWords; ++i) seeds.push_back(d.random());
  return to_array(std::move(seeds), {draws.size(), kWords});
}

VectorXd histogram_from(const Rows& rows, std::size_t i) {
  const auto size = static_cast<Index>(rows.shape(1));
  const VectorXd counts = Eigen::Map<const VectorXd>(rows.data() + i * rows.shape(1), size);
  if (counts.allFinite() && counts.minCoeff() >= 0 && counts.sum() > 0) return counts;
  throw core::DataError(
      {.what = "not a histogram",
       .where = "simulate",
       .value = fmt::format("counts from {:g} to {:g}", counts.minCoeff(), counts.maxCoeff()),
       .expected = "finite counts, none negative, not all 0"});
}

/// The function is called with points, seeds and a function that raises where the work was
/// stopped; it returns draws x orbits. Whoever fits keeps it alive: counting references here would
/// need the lock on Python.
inference::SimulateBatch call_python(nb::handle function) {
  return [function](std::span<Draw> draws, const core::Execution& execution) {
    const nb::gil_scoped_acquire held;
    const nb::object check = nb::cpp_function([&execution] { execution.check(); });
    const nb::object points = points_of(draws);
    const nb::object returned = function(points, seeds_of(draws), check);
    const Rows rows = nb::cast<Rows>(returned);
    std::vector<VectorXd> histograms;
    for (std::size_t i = 0; i < draws.size(); ++i) histograms.push_back(histogram_from(rows, i));
    return histograms;
  };
}

/// An infinite width stands for a uniform distribution.
void init_model(inference::FunctionModel* model, const std::string& name,
                const std::vector<std::string>& names, const std::vector<double>& mean,
                const std::vector<double>& width, const std::vector<double>& low,
                const std::vector<double>& high, const nb::object& function) {
  const auto vector = [](const std::vector<double>& values) -> VectorXd {
    return Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size()));
  };
  auto prior = inference::Prior::uniform(vector(low), vector(high));
  for (Index k = 0; k < prior.mean.size(); ++k) {
    if (std::isinf(width[static_cast<std::size_t>(k)])) continue;
    prior.mean[k] = mean[static_cast<std::size_t>(k)];
    prior.width[k] = width[static_cast<std::size_t>(k)];
  }
  new (model) inference::FunctionModel{name, names, prior, call_python(function)};
}

}  // namespace

void bind_inference(nb::module_& module) {
  module.def(
      "_problem",
      [](const std::string& what, const std::string& where, const std::string& value,
         const std::string& expected) {
        return core::to_text(core::Problem{what, where, value, expected});
      },
      nb::arg("what"), nb::arg("where") = "", nb::arg("value") = "", nb::arg("expected") = "",
      "The words of an error, as the command line has them.");
  nb::class_<inference::FunctionModel>(module, "_FunctionModel")
      .def("__init__", &init_model,
           nb::sig("def __init__(self, name: str, names: collections.abc.Sequence[str], "
                   "mean: collections.abc.Sequence[float], "
                   "width: collections.abc.Sequence[float], "
                   "low: collections.abc.Sequence[float], high: collections.abc.Sequence[float], "
                   "function: object) -> None"),
           nb::keep_alive<1, 8>());
}

}  // namespace gibbsight::python
