#include "gibbsight/motifs/histogram.hpp"

#include <algorithm>

namespace gibbsight::motifs {
namespace {

int wrapped(int value, int low, int size) {
  const int shifted = (value - low) % size;
  return low + (shifted < 0 ? shifted + size : shifted);
}

/// Appends the site indices of one place; leaves `sites` as it was where a site falls outside.
void append_place(const Centre& centre, int a, int b, const lattice::Window& window,
                  Boundary boundary, std::size_t basis_count, std::vector<std::uint32_t>& sites) {
  const std::size_t before = sites.size();
  for (const lattice::Site& offset : centre.offsets) {
    int site_a = a + offset.a;
    int site_b = b + offset.b;
    if (boundary == Boundary::periodic) {
      site_a = wrapped(site_a, window.a0, window.columns);
      site_b = wrapped(site_b, window.b0, window.rows);
    } else if (!window.contains(site_a, site_b)) {
      sites.resize(before);
      return;
    }
    const std::size_t cell = static_cast<std::size_t>(site_b - window.b0) * window.columns +
                             static_cast<std::size_t>(site_a - window.a0);
    sites.push_back(static_cast<std::uint32_t>(cell * basis_count + offset.sublattice));
  }
}

/// Calls with the centre and the code of every place all of whose sites were seen.
template <class Visit>
void for_each_seen(const Motif& motif, const Places& places, std::span<const std::int8_t> species,
                   const Visit& visit) {
  const std::size_t n = places.sites_per_place;
  for (std::size_t i = 0; i < places.sites.size(); i += n) {
    std::uint32_t code = 0;
    bool seen = true;
    for (std::size_t k = 0; k < n; ++k) {
      const std::int8_t s = species[places.sites[i + k]];
      seen = seen && s != lattice::kUnseen;
      code += static_cast<std::uint32_t>(s) * motif.place_value[k];
    }
    if (seen) visit(places.sites[i], code);
  }
}

}  // namespace

Places find_places(const Motif& motif, const lattice::Window& window, Boundary boundary) {
  Places places{motif.site_count(), {}};
  for (int b = window.b0; b < window.b0 + window.rows; ++b)
    for (int a = window.a0; a < window.a0 + window.columns; ++a)
      for (const Centre& centre : motif.centres) {
        append_place(centre, a, b, window, boundary, motif.lattice.basis.size(), places.sites);
      }
  return places;
}

Places seen_places(const Motif& motif, const lattice::Occupancy& occupancy, Boundary boundary) {
  const Places all = find_places(motif, occupancy.window, boundary);
  Places seen{all.sites_per_place, {}};
  const std::size_t n = all.sites_per_place;
  for (std::size_t i = 0; i < all.sites.size(); i += n) {
    const auto place = std::span(all.sites).subspan(i, n);
    const bool complete = std::none_of(place.begin(), place.end(), [&](std::uint32_t site) {
      return occupancy.species[site] == lattice::kUnseen;
    });
    if (complete) seen.sites.insert(seen.sites.end(), place.begin(), place.end());
  }
  return seen;
}

void count_codes(const Motif& motif, const Places& places, std::span<const std::int8_t> species,
                 std::span<double> counts) {
  for_each_seen(motif, places, species,
                [&](std::uint32_t, std::uint32_t code) { counts[code] += 1; });
}

std::vector<int> orbits_of_sites(const lattice::Occupancy& occupancy, const Motif& motif) {
  std::vector<int> orbits(occupancy.species.size(), -1);
  const Places places = find_places(motif, occupancy.window, Boundary::open);
  for_each_seen(motif, places, occupancy.species, [&](std::uint32_t centre, std::uint32_t code) {
    orbits[centre] = static_cast<int>(motif.orbit_of[code]);
  });
  return orbits;
}

Eigen::MatrixXd sum_over_orbits(const Motif& motif, const Eigen::MatrixXd& by_code) {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(motif.orbit_count(), by_code.cols());
  for (Eigen::Index column = 0; column < by_code.cols(); ++column)
    for (Eigen::Index code = 0; code < by_code.rows(); ++code) {
      result(motif.orbit_of[code], column) += by_code(code, column);
    }
  return result;
}

Histogram count(const lattice::Occupancy& occupancy, const Motif& motif, Boundary boundary) {
  Eigen::VectorXd codes = Eigen::VectorXd::Zero(motif.code_count());
  const Places places = find_places(motif, occupancy.window, boundary);
  count_codes(motif, places, occupancy.species, {codes.data(), motif.code_count()});
  return {sum_over_orbits(motif, codes)};
}

}  // namespace gibbsight::motifs
