#include "arguments.hpp"

#include <filesystem>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::cli {

template <class Value>
void Arguments::add_option(const std::string& key, const core::About& about, const Value& value) {
  const auto remember = [this, key](const std::vector<std::string>& values) {
    typed_.push_back({key, values});
  };
  std::string help(about.help);
  if (!about.choices.empty()) help += " (" + std::string(about.choices) + ")";
  const std::string shown = core::to_text(value);
  const std::string unit = about.unit.empty() ? "" : ", " + std::string(about.unit);
  if (!shown.empty() && shown != "[]" && shown != "\"\"") help += " [" + shown + unit + "]";
  // Hidden from --help, which would not fit on ten screens; `gibbsight config` lists them.
  verb_->add_option_function<std::vector<std::string>>("--" + key, remember, help)
      ->allow_extra_args(false)
      ->group("");
  if (about.flag.empty()) return;
  const std::string flag = "--" + std::string(about.flag);
  if constexpr (std::is_same_v<Value, bool>) {
    verb_->add_flag_function(
        flag, [remember](std::int64_t) { remember({"true"}); }, help);
  } else {
    verb_->add_option_function<std::vector<std::string>>(flag, remember, help)
        ->allow_extra_args(false);
  }
}

Arguments::Arguments(CLI::App& verb) : verb_(&verb) {
  verb.add_option("--config", file_, "configuration file; the command line wins over it");
  const pipeline::Configuration defaults;
  pipeline::for_each_option(
      defaults, [this](std::string_view section, const auto& field, const auto& value) {
        add_option(std::string(section) + "." + std::string(field.name), field.about, value);
      });
  verb.footer("All options, their units and ranges: gibbsight config");
}

pipeline::Configuration Arguments::configuration() const {
  pipeline::Configuration configuration;
  if (!file_.empty()) pipeline::read_configuration(file_, configuration);
  pipeline::for_each_option(
      configuration, [this](std::string_view section, const auto& field, auto& value) {
        for (const Typed& typed : typed_) {
          if (typed.key != std::string(section) + "." + std::string(field.name)) continue;
          const std::string where =
              "--" + (field.about.flag.empty() ? typed.key : std::string(field.about.flag));
          const std::string text = core::join(typed.values, ",");
          if (!core::from_text(text, value)) {
            throw core::UsageError({.what = "not a value for this option",
                                    .where = where,
                                    .value = text,
                                    .expected = std::string(core::type_name(value))});
          }
          core::check(value, field.about, where);
        }
      });
  pipeline::validate(configuration);
  return configuration;
}

void check_output(const std::string& path, const pipeline::Configuration& configuration) {
  if (configuration.output.force || !std::filesystem::exists(path)) return;
  throw core::OutputError({.what = "output exists",
                           .where = path,
                           .value = {},
                           .expected = "another name, or --force to overwrite it"});
}

}  // namespace gibbsight::cli
