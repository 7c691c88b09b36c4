// What becomes of synthetic images whose truth is known: atoms found, wrong sites, wrong species,
// how well probabilities are calibrated, and whether a slipped row is said aloud.
#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Vector2d;

/// One kind of crystal.
struct Kind {
  std::string name;
  lattice::LatticeOptions lattice;
  std::vector<double> heights;  // of all species, in order of their first mention
  bool layer = false;           // adatoms that leave most sites empty
};

std::vector<Kind> kinds() {
  const auto options = [](std::string name, std::vector<std::string> species) {
    lattice::LatticeOptions result;
    result.name = std::move(name);
    result.species = std::move(species);
    return result;
  };
  std::vector<Kind> all{
      {"square", options("square", {"A", "B"}), {0.6, 1}},
      {"triangular", options("triangular", {"A", "B"}), {0.6, 1}},
      {"honeycomb", options("honeycomb", {"M:A", "B", "X:C", "D"}), {0.7, 1, 0.25, 0.4}},
      {"rectangular, basis", options("custom", {"M:A", "B", "X:C", "D"}), {0.65, 1, 0.4, 0.6}},
      {"triangular adatoms", options("triangular", {"vacancy", "A"}), {0, 1}, true},
      {"square adatoms", options("square", {"vacancy", "A"}), {0, 1}, true},
  };
  all[3].lattice.cell = {1, 0, 0, 1.5};
  all[3].lattice.basis = {0, 0, 0.5, 0.4};
  return all;
}

/// An image and what it shows.
struct Case {
  Configuration configuration;
  rendering::Rendering rendering;
  double noise = 0;
};

constexpr double kModerate = 0.12;  // noise of a pixel over the height of the brightest species

/// The first sublattice as the model has it, what else is visible mixed at random.
lattice::Occupancy draw_occupancy(const Configuration& configuration, core::Generator& random) {
  const auto lattice = make_lattice(configuration.lattice);
  Configuration simple = configuration;
  if (lattice.basis_count() > 1) simple.lattice.species.resize(2);
  auto occupancy = simulate_occupancy(rendering::window_for(configuration.rendering, lattice),
                                      simple, {.threads = 1, .progress = {}, .interrupted = {}});
  occupancy.lattice = lattice;
  for (std::size_t i = 0; i < occupancy.species.size(); ++i) {
    if (i % lattice.basis.size() != 0) {
      occupancy.species[i] = static_cast<std::int8_t>(random.below(2));
    }
  }
  return occupancy;
}

Case draw_case(const Kind& kind, core::Generator random) {
  const auto between = [&random](double low, double high) {
    return low + (high - low) * random.uniform();
  };
  Case result;
  Configuration& c = result.configuration;
  c.lattice = kind.lattice;
  const double share = kind.layer ? between(0.18, 0.3) : between(0.15, 0.85);
  c.model.bulk = {fmt::format("{}={}", kind.layer ? "A" : "B", share)};
  // Layers from well ordered to islands.
  const double strongest = kind.layer ? 0.7 : 0.25;
  c.model.parameters = {fmt::format("pair1={}", between(-strongest, strongest))};
  c.sampler.seed = 1 + random.below(1U << 30U);
  auto& r = c.rendering;
  r.spacing = between(7, 28);
  r.columns = r.rows = static_cast<int>(r.spacing * between(24, 34));
  r.rotation = between(0, 90);
  r.heights = kind.heights;
  const bool dense = kind.lattice.name == "honeycomb";  // neighbours are 0.58 apart
  r.bump_sigma = {dense ? between(0.12, 0.19) : between(0.2, 0.33)};
  r.drift = {between(-0.03, 0.03), between(-0.03, 0.03)};
  r.creep = {between(-2, 2), between(-2, 2)};
  r.line_noise = between(0, 0.08);
  r.noise = result.noise = between(0.02, 0.25);
  const auto occupancy = draw_occupancy(c, random);
  result.rendering = rendering::render(occupancy, r, core::Stream(c.sampler.seed).child("image"));
  return result;
}

/// What was found of one image; probabilities by tenths.
struct Score {
  std::string refused;  // stage and reason, or empty
  std::string details;  // of the refusal
  double noise = 0;
  int atoms = 0;  // of the truth, a spacing from the border
  int found = 0;
  int wrong_site = 0;
  int wrong_species = 0;
  bool says_slips = false;
  std::array<double, 10> stated{};
  std::array<double, 10> right{};
  std::array<int, 10> count{};
};

