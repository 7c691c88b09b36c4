#include "gibbsight/rendering/rendering.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/rendering/scan.hpp"

namespace gibbsight::rendering {
namespace {

using lattice::Occupancy;
using lattice::Vector2;

RenderOptions clean() {
  RenderOptions options;
  options.columns = 120;
  options.rows = 90;
  options.spacing = 10;
  options.rotation = 0;
  options.height_spread = 0;
  options.bump_sigma = {0.3};
  options.drift = {0, 0};
  options.creep = {0, 0};
  options.tilt = {0, 0};
  options.line_noise = 0;
  options.noise = 0;
  return options;
}

// A random mixture that fills the image.
Occupancy mixture(const lattice::Lattice& lattice, const RenderOptions& options) {
  Occupancy occupancy = Occupancy::unseen(lattice, window_for(options, lattice));
  core::Generator generator = core::Stream(11).generator();
  const auto count = static_cast<std::uint32_t>(lattice.basis.front().species_count());
  for (auto& species : occupancy.species)
    species = static_cast<std::int8_t>(generator.below(count));
  return occupancy;
}

TEST(Rendering, OneAtomIsOneBumpOfItsHeightAndWidth) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  Occupancy occupancy = Occupancy::unseen(lattice, {0, 0, 12, 9});
  occupancy.at(7, 3, 0) = 0;
  RenderOptions options = clean();
  options.heights = {0.5, 2};
  const Rendering result = render(occupancy, options, core::Stream(1));
  ASSERT_EQ(result.atoms.size(), 1U);
  const RenderedAtom& atom = result.atoms.front();
  // Cell (6, 4.5) lies in the centre, (59.5, 44.5).
  EXPECT_NEAR(atom.x, 69.5, 1e-9);
  EXPECT_NEAR(atom.y, 29.5, 1e-9);
  EXPECT_EQ(atom.a, 7);
  EXPECT_EQ(atom.b, 3);
  EXPECT_EQ(atom.species, 0);
  double sum = 0;
  double sum_x = 0;
  double sum_y = 0;
  for (int row = 0; row < result.image.rows; ++row) {
    for (int column = 0; column < result.image.columns; ++column) {
      const auto value = static_cast<double>(result.image.at(row, column));
      const double r2 = std::pow(column - 69.5, 2) + std::pow(row - 29.5, 2);
      EXPECT_NEAR(value, 0.5 * std::exp(-r2 / 18), 1e-5);
      sum += value;
      sum_x += column * value;
      sum_y += row * value;
    }
  }
  EXPECT_NEAR(sum, 0.5 * 2 * 3.14159265 * 9, 1e-3);
  EXPECT_NEAR(sum_x / sum, 69.5, 1e-4);
  EXPECT_NEAR(sum_y / sum, 29.5, 1e-4);
}

TEST(Rendering, ASecondApexShowsEveryAtomOnceMore) {
  const auto lattice = lattice::make_lattice("triangular", {"A", "B"});
  RenderOptions options = clean();
  options.height_spread = 0.1;
  options.double_tip = {13, -7, 0.3};  // whole pixels: the second image is the first one, moved
  const Occupancy occupancy = mixture(lattice, options);
  const Rendering both = render(occupancy, options, core::Stream(1));
  options.double_tip.clear();
  const Rendering one = render(occupancy, options, core::Stream(1));
  EXPECT_EQ(both.atoms.size(), one.atoms.size());
  for (int row = 0; row + 7 < both.image.rows; ++row) {
    for (int column = 13; column < both.image.columns; ++column) {
      const float expected = one.image.at(row, column) + 0.3F * one.image.at(row + 7, column - 13);
      ASSERT_NEAR(both.image.at(row, column), expected, 1e-5) << row << ' ' << column;
    }
  }
}

TEST(Rendering, ASecondApexIsThreeNumbersAndTheWeakerOne) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  RenderOptions options = clean();
  options.double_tip = {5, 5};
  EXPECT_THROW(window_for(options, lattice), core::ConfigurationError);
  options.double_tip = {5, 5, 1.5};
  EXPECT_THROW(window_for(options, lattice), core::ConfigurationError);
}

