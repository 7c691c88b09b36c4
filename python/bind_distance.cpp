// How far apart two histograms are.
#include <nanobind/eigen/dense.h>

#include "bindings.hpp"
#include "gibbsight/distance/distance.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

constexpr auto kProbabilities = R"(p, q : float64 arrays of the same length
    Probabilities of the same outcomes.)";

constexpr Docstring kStatisticalDistance{
    .summary = "Statistical distance s = arccos(sum_i sqrt(p_i q_i)).",
    .parameters = R"(p, q : float64 arrays of the same length, or two Histograms
    Probabilities of the same outcomes, or counts of the same motif.)",
    .returns = R"(float
    The angle between sqrt(p) and sqrt(q), from 0 to pi/2.)",
    .raises = R"(UsageError
    The lengths differ.)",
    .references = "Wootters, Phys. Rev. D 23, 357 (1981), https://doi.org/10.1103/PhysRevD.23.357",
    .examples = R"(>>> import gibbsight as gs
>>> import numpy as np
>>> round(gs.statistical_distance(np.array([1.0, 0.0]), np.array([0.5, 0.5])), 4)  # pi/4
0.7854)"};

constexpr Docstring kKullbackLeibler{
    .summary = "Kullback-Leibler divergence sum_i p_i ln(p_i / q_i).",
    .parameters = kProbabilities,
    .returns = R"(float
    In nats; infinite where q misses an outcome of p.)",
    .raises = R"(UsageError
    The lengths differ.)",
    .references = "Kullback and Leibler 1951, https://doi.org/10.1214/aoms/1177729694",
    .examples = R"(>>> import gibbsight as gs
>>> import numpy as np
>>> round(gs.kullback_leibler(np.array([1.0, 0.0]), np.array([0.5, 0.5])), 4)  # ln 2
0.6931)"};

constexpr Docstring kChiSquared{
    .summary = "Pearson's N sum_i (p_i - q_i)^2 / q_i.",
    .parameters = R"(p, q : float64 arrays of the same length
    Observed and expected probabilities of the same outcomes.
count : float
    Number N of observations.)",
    .returns = R"(float
    Infinite where q misses an outcome of p.)",
    .raises = R"(UsageError
    The lengths differ.)",
    .notes = R"(Neighbouring motifs share sites, so of histograms it does not follow the chi-squared
distribution.)",
    .references = "Pearson 1900, https://doi.org/10.1080/14786440009463897",
    .examples = R"(>>> import gibbsight as gs
>>> import numpy as np
>>> round(gs.chi_squared(np.array([0.6, 0.4]), np.array([0.5, 0.5]), 100), 4)
4.0)"};

}  // namespace

void bind_distance(nb::module_& module) {
  const auto statistical_text = document(kStatisticalDistance, {});
  const auto kullback_text = document(kKullbackLeibler, {});
  const auto chi_text = document(kChiSquared, {});
  module.def("statistical_distance", &distance::statistical_distance, nb::arg("p"), nb::arg("q"),
             statistical_text.c_str());
  module.def(
      "statistical_distance",
      [](const Histogram& p, const Histogram& q) {
        return distance::statistical_distance(p.histogram.probabilities(),
                                              q.histogram.probabilities());
      },
      nb::arg("p"), nb::arg("q"));
  module.def("kullback_leibler", &distance::kullback_leibler, nb::arg("p"), nb::arg("q"),
             kullback_text.c_str());
  module.def("chi_squared", &distance::chi_squared, nb::arg("p"), nb::arg("q"), nb::arg("count"),
             chi_text.c_str());
}

}  // namespace gibbsight::python
