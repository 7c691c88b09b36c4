#include "fit_value.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <utility>

#include "gibbsight/pipeline/summary.hpp"
#include "gibbsight/pipeline/verdict.hpp"

namespace gibbsight::python {

namespace nb = nanobind;

Fit make_fit(pipeline::Results results, const pipeline::Configuration& configuration) {
  Fit fit{pipeline::summarise(results, configuration), pipeline::verdict(results), {}};
  fit.files = std::async(std::launch::deferred, [results = std::move(results), configuration] {
                core::Execution execution;
                execution.threads = configuration.output.threads;
                return pipeline::make_files(results, configuration, execution);
              }).share();
  return fit;
}

Run make_run(pipeline::Results results, const pipeline::Configuration& configuration) {
  Run run;
  const pipeline::Measurement& m = *results.measurement;
  run.image = m.image;
  run.atoms = m.atoms;
  if (m.sites) run.sites = Sites{configuration.lattice, *m.atoms, *m.sites};
  if (m.table) run.occupancy = occupancy_of(m, configuration.lattice);
  static_cast<Fit&>(run) = make_fit(std::move(results), configuration);
  return run;
}

const std::string& file_of(const pipeline::Files& files, const std::string& name) {
  const auto found = files.find(name);
  if (found != files.end()) return found->second;
  throw core::DataError({.what = "not the files of a fit",
                         .where = name,
                         .value = "missing",
                         .expected = "what a fit saves"});
}

Fit fit_from(pipeline::Files files) {
  Fit fit;
  fit.summary = io::parse_fit(file_of(files, "fit.json"), "fit.json");
  const nb::object report =
      nb::module_::import_("json").attr("loads")(file_of(files, "report.json"));
  fit.verdict = nb::cast<std::vector<std::string>>(report["verdict"]);
  std::promise<pipeline::Files> ready;
  ready.set_value(std::move(files));
  fit.files = ready.get_future().share();
  return fit;
}

}  // namespace gibbsight::python
