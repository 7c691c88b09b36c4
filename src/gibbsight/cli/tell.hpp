// What a fit leaves behind: its folder, and a few lines on the terminal.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "gibbsight/core/execution.hpp"
#include "gibbsight/pipeline/run.hpp"

namespace gibbsight::cli {

/// Publishes results and prints their summary; the exit status.
int tell(const pipeline::Results& results, const std::string& folder,
         const pipeline::Configuration& configuration, const core::Execution& execution);

/// Prints why data can't be used; the exit status.
int tell_refusal(const std::string& reason);

/// The folder of a joint fit, and in it one of each input, named after its file.
class JointFolder {
 public:
  /// Throws UsageError where two inputs would have the same one, OutputError as OutputFolder does.
  JointFolder(const std::string& folder, const std::vector<std::string>& inputs,
              const pipeline::Configuration& configuration);
  JointFolder(const JointFolder&) = delete;
  JointFolder& operator=(const JointFolder&) = delete;
  ~JointFolder();

  /// Only the whole is printed.
  int tell(const pipeline::JointResults& results, const pipeline::Configuration& configuration,
           const core::Execution& execution) const;

 private:
  std::vector<std::string> paths_;  ///< the whole, then the parts
  std::vector<std::unique_ptr<OutputFolder>> made_;
};

}  // namespace gibbsight::cli
