// How near positions come to the best there is, and what an atom costs on the way from an image to
// its site and species.
//
// Usage: imaging_bench [bound SPACING | growth LARGEST | image FILE TIMES]
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/atoms/spectrum.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/memory.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/image/read_image.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::bench {
namespace {

const core::Execution kTwoThreads{.threads = 2, .progress = {}, .interrupted = {}};
constexpr double kDim = 0.65;  // height of the dim species; the bright one has 1

/// A square lattice of two species at random, on a level background.
struct Crystal {
  double spacing = 12;
  double width = 0.2;  ///< standard deviation of a column, in spacings
  double noise = 0.05;
  int side = 300;  ///< of the image, px
  std::uint64_t seed = 1;
};

rendering::Rendering draw(const Crystal& crystal) {
  rendering::RenderOptions options;
  options.rows = options.columns = crystal.side;
  options.spacing = crystal.spacing;
  options.heights = {kDim, 1};
  options.height_spread = 0;
  options.bump_sigma = {crystal.width};
  options.drift = options.tilt = {0, 0};
  options.line_noise = 0;
  options.noise = crystal.noise;
  const auto square = lattice::make_lattice("square", {"dim", "bright"});
  auto occupancy = lattice::Occupancy::unseen(square, rendering::window_for(options, square));
  core::Generator generator = core::Stream(crystal.seed).child("species").generator();
  for (auto& species : occupancy.species) species = static_cast<std::int8_t>(generator.below(2));
  return rendering::render(occupancy, options, core::Stream(crystal.seed).child("image"));
}

/// Least standard error of x, times height over noise, of a column whose neighbours overlap with
/// it: from the Fisher matrix of x, y and height of it and all columns up to three spacings away,
/// and of the common background. In units of height times shift the matrix does not depend on the
/// heights.
double cramer_rao(const Crystal& crystal) {
  constexpr int kReach = 3;
  constexpr int kSide = 2 * kReach + 1;
  const double sigma = crystal.width * crystal.spacing;
  const double extent = kReach * crystal.spacing + 4 * sigma;
  const Eigen::Index count = 3 * kSide * kSide + 1;
  Eigen::MatrixXd fisher = Eigen::MatrixXd::Zero(count, count);
  Eigen::VectorXd derivative(count);
  for (double y = -std::floor(extent); y <= extent; ++y) {
    for (double x = -std::floor(extent); x <= extent; ++x) {
      for (int i = 0; i < kSide * kSide; ++i) {
        const double dx = x - crystal.spacing * (i % kSide - kReach);
        const double dy = y - crystal.spacing * (i / kSide - kReach);
        const double shape = std::exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
        derivative.segment<3>(3 * i) << shape * dx / (sigma * sigma), shape * dy / (sigma * sigma),
            shape;
      }
      derivative[count - 1] = 1;
      fisher.selfadjointView<Eigen::Lower>().rankUpdate(derivative);
    }
  }
  const Eigen::Index centre = 3 * (kSide * kSide / 2);
  const Eigen::VectorXd column =
      fisher.selfadjointView<Eigen::Lower>().ldlt().solve(Eigen::VectorXd::Unit(count, centre));
  return std::sqrt(column[centre]);
}

struct Accuracy {
  double found = 0;           ///< share of the atoms
  double over_bound = 0;      ///< root mean square error in units of the bound
  double over_said = 0;       ///< the same in units of the stated standard error
  double over_all_bound = 0;  ///< without leaving out the worst one in a hundred
};

/// How far off atoms are, two spacings away from the border. One in a hundred, the farthest, is
/// left out of `over_bound`, so that it speaks of precision and not of mistakes.
class Errors {
 public:
  /// `bound` holds at height 1.
  Errors(const Crystal& crystal, double bound) : crystal_(crystal), bound_(bound) {}

  void add(const rendering::Rendering& truth, const std::vector<atoms::Atom>& found) {
    const double margin = 2 * crystal_.spacing;
    const double last = crystal_.side - 1 - margin;
    for (const rendering::RenderedAtom& atom : truth.atoms) {
      if (std::min(atom.x, atom.y) < margin || std::max(atom.x, atom.y) > last) continue;
      ++atoms_;
      const auto distance = [&](const atoms::Atom& a) {
        return std::hypot(a.x - atom.x, a.y - atom.y);
      };
      const auto near =
          std::min_element(found.begin(), found.end(),
                           [&](const auto& l, const auto& r) { return distance(l) < distance(r); });
      if (near == found.end() || distance(*near) > crystal_.spacing / 3) continue;
      const double height = atom.species == 0 ? kDim : 1;
      for (const auto& [off, error] :
           {std::pair{near->x - atom.x, near->x_error}, {near->y - atom.y, near->y_error}}) {
        errors_.emplace_back(off * height / bound_, off / error);
      }
    }
  }

  Accuracy accuracy() {
    std::sort(errors_.begin(), errors_.end(),
              [](const auto& l, const auto& r) { return std::abs(l.first) < std::abs(r.first); });
    const auto root_mean_square = [&](std::size_t count, auto member) {
      double sum = 0;
      for (std::size_t i = 0; i < count; ++i) sum += std::pow(errors_[i].*member, 2);
      return std::sqrt(sum / static_cast<double>(count));
    };
    using Pair = std::pair<double, double>;
    const std::size_t most = errors_.size() - errors_.size() / 100;
    return {static_cast<double>(errors_.size()) / (2.0 * atoms_),
            root_mean_square(most, &Pair::first), root_mean_square(most, &Pair::second),
            root_mean_square(errors_.size(), &Pair::first)};
  }

 private:
  Crystal crystal_;
  double bound_;
  std::vector<std::pair<double, double>> errors_;  // over the bound, over the stated error
  int atoms_ = 0;
};

pipeline::Configuration two_species(const std::string& lattice) {
  pipeline::Configuration configuration;
  configuration.lattice.name = lattice;
  configuration.lattice.species = {"dim", "bright"};
  return configuration;
}

/// Of atoms as they are found, and of those left once sites are known and atoms missed on them
/// measured.
std::pair<Accuracy, Accuracy> measure_accuracy(Crystal crystal, int images) {
  const pipeline::Configuration configuration = two_species("square");
  Errors found(crystal, cramer_rao(crystal) * crystal.noise);
  Errors on_sites = found;
  for (int i = 0; i < images; ++i) {
    crystal.seed = static_cast<std::uint64_t>(i) + 1;
    const rendering::Rendering truth = draw(crystal);
    pipeline::Measurement measurement;
    measurement.image = truth.image;
    measurement.atoms = atoms::find_atoms(truth.image, configuration.atoms, kTwoThreads);
    found.add(truth, measurement.atoms->atoms);
    index_and_classify(configuration, kTwoThreads, measurement);
    on_sites.add(truth, measurement.atoms->atoms);
  }
  return {found.accuracy(), on_sites.accuracy()};
}

void print(const Accuracy& a) {
  fmt::print("  {:.3f}  {:10.2f} ({:.2f})  {:17.2f}", a.found, a.over_bound, a.over_all_bound,
             a.over_said);
}

void compare_with_bound(double spacing) {
  fmt::print(
      "positions: root mean square error over the Cramer-Rao bound, of atoms as they are found,\n");
  fmt::print("and then of those on sites, where missed ones were measured too\n");
  fmt::print("width/spacing  noise");
  for (int i = 0; i < 2; ++i) fmt::print("  found  over bound (all)  over stated error");
  fmt::print("\n");
  for (const double width : {0.15, 0.22, 0.3, 0.36, 0.42}) {
    for (const double noise : {0.01, 0.03, 0.1, 0.2}) {
      const Crystal crystal{.spacing = spacing,
                            .width = width,
                            .noise = noise,
                            .side = static_cast<int>(25 * spacing)};
      fmt::print("{:13.2f}  {:5.2f}", width, noise);
      try {
        const auto [found, on_sites] = measure_accuracy(crystal, 4);
        print(found);
        print(on_sites);
      } catch (const core::Error& error) {
        fmt::print("  {}", error.what());
      }
      fmt::print("\n");
    }
  }
}

double peak_memory_gb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024e-9;
}

/// Seconds that a stage took, by the clock and of the processors: the latter is what counts on a
/// machine that others use too.
struct Seconds {
  double clock = 0;
  double processor = 0;  ///< of all threads

  static Seconds now() {
    const auto clock = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration<double>(clock).count(),
            static_cast<double>(std::clock()) / CLOCKS_PER_SEC};
  }
  Seconds operator-(const Seconds& other) const {
    return {clock - other.clock, processor - other.processor};
  }
  Seconds& operator+=(const Seconds& other) {
    clock += other.clock;
    processor += other.processor;
    return *this;
  }
};