TEST(Rendering, VacantAndUnseenSitesDrawNothing) {
  const auto lattice = lattice::make_lattice("square", {"vacancy", "B"});
  Occupancy occupancy = Occupancy::unseen(lattice, {0, 0, 12, 9});
  occupancy.at(7, 3, 0) = 0;
  const Rendering result = render(occupancy, clean(), core::Stream(1));
  EXPECT_TRUE(result.atoms.empty());
  for (const float pixel : result.image.pixels) ASSERT_EQ(pixel, 0.0F);
}

TEST(Rendering, SameStreamSameBytes) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  RenderOptions options;
  options.columns = 100;
  options.rows = 80;
  const Occupancy occupancy = mixture(lattice, options);
  const auto first = render(occupancy, options, core::Stream(5)).image.pixels;
  EXPECT_EQ(first, render(occupancy, options, core::Stream(5)).image.pixels);
  EXPECT_NE(first, render(occupancy, options, core::Stream(6)).image.pixels);
}

TEST(Rendering, WindowFillsTheImage) {
  for (const char* name : {"square", "triangular", "honeycomb"}) {
    const auto lattice = lattice::make_lattice(name, {"A", "B"});
    for (const double rotation : {0.0, 17.0, -50.0, 131.0}) {
      RenderOptions options = clean();
      options.rotation = rotation;
      options.drift = {0.1, -0.1};
      options.creep = {5, 5};
      const lattice::Window window = window_for(options, lattice);
      const Scan scan(options, lattice, middle_of(window));
      const double margin = 5 * 0.3 * 10;
      for (const double x : {-margin, 119 + margin}) {
        for (const double y : {-margin, 89 + margin}) {
          const Vector2 cell = scan.to_cell({x, y});
          // A basis site may lie anywhere in its cell.
          EXPECT_TRUE(cell.x() >= 0 && cell.x() <= window.columns - 1) << name << rotation;
          EXPECT_TRUE(cell.y() >= 0 && cell.y() <= window.rows - 1) << name << rotation;
        }
      }
      // Small: what lies outside the image is not more than a turned rectangle needs.
      EXPECT_LT(window.columns * window.rows, 3 * (120 + 60) * (90 + 60) / 100);
    }
  }
}

TEST(Rendering, TruthLiesOnTheBrightnessMaxima) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  RenderOptions options = clean();
  options.rotation = 17;
  options.drift = {0.02, -0.03};
  options.bump_sigma = {0.2};
  const Occupancy occupancy = mixture(lattice, options);
  const Rendering result = render(occupancy, options, core::Stream(1));
  EXPECT_NEAR(static_cast<double>(result.atoms.size()), 108, 12);
  for (const RenderedAtom& atom : result.atoms) {
    const int column = static_cast<int>(std::lround(atom.x));
    const int row = static_cast<int>(std::lround(atom.y));
    if (column < 2 || row < 2 || column > 117 || row > 87) continue;
    const float peak = result.image.at(row, column);
    for (int dy = -2; dy <= 2; dy += 2) {
      for (int dx = -2; dx <= 2; dx += 2) {
        EXPECT_LE(result.image.at(row + dy, column + dx), peak);
      }
    }
    const double height = atom.species == 0 ? 0.6 : 1;
    const double r2 = std::pow(column - atom.x, 2) + std::pow(row - atom.y, 2);
    EXPECT_NEAR(static_cast<double>(peak), height * std::exp(-r2 / (2 * 2 * 2)), 1e-3);
    EXPECT_EQ(occupancy.at(atom.a, atom.b, atom.sublattice), atom.species);
  }
}

