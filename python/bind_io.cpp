// The records of fit.json: parameters and models.
#include <fmt/format.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>

#include "bindings.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/io/fit_file.hpp"
#include "gibbsight/report/report.hpp"
#include "state.hpp"

namespace gibbsight::python {
namespace {

constexpr auto kMeV = "meV";

/// With a freeze-in temperature a model holds each interaction twice, in kT and in meV.
nb::dict parameters_of(const io::ModelRecord& model, bool in_mev) {
  nb::dict parameters;
  for (const io::ParameterRecord& p : model.parameters) {
    if ((p.unit == kMeV) == in_mev) parameters[p.name.c_str()] = nb::cast(p);
  }
  return parameters;
}

std::string spell(const io::ParameterRecord& p) {
  const std::string unit = p.unit.empty() ? "" : " " + p.unit;
  return fmt::format("{} = {}{} {}", p.name, report::with_error(p.value, p.standard_error), unit,
                     report::to_text(report::Interval{p.low, p.high}));
}

std::string spell(const io::ModelRecord& model) {
  std::string text = fmt::format("{}: distance {:.4f}, p = {:.2g}, probability {:.3f}", model.name,
                                 model.distance, model.p_value, model.probability);
  for (const io::ParameterRecord& p : model.parameters) text += ", " + spell(p);
  return text;
}

/// A model as text: that of a fit.json which holds nothing else.
std::string to_text(const io::ModelRecord& model) {
  io::FitFile file;
  file.models = {model};
  return io::to_text(file);
}

std::string to_text(const io::ParameterRecord& parameter) {
  io::ModelRecord model;
  model.parameters = {parameter};
  return to_text(model);
}

io::ModelRecord model_from(const std::string& text) {
  const auto models = io::parse_fit(text, "pickle").models;
  if (models.size() == 1) return models.front();
  throw core::DataError({.what = "not a pickle of a model",
                         .where = {},
                         .value = fmt::format("{} models", models.size()),
                         .expected = "one"});
}

io::ParameterRecord parameter_from(const std::string& text) {
  const auto parameters = model_from(text).parameters;
  if (parameters.size() == 1) return parameters.front();
  throw core::DataError({.what = "not a pickle of a parameter",
                         .where = {},
                         .value = fmt::format("{} parameters", parameters.size()),
                         .expected = "one"});
}

/// Copies, equality and pickles of a record by its text.
template <class Record, class From>
void bind_record(nb::class_<Record>& bound, const From& from) {
  bind_value(bound,
             [](const Record& one, const Record& other) { return to_text(one) == to_text(other); });
  bound.def("__getstate__", [](const Record& record) { return to_text(record); })
      .def("__setstate__",
           [from](Record& record, const std::string& text) { new (&record) Record(from(text)); });
}

void bind_parameter_record(nb::module_& module) {
  using P = io::ParameterRecord;
  nb::class_<P> bound(module, "Parameter", "A fitted number with its uncertainty.");
  bind_record(bound, &parameter_from);
  bound.def_ro("name", &P::name, "such as pair1, pair1:Se-Te, pair1[1,0] or fraction:Se")
      .def_ro("value", &P::value, "mean of the posterior, in `unit`")
      .def_ro("std", &P::standard_error, "standard deviation of the posterior, in `unit`")
      .def_prop_ro(
          "interval", [](const P& p) { return std::pair(p.low, p.high); }, "(low, high), in `unit`")
      .def_ro("level", &P::level, "probability that the interval holds the true value")
      .def_ro("unit", &P::unit, "kT, meV, or empty for a number without unit")
      .def_ro("identifiable", &P::identifiable,
              "whether the data tell this parameter; else its posterior is its prior's")
      .def("__repr__", [](const P& p) { return spell(p); });
}

void bind_model_record(nb::module_& module) {
  using M = io::ModelRecord;
  nb::class_<M> bound(module, "Model", "A fitted candidate.");
  bind_record(bound, &model_from);
  bound.def_ro("name", &M::name, "such as random or pair1+pair2")
      .def_prop_ro(
          "parameters", [](const M& m) { return parameters_of(m, false); },
          nb::sig("def parameters(self) -> dict[str, Parameter]"),
          "Interactions in kT, and the composition where it was fitted, by name.")
      .def_prop_ro(
          "energies", [](const M& m) { return parameters_of(m, true); },
          nb::sig("def energies(self) -> dict[str, Parameter]"),
          "Interactions in meV, where the freeze-in temperature was given, by name.")
      .def_ro("distance", &M::distance, "s between observation and model, in radians")
      .def_prop_ro(
          "distance_expected",
          [](const M& m) { return std::pair(m.distance_low, m.distance_high); },
          "Interval of s if the model were true.")
      .def_ro("p_value", &M::p_value,
              "share of simulated observations that lie at least as far from the model")
      .def_ro("log_evidence", &M::log_evidence, "ln of the likelihood averaged over the prior")
      .def_ro("probability", &M::probability, "among the candidates")
      .def("__repr__", [](const M& m) { return spell(m); });
}

}  // namespace

void bind_io(nb::module_& module) {
  bind_parameter_record(module);
  bind_model_record(module);
}

}  // namespace gibbsight::python
