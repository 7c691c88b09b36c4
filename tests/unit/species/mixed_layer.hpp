// A made-up square layer with known species.
#pragma once

#include <functional>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/species/classified.hpp"

namespace gibbsight::species::testing {

/// Mean and standard deviation of a species' intensity, and its share of the sites.
struct Brightness {
  double mean = 1;
  double deviation = 0.1;
  double share = 1;
};

struct Layer {
  indexing::Sites sites;
  atoms::AtomList atoms;
  std::vector<int> truth;  // by site
};

/// `size` x `size` sites 10 px apart; `background` changes an intensity at (x, y) in [0, 1]^2.
inline Layer make_layer(
    int size, const std::vector<std::string>& names, const std::vector<Brightness>& species,
    std::uint64_t seed,
    const std::function<double(double value, double x, double y)>& background =
        [](double value, double, double) { return value; }) {
  core::Generator random = core::Stream(seed).generator();
  Layer layer;
  layer.sites.lattice = lattice::make_lattice("square", names);
  layer.sites.window = {0, 0, size, size};
  layer.sites.cell_px = 10 * indexing::Matrix2::Identity();
  for (int b = 0; b < size; ++b) {
    for (int a = 0; a < size; ++a) {
      int kind = 0;
      double draw = random.uniform();
      while (draw > species[static_cast<std::size_t>(kind)].share &&
             kind + 1 < static_cast<int>(species.size())) {
        draw -= species[static_cast<std::size_t>(kind++)].share;
      }
      const Brightness& chosen = species[static_cast<std::size_t>(kind)];
      const double value = chosen.mean + chosen.deviation * random.normal();
      atoms::Atom atom;
      atom.x = 10.0 * a;
      atom.y = 10.0 * b;
      atom.intensity = background(value, double{1} * a / size, double{1} * b / size);
      indexing::Site site;
      site.a = a;
      site.b = b;
      site.atom = static_cast<int>(layer.atoms.atoms.size());
      site.x = site.predicted_x = atom.x;
      site.y = site.predicted_y = atom.y;
      site.inside = a > 0 && b > 0 && a < size - 1 && b < size - 1;
      layer.atoms.atoms.push_back(atom);
      layer.sites.sites.push_back(site);
      layer.truth.push_back(kind);
    }
  }
  return layer;
}

inline double share_right(const Layer& layer, const Classified& result) {
  int right = 0;
  for (std::size_t i = 0; i < layer.truth.size(); ++i) {
    right += result.sites[i].species == layer.truth[i] ? 1 : 0;
  }
  return double{1} * right / static_cast<double>(layer.truth.size());
}

}  // namespace gibbsight::species::testing
