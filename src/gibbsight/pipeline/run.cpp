#include "gibbsight/pipeline/run.hpp"

#include <chrono>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/io/table.hpp"
#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline {
namespace {

std::vector<io::InputRecord> record_inputs(const std::string& path,
                                           const Configuration& configuration) {
  std::vector<io::InputRecord> inputs{{path, io::sha256_of_file(path)}};
  for (const std::string& extra : {configuration.image.mask, configuration.species.edits}) {
    if (!extra.empty()) inputs.push_back({extra, io::sha256_of_file(extra)});
  }
  return inputs;
}

void analyse_into(Results& results, const Subject& subject, const Configuration& configuration,
                  const core::Execution& execution) {
  const auto start = std::chrono::steady_clock::now();
  results.analysis = analyse(subject, configuration, execution);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  results.analysis_seconds = elapsed.count();
}

/// The interactions alone; a free fit's chemical potentials are not needed at a fixed composition.
model::Parametrised best_model(const Analysis& analysis, const Configuration& configuration) {
  const inference::Fit& fit = analysis.best_fit();
  auto interactions = model::make_interactions(analysis.subject.motif.lattice, fit.model,
                                               configuration.model.symmetry);
  const auto terms = static_cast<Eigen::Index>(interactions.terms.size());
  return {interactions, fit.best.head(terms)};
}

/// One simulated observation at the best fit, as the microscope would show it.
image::Image simulate_observation(const Measurement& measurement, const Analysis& analysis,
                                  const Configuration& configuration,
                                  const core::Execution& execution) {
  const auto options = render_options_like(measurement);
  const auto& composition = analysis.composition;
  const Eigen::VectorXd fractions = Eigen::Map<const Eigen::VectorXd>(
      composition.data(), static_cast<Eigen::Index>(composition.size()));
  const auto& lattice = analysis.subject.motif.lattice;
  const auto occupancy =
      simulate_occupancy(best_model(analysis, configuration), fractions,
                         rendering::window_for(options, lattice), configuration, execution);
  const auto stream = core::Stream(configuration.sampler.seed).child("simulated image");
  return rendering::render(occupancy, options, stream).image;
}

}  // namespace

Results run(const std::string& path, const Configuration& configuration,
            const core::Execution& execution) {
  Results results;
  results.source = path;
  results.inputs = record_inputs(path, configuration);
  results.measurement.emplace();
  Measurement& measurement = *results.measurement;
  try {
    measure(path, configuration, execution, measurement);
    measurement.stage = "fit";
    const auto& lattice = measurement.sites->lattice;
    const Subject subject = make_subject(measurement.classified->occupancy,
                                         confusion_of(*measurement.table, lattice), configuration);
    analyse_into(results, subject, configuration, execution);
    if (results.analysis->status == Status::ok) {
      results.simulated =
          simulate_observation(measurement, *results.analysis, configuration, execution);
    }
  } catch (const core::DataError& error) {
    results.refusal = Refusal{measurement.stage, error.what()};
  }
  return results;
}

Input read_input(const std::string& path, const Configuration& configuration) {
  const auto lattice = make_lattice(configuration.lattice);
  const io::Table table = io::read_table(path);
  if (!table.find("a") && table.find("code")) {
    const auto motif =
        motifs::make_motif(lattice, configuration.motif.shells, configuration.model.symmetry);
    return {make_bare_subject(motif, io::parse_histogram(table, motif), configuration), {}};
  }
  const io::SiteTable sites = io::parse_sites(table, lattice);
  return {make_subject(to_occupancy(sites, lattice), confusion_of(sites, lattice), configuration),
          sites};
}

Results run_fit(const std::string& path, const std::string& image_path,
                const Configuration& configuration, const core::Execution& execution) {
  Results results;
  results.source = path;
  results.inputs = record_inputs(path, configuration);
  const Input input = read_input(path, configuration);
  results.table = input.sites;
  if (!image_path.empty()) {
    results.inputs.push_back({image_path, io::sha256_of_file(image_path)});
    results.measurement.emplace().image = read_levelled(image_path, configuration);
  }
  try {
    analyse_into(results, input.subject, configuration, execution);
  } catch (const core::DataError& error) {
    results.refusal = Refusal{"fit", error.what()};
  }
  return results;
}

}  // namespace gibbsight::pipeline
