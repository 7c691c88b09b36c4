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
#include "gibbsight/image/levelling.hpp"
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
    return occupancy_of(
        pipeline::measure_image(image::levelled(image, execution), configuration, execution),
        configuration.lattice);
  });
}

using Functions = std::vector<inference::FunctionModel>;

Fit analyse(const pipeline::Configuration& configuration, const pipeline::Subject& subject,
            pipeline::Results results, const Functions& functions, const nb::kwargs& given) {
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    results.analysis = pipeline::analyse({subject}, configuration, execution, functions);
    // Functions draw observations as large as all of it, not parts.
    if (results.table && functions.empty()) {
      const pipeline::FittedSites sites{&*results.table, nullptr, &subject, configuration};
      pipeline::vary_into(results, {sites}, configuration, execution);
      execution.report("fit", 1);
    }
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

constexpr Docstring kSimulate{.summary = "One configuration of a model in equilibrium.",
                              .returns = R"(Occupancy
    A window of columns by rows cells, cut from a larger box.)",
                              .raises = R"(UsageError
    No species are named.
ConfigurationError
    An interaction or species is unknown.
DataError
    The sampler has not come to equilibrium.)",
                              .examples = R"(>>> import gibbsight as gs
>>> gs.simulate(lattice="triangular", species=["Mo", "Re"], bulk={"Re": 0.2},
...             parameters={"pair1": -0.3}, columns=24, rows=16, seed=1)
Occupancy(triangular of Mo, Re: 384 sites seen in 24 x 16 cells))"};

constexpr Docstring kMeasure{
    .summary =
        "The measured branch as one step, as run does it: from an image to species on sites.",
    .parameters = R"(image : Image
    Atoms are bright, as read_image makes it. One as render draws it is levelled first.)",
    .returns = R"(Occupancy
    Which species was seen on which site.)",
    .raises = R"(UsageError
    No species are named.
DataError
    No lattice, sites or species are found in the image; the message names the stage.)",
    .examples = R"(>>> import gibbsight as gs
>>> crystal = gs.simulate(species=["Te", "Se"], columns=72, rows=72, sweeps=8)
>>> image = gs.render(crystal, seed=1)
>>> gs.measure(image, species=["Te", "Se"]).lattice
'square')"};

constexpr Docstring kFit{
    .summary = "Fits every candidate model to an occupancy or a histogram and compares them.",
    .parameters = R"(data : Occupancy or Histogram
    A histogram brings its own shells and symmetry.)",
    .returns = R"(Fit
    Interactions, their uncertainty, goodness of fit and odds of each candidate.)",
    .raises = R"(DataError
    One species only, or fewer than 30 motifs with every site seen.
ConfigurationError
    A model, species or interaction is unknown.)",
    .notes =
        R"(Interactions are energies of unlike pairs relative to the mean of the two like pairs, in k_B T:
positive means segregation. They are effective in-plane interactions, if the layer froze in
equilibrium.)",
    .references =
        R"(Vlcek et al., ACS Nano 11, 10313 (2017), https://doi.org/10.1021/acsnano.7b05036)",
    .examples = R"(>>> import gibbsight as gs
>>> crystal = gs.simulate(species=["Te", "Se"], bulk={"Se": 0.45}, parameters={"pair1": 0.4},
...                       columns=32, rows=32, seed=5)
>>> fit = gs.fit(gs.count_motifs(crystal), models=["random", "pair1"], bulk={"Se": 0.45},
...              twins=64, points=2, seed=1)
>>> fit.best.name
'pair1'
>>> low, high = fit.best.parameters["pair1"].interval  # in k_B T
>>> low < 0.4 < high
True)"};

constexpr Docstring kRun{
    .summary = "The whole chain, from an image file to interactions.",
    .parameters = R"(path : path
    An image file that read_image takes.)",
    .returns = R"(Run
    A Fit with the stages that led to it. Data that can't be used give a status of "refused" and the
    stages that were reached, not an error.)",
    .raises = R"(InputError
    The file is missing, damaged or of no known format.
UsageError
    No species are named.)",
    .references =
        R"(Vlcek et al., ACS Nano 11, 10313 (2017), https://doi.org/10.1021/acsnano.7b05036)"};

}  // namespace

void bind_pipeline(nb::module_& module) {
  const auto simulate_text = document(kSimulate, simulate_scope());
  module.def("simulate", &simulate, nb::arg("options"),
             nb::sig(signature("def simulate(", simulate_scope(), "Occupancy").c_str()),
             simulate_text.c_str());
  const auto measure_text = document(kMeasure, measure_scope());
  module.def("measure", &measure, nb::arg("image"), nb::arg("options"),
             nb::sig(signature("def measure(image: Image", measure_scope(), "Occupancy").c_str()),
             measure_text.c_str());
  const auto fit_text = document(kFit, fit_scope());
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
  const auto run_text = document(kRun, run_scope());
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
