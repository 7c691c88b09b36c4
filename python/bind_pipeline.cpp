// Whole chains: simulate, fit, run, and what they find.
#include <fmt/format.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "arrays.hpp"
#include "bindings.hpp"
#include "fit_value.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/pipeline/make_report.hpp"
#include "gibbsight/pipeline/publish.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "gibbsight/pipeline/summary.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"
#include "state.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

/// A fit together with the measured branch that led to it.
struct Run : Fit {};

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
  return run_interruptibly(configuration, [&](const core::Execution& execution) {
    const auto sites = pipeline::simulate_occupancy(window, configuration, execution);
    return Occupancy{configuration.lattice, sites, io::from_occupancy(sites), {}};
  });
}

using Functions = std::vector<inference::FunctionModel>;

Fit analyse(const pipeline::Configuration& configuration, const pipeline::Subject& subject,
            pipeline::Results results, const Functions& functions) {
  return run_interruptibly(configuration, [&](const core::Execution& execution) {
    results.analysis = pipeline::analyse({subject}, configuration, execution, functions);
    return Fit{configuration, results, pipeline::summarise(results, configuration)};
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
                 std::move(results), functions);
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
                 std::move(results), functions);
}

Run run(const std::filesystem::path& path, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, run_scope());
  make_lattice_with_species(configuration.lattice);
  return run_interruptibly(configuration, [&](const core::Execution& execution) {
    const auto results = pipeline::run(path.string(), configuration, execution);
    return Run{{configuration, results, pipeline::summarise(results, configuration)}};
  });
}

const io::ModelRecord& best_of(const Fit& fit) {
  const auto& models = fit.summary.models;
  const auto best = std::find_if(models.begin(), models.end(), [&](const io::ModelRecord& m) {
    return m.name == fit.summary.best_model;
  });
  if (best != models.end()) return *best;
  throw core::DataError(
      {.what = core::join(fit.summary.reasons, "; "), .where = {}, .value = {}, .expected = {}});
}

nb::dict models_of(const Fit& fit) {
  nb::dict models;
  for (const io::ModelRecord& m : fit.summary.models) models[m.name.c_str()] = nb::cast(m);
  return models;
}

nb::dict composition_of(const Fit& fit) {
  nb::dict composition;
  for (const auto& [name, fraction] : fit.summary.composition) composition[name.c_str()] = fraction;
  return composition;
}

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Chains x draws.
nb::object to_draws(const RowMajor& values) {
  return to_array(
      std::vector<double>(values.data(), values.data() + values.size()),
      {static_cast<std::size_t>(values.rows()), static_cast<std::size_t>(values.cols())});
}

nb::object predicted_of(const io::Posterior& posterior) {
  const Eigen::MatrixXd& p = posterior.predicted;  // orbits x (chains * draws)
  const auto chains = static_cast<std::size_t>(posterior.log_density.rows());
  const auto orbits = static_cast<std::size_t>(p.rows());
  const auto draws = static_cast<std::size_t>(p.cols()) / chains;
  return to_array(std::vector<double>(p.data(), p.data() + p.size()), {chains, draws, orbits});
}

/// The groups of posterior.nc by name, each a dict of arrays; none where no parameter was fitted.
nb::dict posterior_of(const Fit& fit) {
  nb::dict groups;
  const auto& analysis = fit.results.analysis;
  if (!analysis || analysis->best_fit().parameters.empty()) return groups;
  const auto p = pipeline::make_posterior(*analysis, analysis->best_fit(), fit.configuration);
  nb::dict draws;
  nb::dict prior;
  for (std::size_t k = 0; k < p.names.size(); ++k) {
    draws[p.names[k].c_str()] = to_draws(p.draws[k]);
    prior[p.names[k].c_str()] = to_draws(p.prior_draws.row(static_cast<Eigen::Index>(k)));
  }
  const auto one = [](const char* name, const nb::object& values) {
    nb::dict group;
    group[name] = values;
    return group;
  };
  groups["posterior"] = draws;
  groups["prior"] = prior;
  groups["sample_stats"] = one("lp", to_draws(p.log_density));
  groups["log_likelihood"] = one("histogram", to_draws(p.log_likelihood));
  groups["observed_data"] = one("histogram", to_array(p.observed));
  groups["posterior_predictive"] = one("histogram", predicted_of(p));
  return groups;
}

std::string spell(const Fit& fit) {
  const auto& s = fit.summary;
  if (s.best_model.empty())
    return fmt::format("Fit({}: {})", s.status, core::join(s.reasons, "; "));
  std::string text = fmt::format("Fit({}, best {}", s.status, s.best_model);
  for (const auto& p : best_of(fit).parameters) {
    text += fmt::format(", {} = {}{}", p.name, report::with_error(p.value, p.standard_error),
                        p.unit.empty() ? "" : " " + p.unit);
  }
  return text + fmt::format("; {} motifs)", s.motifs);
}

