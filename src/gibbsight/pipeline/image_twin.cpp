#include "gibbsight/pipeline/image_twin.hpp"

#include <algorithm>
#include <cmath>

#include "gibbsight/atoms/point_index.hpp"

namespace gibbsight::pipeline {
namespace {

using indexing::Vector2;

std::vector<rendering::Column> columns_of(const Scene& scene, const lattice::Occupancy& truth,
                                          const core::Stream& stream) {
  core::Generator random = stream.child("heights").generator();
  std::vector<rendering::Column> columns = scene.others;
  for (const Scene::Place& place : scene.places) {
    const double deviation = random.normal();
    const int species = truth.at(place.a, place.b, place.sublattice);
    if (species == lattice::kUnseen) continue;
    const int kind =
        scene.kinds[static_cast<std::size_t>(place.sublattice)][static_cast<std::size_t>(species)];
    if (kind < 0) continue;
    const double spread = scene.spreads[static_cast<std::size_t>(kind)];
    columns.push_back({place.x, place.y, place.height * (1 + spread * deviation), kind});
  }
  return columns;
}

Measurement measure_drawn(const image::Image& image, const Configuration& configuration,
                          const core::Execution& execution) {
  Configuration own = configuration;
  own.species.edits.clear();  // corrections by hand are of the experiment
  core::Execution silent = execution;
  silent.progress = nullptr;
  return measure_image(image, own, silent);
}

/// Each site of a measurement that is a place of the scene: (site, place).
std::vector<std::pair<std::size_t, std::size_t>> match(const Measurement& m, const Scene& scene) {
  std::vector<Vector2> positions;
  for (const Scene::Place& place : scene.places) positions.emplace_back(place.x, place.y);
  const atoms::PointIndex index(positions);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
    const indexing::Site& site = m.sites->sites[i];
    const auto hit = index.nearest({site.x, site.y});
    if (hit.point < 0 || hit.distance > scene.reach) continue;
    const auto place = static_cast<std::size_t>(hit.point);
    if (scene.places[place].sublattice == site.sublattice) pairs.emplace_back(i, place);
  }
  return pairs;
}

std::size_t count_false(const Measurement& m, const std::vector<rendering::Column>& columns,
                        double reach) {
  std::vector<Vector2> positions;
  for (const rendering::Column& c : columns) positions.emplace_back(c.x, c.y);
  const atoms::PointIndex index(positions);
  return static_cast<std::size_t>(
      std::count_if(m.sites->sites.begin(), m.sites->sites.end(), [&](const auto& site) {
        if (site.atom == indexing::kNoAtom) return false;
        const auto hit = index.nearest({site.x, site.y});
        return hit.point < 0 || hit.distance > reach;
      }));
}

void read_off(const Measurement& m, const Scene& scene, ImageTwin& twin) {
  std::vector<double> intensities;
  std::vector<double> misfits;
  twin.observed = lattice::Occupancy::unseen(scene.occupancy.lattice, scene.occupancy.window);
  for (const auto& [i, p] : match(m, scene)) {
    const indexing::Site& site = m.sites->sites[i];
    const Scene::Place& place = scene.places[p];
    twin.observed.at(place.a, place.b, place.sublattice) = m.classified->sites[i].species;
    if (site.atom == indexing::kNoAtom) continue;
    ++twin.atoms;
    intensities.push_back(m.atoms->atoms[static_cast<std::size_t>(site.atom)].intensity);
    if (!site.inside) continue;
    misfits.push_back(std::hypot(site.x - site.predicted_x, site.y - site.predicted_y));
  }
  twin.look = look_at(*m.image, std::move(intensities), std::move(misfits));
}

/// Mean square.
double power(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v * v;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// Relative deviations of the classes of a measurement, by kind; zero where there is none.
std::vector<double> relative_deviations(const Measurement& m, const Scene& scene) {
  std::vector<double> deviations(scene.spreads.size(), 0.0);
  for (std::size_t s = 0; s < scene.kinds.size(); ++s) {
    const auto& classes = m.classified->sublattices[s];
    for (std::size_t k = 0; k < scene.kinds[s].size(); ++k) {
      const int kind = scene.kinds[s][k];
      if (kind < 0 || classes.class_means.size() <= k || !(classes.class_means[k] > 0)) continue;
      deviations[static_cast<std::size_t>(kind)] =
          classes.class_deviations[k] / classes.class_means[k];
    }
  }
  return deviations;
}

/// Places and heights scatter in a measurement for two reasons: as they are, and as they are
/// measured. An image without scatter of heights, of places as they were measured, shows the second
/// alone of heights, and of places the first and twice the second.
void separate_scatter(const Measurement& experiment, const lattice::Occupancy& likely,
                      const Configuration& configuration, const core::Stream& stream,
                      const core::Execution& execution, Scene& scene) {
  const Measurement again =
      measure_drawn(draw_observation(scene, likely, stream), configuration, execution);
  const auto all = relative_deviations(experiment, scene);
  const auto noise = relative_deviations(again, scene);
  for (std::size_t k = 0; k < scene.spreads.size(); ++k) {
    scene.spreads[k] = std::sqrt(std::max(0.0, all[k] * all[k] - noise[k] * noise[k]));
  }
  const double once = power(as_twin(experiment, scene).look.misfits);
  const double twice = power(as_twin(again, scene).look.misfits);
  const double real = once > 0 ? std::sqrt(std::clamp(2 - twice / once, 0.0, 1.0)) : 1.0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < experiment.sites->sites.size(); ++i) {
    if (experiment.classified->sites[i].species == lattice::kUnseen) continue;
    const indexing::Site& site = experiment.sites->sites[i];
    Scene::Place& place = scene.places[next++];
    place.x = site.predicted_x + real * (site.x - site.predicted_x);
    place.y = site.predicted_y + real * (site.y - site.predicted_y);
  }
}

}  // namespace

Scene measure_scene(const Measurement& measurement, const Configuration& configuration,
                    const core::Stream& stream, const core::Execution& execution) {
  auto [scene, likely] = take_apart(measurement, execution);
  separate_scatter(measurement, likely, configuration, stream, execution, scene);
  return scene;
}

image::Image draw_observation(const Scene& scene, const lattice::Occupancy& truth,
                              const core::Stream& stream) {
  return rendering::draw(columns_of(scene, truth, stream), scene.appearance, stream);
}

ImageTwin make_image_twin(const Scene& scene, const lattice::Occupancy& truth,
                          const Configuration& configuration, const core::Stream& stream,
                          const core::Execution& execution) {
  ImageTwin twin;
  twin.truth = truth;
  const auto columns = columns_of(scene, truth, stream);
  const auto image = rendering::draw(columns, scene.appearance, stream);
  const Measurement measurement = measure_drawn(image, configuration, execution);
  read_off(measurement, scene, twin);
  twin.false_atoms = count_false(measurement, columns, scene.reach);
  return twin;
}

ImageTwin as_twin(const Measurement& measurement, const Scene& scene) {
  ImageTwin twin;
  twin.truth = scene.occupancy;
  read_off(measurement, scene, twin);
  return twin;
}

}  // namespace gibbsight::pipeline
