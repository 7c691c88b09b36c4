#include "tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/publish.hpp"
#include "gibbsight/pipeline/summary.hpp"
#include "gibbsight/pipeline/verdict.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {

namespace fs = std::filesystem;

int tell_refusal(const std::string& reason) {
  print_error(reason);
  constexpr int kDataError = 65;
  return kDataError;
}

namespace {

/// Of results that were published; the exit status.
int print_summary(const pipeline::Results& results, const std::string& folder,
                  const pipeline::Configuration& configuration) {
  end_progress();
  const auto summary = pipeline::summarise(results, configuration);
  print_warnings(summary.warnings, configuration.output.quiet);
  fmt::print("{}\nreport  {}\n", pipeline::summary_text(summary, pipeline::verdict(results)),
             (fs::path(folder) / "report.html").string());
  return results.refusal ? tell_refusal(results.refusal->reason) : 0;
}

}  // namespace

int tell(const pipeline::Results& results, const std::string& folder,
         const pipeline::Configuration& configuration, const core::Execution& execution) {
  pipeline::publish(folder, results, configuration, execution);
  return print_summary(results, folder, configuration);
}

JointFolder::JointFolder(const std::string& folder, const std::vector<std::string>& inputs,
                         const pipeline::Configuration& configuration)
    : paths_{folder} {
  for (const std::string& input : inputs) {
    const auto part = (fs::path(folder) / pipeline::name_of(input)).string();
    if (std::find(paths_.begin(), paths_.end(), part) != paths_.end()) {
      throw core::UsageError({.what = "two inputs would have the same folder",
                              .where = part,
                              .value = input,
                              .expected = "files of different names"});
    }
    paths_.push_back(part);
  }
  for (const std::string& path : paths_) {
    made_.push_back(std::make_unique<OutputFolder>(path, configuration));
  }
}

/// The whole's folder is empty only once those of the parts are gone.
JointFolder::~JointFolder() {
  while (!made_.empty()) made_.pop_back();
}

int JointFolder::tell(const pipeline::JointResults& results,
                      const pipeline::Configuration& configuration,
                      const core::Execution& execution) const {
  pipeline::publish_jointly(paths_.front(), results, configuration, execution);
  return print_summary(results.whole, paths_.front(), configuration);
}

}  // namespace gibbsight::cli
