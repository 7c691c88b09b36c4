// The output folder: every file of it, from the results of a run.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "gibbsight/io/posterior_file.hpp"
#include "gibbsight/pipeline/results.hpp"

namespace gibbsight::pipeline {

/// posterior.nc's contents, of a fit with parameters.
io::Posterior make_posterior(const Analysis& analysis, const inference::Fit& fit,
                             const Configuration& configuration);

/// Throws OutputError where the folder holds results and `force` is off, or can't be made.
void prepare_folder(const std::string& folder, bool force);

/// What is in a folder where a run of this input would write the same again: results that are
/// complete, of this version, with this effective configuration, from files with these contents.
/// `configuration` is that of the input alone. Throws InputError where a file of the input is gone.
std::optional<io::FitFile> find_same_results(const std::string& folder, const std::string& input,
                                             const Configuration& configuration);

/// Writes every file that the results have, each whole or not at all. fit.json is there only while
/// all others belong to it: the first to go and the last to come.
void publish(const std::string& folder, const Results& results, const Configuration& configuration,
             const core::Execution& execution);

/// The files of such a folder by their names.
using Files = std::map<std::string, std::string>;

/// What `publish` would write, without the folder.
Files make_files(const Results& results, const Configuration& configuration,
                 const core::Execution& execution);
/// Throws InputError where there is no fit.json.
Files read_files(const std::string& folder);
void publish(const std::string& folder, const Files& files);

/// The whole into the folder, every part into the one below it that its input gives the name.
void publish_jointly(const std::string& folder, const JointResults& results,
                     const Configuration& configuration, const core::Execution& execution);

}  // namespace gibbsight::pipeline
