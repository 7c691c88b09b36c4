#include "scene.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/core/random.hpp"

namespace gibbsight::atoms::testing {
namespace {

void add_peak(image::Image& image, const Atom& atom) {
  const double reach = 6 * atom.sigma;
  const int top = std::max(0, static_cast<int>(atom.y - reach));
  const int left = std::max(0, static_cast<int>(atom.x - reach));
  for (int row = top; row < std::min<double>(image.rows, atom.y + reach); ++row) {
    for (int column = left; column < std::min<double>(image.columns, atom.x + reach); ++column) {
      const double squared = std::pow(column - atom.x, 2) + std::pow(row - atom.y, 2);
      image.at(row, column) +=
          static_cast<float>(atom.intensity * std::exp(-squared / (2 * atom.sigma * atom.sigma)));
    }
  }
}

Atom atom_at(double x, double y, double intensity, const Scene& scene) {
  Atom atom;
  atom.x = x;
  atom.y = y;
  atom.intensity = intensity;
  atom.sigma = scene.sigma;
  atom.background = scene.background;
  return atom;
}

}  // namespace

Truth draw(const Scene& scene) {
  Truth truth;
  truth.image = blank(scene.rows, scene.columns, static_cast<float>(scene.background));
  core::Generator generator = core::Stream(scene.seed).child("species").generator();
  const auto place = [&](double x, double y, double intensity) {
    const Atom atom = atom_at(x, y, intensity, scene);
    add_peak(truth.image, atom);
    if (x > -0.5 && y > -0.5 && x < scene.columns - 0.5 && y < scene.rows - 0.5) {
      truth.atoms.push_back(atom);
    }
  };
  const int reach =
      2 + static_cast<int>((scene.rows + scene.columns) / std::hypot(scene.a[0], scene.a[1]));
  for (int i = -reach; i <= reach; ++i) {
    for (int j = -reach; j <= reach; ++j) {
      const double x = scene.columns / 2.0 + i * scene.a[0] + j * scene.b[0];
      const double y = scene.rows / 2.0 + i * scene.a[1] + j * scene.b[1];
      place(x, y, scene.heights[generator.below(static_cast<std::uint32_t>(scene.heights.size()))]);
      if (scene.second_height > 0) {
        place(x + scene.second_site[0], y + scene.second_site[1], scene.second_height);
      }
    }
  }
  add_noise(truth.image, scene.noise, scene.seed);
  return truth;
}

Scene square(double spacing, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  Scene scene;
  scene.a[0] = spacing * std::cos(angle);
  scene.a[1] = spacing * std::sin(angle);
  scene.b[0] = -scene.a[1];
  scene.b[1] = scene.a[0];
  return scene;
}

core::Execution threads(int count) { return {.threads = count, .progress = {}, .interrupted = {}}; }

image::Image blank(int rows, int columns, float value) {
  image::Image image;
  image.rows = rows;
  image.columns = columns;
  image.pixels.assign(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), value);
  return image;
}

void add_noise(image::Image& image, double sigma, std::uint64_t seed) {
  core::Generator generator = core::Stream(seed).child("noise").generator();
  for (float& pixel : image.pixels) pixel += static_cast<float>(sigma * generator.normal());
}

Comparison compare(const Truth& truth, const std::vector<Atom>& found, double tolerance,
                   double margin) {
  const auto inside = [&](const Atom& a) {
    return a.x > margin && a.y > margin && a.x < truth.image.columns - 1 - margin &&
           a.y < truth.image.rows - 1 - margin;
  };
  Comparison result;
  result.true_count =
      static_cast<int>(std::count_if(truth.atoms.begin(), truth.atoms.end(), inside));
  for (const Atom& atom : found) {
    if (!inside(atom)) continue;
    ++result.found_count;
    const auto near =
        std::min_element(truth.atoms.begin(), truth.atoms.end(), [&](const Atom& a, const Atom& b) {
          return std::hypot(a.x - atom.x, a.y - atom.y) < std::hypot(b.x - atom.x, b.y - atom.y);
        });
    if (std::hypot(near->x - atom.x, near->y - atom.y) > tolerance) continue;
    ++result.matched;
    result.mean_square_x_error += std::pow(atom.x - near->x, 2);
    result.mean_square_y_error += std::pow(atom.y - near->y, 2);
    result.mean_square_x_over_error += std::pow((atom.x - near->x) / atom.x_error, 2);
    result.mean_relative_intensity += atom.intensity / near->intensity;
  }
  for (double* sum : {&result.mean_square_x_error, &result.mean_square_y_error,
                      &result.mean_square_x_over_error, &result.mean_relative_intensity}) {
    *sum /= std::max(result.matched, 1);
  }
  return result;
}

}  // namespace gibbsight::atoms::testing
