// What was typed after a verb, and the configuration it makes.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::cli {

/// What the help of a verb names, as words with blanks between them. The other options are taken
/// all the same, since one configuration serves every verb.
struct Shown {
  std::string_view flags;          ///< options in daily use, by their short names
  std::string_view sections = {};  ///< sections of the configuration, with every option
};

/// Options of one verb. Every option of the configuration can be given as --section.option VALUE,
/// those in daily use by their short names, and a whole file by --config; the command line wins.
class Arguments {
 public:
  Arguments(CLI::App& verb, Shown shown);
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;
  ~Arguments() = default;

  /// Lets the verb take --model FILE, which wins over the configuration file.
  void add_model();
  const std::string& model() const { return model_; }

  /// Reads the files, sets what was typed on top of them, checks everything, and does the work of a
  /// verb with it. An error that names an option comes out with the place where its value was set:
  /// the flag (UsageError) or a line of the file (ConfigurationError).
  int call(const std::function<int(const pipeline::Configuration&)>& work) const;

 private:
  struct Typed {
    std::string key;  // section.option
    std::string flag;
    std::vector<std::string> values;
  };

  template <class Value>
  void add_option(std::string_view section, std::string_view name, const core::About& about,
                  const Value& value);
  std::string group_of(std::string_view section, std::string_view flag) const;
  pipeline::Configuration configuration(pipeline::Origins& origins) const;
  [[noreturn]] void rethrow_with_place(const core::Error& error,
                                       const pipeline::Origins& origins) const;

  CLI::App* verb_;
  Shown shown_;
  std::string file_;
  std::string model_;
  std::vector<Typed> typed_;
};

/// Refuses an empty name of a file.
CLI::Validator has_name();

/// A file that a verb names itself, read or written; an empty name is refused.
CLI::Option* add_file(CLI::App& verb, const std::string& name, std::string& path,
                      const std::string& help);

/// The files to read: those that were typed, else those of the configuration. Throws UsageError
/// where there are none.
std::vector<std::string> require_inputs(const pipeline::Configuration& configuration,
                                        const std::vector<std::string>& typed);

/// Throws ConfigurationError where no species are given.
void require_species(const pipeline::Configuration& configuration);

/// Throws OutputError where a file exists and may not be overwritten, is one of the inputs, or has
/// no folder to lie in.
void check_output(const std::string& path, const std::vector<std::string>& inputs,
                  const pipeline::Configuration& configuration);

/// An output folder; removed again if nothing came to lie in it.
class OutputFolder {
 public:
  /// Throws OutputError where it holds results that may not be overwritten, or can't be made.
  OutputFolder(const std::string& path, const pipeline::Configuration& configuration);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder();

 private:
  std::string path_;
  bool is_new_;
};

}  // namespace gibbsight::cli
