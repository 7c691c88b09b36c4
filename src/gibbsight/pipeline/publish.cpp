#include "gibbsight/pipeline/publish.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/version.hpp"
#include "gibbsight/image/write_image.hpp"
#include "gibbsight/io/atom_table.hpp"
#include "gibbsight/io/posterior_file.hpp"
#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/make_report.hpp"
#include "gibbsight/pipeline/summary.hpp"

namespace gibbsight::pipeline {
namespace {

namespace fs = std::filesystem;

void write_measurement(const fs::path& folder, const Measurement& measurement) {
  if (measurement.atoms) io::write_atoms(folder / "atoms.csv", *measurement.atoms);
  if (measurement.sites) {
    io::write_lattice(folder / "lattice.json", *measurement.sites, measurement.atoms->pixel_size);
  }
}

void write_site_files(const fs::path& folder, const Results& results,
                      const Configuration& configuration) {
  const io::SiteTable* table = results.site_table();
  if (table == nullptr) return;
  const auto lattice = make_lattice(configuration.lattice);
  const bool measured = results.measurement && results.measurement->image;
  io::write_sites(folder / "sites.csv", *table, lattice);
  io::write_extxyz(folder / "sites.extxyz", *table, lattice,
                   measured ? results.measurement->image->pixel_size : std::nullopt);
}

void write_analysis(const fs::path& folder, const Analysis& analysis,
                    const Configuration& configuration) {
  std::vector<io::ModelColumn> columns;
  for (const inference::Fit& f : analysis.fits) columns.push_back({f.model, f.expected});
  if (!analysis.is_joint()) {
    const Subject& subject = analysis.subjects.front();
    io::write_histogram(folder / "histogram.csv", subject.motif, subject.histogram, columns);
  }
  if (analysis.scan) {
    io::write_scan(folder / "scan.csv", analysis.scan->parameters, analysis.scan->rows);
  }
  // The random mixture may have nothing to draw.
  if (analysis.best_fit().parameters.empty()) return;
  io::write_posterior(folder / "posterior.nc",
                      make_posterior(analysis, analysis.best_fit(), configuration));
}

constexpr const char* kFit = "fit.json";
constexpr const char* kConfiguration = "gibbsight.toml";
constexpr std::array kAlways{"report.json", "report.html", "log.txt"};
constexpr std::array kWhereReached{"atoms.csv",     "sites.csv", "sites.extxyz", "lattice.json",
                                   "histogram.csv", "scan.csv",  "posterior.nc", "simulated.tif"};

/// Files of an earlier run that this one does not make would contradict it, and one that was killed
/// leaves what it was writing.
void remove_earlier(const fs::path& folder) {
  fs::remove(folder / kFit);
  for (const char* name : kWhereReached) fs::remove(folder / name);
  core::remove_unfinished(folder);
}

/// A folder for the moment.
class Scratch {
 public:
  Scratch() : path_((fs::temp_directory_path() / "gibbsight.XXXXXX").string()) {
    if (mkdtemp(path_.data()) != nullptr) return;
    throw core::OutputError({.what = "can't make a folder",
                             .where = path_,
                             .value = std::strerror(errno),
                             .expected = "a place for temporary files, such as $TMPDIR"});
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string log_text(const Results& results, const core::Execution& execution) {
  std::string text = fmt::format("gibbsight {} {}\n", core::version(), core::commit());
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  text += fmt::format("host {}\nthreads {}\n", host, core::thread_count(execution));
  if (results.measurement) {
    for (const auto& [stage, seconds] : results.measurement->timings) {
      text += fmt::format("{:<10} {:8.3f} s\n", stage, seconds);
    }
  }
  if (results.analysis) {
    text += fmt::format("{:<10} {:8.3f} s\n", "fit", results.analysis_seconds);
    for (const inference::Fit& f : results.analysis->fits) {
      text +=
          fmt::format("model {}: {} simulations, autocorrelation time {:.2f} sweeps, {}\n", f.model,
                      f.simulations, f.simulation.autocorrelation_time, f.simulation.engine);
    }
    for (const std::string& w : results.analysis->warnings) text += "warning: " + w + "\n";
  }
  if (results.refusal) text += "refused: " + results.refusal->reason + "\n";
  return text;
}

/// Every file, each whole or not at all.
void write_folder(const fs::path& folder, const Results& results, const report::Report& report,
                  const Configuration& configuration, const core::Execution& execution) {
  remove_earlier(folder);
  core::write_file_atomically(folder / kConfiguration, to_toml(configuration));
  if (results.measurement) write_measurement(folder, *results.measurement);
  write_site_files(folder, results, configuration);
  if (results.analysis) write_analysis(folder, *results.analysis, configuration);
  if (results.confirmation) {
    image::write_tiff(folder / "simulated.tif", results.confirmation->image);
  }
  const std::string text = report::to_json(report);
  core::write_file_atomically(folder / "report.json", text);
  core::write_file_atomically(folder / "report.html", report::render_html(text));
  core::write_file_atomically(folder / "log.txt", log_text(results, execution));
  io::write_fit(folder / kFit, summarise(results, configuration));
}

}  // namespace

io::Posterior make_posterior(const Analysis& analysis, const inference::Fit& fit,
                             const Configuration& configuration) {
  const inference::Posterior& drawn = fit.posterior;
  // A few megabytes at most, whatever the motif.
  constexpr Eigen::Index kMostNumbers = 1 << 20;
  const Eigen::Index draws = std::clamp<Eigen::Index>(
      kMostNumbers / (drawn.log_prior.rows() * fit.expected.size()), 1, drawn.log_prior.cols());
  io::Posterior posterior;
  for (const inference::Estimate& e : fit.parameters) posterior.names.push_back(e.name);
  posterior.draws = drawn.draws;
  posterior.prior_draws = drawn.prior_draws;
  posterior.log_density = drawn.log_likelihood + drawn.log_prior;
  posterior.log_likelihood = drawn.log_likelihood;
  posterior.observed = analysis.observed;
  posterior.predicted =
      predict_histograms(drawn, fit.likelihood, fit.tangent, fit.simulation, draws,
                         core::Stream(configuration.sampler.seed).child("predictive"));
  posterior.attributes = {"model=" + fit.model, "inference_library=gibbsight",
                          fmt::format("inference_library_version={}", core::version())};
  if (analysis.temperature) {
    posterior.attributes.push_back(fmt::format("temperature_K={}", *analysis.temperature));
  }
  return posterior;
}

void prepare_folder(const std::string& folder, bool force) {
  std::error_code error;
  const bool taken = fs::exists(folder, error) &&
                     (!fs::is_directory(folder, error) || fs::exists(fs::path(folder) / kFit));
  if (taken && (!force || !fs::is_directory(folder, error))) {
    throw core::OutputError({.what = "output exists",
                             .where = folder,
                             .value = {},
                             .expected = "another folder, or --force to overwrite its results"});
  }
  fs::create_directories(folder, error);
  if (error || access(folder.c_str(), W_OK) != 0) {
    throw core::OutputError({.what = "can't make the output folder",
                             .where = folder,
                             .value = error ? error.message() : "not writable",
                             .expected = "a folder that can be written to"});
  }
}

std::optional<io::FitFile> find_same_results(const std::string& folder, const std::string& input,
                                             const Configuration& configuration) {
  const fs::path path(folder);
  std::error_code error;
  if (!fs::exists(path / kFit, error)) return std::nullopt;
  const auto inputs = record_inputs(input, configuration);
  try {
    const io::FitFile found = io::read_fit(path / kFit);
    const bool same = found.version == core::version() && found.commit == core::commit() &&
                      found.inputs == inputs &&
                      core::read_file(path / kConfiguration) == to_toml(configuration);
    return same ? std::optional(found) : std::nullopt;
  } catch (const core::Error&) {
    return std::nullopt;  // not what a run has written
  }
}

void publish(const std::string& folder, const Results& results, const Configuration& configuration,
             const core::Execution& execution) {
  write_folder(folder, results, make_report(results, configuration), configuration, execution);
}

Files make_files(const Results& results, const Configuration& configuration,
                 const core::Execution& execution) {
  const Scratch scratch;
  publish(scratch.path(), results, configuration, execution);
  return read_files(scratch.path());
}

Files read_files(const std::string& folder) {
  const fs::path path(folder);
  Files files{{kFit, core::read_file(path / kFit)},
              {kConfiguration, core::read_file(path / kConfiguration)}};
  const auto add_if_any = [&](const char* name) {
    if (fs::exists(path / name)) files[name] = core::read_file(path / name);
  };
  std::for_each(kAlways.begin(), kAlways.end(), add_if_any);
  std::for_each(kWhereReached.begin(), kWhereReached.end(), add_if_any);
  return files;
}

void publish(const std::string& folder, const Files& files) {
  const fs::path path(folder);
  remove_earlier(path);
  for (const auto& [name, bytes] : files) {
    if (name != kFit) core::write_file_atomically(path / name, bytes);
  }
  core::write_file_atomically(path / kFit, files.at(kFit));
}

void publish_jointly(const std::string& folder, const JointResults& results,
                     const Configuration& configuration, const core::Execution& execution) {
  const JointReport reports = make_joint_report(results, configuration);
  std::vector<std::string> sources;
  for (std::size_t i = 0; i < results.parts.size(); ++i) {
    const std::string& source = results.parts[i].source;
    sources.push_back(source);
    write_folder(fs::path(folder) / name_of(source), results.parts[i], reports.parts[i],
                 configuration_of(configuration, source), execution);
  }
  write_folder(folder, results.whole, reports.whole, arrange_inputs(configuration, sources),
               execution);
}

}  // namespace gibbsight::pipeline
