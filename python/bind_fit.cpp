// Fits: what they say, and the files that hold it.
#include <fmt/format.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <filesystem>

#include "arrays.hpp"
#include "bindings.hpp"
#include "fit_value.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/pipeline/summary.hpp"
#include "gibbsight/report/report.hpp"
#include "state.hpp"

namespace gibbsight::python {

namespace {

const pipeline::Files& files_of(const Fit& fit) {
  const nb::gil_scoped_release released;
  return fit.files.get();
}

/// log.txt says how long it took, and where.
bool are_equal(const Fit& fit, const Fit& other) {
  auto files = files_of(fit);
  auto others = files_of(other);
  files.erase("log.txt");
  others.erase("log.txt");
  return files == others;
}

nb::dict get_state(const Fit& fit) {
  nb::dict state;
  for (const auto& [name, bytes] : files_of(fit)) {
    state[name.c_str()] = nb::bytes(bytes.data(), bytes.size());
  }
  return state;
}

pipeline::Files files_from(const nb::dict& state) {
  pipeline::Files files;
  for (const auto& [name, content] : state) {
    const auto bytes = nb::cast<nb::bytes>(content);
    files[nb::cast<std::string>(name)] = {bytes.c_str(), bytes.size()};
  }
  return files;
}

Fit read_fit(const std::filesystem::path& folder) {
  return fit_from(pipeline::read_files(folder.string()));
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
  const auto& files = files_of(fit);
  const auto file = files.find("posterior.nc");
  if (file == files.end()) return groups;
  const auto p = io::parse_posterior(file->second, file->first);
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
  const auto& files = files_of(fit);
  const nb::gil_scoped_release released;
  pipeline::prepare_folder(folder.string(), force);
  pipeline::publish(folder.string(), files);
}

void save_report(const Fit& fit, const std::filesystem::path& path) {
  core::write_file_atomically(path.string(), file_of(files_of(fit), "report.html"));
}

void bind_fit_class(nb::module_& module) {
  nb::class_<Fit> bound(module, "Fit",
                        "Interactions, their uncertainty, and how well they explain the data.");
  delegate(bound, "to_arviz", "gibbsight._exchange", "", "typing.Any",
           "What ArviZ works with, the groups of posterior.nc of the best candidate, "
           "dimensions chain and draw. Raises DataError where no parameter was fitted.");
  delegate(
      bound, "to_icet", "gibbsight._icet",
      ", model: str | None = None, symbols: collections.abc.Mapping[str, str] | None = None, "
      "length: float = 1.0",
      "typing.Any",
      "An icet.ClusterExpansion of the best candidate or the one named, in kT a site, as mchammer "
      "takes it. Symbols are the elements that stand for species which are none; length is that "
      "of a, in Angstrom. Raises UsageError where the interactions are less symmetric than the "
      "lattice.");
  const auto plot = [&](const char* name, const char* parameters, const char* text) {
    delegate(bound, name, "gibbsight._charts", parameters, "typing.Any", text);
  };
  plot(
      "plot_histogram", "",
      "An Altair chart as in the report, of measured, fitted and random probability of every local "
      "configuration that was seen or is expected.");
  plot("plot_scan", "", "An Altair chart as in the report, of s along temperature or a parameter.");
  plot("plot_models", "",
       "An Altair chart as in the report, of how far each candidate is from the data.");
  plot("plot_posterior", ", parameter: str | None = None",
       "An Altair chart as in the report, of prior and posterior of a parameter of the best "
       "candidate, "
       "by default its first.");
  bind_value(bound, &are_equal);
  bound.def("__getstate__", &get_state, nb::sig("def __getstate__(self) -> typing.Any"))
      .def(
          "__setstate__",
          [](Fit& fit, const nb::dict& state) { new (&fit) Fit(fit_from(files_from(state))); },
          nb::sig("def __setstate__(self, state: typing.Any, /) -> None"))
      .def(
          "_file",
          [](const Fit& f, const std::string& name) {
            const std::string& bytes = file_of(files_of(f), name);
            return nb::bytes(bytes.data(), bytes.size());
          },
          nb::arg("name"), "The bytes of a file of the folder.")
      .def("__repr__", [](const Fit& f) { return spell(f); })
      .def("_posterior", &posterior_of,
           nb::sig(
               "def _posterior(self) -> dict[str, dict[str, numpy.typing.NDArray[numpy.float64]]]"),
           "The groups of posterior.nc, dicts of arrays.")
      .def_prop_ro(
          "status", [](const Fit& f) { return f.summary.status; },
          "ok; uninformative, where the data cannot tell; or, of a run, refused")
      .def_prop_ro(
          "reasons", [](const Fit& f) { return f.summary.reasons; }, "why it is not ok")
      .def_ro("verdict", &Fit::verdict, "what the report says first, in sentences")
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
      .def("__str__", [](const Fit& f) { return pipeline::summary_text(f.summary, f.verdict); });
}

nb::tuple get_run_state(const Run& r) {
  return nb::make_tuple(get_state(r), r.image, r.atoms, r.sites, r.occupancy);
}

void set_run_state(Run& run, const nb::tuple& state) {
  Run result{fit_from(files_from(nb::cast<nb::dict>(state[0]))),
             nb::cast<std::optional<image::Image>>(state[1]),
             nb::cast<std::optional<atoms::AtomList>>(state[2]),
             nb::cast<std::optional<Sites>>(state[3]),
             nb::cast<std::optional<Occupancy>>(state[4])};
  new (&run) Run(std::move(result));
}

void bind_run(nb::module_& module) {
  nb::class_<Run, Fit> bound(module, "Run",
                             "A fit and the stages that led to it; None if not reached.");
  bind_value(bound, [](const Run& run, const Run& other) { return are_equal(run, other); });
  bound.def("__getstate__", &get_run_state, nb::sig("def __getstate__(self) -> typing.Any"))
      .def("__setstate__", &set_run_state,
           nb::sig("def __setstate__(self, state: typing.Any, /) -> None"))
      .def_prop_ro(
          "fit", [](const Run& run) { return Fit(run); }, "The fit without the stages.")
      .def_ro("image", &Run::image, "Image as levelled, or None.")
      .def_ro("atoms", &Run::atoms, "AtomList, or None.")
      .def_ro("sites", &Run::sites, "Sites, or None.")
      .def_ro("occupancy", &Run::occupancy, "Occupancy, or None.");
}

}  // namespace

constexpr Docstring kReadFit{
    .summary = "What was saved into a folder, by Fit.save or the command line.",
    .parameters = R"(folder : path
    Output of a fit or run.)",
    .returns = "Fit",
    .raises = R"(InputError
    A file of the folder is missing or can't be read.
DataError
    A file is not what its name says.)"};

void bind_fit(nb::module_& module) {
  const auto text = document(kReadFit, {});
  bind_fit_class(module);
  bind_run(module);
  module.def("read_fit", &read_fit, nb::arg("folder"),
             nb::sig("def read_fit(folder: str | os.PathLike[str]) -> Fit"), text.c_str());
}

}  // namespace gibbsight::python
