#include "program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>
#include <system_error>
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
constexpr int kWriteFailed = 74;

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

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::vector<std::string> option_names(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

core::Problem unexpected(const CLI::App& app, const std::string& word) {
  const auto chosen = app.get_subcommands();
  const bool is_option = word.size() > 1 && word.starts_with('-');
  if (chosen.empty() && !is_option) {
    return {.what = core::with_hint("unknown verb", word, verb_names(app)),
            .where = "gibbsight",
            .value = word,
            .expected = "one of " + core::join(verb_names(app), ", ")};
  }
  const CLI::App& level = chosen.empty() ? app : *chosen.front();
  const std::string where = chosen.empty() ? "gibbsight" : level.get_name();
  if (!is_option) {
    return {.what = "too many arguments", .where = where, .value = word, .expected = "fewer"};
  }
  return {.what = core::with_hint("unknown option", word.substr(0, word.find('=')),
                                  option_names(level)),
          .where = where,
          .value = word,
          .expected = "what gibbsight " + (chosen.empty() ? "" : where + " ") + "--help lists"};
}

/// CLI11 leaves an empty line for what is hidden.
int print_help(const CLI::App& app, const CLI::Success& success) {
  std::ostringstream stream;
  app.exit(success, stream, stream);
  std::string text = stream.str();
  for (auto gap = text.find("\n\n\n"); gap != std::string::npos; gap = text.find("\n\n\n")) {
    text.erase(gap, 1);
  }
  fmt::print("{}", text);
  return std::fflush(stdout) == 0 ? 0 : kWriteFailed;
}

/// CLI11 says what it did not take; the user wants to know what was meant.
int report_usage(const CLI::App& app, const CLI::ParseError& error) {
  const auto words = app.remaining(true);
  const auto option = std::find_if(words.begin(), words.end(),
                                   [](const std::string& word) { return word.starts_with('-'); });
  if (app.get_subcommands().empty() && words.empty()) {
    print_error(core::to_text({.what = "no verb",
                               .where = "gibbsight",
                               .value = {},
                               .expected = "one of " + core::join(verb_names(app), ", ")}));
  } else if (words.empty()) {
    print_error(error.what());
  } else {
    // A mistyped option leaves its value behind.
    const bool of_verb = !app.get_subcommands().empty() && option != words.end();
    print_error(core::to_text(unexpected(app, of_verb ? *option : words.front())));
  }
  return kUsage;
}

/// Results that never reached their reader are no results.
void flush_output() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  throw core::ReadWriteError({.what = "writing failed",
                              .where = "standard output",
                              .value = std::strerror(errno),
                              .expected = "a reader, or room on the disk"});
}

int run_verb(const CLI::App& app, const Actions& actions) {
  try {
    const int status = actions.at(app.get_subcommands().front())();
    flush_output();
    return status;
  } catch (const core::Error& error) {
    print_error(error.what());
    return error.exit_status();
  } catch (const std::system_error& error) {  // what fmt throws when it can't write
    print_error(core::to_text({.what = "writing failed",
                               .where = "standard output",
                               .value = error.code().message(),
                               .expected = "a reader, or room on the disk"}));
    return kWriteFailed;
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
    return kOurBug;
  } catch (const std::exception& error) {
    print_error(fmt::format("a bug in gibbsight, please report it: {}", error.what()));
    return kOurBug;
  }
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App app(
      "From an atomically resolved image of a mixed crystal to the interaction energies "
      "that made it.",
      "gibbsight");
  app.set_version_flag("--version", fmt::format("gibbsight {}", core::version()));
  app.require_subcommand(1);
  Actions actions;
  add_verbs(app, actions);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return print_help(app, success);
  } catch (const CLI::ParseError& error) {
    return report_usage(app, error);
  }
  catch_interrupts();
  return run_verb(app, actions);
}

}  // namespace gibbsight::cli