struct Match {
  const rendering::RenderedAtom* truth;
  const indexing::Site* site;
  std::size_t row;  // of the site
};

std::vector<Match> match(const Case& made, const Measurement& measured, int& atoms) {
  const double spacing = made.configuration.rendering.spacing;
  const auto& image = made.rendering.image;
  std::vector<indexing::Vector2> places;
  std::vector<std::size_t> rows;
  const auto& sites = measured.sites->sites;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (sites[i].atom == indexing::kNoAtom) continue;
    places.emplace_back(sites[i].x, sites[i].y);
    rows.push_back(i);
  }
  const atoms::PointIndex index(places);
  const auto& basis = measured.sites->lattice.basis;
  std::vector<Match> matches;
  for (const auto& atom : made.rendering.atoms) {
    const bool inside = atom.x > spacing && atom.y > spacing &&
                        atom.x < image.columns - 1 - spacing && atom.y < image.rows - 1 - spacing;
    if (!inside || basis[static_cast<std::size_t>(atom.sublattice)].is_spectator()) continue;
    ++atoms;
    const auto hit = index.nearest({atom.x, atom.y});
    if (hit.point < 0 || hit.distance > 0.3 * spacing) continue;
    const std::size_t row = rows[static_cast<std::size_t>(hit.point)];
    matches.push_back({&atom, &sites[row], row});
  }
  return matches;
}

/// Indices of the truth in the setting that was found: a turn of the lattice, and by sublattice the
/// shift that most of its sites have. On a finer lattice or a coarser one all are wrong.
int count_wrong_sites(const std::vector<Match>& matches, const Case& made,
                      const Measurement& measured) {
  const auto& r = made.configuration.rendering;
  const double angle = r.rotation * std::numbers::pi / 180;
  lattice::Matrix2 turn;
  turn << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
  const lattice::Matrix2 cell = r.spacing * turn * measured.sites->lattice.cell;
  const lattice::Matrix2 setting =
      (measured.sites->cell_px.inverse() * cell).array().round().matrix();
  if (std::lround(std::abs(setting.determinant())) != 1) return static_cast<int>(matches.size());
  int wrong = 0;
  for (int sublattice = 0; sublattice < measured.sites->lattice.basis_count(); ++sublattice) {
    std::map<std::array<int, 3>, int> shifts;
    int all = 0;
    for (const Match& m : matches) {
      if (m.truth->sublattice != sublattice) continue;
      const Vector2d there = setting * Vector2d(m.truth->a, m.truth->b);
      ++shifts[{m.site->a - static_cast<int>(there.x()), m.site->b - static_cast<int>(there.y()),
                m.site->sublattice}];
      ++all;
    }
    int most = 0;
    for (const auto& [shift, count] : shifts) most = std::max(most, count);
    wrong += all - most;
  }
  return wrong;
}

void judge_species(const std::vector<Match>& matches, const Measurement& measured, Score& score) {
  for (const Match& m : matches) {
    const auto& site = measured.classified->sites[m.row];
    if (site.species == lattice::kUnseen || site.probabilities.empty()) continue;
    const bool right = site.species == m.truth->species;
    score.wrong_species += right ? 0 : 1;
    const double p = site.probabilities[static_cast<std::size_t>(site.species)];
    const auto bin = std::min<std::size_t>(9, static_cast<std::size_t>(10 * p));
    score.stated[bin] += p;
    score.right[bin] += right ? 1 : 0;
    ++score.count[bin];
  }
}

Score judge(const Case& made) {
  Score score;
  score.noise = made.noise;
  const core::Execution one{.threads = 1, .progress = {}, .interrupted = {}};
  Measurement measured;
  try {
    measured.stage = "atoms";
    measured.image = image::level(made.rendering.image, made.configuration.image);
    measured.atoms = find_atoms(*measured.image, made.configuration.atoms, one);
    index_and_classify(made.configuration, one, measured);
  } catch (const core::DataError& error) {
    const std::string why = error.what();
    score.refused = measured.stage + ": " + why.substr(0, why.find(" ("));  // without its numbers
    score.details = why;
    return score;
  }
  const auto matches = match(made, measured, score.atoms);
  score.found = static_cast<int>(matches.size());
  score.wrong_site = count_wrong_sites(matches, made, measured);
  judge_species(matches, measured, score);
  score.says_slips =
      measured.sites->quality.edges.over_60 > 0 || measured.sites->quality.placed_share() < 0.9;
  return score;
}