TEST(Rendering, TiltAndNoiseAreAsLargeAsAsked) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const Occupancy nothing = Occupancy::unseen(lattice, {0, 0, 4, 4});
  RenderOptions options = clean();
  options.tilt = {2, -1};
  const image::Image tilted = render(nothing, options, core::Stream(1)).image;
  EXPECT_FLOAT_EQ(tilted.at(0, 119) - tilted.at(0, 0), 2);
  EXPECT_FLOAT_EQ(tilted.at(89, 0) - tilted.at(0, 0), -1);
  options = clean();
  options.noise = 0.1;
  double squares = 0;
  for (const float pixel : render(nothing, options, core::Stream(1)).image.pixels) {
    squares += std::pow(static_cast<double>(pixel), 2);
  }
  // The relative standard error of a variance over 10,800 pixels is 1.4 %.
  EXPECT_NEAR(squares / (120 * 90), 0.01, 0.0006);
  options.noise = 0;
  options.line_noise = 0.1;
  const image::Image lines = render(nothing, options, core::Stream(1)).image;
  EXPECT_EQ(lines.at(7, 0), lines.at(7, 119));
  EXPECT_NE(lines.at(7, 0), lines.at(8, 0));
}

TEST(Rendering, HeightsSpreadAsAsked) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  RenderOptions options = clean();
  options.columns = options.rows = 400;
  options.height_spread = 0.1;
  options.bump_sigma = {0.15};
  const Rendering result = render(mixture(lattice, options), options, core::Stream(1));
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (const RenderedAtom& atom : result.atoms) {
    const int column = static_cast<int>(std::lround(atom.x));
    const int row = static_cast<int>(std::lround(atom.y));
    if (atom.species == 0 || !result.image.contains(row, column)) continue;
    const double r2 = std::pow(column - atom.x, 2) + std::pow(row - atom.y, 2);
    const double height =
        static_cast<double>(result.image.at(row, column)) * std::exp(r2 / (2 * 1.5 * 1.5));
    sum += height;
    squares += height * height;
    count += 1;
  }
  // Some 800 atoms: the standard errors are 0.0035 and 0.0025.
  EXPECT_NEAR(sum / count, 1, 0.014);
  EXPECT_NEAR(std::sqrt(squares / count - std::pow(sum / count, 2)), 0.1, 0.01);
}

TEST(Rendering, PixelSizeIsCarriedIfKnown) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const Occupancy nothing = Occupancy::unseen(lattice, {0, 0, 4, 4});
  RenderOptions options = clean();
  EXPECT_FALSE(render(nothing, options, core::Stream(1)).image.pixel_size.has_value());
  options.pixel_size = 0.04;
  EXPECT_EQ(render(nothing, options, core::Stream(1)).image.pixel_size->y_nm, 0.04);
}

TEST(Rendering, CanBeStoppedInAnyRow) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const RenderOptions options = clean();
  const Occupancy crystal = mixture(lattice, options);
  for (const int row : {1, crystal.window.rows + 1, crystal.window.rows + options.rows}) {
    int polls = 0;
    core::Execution execution;
    execution.interrupted = [&] { return ++polls == row; };
    EXPECT_THROW(render(crystal, options, core::Stream(1), execution), core::Interrupted) << row;
  }
}

TEST(Rendering, ListsOfTheWrongLengthAreConfigurationErrors) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const Occupancy nothing = Occupancy::unseen(lattice, {0, 0, 4, 4});
  RenderOptions options = clean();
  options.heights = {1, 2, 3};
  EXPECT_THROW(render(nothing, options, core::Stream(1)), core::ConfigurationError);
  options = clean();
  options.bump_sigma = {};
  EXPECT_THROW(render(nothing, options, core::Stream(1)), core::ConfigurationError);
  EXPECT_THROW(window_for(options, lattice), core::ConfigurationError);
  options = clean();
  options.drift = {0.1};
  EXPECT_THROW(render(nothing, options, core::Stream(1)), core::ConfigurationError);
  options = clean();
  options.tilt = {1, 2, 3};
  EXPECT_THROW(render(nothing, options, core::Stream(1)), core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::rendering
