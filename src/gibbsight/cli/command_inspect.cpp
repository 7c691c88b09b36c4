// gibbsight report, gibbsight info, gibbsight config
#include <fmt/format.h>

#include <filesystem>

#include "arguments.hpp"
#include "commands.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/image/read_image.hpp"
#include "gibbsight/pipeline/examples.hpp"
#include "gibbsight/report/report.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

int render(const std::string& folder) {
  const std::filesystem::path path(folder);
  const std::string json = core::read_file(path / "report.json");
  core::write_file_atomically(path / "report.html", report::render_html(json));
  fmt::print("report  {}\n", (path / "report.html").string());
  return 0;
}

std::string listed(const std::vector<std::string>& words) {
  return words.empty() ? "none" : core::join(words, ", ");
}

// "Z in m", with the size of its frames where that is not the main channel's.
std::string in_words(const image::Channel& channel, const image::Channel& main) {
  std::string text = channel.name;
  if (!channel.unit.empty()) text += " in " + channel.unit;
  if (channel.rows != main.rows || channel.columns != main.columns ||
      channel.frames != main.frames) {
    text += fmt::format(" ({} x {} px, frames {})", channel.columns, channel.rows, channel.frames);
  }
  return on_one_line(text);
}

int inform(const std::string& path) {
  const image::FileInfo info = image::describe_file(path);
  const image::Channel& main = info.contents.main_channel();
  std::vector<std::string> channels;
  for (const image::Channel& channel : info.contents.channels) {
    if (!channel.name.empty()) channels.push_back(in_words(channel, main));
  }
  fmt::print(
      "format      {}\nsample      {}\nsize        {} x {} px (columns x rows)\nframes      {}\n",
      info.contents.format, info.sample, main.columns, main.rows, main.frames);
  fmt::print("channels    {}\ndirections  {}\n", listed(channels), listed(main.directions));
  if (info.pixel_size) {
    fmt::print("pixel size  {:g} x {:g} nm\n", info.pixel_size->x_nm, info.pixel_size->y_nm);
  } else {
    fmt::print("pixel size  unknown\n");
  }
  return 0;
}

}  // namespace

void add_report(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("report", "render report.html again from report.json");
  const auto folder = std::make_shared<std::string>();
  add_file(*verb, "DIR", *folder, "output folder of run or fit")->required()->option_text("");
  actions[verb] = [folder] { return render(*folder); };
}

void add_info(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("info", "what an image file holds");
  const auto path = std::make_shared<std::string>();
  add_file(*verb, "FILE", *path, "image file")->required();
  actions[verb] = [path] { return inform(*path); };
}

void add_config(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("config", "print a commented configuration");
  const auto example = std::make_shared<std::string>();
  verb->add_option(
          "--example", *example,
          "of a material instead of the defaults: " + core::join(pipeline::example_names(), ", "))
      ->option_text("NAME");
  actions[verb] = [example] {
    fmt::print("{}", pipeline::commented_toml(example->empty()
                                                  ? pipeline::Configuration{}
                                                  : pipeline::example_configuration(*example)));
    return 0;
  };
}

}  // namespace gibbsight::cli
