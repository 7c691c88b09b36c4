// gibbsight count, gibbsight fit, gibbsight scan, gibbsight distance
#include <fmt/format.h>

#include "arguments.hpp"
#include "commands.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/distance/distance.hpp"
#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "tell.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

struct AnalyseArguments {
  AnalyseArguments(CLI::App& verb, Shown shown) : arguments(verb, shown) {}
  Arguments arguments;
  std::string input;
  std::vector<std::string> inputs;
  std::string other;
  std::string image;
  std::string output;
};

void require_motifs(const pipeline::Subject& subject, const std::string& path) {
  if (subject.histogram.total() > 0) return;
  throw core::DataError({.what = "no motif with every site seen",
                         .where = path,
                         .value = {},
                         .expected = "sites with all their neighbours"});
}

int count(const AnalyseArguments& typed, const pipeline::Configuration& configuration) {
  require_species(configuration);
  check_output(typed.output, {typed.input}, configuration);
  const auto subject = pipeline::read_input(typed.input, configuration).subject;
  require_motifs(subject, typed.input);
  io::write_histogram(typed.output, subject.motif, subject.histogram, {});
  fmt::print("{:g} motifs in {} orbits of {} codes: {}\n", subject.histogram.total(),
             subject.motif.orbit_count(), subject.motif.code_count(), typed.output);
  return 0;
}

int fit(const AnalyseArguments& typed, const pipeline::Configuration& configuration) {
  require_species(configuration);
  const auto execution = make_execution(configuration);
  const auto inputs = require_inputs(configuration, typed.inputs);
  const std::string& first = inputs.front();
  const std::string folder =
      typed.output.empty() ? pipeline::name_of(first) + ".gibbsight" : typed.output;
  if (inputs.size() == 1) {
    const OutputFolder made(folder, configuration);
    return tell(pipeline::run_fit(first, typed.image, configuration, execution), folder,
                pipeline::configuration_of(configuration, first), execution);
  }
  if (!typed.image.empty()) {
    throw core::UsageError({.what = "an image under several tables",
                            .where = "--image",
                            .value = typed.image,
                            .expected = "one table of sites"});
  }
  const JointFolder made(folder, inputs, configuration);
  return made.tell(pipeline::run_fit_jointly(inputs, configuration, execution), configuration,
                   execution);
}

int scan(const AnalyseArguments& typed, const pipeline::Configuration& configuration) {
  require_species(configuration);
  check_output(typed.output, {typed.input}, configuration);
  const auto execution = make_execution(configuration);
  const auto curve = pipeline::fit_and_scan(
      {pipeline::read_input(typed.input, configuration).subject}, configuration, execution);
  io::write_scan(typed.output, curve.parameters, curve.rows);
  end_progress();
  fmt::print("{} points of {} for {}: {}\n", curve.rows.size(),
             core::join(curve.parameters, " and "), curve.model, typed.output);
  return 0;
}

int distance(const AnalyseArguments& typed, const pipeline::Configuration& configuration) {
  require_species(configuration);
  const auto first = pipeline::read_input(typed.input, configuration).subject;
  const auto second = pipeline::read_input(typed.other, configuration).subject;
  require_motifs(first, typed.input);
  require_motifs(second, typed.other);
  const Eigen::VectorXd p = first.histogram.probabilities();
  const Eigen::VectorXd q = second.histogram.probabilities();
  fmt::print("statistical_distance  {:.6g}\n", distance::statistical_distance(p, q));
  fmt::print("kullback_leibler      {:.6g}\n", distance::kullback_leibler(p, q));
  fmt::print("chi_squared           {:.6g}\n",
             distance::chi_squared(p, q, first.histogram.total()));
  return 0;
}

}  // namespace

void add_count(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("count", "histogram of local configurations");
  const auto typed = std::make_shared<AnalyseArguments>(
      *verb, Shown{.flags = "lattice species shells symmetry quiet force"});
  typed->output = "histogram.csv";
  add_file(*verb, "SITES", typed->input, "table with a,b,species")->required();
  add_file(*verb, "-o,--output", typed->output, "histogram [histogram.csv]");
  actions[verb] = [typed] {
    return typed->arguments.call([&](const auto& c) { return count(*typed, c); });
  };
}

void add_fit(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("fit", "interactions, uncertainty and goodness of fit");
  const auto typed = std::make_shared<AnalyseArguments>(
      *verb, Shown{.flags = "lattice species shells bulk symmetry temperature seed models "
                            "level polarity channel direction frame pixel-size threads "
                            "quiet force",
                   .sections = "fit"});
  verb->add_option("SITES", typed->inputs,
                   "tables with a,b,species, or histograms with code,count; several are fitted "
                   "jointly [the inputs of --config]")
      ->check(has_name())
      ->option_text("FILE...");
  add_file(*verb, "--image", typed->image, "image to show under the sites in the report");
  add_file(*verb, "-o,--output", typed->output, "output folder [SITES' name + .gibbsight]")
      ->option_text("DIR");
  actions[verb] = [typed] {
    return typed->arguments.call([&](const auto& c) { return fit(*typed, c); });
  };
}

void add_scan(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("scan", "s against temperature or any parameter");
  const auto typed = std::make_shared<AnalyseArguments>(
      *verb, Shown{.flags = "lattice species shells bulk symmetry seed models level threads "
                            "quiet force",
                   .sections = "scan"});
  typed->output = "scan.csv";
  add_file(*verb, "SITES", typed->input, "table with a,b,species, or a histogram with code,count")
      ->required();
  add_file(*verb, "-o,--output", typed->output, "the curve [scan.csv]");
  actions[verb] = [typed] {
    return typed->arguments.call([&](const auto& c) { return scan(*typed, c); });
  };
}

void add_distance(CLI::App& app, Actions& actions) {
  CLI::App* verb =
      app.add_subcommand("distance", "statistical distance of two histograms or tables of sites");
  const auto typed =
      std::make_shared<AnalyseArguments>(*verb, Shown{.flags = "lattice species shells symmetry"});
  add_file(*verb, "A", typed->input, "table with a,b,species, or a histogram with code,count")
      ->required();
  add_file(*verb, "B", typed->other, "likewise")->required();
  actions[verb] = [typed] {
    return typed->arguments.call([&](const auto& c) { return distance(*typed, c); });
  };
}

}  // namespace gibbsight::cli
