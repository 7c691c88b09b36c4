// Coverage of the posteriors over many synthetic images, in pieces that are kept: killed at any
// moment it goes on where it stopped, and ends in the same bytes.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "calibration.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/version.hpp"

namespace gibbsight::calibration {
namespace {

namespace fs = std::filesystem;
using Eigen::VectorXd;

constexpr std::uint64_t kPiece = 50;

std::string to_line(const Outcome& o) {
  std::string line = fmt::format("{:d} {} {:.17g}", o.usable, o.simulations, o.p_value);
  for (Eigen::Index k = 0; k < o.truth.size(); ++k) {
    line += fmt::format(" {:.17g} {:.17g} {:.17g} {:.17g}", o.truth[k], o.value[k],
                        o.standard_error[k], o.rank[k]);
  }
  return line + "\n";
}

Outcome from_line(const std::string& line, Eigen::Index parameters) {
  std::istringstream in(line);
  Outcome o;
  in >> o.usable >> o.simulations >> o.p_value;
  for (VectorXd* v : {&o.truth, &o.value, &o.standard_error, &o.rank}) v->resize(parameters);
  for (Eigen::Index k = 0; k < parameters; ++k) {
    in >> o.truth[k] >> o.value[k] >> o.standard_error[k] >> o.rank[k];
  }
  if (!in) {
    throw core::DataError({.what = "not an outcome",
                           .where = "calibration",
                           .value = line,
                           .expected = "a piece that this program wrote"});
  }
  return o;
}

/// Outcomes [first, first + kPiece), made now or read back.
std::vector<Outcome> piece(const Setting& setting, std::uint64_t first, const fs::path& folder) {
  const fs::path file = folder / setting.name / fmt::format("{:06}.txt", first);
  if (!fs::exists(file)) {
    std::vector<std::string> lines(kPiece);
    core::parallel_for(kPiece, {},
                       [&](std::size_t i) { lines[i] = to_line(try_one(setting, first + i)); });
    fs::create_directories(file.parent_path());
    core::write_file_atomically(file, fmt::format("{}", fmt::join(lines, "")));
  }
  std::istringstream in(core::read_file(file));
  std::vector<Outcome> outcomes;
  const auto parameters = static_cast<Eigen::Index>(parameter_names(setting).size());
  for (std::string line; std::getline(in, line);) outcomes.push_back(from_line(line, parameters));
  return outcomes;
}

void show_progress(const std::string& name, std::uint64_t done, std::uint64_t all, double seconds) {
  if (isatty(STDERR_FILENO) == 0) return;
  const auto finished = static_cast<double>(done);
  const double left = done == 0 ? 0 : seconds * static_cast<double>(all - done) / finished;
  std::fprintf(stderr, "\r%-24s %5llu of %llu, %.0f min left  ", name.c_str(),
               static_cast<unsigned long long>(done), static_cast<unsigned long long>(all),
               left / 60);
}

std::vector<Outcome> run(const Setting& setting, std::uint64_t sets, const fs::path& folder) {
  std::vector<Outcome> all;
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t first = 0; first < sets; first += kPiece) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    show_progress(setting.name, first, sets, elapsed.count());
    const auto outcomes = piece(setting, first, folder);
    all.insert(all.end(), outcomes.begin(), outcomes.end());
  }
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r%60s\r", "");
  return all;
}

/// Prints what a setting showed; true if all of it is within the bands.
bool report(const Setting& setting, const std::vector<Outcome>& outcomes) {
  bool good = true;
  double simulations = 0;
  std::vector<double> p_values;
  for (const Outcome& o : outcomes) {
    simulations += static_cast<double>(o.simulations) / static_cast<double>(outcomes.size());
    // Ranks of an exact p-value are spread evenly over the steps of its size.
    if (o.usable) p_values.push_back(o.p_value - 0.5 / (setting.twins + 1));
  }
  const double p_uniform = uniformity(p_values);
  constexpr double kSuspicious = 0.001;
  const auto names = parameter_names(setting);
  for (std::size_t k = 0; k < names.size(); ++k) {
    const Summary s = summarise(outcomes, static_cast<Eigen::Index>(k));
    const bool within = std::abs(s.covers90 - 0.9) <= band(0.9, s.sets) &&
                        std::abs(s.covers50 - 0.5) <= band(0.5, s.sets) && s.rank_p > kSuspicious;
    good = good && within;
    fmt::print("{:<24} {:<14} {:>5}  {:.3f}  {:.3f}  {:>8.2g}  {:>6.3f}  {:.3f}{}\n",
               k == 0 ? setting.name : "", names[k], s.sets, s.covers90, s.covers50, s.rank_p,
               s.bias, s.spread, within ? "" : "  outside");
  }
  double small = 0;
  for (const double p : p_values)
    small += p < 0.05 ? 1.0 / static_cast<double>(p_values.size()) : 0;
  fmt::print(
      "{:<24} p-values: uniform {:.2g}, below .05 {:.3f}; {} without an answer; {:.2f} simulations "
      "a fit{}\n",
      "", p_uniform, small, outcomes.size() - p_values.size(), simulations,
      p_uniform > kSuspicious ? "" : "  outside");
  std::fflush(stdout);
  return good && p_uniform > kSuspicious;
}

}  // namespace
}  // namespace gibbsight::calibration

int main(int argc, char** argv) {
  using namespace gibbsight;
  CLI::App app("Coverage of gibbsight's posteriors, from parameters drawn from the prior");
  std::uint64_t sets = 2500;
  std::vector<std::string> wanted;
  std::string folder = "build/calibration";
  bool check = false;
  app.add_option("--sets", sets, "synthetic images a setting, in fifties");
  app.add_option("--setting", wanted, "only these settings");
  app.add_option("--folder", folder, "where finished pieces are kept");
  app.add_flag("--check", check, "fail where something is outside its 99.9 % band");
  CLI11_PARSE(app, argc, argv);
  const std::filesystem::path kept = std::filesystem::path(folder) / core::commit();
  fmt::print("{:<24} {:<14} {:>5}  {:>5}  {:>5}  {:>8}  {:>6}  {:>5}\n", "setting", "parameter",
             "sets", "90 %", "50 %", "ranks p", "bias", "rms z");
  bool good = true;
  for (const auto& setting : calibration::settings()) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), setting.name) == wanted.end()) {
      continue;
    }
    good = calibration::report(setting, calibration::run(setting, sets, kept)) && good;
  }
  return check && !good ? 1 : 0;
}
