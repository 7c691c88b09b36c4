// Whole chains: simulate, fit, run.
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <filesystem>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "bindings.hpp"
#include "fit_value.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "gibbsight/report/report.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& simulate_scope() {
  static const Scope options{"lattice", "model.bulk", "model.symmetry", "model.parameters",
                             "sampler", "simulate",   "output.threads"};
  return options;
}

const Scope& run_scope() {
  static const Scope options = [] {
    Scope all = fit_scope();
    all.insert(all.begin(), {"image", "atoms", "lattice", "indexing", "species"});
    return all;
  }();
  return options;
}

Occupancy simulate(const nb::kwargs& given) {
  const auto configuration = configuration_from(given, simulate_scope());
  make_lattice_with_species(configuration.lattice);
  const lattice::Window window{0, 0, configuration.simulate.columns, configuration.simulate.rows};
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    const auto sites = pipeline::simulate_occupancy(window, configuration, execution);
    return Occupancy{configuration.lattice, sites, io::from_occupancy(sites), {}};
  });
}

const Scope& measure_scope() {
  static const Scope options{"atoms", "lattice", "indexing", "species", "output.threads"};
  return options;
}

Occupancy measure(const image::Image& image, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, measure_scope());
  make_lattice_with_species(configuration.lattice);
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    const auto m = pipeline::measure_image(image, configuration, execution);
    return Occupancy{configuration.lattice, m.classified->occupancy, *m.table,
                     m.classified->warnings};
  });
}

using Functions = std::vector<inference::FunctionModel>;

Fit analyse(const pipeline::Configuration& configuration, const pipeline::Subject& subject,
            pipeline::Results results, const Functions& functions, const nb::kwargs& given) {
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    results.analysis = pipeline::analyse({subject}, configuration, execution, functions);
    return make_fit(std::move(results), configuration);
  });
}

Fit fit_occupancy(const Occupancy& occupancy, const Functions& functions, const nb::kwargs& given) {
  auto configuration = configuration_from(given, fit_scope());
  configuration.lattice = occupancy.lattice;
  const auto confusion = pipeline::confusion_of(occupancy.table, occupancy.sites.lattice);
  pipeline::Results results;
  results.source = "occupancy";
  results.table = occupancy.table;
  return analyse(configuration, pipeline::make_subject(occupancy.sites, confusion, configuration),
                 std::move(results), functions, given);
}

Fit fit_histogram(const Histogram& histogram, const Functions& functions, const nb::kwargs& given) {
  auto configuration = configuration_from(given, histogram_scope());
  configuration.lattice = histogram.lattice;
  configuration.motif.shells = histogram.motif.shells;
  configuration.model.symmetry = histogram.motif.group;
  pipeline::Results results;
  results.source = "histogram";
  return analyse(configuration,
                 pipeline::make_bare_subject(histogram.motif, histogram.histogram, configuration),
                 std::move(results), functions, given);
}

/// Throws what `run` would before it reads the image.
pipeline::Configuration check_run(const nb::kwargs& given) {
  auto configuration = configuration_from(given, run_scope());
  make_lattice_with_species(configuration.lattice);
  return configuration;
}

Run run(const std::filesystem::path& path, const nb::kwargs& given) {
  const auto configuration = check_run(given);
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    return make_run(pipeline::run(path.string(), configuration, execution), configuration);
  });
}

/// What the folder holds, where a run of this image would only write it again.
std::optional<Fit> find_same_fit(const std::filesystem::path& path,
                                 const std::filesystem::path& folder, const nb::kwargs& given) {
  const auto configuration = check_run(given);
  std::optional<pipeline::Files> files;
  {
    const nb::gil_scoped_release released;
    if (pipeline::find_same_results(folder.string(), path.string(), configuration)) {
      files = pipeline::read_files(folder.string());
    }
  }
  if (!files) return std::nullopt;
  return fit_from(*std::move(files));
}

using IndexRow = std::tuple<std::string, std::string, std::string>;  // source, folder below, error

/// index.html of results that lie in folders below; those with an error have none.
void write_index(const std::filesystem::path& folder, const std::vector<IndexRow>& rows) {
  const nb::gil_scoped_release released;
  std::vector<report::IndexEntry> entries;
  for (const auto& [source, name, error] : rows) {
    entries.push_back({source, name, {}, error});
    if (error.empty()) entries.back().report_json = core::read_file(folder / name / "report.json");
  }
  core::write_file_atomically(folder / "index.html", report::render_index(entries));
}

}  // namespace

void bind_pipeline(nb::module_& module) {
  const auto simulate_text =
      document("One configuration of a model in equilibrium, in a window of columns by rows cells.",
               simulate_scope());
  module.def("simulate", &simulate, nb::arg("options"),
             nb::sig(signature("def simulate(", simulate_scope(), "Occupancy").c_str()),
             simulate_text.c_str());
  const auto measure_text = document(
      "The measured branch as one step: atoms of an image, their sites and species, as run does "
      "it.",
      measure_scope());
  module.def("measure", &measure, nb::arg("image"), nb::arg("options"),
             nb::sig(signature("def measure(image: Image", measure_scope(), "Occupancy").c_str()),
             measure_text.c_str());
  const auto fit_text = document(
      "Fits every candidate model to an occupancy or a histogram and compares them. A histogram "
      "brings its own shells and symmetry.",
      fit_scope());
  const auto functions = nb::arg("functions") = Functions();
  module.def("fit", &fit_occupancy, nb::arg("occupancy"), functions, nb::arg("options"),
             nb::sig(signature("def fit(occupancy: Occupancy, functions: "
                               "collections.abc.Sequence[_FunctionModel] = ()",
                               fit_scope(), "Fit")
                         .c_str()),
             fit_text.c_str());
  module.def("fit", &fit_histogram, nb::arg("histogram"), functions, nb::arg("options"),
             nb::sig(signature("def fit(histogram: Histogram, functions: "
                               "collections.abc.Sequence[_FunctionModel] = ()",
                               histogram_scope(), "Fit")
                         .c_str()));
  const auto run_text =
      document("The whole chain, from an image file to interactions.", run_scope());
  module.def("run", &run, nb::arg("path"), nb::arg("options"),
             nb::sig(signature("def run(path: str | os.PathLike[str]", run_scope(), "Run").c_str()),
             run_text.c_str());
  module.def(
      "_check_run", [](const nb::kwargs& given) { check_run(given); }, nb::arg("options"),
      nb::sig("def _check_run(**options: object) -> None"), "Raises what run would at once.");
  module.def("_write_index", &write_index, nb::arg("folder"), nb::arg("rows"),
             nb::sig("def _write_index(folder: str | os.PathLike[str], "
                     "rows: collections.abc.Sequence[tuple[str, str, str]]) -> None"));
  module.def("_find_same_fit", &find_same_fit, nb::arg("path"), nb::arg("folder"),
             nb::arg("options"),
             nb::sig("def _find_same_fit(path: str | os.PathLike[str], "
                     "folder: str | os.PathLike[str], **options: object) -> Fit | None"),
             "What a run would only write into the folder again.");
}

}  // namespace gibbsight::python
