#include "tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/publish.hpp"
#include "gibbsight/pipeline/summary.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {

namespace fs = std::filesystem;

int tell(const pipeline::Results& results, const std::string& folder,
         const pipeline::Configuration& configuration, const core::Execution& execution) {
  pipeline::publish(folder, results, configuration, execution);
  end_progress();
  if (!configuration.output.quiet) {
    for (const std::string& warning : pipeline::summarise(results, configuration).warnings) {
      print_warning(warning);
    }
  }
  fmt::print("{}\nreport  {}\n", pipeline::summary_text(results, configuration),
             (fs::path(folder) / "report.html").string());
  if (!results.refusal) return 0;
  print_error(results.refusal->reason);
  constexpr int kDataError = 65;
  return kDataError;
}

std::vector<std::string> part_folders(const std::string& folder,
                                      const std::vector<std::string>& inputs) {
  std::vector<std::string> folders;
  for (const std::string& input : inputs) {
    const auto part = (fs::path(folder) / fs::path(input).stem()).string();
    if (std::find(folders.begin(), folders.end(), part) != folders.end()) {
      throw core::UsageError({.what = "two inputs would have the same folder",
                              .where = part,
                              .value = input,
                              .expected = "files of different names"});
    }
    folders.push_back(part);
  }
  return folders;
}

int tell_jointly(const pipeline::JointResults& results, const std::string& folder,
                 const std::vector<std::string>& folders,
                 const pipeline::Configuration& configuration, const core::Execution& execution) {
  for (std::size_t i = 0; i < folders.size(); ++i) {
    pipeline::prepare_folder(folders[i], configuration.output.force);
    pipeline::publish(folders[i], results.parts[i], configuration, execution);
  }
  return tell(results.whole, folder, configuration, execution);
}

}  // namespace gibbsight::cli
