// gibbsight run
#include <fmt/format.h>

#include <filesystem>

#include "arguments.hpp"
#include "commands.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/publish.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "gibbsight/report/report.hpp"
#include "tell.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

namespace fs = std::filesystem;

int run_one(const std::string& image, const std::string& folder,
            const pipeline::Configuration& configuration, const core::Execution& execution) {
  const OutputFolder made(folder, configuration);
  return tell(pipeline::run(image, configuration, execution), folder,
              pipeline::configuration_of(configuration, image), execution);
}

/// Results that a run would only make again are kept, so that one that was stopped goes on.
int keep_or_run(const std::string& image, const std::string& folder,
                const pipeline::Configuration& configuration, const core::Execution& execution) {
  const auto found = configuration.output.force
                         ? std::nullopt
                         : pipeline::find_same_results(
                               folder, image, pipeline::configuration_of(configuration, image));
  if (!found) {
    fmt::print("{}\n", image);
    return run_one(image, folder, configuration, execution);
  }
  fmt::print("{}: kept as it is, {}\n", image, folder);
  return found->status == "refused" ? tell_refusal(core::join(found->reasons, "; ")) : 0;
}

/// Where nothing could be written for any image, nothing is.
void write_index(const fs::path& folder, const std::vector<report::IndexEntry>& entries) {
  if (!fs::is_directory(folder)) return;
  const auto path = folder / "index.html";
  core::write_file_atomically(path.string(), report::render_index(entries));
  fmt::print("index   {}\n", path.string());
}

/// One after the other; a failure is told and the others go on. index.html shows them all.
int run_separately(const std::vector<std::string>& images, const std::string& folder,
                   const pipeline::Configuration& configuration, const core::Execution& execution) {
  int status = 0;
  std::vector<report::IndexEntry> entries;
  for (const std::string& image : images) {
    const std::string name = pipeline::name_of(image);
    entries.push_back({image, name, {}, {}});
    try {
      const auto target = fs::path(folder) / name;
      status = std::max(status, keep_or_run(image, target.string(), configuration, execution));
      entries.back().report_json = core::read_file((target / "report.json").string());
    } catch (const core::Interrupted&) {
      throw;
    } catch (const core::Error& error) {
      print_error(error.what());
      entries.back().error = error.what();
      status = std::max(status, error.exit_status());
    }
  }
  write_index(folder, entries);
  return status;
}

struct RunArguments {
  RunArguments(CLI::App& verb, Shown shown) : arguments(verb, shown) {}
  Arguments arguments;
  std::vector<std::string> images;
  std::string folder;
  bool separate = false;
};

int run(const RunArguments& typed, const pipeline::Configuration& configuration) {
  require_species(configuration);
  const auto execution = make_execution(configuration);
  const auto images = require_inputs(configuration, typed.images);
  const std::string folder =
      typed.folder.empty() ? pipeline::name_of(images.front()) + ".gibbsight" : typed.folder;
  if (images.size() == 1) {
    const auto work = typed.separate ? keep_or_run : run_one;
    return work(images.front(), folder, configuration, execution);
  }
  if (typed.separate) return run_separately(images, folder, configuration, execution);
  const JointFolder made(folder, images, configuration);
  return made.tell(pipeline::run_jointly(images, configuration, execution), configuration,
                   execution);
}

}  // namespace

void add_run(CLI::App& app, Actions& actions) {
  CLI::App* verb =
      app.add_subcommand("run", "the whole chain: image files to interaction energies");
  const auto typed = std::make_shared<RunArguments>(
      *verb, Shown{.flags = "pixel-size roi mask polarity channel direction frame lattice "
                            "species sublattice a-direction edits shells bulk symmetry "
                            "temperature seed models level threads quiet force"});
  verb->add_option("IMAGE", typed->images, "image files [the inputs of --config]")
      ->check(has_name())
      ->option_text("FILE...");
  add_file(*verb, "-o,--output", typed->folder, "output folder [IMAGE's name + .gibbsight]")
      ->option_text("DIR");
  verb->add_flag("--separate", typed->separate,
                 "fit several images one by one; called again, it goes on where it was stopped");
  actions[verb] = [typed] {
    return typed->arguments.call([&](const auto& c) { return run(*typed, c); });
  };
}

}  // namespace gibbsight::cli