void print_row(const std::string& name, const std::vector<Score>& scores) {
  Score sum;
  int refused = 0;
  int silent = 0;
  for (const Score& s : scores) {
    refused += s.refused.empty() ? 0 : 1;
    sum.atoms += s.atoms;
    sum.found += s.found;
    sum.wrong_site += s.wrong_site;
    sum.wrong_species += s.wrong_species;
    // More than 2 % on wrong sites is a row, not an atom.
    if (s.wrong_site > 0.02 * s.found && !s.says_slips) ++silent;
    for (std::size_t b = 0; b < 10; ++b) {
      sum.stated[b] += s.stated[b];
      sum.right[b] += s.right[b];
      sum.count[b] += s.count[b];
    }
  }
  double error = 0;
  int classified = 0;
  for (std::size_t b = 0; b < 10; ++b) {
    error += std::abs(sum.stated[b] - sum.right[b]);
    classified += sum.count[b];
  }
  fmt::print("{:<20} {:>6} {:>7} {:>8} {:>8.2f} {:>10.3f} {:>12.3f} {:>11.3f} {:>6}\n", name,
             scores.size(), refused, sum.atoms, 100.0 * sum.found / std::max(1, sum.atoms),
             100.0 * sum.wrong_site / std::max(1, sum.found),
             100.0 * sum.wrong_species / std::max(1, sum.found),
             100 * error / std::max(1, classified), silent);
}

/// One line an image, to look into a row of the table.
void print_image(std::size_t number, const rendering::RenderOptions& drawn, const Score& score) {
  fmt::print("  {:>2} spacing {:4.1f} sigma {:.2f} noise {:.2f} turned {:4.1f}: ", number,
             drawn.spacing, drawn.bump_sigma.front(), drawn.noise, drawn.rotation);
  if (!score.refused.empty()) return fmt::print("{}\n", score.details);
  fmt::print("{} of {} found, {} on wrong sites, {} mistaken{}\n", score.found, score.atoms,
             score.wrong_site, score.wrong_species, score.says_slips ? ", says so" : "");
}

}  // namespace
}  // namespace gibbsight::pipeline

// With the name of a kind: that kind alone, image by image.
int main(int argument_count, char** arguments) {
  using namespace gibbsight;
  using namespace gibbsight::pipeline;
  constexpr std::size_t kImagesAKind = 50;
  fmt::print("{:<20} {:>6} {:>7} {:>8} {:>8} {:>10} {:>12} {:>11} {:>6}\n", "", "images", "refused",
             "atoms", "found %", "on wrong %", "mistaken %", "off by %", "silent");
  const std::string only = argument_count > 1 ? arguments[1] : "";
  std::map<std::string, int> refusals;
  for (const Kind& kind : kinds()) {
    if (!only.empty() && kind.name != only) continue;
    std::vector<Score> scores(kImagesAKind);
    std::vector<rendering::RenderOptions> drawn(kImagesAKind);
    core::parallel_for(kImagesAKind, {}, [&](std::size_t i) {
      const core::Stream stream = core::Stream(31).child(kind.name).child(i);
      const Case made = draw_case(kind, stream.generator());
      drawn[i] = made.configuration.rendering;
      scores[i] = judge(made);
    });
    for (std::size_t i = 0; i < kImagesAKind && !only.empty(); ++i) {
      print_image(i, drawn[i], scores[i]);
    }
    for (const bool moderate : {true, false}) {
      std::vector<Score> chosen;
      for (const Score& s : scores) {
        if ((s.noise < kModerate) == moderate) chosen.push_back(s);
        if (!s.refused.empty() && moderate) ++refusals[kind.name + ": " + s.refused];
      }
      print_row(kind.name + (moderate ? "" : ", noisy"), chosen);
    }
    std::fflush(stdout);
  }
  fmt::print("\nrefused\n");
  for (const auto& [why, count] : refusals) fmt::print("{:>4} {}\n", count, why);
  return 0;
}
