#include "gibbsight/pipeline/missed_atoms.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/indexing/beside.hpp"
#include "gibbsight/indexing/point_index.hpp"

namespace gibbsight::pipeline {
namespace {

using indexing::Vector2;

bool is_empty(const indexing::Site& site) { return site.atom == indexing::kNoAtom && site.inside; }

/// The atoms without those off every site that lie beside one of the places: peaks of what is left
/// of the image where an atom was missed, which would take from its intensity.
std::vector<atoms::Atom> without_peaks_beside(const std::vector<Vector2>& places,
                                              const indexing::Sites& sites,
                                              const atoms::AtomList& list) {
  std::vector<char> placed(list.atoms.size(), 0);
  for (const indexing::Site& site : sites.sites) {
    if (site.atom != indexing::kNoAtom) placed[static_cast<std::size_t>(site.atom)] = 1;
  }
  const double reach = list.spacing / 2;
  const indexing::PointIndex index(places);
  std::vector<atoms::Atom> kept;
  for (std::size_t i = 0; i < list.atoms.size(); ++i) {
    const auto hit = index.nearest({list.atoms[i].x, list.atoms[i].y});
    if (placed[i] != 0 || hit.point < 0 || hit.distance >= reach) kept.push_back(list.atoms[i]);
  }
  return kept;
}

/// Of the empty sites, those beside which there is a place in the image that is no site.
std::vector<Vector2> places_at_edges(const atoms::AtomList& list, const indexing::Sites& sites) {
  const auto at_edge = beside_unknown(sites, std::vector<char>(sites.sites.size(), 1), list);
  std::vector<Vector2> places;
  for (std::size_t i = 0; i < at_edge.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    if (at_edge[i] != 0 && is_empty(site)) places.emplace_back(site.predicted_x, site.predicted_y);
  }
  return places;
}

/// Takes out the atoms at these places that are no higher than noise may be.
void leave_out_noise(const std::vector<Vector2>& places, atoms::AtomList& list) {
  constexpr double kStandsOut = 4;  // standard deviations
  if (places.empty()) return;
  std::vector<double> residuals;
  std::vector<double> widths;
  for (const atoms::Atom& atom : list.atoms) {
    residuals.push_back(atom.residual);
    widths.push_back(atom.sigma);
  }
  // Of the height of a Gaussian alone in white noise: sum g^2 = pi width^2.
  const double error =
      core::median(residuals) / (std::sqrt(std::numbers::pi) * core::median(widths));
  const indexing::PointIndex index(places);
  std::erase_if(list.atoms, [&](const atoms::Atom& atom) {
    const auto hit = index.nearest({atom.x, atom.y});
    return hit.point >= 0 && hit.distance < list.spacing / 2 && atom.intensity < kStandsOut * error;
  });
}

}  // namespace

std::vector<Vector2> empty_places(const indexing::Sites& sites, std::optional<int> sublattice) {
  std::vector<Vector2> places;
  for (const indexing::Site& site : sites.sites) {
    if (!is_empty(site) || (sublattice && site.sublattice != *sublattice)) continue;
    places.emplace_back(site.predicted_x, site.predicted_y);
  }
  return places;
}

atoms::AtomList with_missed_atoms(const image::Image& image, const atoms::AtomList& list,
                                  const indexing::Sites& sites, const atoms::FindOptions& options,
                                  const core::Execution& execution) {
  const auto places = empty_places(sites);
  if (places.empty()) return list;
  atoms::AtomList known = list;
  known.atoms = without_peaks_beside(places, sites, list);
  for (const Vector2& place : places) {
    atoms::Atom missed;
    missed.x = place.x();
    missed.y = place.y();
    known.atoms.push_back(missed);
  }
  atoms::AtomList measured = measure_atoms(image, known, options, execution);
  leave_out_noise(places_at_edges(list, sites), measured);
  return measured;
}

}  // namespace gibbsight::pipeline
