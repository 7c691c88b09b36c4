// What was typed after a verb, and the configuration it makes.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::cli {

/// Options of one verb. Every option of the configuration can be given as --section.option VALUE,
/// those in daily use by their short names, and a whole file by --config; the command line wins.
class Arguments {
 public:
  explicit Arguments(CLI::App& verb);
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  CLI::App& verb() { return *verb_; }
  /// Reads the file, sets what was typed on top of it, and checks everything.
  pipeline::Configuration configuration() const;

 private:
  template <class Value>
  void add_option(const std::string& key, const core::About& about, const Value& value);

  struct Typed {
    std::string key;  // section.option
    std::vector<std::string> values;
  };

  CLI::App* verb_;
  std::string file_;
  std::vector<Typed> typed_;
};

/// Throws OutputError where the file exists and may not be overwritten.
void check_output(const std::string& path, const pipeline::Configuration& configuration);

}  // namespace gibbsight::cli
