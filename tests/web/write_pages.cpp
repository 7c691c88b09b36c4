// Writes the synthetic pages into the folder named on the command line.
#include <filesystem>
#include <fstream>

#include "synthetic_report.hpp"

int main(int, char** arguments) {
  const std::filesystem::path folder = arguments[1];
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const gibbsight::report::Report& report) {
    std::ofstream(folder / name) << gibbsight::report::render_html(
        gibbsight::report::to_json(report));
  };
  write("full.html", gibbsight::tests::full_report());
  write("refused.html", gibbsight::tests::refused_report());
  write("histogram.html", gibbsight::tests::histogram_report());
}
