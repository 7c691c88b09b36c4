// gibbsight count, gibbsight fit, gibbsight scan, gibbsight distance
#include <fmt/format.h>

#include <filesystem>

#include "arguments.hpp"
#include "commands.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/distance/distance.hpp"
#include "gibbsight/pipeline/publish.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "gibbsight/pipeline/summary.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

namespace fs = std::filesystem;

struct AnalyseArguments {
  explicit AnalyseArguments(CLI::App& verb) : arguments(verb) {}
  Arguments arguments;
  std::string input;
  std::string other;
  std::string image;
  std::string output;
};

int count(const AnalyseArguments& typed) {
  const auto configuration = typed.arguments.configuration();
  check_output(typed.output, configuration);
  const auto subject = pipeline::read_subject(typed.input, configuration);
  const double total = subject.histogram.total();
  if (total <= 0) {
    throw core::DataError({.what = "no motif with every site seen",
                           .where = typed.input,
                           .value = {},
                           .expected = "sites with all their neighbours"});
  }
  io::write_histogram(typed.output, subject.motif, subject.histogram, {});
  fmt::print("{:g} motifs in {} orbits of {} codes: {}\n", total, subject.motif.orbit_count(),
             subject.motif.code_count(), typed.output);
  return 0;
}

int fit(const AnalyseArguments& typed) {
  const auto configuration = typed.arguments.configuration();
  const auto execution = make_execution(configuration);
  const std::string folder =
      typed.output.empty() ? fs::path(typed.input).stem().string() + ".gibbsight" : typed.output;
  pipeline::prepare_folder(folder, configuration.output.force);
  const auto results = pipeline::run_fit(typed.input, typed.image, configuration, execution);
  pipeline::publish(folder, results, configuration, execution);
  end_progress();
  fmt::print("{}\nreport  {}\n", pipeline::summary_text(results, configuration),
             (fs::path(folder) / "report.html").string());
  if (!results.refusal) return 0;
  fmt::print(stderr, "gibbsight: error: {}\n", results.refusal->reason);
  return 65;
}

int scan(const AnalyseArguments& typed) {
  const auto configuration = typed.arguments.configuration();
  check_output(typed.output, configuration);
  const auto execution = make_execution(configuration);
  const auto curve = pipeline::fit_and_scan(
      pipeline::read_subject(typed.input, configuration), configuration, execution);
  const bool temperature = curve.parameter == "temperature";
  io::write_scan(typed.output, temperature ? "temperature_ratio" : curve.parameter, curve.rows);
  end_progress();
  fmt::print("{} points of {} for {}: {}\n", curve.rows.size(), curve.parameter, curve.model,
             typed.output);
  return 0;
}

int distance(const AnalyseArguments& typed) {
  const auto configuration = typed.arguments.configuration();
  const auto first = pipeline::read_subject(typed.input, configuration);
  const auto second = pipeline::read_subject(typed.other, configuration);
  for (const auto& [path, subject] : {std::pair(typed.input, &first), std::pair(typed.other, &second)}) {
    if (subject->histogram.total() <= 0) {
      throw core::DataError({.what = "no motif with every site seen",
                             .where = path,
                             .value = {},
                             .expected = "sites with all their neighbours"});
    }
  }
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
  const auto typed = std::make_shared<AnalyseArguments>(*verb);
  typed->output = "histogram.csv";
  verb->add_option("SITES", typed->input, "table with a,b,species")->required();
  verb->add_option("-o,--output", typed->output, "histogram [histogram.csv]");
  actions[verb] = [typed] { return count(*typed); };
}

void add_fit(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("fit", "interactions, uncertainty and goodness of fit");
  const auto typed = std::make_shared<AnalyseArguments>(*verb);
  verb->add_option("SITES", typed->input, "table with a,b,species or code,count")->required();
  verb->add_option("--image", typed->image, "image to show under the sites in the report");
  verb->add_option("-o,--output", typed->output, "output folder [SITES' name + .gibbsight]");
  actions[verb] = [typed] { return fit(*typed); };
}

void add_scan(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("scan", "s against temperature or any parameter");
  const auto typed = std::make_shared<AnalyseArguments>(*verb);
  typed->output = "scan.csv";
  verb->add_option("SITES", typed->input, "table with a,b,species or code,count")->required();
  verb->add_option("-o,--output", typed->output, "the curve [scan.csv]");
  actions[verb] = [typed] { return scan(*typed); };
}

void add_distance(CLI::App& app, Actions& actions) {
  CLI::App* verb =
      app.add_subcommand("distance", "statistical distance of two histograms or tables of sites");
  const auto typed = std::make_shared<AnalyseArguments>(*verb);
  verb->add_option("A", typed->input, "table with a,b,species or code,count")->required();
  verb->add_option("B", typed->other, "likewise")->required();
  actions[verb] = [typed] { return distance(*typed); };
}

}  // namespace gibbsight::cli
