#include "gibbsight/pipeline/run.hpp"

#include <chrono>
#include <optional>
#include <span>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/io/table.hpp"
#include "gibbsight/microscope/repeated.hpp"
#include "gibbsight/pipeline/double_tip.hpp"
#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/split_candidate.hpp"
#include "gibbsight/pipeline/two_directions.hpp"
#include "gibbsight/sampler/hamiltonian.hpp"

namespace gibbsight::pipeline {
namespace {

/// What image-level twins of the random mixture say of the microscope goes into the subject. Where
/// the image can't be imitated, the analysis says so.
void calibrate_into(Results& results, Subject& subject, const Configuration& configuration,
                    const core::Execution& execution) {
  stage(*results.measurement, "microscope", execution, 0.5, [&] {
    try {
      results.calibration = calibrate(*results.measurement, subject.confusion, subject.bulk,
                                      configuration, execution);
    } catch (const core::DataError& error) {
      results.calibration.emplace();
      results.calibration->failed = configuration.microscope.null_twins;
      results.calibration->failure = error.what();
    }
  });
  if (results.calibration->made == 0) return;
  if (configuration.microscope.confusion.empty()) {
    subject.confusion = results.calibration->confusion;
  }
  subject.departures = results.calibration->departures;
}

/// An input on its way to a fit; no subject where it can't be used.
struct Prepared {
  Configuration configuration;  ///< what is left to do goes by it
  Results results = {};
  std::optional<Subject> subject = {};
};

/// Candidates for several images must suit all of them: only those of one alone follow what was
/// measured.
enum class Fitted { alone, with_others };

Prepared prepare_image(const std::string& path, const Configuration& configuration, Fitted fitted,
                       const core::Execution& execution) {
  sampler::shared_species_count(make_lattice(configuration.lattice));  // before any work
  Prepared prepared{configuration};
  Results& results = prepared.results;
  results.source = path;
  results.inputs = record_inputs(path, configuration);
  Measurement& measurement = results.measurement.emplace();
  const bool both = configuration.image.direction == "both";
  Configuration& own = prepared.configuration;
  std::optional<image::Image> backward;  // read first: an error of use comes before any work
  if (both) {
    backward = read_backward(path, configuration, execution);
    own.image.direction = "forward";
  }
  try {
    measure(path, own, execution, measurement);
    if (measurement.took_darkest) own.lattice.sublattice = "darkest";  // in images drawn like it
    if (fitted == Fitted::alone) add_split_candidate(own, *measurement.sites);
    auto confusion = confusion_of(*measurement.table, measurement.sites->lattice);
    if (both) {
      measurement.stage = "backward scan";
      confusion = confusion_of_both(*backward, own, execution, measurement, confusion);
    }
    measurement.stage = "fit";
    prepared.subject = make_subject(measurement.classified->occupancy, confusion, own);
    calibrate_into(results, *prepared.subject, own, execution);
    if (both) {
      auto& used = prepared.subject->confusion;
      used = microscope::less_sure_of(confusion, used);
    }
    measurement.stage = "fit";
  } catch (const core::DataError& error) {
    results.refusal = Refusal{measurement.stage, error.what()};
  }
  return prepared;
}

Input read_with(const std::string& path, const Configuration& configuration) {
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

Prepared prepare_table(const std::string& path, const std::string& image_path,
                       const Configuration& configuration, const core::Execution& execution) {
  Prepared prepared{configuration};
  Results& results = prepared.results;
  results.source = path;
  results.inputs = record_inputs(path, configuration);
  const Input input = read_with(path, configuration);
  results.table = input.sites;
  prepared.subject = input.subject;
  if (!image_path.empty()) {
    results.inputs.push_back({image_path, io::sha256_of_file(image_path)});
    read_levelled(image_path, configuration, execution, results.measurement.emplace());
  }
  return prepared;
}

/// Every input by its own configuration.
template <class Prepare>
std::vector<Prepared> prepare_all(const std::vector<std::string>& paths,
                                  const Configuration& configuration, const Prepare& prepare) {
  std::vector<Prepared> prepared;
  for (const std::string& path : paths) {
    prepared.push_back(for_input(path, configuration,
                                 [&](const Configuration& own) { return prepare(path, own); }));
  }
  return prepared;
}

void analyse_into(Results& results, const std::vector<Subject>& subjects,
                  const Configuration& configuration, const core::Execution& execution) {
  const auto start = std::chrono::steady_clock::now();
  try {
    results.analysis = analyse(subjects, configuration, execution);
  } catch (const core::DataError& error) {
    results.refusal = Refusal{"fit", error.what()};
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  results.analysis_seconds = elapsed.count();
}

/// Closes the loop at the optimum.
void confirm_into(Results& results, const Configuration& configuration,
                  const core::Execution& execution) {
  const bool can_draw = !results.calibration->scene.places.empty();
  if (!can_draw || !is_usable(results.analysis->best_fit())) return;
  execution.report("confirm", 0.9);
  try {
    results.confirmation =
        confirm(*results.calibration, *results.analysis, configuration, execution);
  } catch (const core::DataError& error) {
    results.analysis->warnings.push_back(std::string("the best fit could not be drawn: ") +
                                         error.what());
    return;
  }
  explain(*results.confirmation, *results.analysis);
  // Images of the random mixture differ from an experiment by its interactions too.
  const auto& likeness = results.confirmation->likeness;
  if (!likeness.empty()) results.calibration->likeness = likeness;
}

/// Those of the inputs that are sites, of an image or a table.
std::vector<FittedSites> sites_of(std::span<const Results> inputs,
                                  const std::vector<Subject>& subjects,
                                  const Configuration& configuration) {
  std::vector<FittedSites> all;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const io::SiteTable* table = inputs[i].site_table();
    if (table == nullptr) continue;
    const auto& measurement = inputs[i].measurement;
    const bool edited = measurement && measurement->unedited;
    all.push_back({table, edited ? &*measurement->unedited : nullptr, &subjects[i],
                   configuration_of(configuration, inputs[i].source)});
  }
  return all;
}

Results finish(Prepared prepared, const core::Execution& execution) {
  const Configuration& configuration = prepared.configuration;
  Results& results = prepared.results;
  if (!prepared.subject) return results;
  const std::vector<Subject> subjects{*prepared.subject};
  analyse_into(results, subjects, configuration, execution);
  vary_into(results, sites_of(std::span(&results, 1), subjects, configuration), configuration,
            execution);
  if (!results.analysis) return results;
  const auto& measured = results.measurement;
  if (measured && measured->double_tip) explain(*measured->double_tip, *results.analysis);
  if (!results.calibration) return results;
  explain(*results.calibration, *results.analysis);
  confirm_into(results, configuration, execution);
  explain(results.calibration->likeness, *results.analysis);
  return results;
}

/// All inputs as one, and the subjects of those that can be used; where one can't, none is fitted.
JointResults gather(std::vector<Prepared> prepared, std::vector<Subject>& subjects) {
  JointResults joint;
  std::vector<std::string> sources;
  for (Prepared& p : prepared) {
    sources.push_back(p.results.source);
    auto& inputs = joint.whole.inputs;
    inputs.insert(inputs.end(), p.results.inputs.begin(), p.results.inputs.end());
    if (p.subject) {
      p.subject->label = name_of(p.results.source);
      subjects.push_back(*p.subject);
    } else if (!joint.whole.refusal) {
      joint.whole.refusal = Refusal{p.results.refusal->stage,
                                    "in " + p.results.source + ": " + p.results.refusal->reason};
    }
    joint.parts.push_back(std::move(p.results));
  }
  joint.whole.source = core::join(sources, ", ");
  return joint;
}

/// Explains what was found in one of several images, under its name.
template <class Findings>
void explain_of(const std::string& source, const Findings& findings, Analysis& analysis) {
  const std::size_t warnings = analysis.warnings.size();
  const std::size_t reasons = analysis.reasons.size();
  explain(findings, analysis);
  const auto name_from = [&](std::vector<std::string>& sentences, std::size_t first) {
    for (std::size_t i = first; i < sentences.size(); ++i) {
      sentences[i].insert(0, source + ": ");
    }
  };
  name_from(analysis.warnings, warnings);
  name_from(analysis.reasons, reasons);
}

/// What a joint fit says of its parts, and their drawn images of it.
void judge_parts(JointResults& joint, const Configuration& configuration,
                 const core::Execution& execution) {
  Analysis& whole = *joint.whole.analysis;
  for (const Results& part : joint.parts) {
    const auto& measured = part.measurement;
    if (measured && measured->double_tip) explain_of(part.source, *measured->double_tip, whole);
    if (part.calibration) explain_of(part.source, *part.calibration, whole);
  }
  for (std::size_t i = 0; i < joint.parts.size(); ++i) {
    Results& part = joint.parts[i];
    part.analysis = part_of(whole, i);
    part.variations = joint.whole.variations;
    if (!part.calibration) continue;
    confirm_into(part, configuration_of(configuration, part.source), execution);
    explain(part.calibration->likeness, *part.analysis);
  }
  for (const Results& part : joint.parts) {  // as it is known at the best fit
    if (part.calibration) explain_of(part.source, part.calibration->likeness, whole);
  }
}

JointResults finish_jointly(std::vector<Prepared> prepared, const Configuration& configuration,
                            const core::Execution& execution) {
  std::vector<Subject> subjects;
  JointResults joint = gather(std::move(prepared), subjects);
  if (!joint.whole.refusal) {
    analyse_into(joint.whole, subjects, configuration, execution);
    vary_into(joint.whole, sites_of(joint.parts, subjects, configuration), configuration,
              execution);
  }
  if (joint.whole.analysis) {
    judge_parts(joint, configuration, execution);
    return joint;
  }
  for (Results& part : joint.parts) {
    if (part.refusal) continue;
    part.refusal = Refusal{"fit", "not fitted with the others: " + joint.whole.refusal->reason};
  }
  return joint;
}

}  // namespace

void vary_into(Results& results, const std::vector<FittedSites>& images,
               const Configuration& configuration, const core::Execution& execution) {
  if (!results.analysis || images.size() < results.analysis->subjects.size()) return;
  execution.report("variations", 0.85);
  results.variations = vary(images, *results.analysis, configuration, execution);
  const auto doubts = disagreements(results.variations);
  auto& warnings = results.analysis->warnings;
  warnings.insert(warnings.end(), doubts.begin(), doubts.end());
}

Results run(const std::string& path, const Configuration& configuration,
            const core::Execution& execution) {
  return for_input(path, configuration, [&](const Configuration& own) {
    return finish(prepare_image(path, own, Fitted::alone, execution), execution);
  });
}

JointResults run_jointly(const std::vector<std::string>& images, const Configuration& configuration,
                         const core::Execution& execution) {
  const auto prepare = [&](const std::string& path, const Configuration& own) {
    return prepare_image(path, own, Fitted::with_others, execution);
  };
  return finish_jointly(prepare_all(images, configuration, prepare), configuration, execution);
}

Input read_input(const std::string& path, const Configuration& configuration) {
  return for_input(path, configuration,
                   [&](const Configuration& own) { return read_with(path, own); });
}

Results run_fit(const std::string& path, const std::string& image_path,
                const Configuration& configuration, const core::Execution& execution) {
  return for_input(path, configuration, [&](const Configuration& own) {
    return finish(prepare_table(path, image_path, own, execution), execution);
  });
}

JointResults run_fit_jointly(const std::vector<std::string>& tables,
                             const Configuration& configuration, const core::Execution& execution) {
  const auto prepare = [&](const std::string& path, const Configuration& own) {
    return prepare_table(path, "", own, execution);
  };
  return finish_jointly(prepare_all(tables, configuration, prepare), configuration, execution);
}

}  // namespace gibbsight::pipeline