/// What the chain took.
struct Cost {
  std::map<std::string, Seconds, std::less<>> stages;
  double atoms = 0;

  Seconds all() const {
    Seconds sum;
    for (const auto& [stage, seconds] : stages) sum += seconds;
    return sum;
  }
};

/// Charges time to the stage that was reported last; they report themselves as they begin, and
/// atoms measured again at the places of missed ones count as atoms.
class Meter {
 public:
  void begin(std::string_view stage) {
    const Seconds now = Seconds::now();
    if (!stage_.empty()) cost.stages[stage_] += now - since_;
    stage_ = stage;
    since_ = Seconds::now();
  }
  core::Execution execution() {
    return {.threads = 2,
            .progress = [this](std::string_view stage, double) { begin(stage); },
            .interrupted = {}};
  }
  Cost cost;

 private:
  std::string stage_;
  Seconds since_;
};

/// From the decoded image on.
Cost measure_chain(image::Image image, const pipeline::Configuration& configuration) {
  pipeline::Measurement measurement;
  Meter meter;
  meter.begin("level");
  measurement.image = image::level(image, configuration.image, meter.execution());
  image = {};
  meter.begin("atoms");
  measurement.atoms = find_atoms(*measurement.image, configuration.atoms, meter.execution());
  index_and_classify(configuration, meter.execution(), measurement);
  meter.begin({});
  meter.cost.atoms = static_cast<double>(measurement.atoms->atoms.size());
  return meter.cost;
}

