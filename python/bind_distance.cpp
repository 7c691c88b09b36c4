// How far apart two histograms are.
#include <nanobind/eigen/dense.h>

#include "bindings.hpp"
#include "gibbsight/distance/distance.hpp"
#include "values.hpp"

namespace gibbsight::python {

void bind_distance(nb::module_& module) {
  module.def("statistical_distance", &distance::statistical_distance, nb::arg("p"), nb::arg("q"),
             "arccos(sum_i sqrt(p_i q_i)) of two arrays of probabilities or two histograms.");
  module.def(
      "statistical_distance",
      [](const Histogram& p, const Histogram& q) {
        return distance::statistical_distance(p.histogram.probabilities(),
                                              q.histogram.probabilities());
      },
      nb::arg("p"), nb::arg("q"));
  module.def("kullback_leibler", &distance::kullback_leibler, nb::arg("p"), nb::arg("q"),
             "sum_i p_i ln(p_i / q_i) of two arrays of probabilities.");
  module.def("chi_squared", &distance::chi_squared, nb::arg("p"), nb::arg("q"), nb::arg("count"),
             "N sum_i (p_i - q_i)^2 / q_i of two arrays of probabilities.");
}

}  // namespace gibbsight::python
