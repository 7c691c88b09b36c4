#include "arguments.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/publish.hpp"

namespace gibbsight::cli {
namespace {

namespace fs = std::filesystem;

template <class Value>
constexpr bool kIsList =
    std::is_same_v<Value, std::vector<double>> || std::is_same_v<Value, std::vector<std::string>>;

/// What stands for the value in the help: a unit says more than a type.
template <class Value>
std::string placeholder(const core::About& about) {
  if constexpr (std::is_same_v<Value, std::vector<std::string>>) return "A,B,...";
  if constexpr (std::is_same_v<Value, std::vector<double>>) return "X,Y,...";
  if constexpr (std::is_same_v<Value, std::string>) return about.choices.empty() ? "TEXT" : "NAME";
  if constexpr (std::is_same_v<Value, bool>) return "true|false";
  if constexpr (std::is_same_v<Value, int> || std::is_same_v<Value, std::uint64_t>) return "N";
  std::string unit(about.unit.empty() ? "X" : about.unit);
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return unit;
}

/// A default as it would be typed: a list without brackets and quotes.
template <class Value>
std::string as_typed(const Value& value) {
  std::string text = core::to_text(value);
  if constexpr (kIsList<Value>) std::erase(text, ' ');
  std::erase_if(text, [](char c) { return c == '"' || c == '[' || c == ']'; });
  return text;
}

/// The sentence of help, the words to choose from, and the default with its unit.
template <class Value>
std::string help_of(const core::About& about, const Value& value) {
  std::string help(about.help);
  if (!about.choices.empty()) {
    help += ": " + core::join(core::split(about.choices, ' '), ", ");
  }
  std::string shown = as_typed(value);
  if (!shown.empty() && !about.unit.empty()) shown += " ";
  shown += about.unit;
  return shown.empty() ? help : help + " [" + shown + "]";
}

bool contains(std::string_view words, std::string_view word) {
  const auto list = core::split(words, ' ');
  return std::find(list.begin(), list.end(), word) != list.end();
}

core::OutputError existing(const std::string& path, const char* expected) {
  return core::OutputError(
      {.what = "output exists", .where = path, .value = {}, .expected = expected});
}

}  // namespace

/// Heading in the help, empty for what it does not show.
std::string Arguments::group_of(std::string_view section, std::string_view flag) const {
  const bool is_daily = !flag.empty() && contains(shown_.flags, flag);
  if (!is_daily && !contains(shown_.sections, section)) return "";
  std::string title(section);
  title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  return title;
}

template <class Value>
void Arguments::add_option(std::string_view section, std::string_view name,
                           const core::About& about, const Value& value) {
  const std::string key = std::string(section) + "." + std::string(name);
  const auto add = [&](const std::string& flag, const std::string& group) {
    const auto remember = [this, key, flag](const std::vector<std::string>& values) {
      typed_.push_back({key, flag, values});
    };
    verb_->add_option_function<std::vector<std::string>>(flag, remember, help_of(about, value))
        ->allow_extra_args(false)
        ->option_text(placeholder<Value>(about))
        ->group(group);
  };
  if (about.flag.empty()) return add("--" + key, group_of(section, ""));
  add("--" + key, "");
  const std::string flag = "--" + std::string(about.flag);
  if constexpr (std::is_same_v<Value, bool>) {
    const auto remember = [this, key, flag](std::int64_t count) {
      typed_.push_back({key, flag, {count > 0 ? "true" : "false"}});
    };
    verb_->add_flag_function(flag, remember, std::string(about.help))
        ->group(group_of(section, about.flag));
  } else {
    add(flag, group_of(section, about.flag));
  }
}

Arguments::Arguments(CLI::App& verb, Shown shown) : verb_(&verb), shown_(shown) {
  const pipeline::Configuration defaults;
  pipeline::for_each_option(defaults,
                            [this](std::string_view section, const auto& field, const auto& value) {
                              add_option(section, field.name, field.about, value);
                            });
  add_file(verb, "--config", file_,
           "configuration file; the command line wins over it and its tables [[input]]")
      ->group("Output");
  verb.footer(
      "Every option of a configuration file can be given as --section.option VALUE; \"gibbsight "
      "config\" lists\nthem with their units and ranges.");
}

void Arguments::add_model() {
  add_file(*verb_, "--model", model_,
           "model file: lattice, species, plane group and interactions in TOML")
      ->group("Model");
}

pipeline::Configuration Arguments::configuration(pipeline::Origins& origins) const {
  pipeline::Configuration configuration;
  if (!file_.empty()) origins = pipeline::read_configuration(file_, configuration);
  if (!model_.empty()) {
    for (const auto& [key, place] : pipeline::use_model(model_, configuration)) {
      origins[key] = place;
    }
  }
  pipeline::for_each_option(
      configuration, [this](std::string_view section, const auto& field, auto& value) {
        const std::string key = std::string(section) + "." + std::string(field.name);
        for (const Typed& typed : typed_) {
          if (typed.key != key) continue;
          using Value = std::remove_reference_t<decltype(value)>;
          // Lists grow, of everything else the last one counts.
          const std::string text = std::is_same_v<Value, std::vector<std::string>>
                                       ? core::join(typed.values, ",")
                                       : typed.values.back();
          if (!core::from_text(text, value)) {
            throw core::UsageError({.what = "not a value for this option",
                                    .where = typed.flag,
                                    .value = text.empty() ? "\"\"" : text,
                                    .expected = std::string(core::type_name(value))});
          }
          core::check(value, field.about, key);
        }
      });
  for (const Typed& typed : typed_) pipeline::set_for_all(typed.key, configuration);
  pipeline::validate(configuration);
  return configuration;
}

void Arguments::rethrow_with_place(const core::Error& error,
                                   const pipeline::Origins& origins) const {
  core::Problem problem = error.problem();
  const auto typed = std::find_if(typed_.rbegin(), typed_.rend(), [&](const Typed& t) {
    return t.key == problem.where || t.flag == problem.where;
  });
  const auto origin = origins.find(problem.where);
  if (typed == typed_.rend() && origin != origins.end()) {
    problem.where = origin->second;
    throw core::ConfigurationError(problem);
  }
  // Neither typed nor in a file: it is missing, and the flag is how to give it.
  if (typed != typed_.rend()) {
    problem.where = typed->flag;
  } else if (const std::string flag = pipeline::flag_of(problem.where); !flag.empty()) {
    problem.where = flag;
  } else {
    throw;
  }
  throw core::UsageError(problem);
}

int Arguments::call(const std::function<int(const pipeline::Configuration&)>& work) const {
  pipeline::Origins origins;
  try {
    return work(configuration(origins));
  } catch (const core::ConfigurationError& error) {
    rethrow_with_place(error, origins);
  } catch (const core::UsageError& error) {
    rethrow_with_place(error, origins);
  }
}

CLI::Validator has_name() {
  return {[](const std::string& text) {
            return text.empty() ? std::string("the name of a file is empty") : std::string();
          },
          ""};
}

CLI::Option* add_file(CLI::App& verb, const std::string& name, std::string& path,
                      const std::string& help) {
  return verb.add_option(name, path, help)->check(has_name())->option_text("FILE");
}

std::vector<std::string> require_inputs(const pipeline::Configuration& configuration,
                                        const std::vector<std::string>& typed) {
  auto paths = pipeline::input_paths(configuration, typed);
  if (!paths.empty()) return paths;
  throw core::UsageError({.what = "no input",
                          .where = "command line",
                          .value = {},
                          .expected = "files, or a --config with tables [[input]]"});
}

void require_species(const pipeline::Configuration& configuration) {
  if (!configuration.lattice.species.empty()) return;
  throw core::ConfigurationError({.what = "no species",
                                  .where = "lattice.species",
                                  .value = {},
                                  .expected = "names from the darkest to the brightest, such as "
                                              "Te,Se"});
}

void check_output(const std::string& path, const std::vector<std::string>& inputs,
                  const pipeline::Configuration& configuration) {
  std::error_code error;
  for (const std::string& input : inputs) {
    if (fs::equivalent(path, input, error)) throw existing(path, "another name than the input's");
  }
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) throw existing(path, "the name of a file, this is a folder");
  // A device or a pipe is written to, nothing of it is lost.
  if (fs::is_regular_file(status) && !configuration.output.force) {
    throw existing(path, "another name, or --force to overwrite it");
  }
  const fs::path parent = fs::path(path).parent_path();
  if (!parent.empty() && !fs::is_directory(parent, error)) {
    throw core::OutputError({.what = "no folder to write into",
                             .where = path,
                             .value = parent.string(),
                             .expected = "a folder that exists"});
  }
}

OutputFolder::OutputFolder(const std::string& path, const pipeline::Configuration& configuration)
    : path_(path) {
  std::error_code error;
  is_new_ = !fs::exists(path, error);
  pipeline::prepare_folder(path, configuration.output.force);
}

OutputFolder::~OutputFolder() {
  std::error_code not_empty;
  if (is_new_) fs::remove(path_, not_empty);
}

}  // namespace gibbsight::cli
