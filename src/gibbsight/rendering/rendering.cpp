#include "gibbsight/rendering/rendering.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/rendering/scan.hpp"

namespace gibbsight::rendering {
namespace {

using lattice::Vector2;

// Bumps end where they fall below 4e-6 of their height.
constexpr double kReach = 5;  // sigma
constexpr double kDarkest = 0.6;

// How one species of one basis site is drawn.
struct Bump {
  double height = 0;
  double sigma = 0;  // px
  bool visible = true;
};

core::ConfigurationError wrong_length(const std::string& option, const std::vector<double>& value,
                                      const std::string& expected) {
  return core::ConfigurationError({.what = "wrong number of values",
                                   .where = "rendering." + option,
                                   .value = core::to_text(value),
                                   .expected = expected});
}

// Names of all species, in the order in which the basis first mentions them.
std::vector<std::string> species_names(const lattice::Lattice& lattice) {
  std::vector<std::string> names;
  for (const lattice::Sublattice& site : lattice.basis) {
    for (const std::string& name : site.species) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::vector<double> heights(const RenderOptions& options, const std::vector<std::string>& names) {
  const std::size_t count = names.size();
  if (options.heights.empty()) {
    std::vector<double> even(count, 1.0);
    for (std::size_t i = 0; i + 1 < count; ++i) {
      even[i] = kDarkest + (1 - kDarkest) * static_cast<double>(i) / static_cast<double>(count - 1);
    }
    return even;
  }
  if (options.heights.size() != count) {
    throw wrong_length("heights", options.heights, std::to_string(count) + ", one a species");
  }
  return options.heights;
}

std::vector<double> sigmas(const RenderOptions& options, std::size_t species_count) {
  const std::vector<double>& given = options.bump_sigma;
  if (given.size() == 1) return std::vector<double>(species_count, given.front());
  if (given.size() != species_count) {
    throw wrong_length("bump_sigma", given,
                       "1 or " + std::to_string(species_count) + ", one a species");
  }
  return given;
}

// Indexed by basis site, then by species of that site.
std::vector<std::vector<Bump>> bumps(const RenderOptions& options,
                                     const lattice::Lattice& lattice) {
  const std::vector<std::string> names = species_names(lattice);
  const std::vector<double> height = heights(options, names);
  const std::vector<double> sigma = sigmas(options, names.size());
  std::vector<std::vector<Bump>> table;
  for (const lattice::Sublattice& site : lattice.basis) {
    table.emplace_back();
    for (const std::string& name : site.species) {
      const auto at =
          static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
      table.back().push_back({height[at], sigma[at] * options.spacing, name != "vacancy"});
    }
  }
  return table;
}

// One of the tip's ends.
struct Apex {
  Vector2 offset{0, 0};  // px, from an atom to where it is shown
  double strength = 1;
};

std::vector<Apex> apexes(const std::vector<double>& second) {
  if (second.empty()) return {Apex{}};
  if (second.size() != 3) throw wrong_length("double_tip", second, "offset x, offset y, strength");
  if (second[2] < 0 || second[2] > 1) {
    throw core::ConfigurationError({.what = "strength of the second apex",
                                    .where = "rendering.double_tip",
                                    .value = core::to_text(second[2]),
                                    .expected = "0 to 1 of the first"});
  }
  return {Apex{}, {{second[0], second[1]}, second[2]}};
}

// First and last pixel that a bump reaches along one axis.
std::pair<int, int> reach(double centre, double sigma, int size) {
  return {std::max(0, static_cast<int>(std::ceil(centre - kReach * sigma))),
          std::min(size - 1, static_cast<int>(std::floor(centre + kReach * sigma)))};
}

// exp(-(i - centre)^2 / 2 sigma^2) over a range of pixels.
std::vector<double> profile(std::pair<int, int> range, double centre, double sigma) {
  std::vector<double> values;
  for (int i = range.first; i <= range.second; ++i) {
    const double t = (i - centre) / sigma;
    values.push_back(std::exp(-t * t / 2));
  }
  return values;
}

void draw(image::Image& image, const Vector2& at, double height, double sigma) {
  const auto columns = reach(at.x(), sigma, image.columns);
  const auto rows = reach(at.y(), sigma, image.rows);
  if (columns.first > columns.second || rows.first > rows.second) return;
  const std::vector<double> across = profile(columns, at.x(), sigma);
  const std::vector<double> down = profile(rows, at.y(), sigma);
  for (std::size_t r = 0; r < down.size(); ++r) {
    float* row = &image.at(rows.first + static_cast<int>(r), columns.first);
    const double scale = height * down[r];
    for (std::size_t c = 0; c < across.size(); ++c) row[c] += static_cast<float>(scale * across[c]);
  }
}

bool is_inside(const Vector2& at, const RenderOptions& options) {
  return at.x() >= -0.5 && at.y() >= -0.5 && at.x() < options.columns - 0.5 &&
         at.y() < options.rows - 0.5;
}

void draw_atoms(const lattice::Occupancy& occupancy, const RenderOptions& options,
                core::Generator generator, const core::Execution& execution, Rendering& result) {
  const auto table = bumps(options, occupancy.lattice);
  const std::vector<Apex> tip = apexes(options.double_tip);
  const lattice::Window& window = occupancy.window;
  const Scan scan(options, occupancy.lattice, middle_of(window));
  for (int b = window.b0; b < window.b0 + window.rows; ++b) {
    execution.check();
    for (int a = window.a0; a < window.a0 + window.columns; ++a) {
      for (int site = 0; site < occupancy.lattice.basis_count(); ++site) {
        // Drawn for every site, so that one atom's height does not depend on the others.
        const double deviation = generator.normal();
        const int species = occupancy.at(a, b, site);
        if (species == lattice::kUnseen) continue;
        const auto basis = static_cast<std::size_t>(site);
        const Bump& bump = table[basis].at(static_cast<std::size_t>(species));
        if (!bump.visible) continue;
        const Vector2 at = scan.to_image(Vector2(a, b) + occupancy.lattice.basis[basis].position);
        const double height = bump.height * (1 + options.height_spread * deviation);
        for (const Apex& apex : tip) {
          draw(result.image, at + apex.offset, apex.strength * height, bump.sigma);
        }
        if (is_inside(at, options)) result.atoms.push_back({at.x(), at.y(), a, b, site, species});
      }
    }
  }
}

void add_tilt(image::Image& image, const std::vector<double>& tilt) {
  if (tilt.size() != 2) throw wrong_length("tilt", tilt, "two numbers, x and y");
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      const double rise = tilt[0] * (column / (image.columns - 1.0) - 0.5) +
                          tilt[1] * (row / (image.rows - 1.0) - 0.5);
      image.at(row, column) += static_cast<float>(rise);
    }
  }
}

void add_line_noise(image::Image& image, double deviation, core::Generator generator) {
  for (int row = 0; row < image.rows; ++row) {
    const auto offset = static_cast<float>(deviation * generator.normal());
    for (int column = 0; column < image.columns; ++column) image.at(row, column) += offset;
  }
}

void add_noise(image::Image& image, double deviation, core::Generator generator,
               const core::Execution& execution) {
  for (int row = 0; row < image.rows; ++row) {
    execution.check();
    for (int column = 0; column < image.columns; ++column) {
      image.at(row, column) += static_cast<float>(deviation * generator.normal());
    }
  }
}

image::Image empty_image(const RenderOptions& options) {
  image::Image image;
  image.rows = options.rows;
  image.columns = options.columns;
  image.pixels.resize(static_cast<std::size_t>(options.rows) *
                      static_cast<std::size_t>(options.columns));
  if (options.pixel_size) image.pixel_size = {*options.pixel_size, *options.pixel_size};
  return image;
}

}  // namespace

Rendering render(const lattice::Occupancy& occupancy, const RenderOptions& options,
                 const core::Stream& stream, const core::Execution& execution) {
  Rendering result{empty_image(options), {}};
  draw_atoms(occupancy, options, stream.child("heights").generator(), execution, result);
  add_tilt(result.image, options.tilt);
  add_line_noise(result.image, options.line_noise, stream.child("lines").generator());
  add_noise(result.image, options.noise, stream.child("noise").generator(), execution);
  return result;
}

lattice::Window window_for(const RenderOptions& options, const lattice::Lattice& lattice) {
  const std::vector<double> sigma = sigmas(options, species_names(lattice).size());
  const double widest = *std::max_element(sigma.begin(), sigma.end());
  const double margin =
      kReach * widest * options.spacing + apexes(options.double_tip).back().offset.norm();
  const Scan scan(options, lattice, Vector2::Zero());
  Vector2 farthest = Vector2::Zero();
  // Disturbances bend only the sides, so every row's two ends are asked.
  for (int row = 0; row < options.rows; ++row) {
    const double y = row + margin * (2.0 * row / (options.rows - 1) - 1);
    for (const double x : {-margin, options.columns - 1 + margin}) {
      farthest = farthest.cwiseMax(scan.to_cell({x, y}).cwiseAbs());
    }
  }
  // The window's middle is seen in the image's centre, so it reaches equally far on both sides.
  const auto cells = [](double half) { return 2 * static_cast<int>(std::ceil(half)) + 2; };
  return {0, 0, cells(farthest.x()), cells(farthest.y())};
}

}  // namespace gibbsight::rendering
