#include "drawn_layer.hpp"

#include <algorithm>
#include <functional>

#include "gibbsight/image/levelling.hpp"

namespace gibbsight::pipeline::testing {
namespace {

/// The same atoms as wide and low bumps alone.
image::Image draw_tails(const lattice::Occupancy& occupancy, const Setting& setting,
                        rendering::RenderOptions options, const core::Stream& stream) {
  for (double& height : options.heights) height *= setting.tails;
  options.bump_sigma = {2 * setting.sigma};
  options.noise = options.line_noise = 0;
  options.tilt = {0, 0};
  return rendering::render(occupancy, options, stream).image;
}

}  // namespace

Configuration configure(const Setting& setting) {
  Configuration c;
  c.lattice.name = setting.lattice;
  c.lattice.species = setting.species;
  c.model.parameters = setting.parameters;
  c.model.bulk = setting.bulk;
  c.rendering.rows = c.rendering.columns = kSize;
  c.rendering.spacing = kSpacing;
  c.rendering.heights = setting.heights;
  c.rendering.height_spread = setting.spread;
  c.rendering.bump_sigma = {setting.sigma};
  c.rendering.noise = setting.noise;
  return c;
}

rendering::Rendering make_image(const Setting& setting, std::uint64_t seed) {
  Configuration c = configure(setting);
  c.sampler.seed = seed;
  const auto window = rendering::window_for(c.rendering, make_lattice(c.lattice));
  const auto occupancy = simulate_occupancy(window, c, {});
  const core::Stream stream = core::Stream(seed).child("rendering");
  auto result = rendering::render(occupancy, c.rendering, stream);
  std::vector<float>& pixels = result.image.pixels;
  if (setting.tails > 0) {
    const auto wide = draw_tails(occupancy, setting, c.rendering, stream);
    std::transform(pixels.begin(), pixels.end(), wide.pixels.begin(), pixels.begin(),
                   std::plus<>());
  }
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const double across = static_cast<double>(i % kSize) / (kSize - 1) - 0.5;
    pixels[i] *= static_cast<float>(1 + setting.thickness * across);
  }
  return result;
}

Measurement find_in(const rendering::Rendering& truth, const Configuration& c) {
  Measurement measured;
  measured.image = image::level(truth.image, c.image);
  measured.atoms = find_atoms(*measured.image, c.atoms, {});
  return measured;
}

}  // namespace gibbsight::pipeline::testing
