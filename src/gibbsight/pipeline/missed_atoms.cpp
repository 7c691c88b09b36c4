#include "gibbsight/pipeline/missed_atoms.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/indexing/beside.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::pipeline {
namespace {

using indexing::Vector2;

double usual_width(const atoms::AtomList& list) {
  return median_of(list.atoms, &atoms::Atom::sigma);
}

/// Sites that hold an atom which was not found, as far as it can be seen.
std::vector<std::size_t> sites_of_missed(const Measurement& measurement) {
  const double width = usual_width(*measurement.atoms);
  std::vector<std::size_t> missed;
  for (std::size_t i = 0; i < measurement.sites->sites.size(); ++i) {
    const indexing::Site& site = measurement.sites->sites[i];
    if (site.atom != indexing::kNoAtom || site.doubtful) continue;
    const auto& basis = measurement.sites->lattice.basis;
    if (indexing::can_be_empty(basis[static_cast<std::size_t>(site.sublattice)])) continue;
    if (!is_seen_around(*measurement.image, site.predicted_x, site.predicted_y, width)) continue;
    missed.push_back(i);
  }
  return missed;
}

std::vector<Vector2> places_of(const std::vector<std::size_t>& chosen,
                               const indexing::Sites& sites) {
  std::vector<Vector2> places;
  for (const std::size_t i : chosen) {
    places.emplace_back(sites.sites[i].predicted_x, sites.sites[i].predicted_y);
  }
  return places;
}

/// The atoms without those off every site that lie beside one of the places: peaks of what is left
/// of the image where an atom was missed, which would take from its intensity.
std::vector<atoms::Atom> without_peaks_beside(const std::vector<Vector2>& places,
                                              const indexing::Sites& sites,
                                              const atoms::AtomList& list) {
  std::vector<char> placed(list.atoms.size(), 0);
  for (const indexing::Site& site : sites.sites) {
    if (site.atom != indexing::kNoAtom) placed[static_cast<std::size_t>(site.atom)] = 1;
  }
  const atoms::PointIndex index(places);
  std::vector<atoms::Atom> kept;
  for (std::size_t i = 0; i < list.atoms.size(); ++i) {
    const atoms::Atom& atom = list.atoms[i];
    const double reach = (is_certain(atom) ? 0.5 : 0.8) * list.spacing;
    const auto hit = index.nearest({atom.x, atom.y});
    if (placed[i] != 0 || hit.point < 0 || hit.distance >= reach) kept.push_back(atom);
  }
  return kept;
}

/// Takes out the atoms at these places that are no higher than noise may be.
void leave_out_noise(const std::vector<Vector2>& places, atoms::AtomList& list) {
  constexpr double kStandsOut = 4;  // standard deviations
  if (places.empty()) return;
  // Of the height of a Gaussian alone in white noise: sum g^2 = pi width^2.
  const double error = median_of(list.atoms, &atoms::Atom::residual) /
                       (std::sqrt(std::numbers::pi) * usual_width(list));
  const atoms::PointIndex index(places);
  std::erase_if(list.atoms, [&](const atoms::Atom& atom) {
    const auto hit = index.nearest({atom.x, atom.y});
    return hit.point >= 0 && hit.distance < list.spacing / 2 && atom.intensity < kStandsOut * error;
  });
}

void measure_at(std::vector<std::size_t> missed, const atoms::FindOptions& options,
                const core::Execution& execution, Measurement& measurement) {
  const indexing::Sites& sites = *measurement.sites;
  const std::vector<Vector2> places = places_of(missed, sites);
  atoms::AtomList known = *measurement.atoms;
  known.atoms = without_peaks_beside(places, sites, *measurement.atoms);
  for (const Vector2& place : places) {
    atoms::Atom atom;
    atom.x = place.x();
    atom.y = place.y();
    known.atoms.push_back(atom);
  }
  const std::vector<char> all(sites.sites.size(), 1);
  const std::vector<char> at_edge = beside_unknown(sites, all, *measurement.atoms);
  measurement.atoms = atoms::measure_atoms(*measurement.image, known, options, execution);
  std::erase_if(missed, [&](std::size_t i) { return at_edge[i] == 0; });
  leave_out_noise(places_of(missed, sites), *measurement.atoms);
}

void leave_out_rim(const image::Image& image, atoms::AtomList& list) {
  const double width = usual_width(list);
  std::erase_if(list.atoms, [&](const atoms::Atom& atom) {
    return !is_seen_around(image, atom.x, atom.y, width);
  });
}

}  // namespace

bool is_seen_around(const image::Image& image, double x, double y, double reach) {
  const auto usable = [&](double dx, double dy) {
    return image.is_usable(static_cast<int>(std::lround(y + dy)),
                           static_cast<int>(std::lround(x + dx)));
  };
  return usable(0, 0) && usable(reach, 0) && usable(-reach, 0) && usable(0, reach) &&
         usable(0, -reach);
}

void add_missed_atoms(const atoms::FindOptions& options, const core::Execution& execution,
                      const std::function<void()>& index, Measurement& measurement) {
  constexpr int kMostRounds = 8;  // atoms that were added lead to sites that others did not reach
  std::vector<Vector2> tried;
  for (int round = 0; round < kMostRounds; ++round) {
    const std::vector<std::size_t> missed = sites_of_missed(measurement);
    const std::vector<Vector2> places = places_of(missed, *measurement.sites);
    const atoms::PointIndex before(tried);
    const double reach = measurement.atoms->spacing / 2;
    const bool any_new = std::any_of(places.begin(), places.end(), [&](const Vector2& place) {
      const auto hit = before.nearest(place);
      return hit.point < 0 || hit.distance > reach;
    });
    if (!any_new) break;
    tried.insert(tried.end(), places.begin(), places.end());
    measure_at(missed, options, execution, measurement);
    index();
  }
  if (tried.empty()) return;
  leave_out_rim(*measurement.image, *measurement.atoms);  // last: others are fitted beside them
  index();
}

}  // namespace gibbsight::pipeline