constexpr std::array<std::string_view, 4> kStages = {"level", "atoms", "indexing", "species"};

void print_head() {
  fmt::print(
      "us an atom of two threads: by the clock / of the processors; memory at its highest\n");
  fmt::print("   atoms");
  for (const std::string_view stage : kStages) fmt::print("  {:>13}", stage);
  fmt::print("  {:>13}  clock s  processor s     GB\n", "all");
}

std::string us_an_atom(const Seconds& seconds, double atoms) {
  return fmt::format("{:.1f}/{:.1f}", 1e6 * seconds.clock / atoms, 1e6 * seconds.processor / atoms);
}

void print(const Cost& cost) {
  fmt::print("{:8}", cost.atoms);
  for (const std::string_view stage : kStages) {
    fmt::print("  {:>13}", us_an_atom(cost.stages.find(stage)->second, cost.atoms));
  }
  const Seconds all = cost.all();
  fmt::print("  {:>13}  {:7.3f}  {:11.3f}  {:5.2f}\n", us_an_atom(all, cost.atoms), all.clock,
             all.processor, peak_memory_gb());
}

/// Each size in a process of its own, so that the memory is its own; `width` in spacings.
void measure_growth(int largest, double width) {
  print_head();
  const pipeline::Configuration configuration = two_species("square");
  for (const int side : {300, 900, 2700, 9000}) {
    if (side > largest) break;
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      print(measure_chain(draw({.spacing = 9, .width = width, .side = side}).image, configuration));
      std::fflush(stdout);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
  }
}

/// Of each stage: another stage may have been held up in the same run.
Cost median_of(const std::vector<Cost>& costs) {
  Cost middle{{}, costs.front().atoms};
  for (const std::string_view stage : kStages) {
    std::vector<double> clock;
    std::vector<double> processor;
    for (const Cost& cost : costs) {
      clock.push_back(cost.stages.find(stage)->second.clock);
      processor.push_back(cost.stages.find(stage)->second.processor);
    }
    middle.stages.emplace(stage, Seconds{core::median(clock), core::median(processor)});
  }
  return middle;
}

/// The chain on an image of a triangular lattice: the first time, when the program's memory and
/// libraries are new to it, and the medians of more. The spectrum, which is a part of finding
/// atoms, is timed on its own too.
void measure_image(const std::string& path, int times) {
  const pipeline::Configuration configuration = two_species("triangular");
  const image::Image image = image::read_image(path, configuration.image);
  print_head();
  print(measure_chain(image, configuration));
  std::vector<Cost> costs;
  std::vector<double> spectra;
  for (int i = 0; i < times; ++i) {
    costs.push_back(measure_chain(image, configuration));
    const Seconds start = Seconds::now();
    atoms::power_spectrum(atoms::filled_pixels(image), kTwoThreads);
    spectra.push_back((Seconds::now() - start).processor);
  }
  print(median_of(costs));
  fmt::print("of atoms, the power spectrum: {:.1f}\n",
             1e6 * core::median(std::move(spectra)) / costs.front().atoms);
}

}  // namespace
}  // namespace gibbsight::bench

int main(int argc, char** argv) {
  using namespace gibbsight::bench;
  gibbsight::core::keep_freed_memory();  // as the command line does
  const std::string what = argc > 1 ? argv[1] : "bound";
  if (what == "bound") compare_with_bound(argc > 2 ? std::stod(argv[2]) : 12);
  if (what == "growth") {
    measure_growth(argc > 2 ? std::stoi(argv[2]) : 9000, argc > 3 ? std::stod(argv[3]) : 0.28);
  }
  if (what == "image") measure_image(argv[2], argc > 3 ? std::stoi(argv[3]) : 15);
  return 0;
}