void save(const Fit& fit, const std::filesystem::path& folder, bool force) {
  run_interruptibly(fit.configuration, [&](const core::Execution& execution) {
    pipeline::prepare_folder(folder.string(), force);
    pipeline::publish(folder.string(), fit.results, fit.configuration, execution);
  });
}

void save_report(const Fit& fit, const std::filesystem::path& path) {
  const nb::gil_scoped_release released;
  const auto report = report::to_json(pipeline::make_report(fit.results, fit.configuration));
  core::write_file_atomically(path.string(), report::render_html(report));
}

const image::Image* image_of(const Run& run) {
  const auto& image = run.results.measurement->image;
  return image ? &*image : nullptr;
}

const atoms::AtomList* atoms_of(const Run& run) {
  const auto& atoms = run.results.measurement->atoms;
  return atoms ? &*atoms : nullptr;
}

std::optional<Sites> sites_of(const Run& run) {
  const auto& m = *run.results.measurement;
  if (!m.sites) return std::nullopt;
  return Sites{run.configuration.lattice, *m.atoms, *m.sites};
}

std::optional<Occupancy> occupancy_of(const Run& run) {
  const auto& m = *run.results.measurement;
  if (!m.table) return std::nullopt;
  return Occupancy{run.configuration.lattice, m.classified->occupancy, *m.table,
                   m.classified->warnings};
}

void bind_fit(nb::module_& module) {
  nb::class_<Fit> bound(module, "Fit",
                        "Interactions, their uncertainty, and how well they explain the data.");
  delegate(bound, "to_arviz", "gibbsight._exchange", "", "typing.Any",
           "What ArviZ works with, the groups of posterior.nc of the best candidate, "
           "dimensions chain and draw. Raises DataError where no parameter was fitted.");
  delegate(bound, "_repr_html_", "gibbsight._show", "", "str", "For notebooks.");
  bound.def("__repr__", [](const Fit& f) { return spell(f); })
      .def("_posterior", &posterior_of,
           nb::sig(
               "def _posterior(self) -> dict[str, dict[str, numpy.typing.NDArray[numpy.float64]]]"),
           "The groups of posterior.nc, dicts of arrays.")
      .def_prop_ro(
          "status", [](const Fit& f) { return f.summary.status; },
          "ok; uninformative, where the data cannot tell; or, of a run, refused")
      .def_prop_ro(
          "reasons", [](const Fit& f) { return f.summary.reasons; }, "why it is not ok")
      .def_prop_ro(
          "warnings", [](const Fit& f) { return f.summary.warnings; },
          "What is doubtful although there is an answer.")
      .def_prop_ro("best", &best_of, nb::rv_policy::reference_internal,
                   "The most probable candidate; raises DataError where the data were refused.")
      .def_prop_ro("models", &models_of, nb::sig("def models(self) -> dict[str, Model]"),
                   "Every candidate by name, the random mixture first.")
      .def_prop_ro("composition", &composition_of,
                   nb::sig("def composition(self) -> dict[str, float]"),
                   "Fraction of each species among the seen sites.")
      .def_prop_ro(
          "site_count", [](const Fit& f) { return f.summary.sites; }, "sites seen")
      .def_prop_ro(
          "motif_count", [](const Fit& f) { return f.summary.motifs; },
          "motifs with every site seen")
      .def_prop_ro(
          "effective_motifs", [](const Fit& f) { return f.summary.effective_motifs; },
          "how many independent motifs they are worth")
      .def("save", &save, nb::arg("folder"), nb::arg("force") = false,
           nb::sig("def save(self, folder: str | os.PathLike[str], force: bool = False) -> None"),
           "Writes every file of the output folder that there is something for. Raises "
           "OutputError where the folder has results already and `force` is False.")
      .def("save_report", &save_report, nb::arg("path"),
           nb::sig("def save_report(self, path: str | os.PathLike[str]) -> None"),
           "Writes the report, one HTML file.")
      .def("__str__",
           [](const Fit& f) { return pipeline::summary_text(f.results, f.configuration); });
}

void bind_run(nb::module_& module) {
  const auto within = nb::rv_policy::reference_internal;
  nb::class_<Run, Fit>(module, "Run", "A fit and the stages that led to it; None if not reached.")
      .def_prop_ro("image", &image_of, within, "Image as levelled, or None.")
      .def_prop_ro("atoms", &atoms_of, within, "AtomList, or None.")
      .def_prop_ro("sites", &sites_of, "Sites, or None.")
      .def_prop_ro("occupancy", &occupancy_of, "Occupancy, or None.");
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
  bind_fit(module);
  bind_run(module);
  const auto simulate_text = document(kSimulate, simulate_scope());
  module.def("simulate", &simulate, nb::arg("options"),
             nb::sig(signature("def simulate(", simulate_scope(), "Occupancy").c_str()),
             simulate_text.c_str());
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
}

}  // namespace gibbsight::python
