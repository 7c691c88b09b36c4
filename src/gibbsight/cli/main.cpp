// gibbsight: the command line.
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

#include "commands.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/core/version.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

constexpr int kUsage = 64;
constexpr int kOurBug = 70;

void add_verbs(CLI::App& app, Actions& actions) {
  add_run(app, actions);
  add_atoms(app, actions);
  add_index(app, actions);
  add_count(app, actions);
  add_fit(app, actions);
  add_simulate(app, actions);
  add_scan(app, actions);
  add_distance(app, actions);
  add_report(app, actions);
  add_info(app, actions);
  add_config(app, actions);
}

std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(verb->get_name());
  }
  const auto chosen = app.get_subcommands();
  for (const CLI::App* level : {&app, chosen.empty() ? &app : chosen.front()}) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
    }
  }
  return words;
}

/// CLI11 says what was not expected; the user wants to know what was meant.
int report_usage(const CLI::App& app, const CLI::ParseError& error) {
  std::string message = error.what();
  for (const std::string& word : app.remaining(true)) {
    message = "unknown option or verb: " + word;
    const std::string hint = core::nearest(word.substr(0, word.find('=')), known_words(app));
    if (!hint.empty()) message += "; did you mean " + hint + "?";
    break;
  }
  std::replace(message.begin(), message.end(), '\n', ' ');
  fmt::print(stderr, "gibbsight: error: {}\n", message);
  return kUsage;
}

int run_verb(const CLI::App& app, const Actions& actions) {
  try {
    return actions.at(app.get_subcommands().front())();
  } catch (const core::Error& error) {
    end_progress();
    fmt::print(stderr, "gibbsight: error: {}\n", error.what());
    return error.exit_status();
  } catch (const std::bad_alloc&) {
    end_progress();
    fmt::print(stderr, "gibbsight: error: out of memory\n");
    return kOurBug;
  } catch (const std::exception& error) {
    end_progress();
    fmt::print(stderr, "gibbsight: error: a bug in gibbsight, please report it: {}\n", error.what());
    return kOurBug;
  }
}

int main_of(int argc, char** argv) {
  CLI::App app("From an atomically resolved image of a mixed crystal to the interaction energies "
               "that made it.",
               "gibbsight");
  app.set_version_flag("--version", fmt::format("gibbsight {}", core::version()));
  app.require_subcommand(1);
  Actions actions;
  add_verbs(app, actions);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return report_usage(app, error);
  }
  catch_interrupts();
  return run_verb(app, actions);
}

}  // namespace
}  // namespace gibbsight::cli

int main(int argc, char** argv) { return gibbsight::cli::main_of(argc, argv); }
