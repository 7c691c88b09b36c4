#include "gibbsight/atoms/find.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <string>
#include <utility>

#include "gibbsight/atoms/binning.hpp"
#include "gibbsight/atoms/bragg.hpp"
#include "gibbsight/atoms/candidates.hpp"
#include "gibbsight/atoms/neighbours.hpp"
#include "gibbsight/atoms/patches.hpp"
#include "gibbsight/atoms/peak.hpp"
#include "gibbsight/atoms/search.hpp"
#include "gibbsight/atoms/spacing.hpp"
#include "gibbsight/atoms/spectrum.hpp"
#include "gibbsight/atoms/window.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/matrix.hpp"

namespace gibbsight::atoms {
namespace {

core::DataError no_lattice(std::string where, std::string value, std::string expected) {
  return core::DataError({.what = "no lattice in the image",
                          .where = std::move(where),
                          .value = std::move(value),
                          .expected = std::move(expected)});
}

void require_room(const image::Image& image) {
  constexpr int kSmallest = 24;
  if (image.rows >= kSmallest && image.columns >= kSmallest) return;
  throw no_lattice("atoms: size of the image", fmt::format("{} x {} px", image.columns, image.rows),
                   fmt::format("at least {0} x {0} px", kSmallest));
}

CandidateScale scale_of(const cv::Mat1f& pixels, const FindOptions& options,
                        const core::Execution& execution) {
  const Spectrum spectrum = power_spectrum(pixels, execution);
  // Without a spectrum to go by, the width is that of columns which just overlap.
  constexpr double kSpacingsAWidth = 6;
  const double width =
      options.spacing ? *options.spacing / kSpacingsAWidth : column_width(spectrum);
  return {width, white_noise(spectrum), options.false_share};
}

// The field of the binned image, in which noise averages out.
Field in_bins(const image::Image& binned, CandidateScale scale, int side) {
  scale.width /= side;
  scale.noise /= side;
  return {binned, filled_pixels(binned), scale};
}

// Whether the atoms interfere in two directions, as they do where few of the sites hold one.
bool stand_in_step(const AtomList& list) {
  constexpr double kCoherent = 0.4;
  constexpr double kDifferentDirection = 0.3;
  std::vector<Eigen::Vector2d> positions;
  for (const Atom& atom : list.atoms) positions.emplace_back(atom.x, atom.y);
  const std::vector<BraggPeak> peaks = find_bragg_peaks(positions);
  return std::any_of(peaks.begin(), peaks.end(), [&](const BraggPeak& peak) {
    const Eigen::Vector2d first = peaks.front().wave.normalized();
    const Eigen::Vector2d other = peak.wave.normalized();
    const double sine = std::abs(first.x() * other.y() - first.y() * other.x());
    return peak.coherence > kCoherent && sine > kDifferentDirection;
  });
}

void require_order(const Ordered& found) {
  constexpr double kLeastOrder = 0.35;
  if (found.order >= kLeastOrder || stand_in_step(found.list)) return;
  throw no_lattice("atoms: neighbours", fmt::format("order of neighbourhoods {:.2f}", found.order),
                   fmt::format("at least {:.2f}; atoms at random give about 0.20", kLeastOrder));
}

// Peaks that are no columns, as lines of a scan make them, keep the pixel they started from.
void require_columns(const AtomList& list) {
  const auto fitted = std::count_if(list.atoms.begin(), list.atoms.end(),
                                    [](const Atom& atom) { return atom.x_error < atom.sigma; });
  if (2 * fitted > std::ssize(list.atoms)) return;
  throw no_lattice("atoms: fits",
                   fmt::format("{} of {} peaks like a column", fitted, list.atoms.size()),
                   "most; are there offsets of scan lines as strong as the atoms?");
}

// Takes no notice of atoms in contamination, and says how much of the image that is.
void leave_out_patches(const Search& search, AtomList& list) {
  const image::Image& image = search.fine.image;
  list.hidden = find_patches(search.coarse.pixels, search.side, list, search.execution);
  if (list.hidden.empty()) return;
  std::erase_if(list.atoms, [&](const Atom& atom) {
    const Candidate at = pixel_of(atom);
    const int row = std::clamp(at.row, 0, image.rows - 1);
    const int column = std::clamp(at.column, 0, image.columns - 1);
    return list.hidden[image.index(row, column)] != 0;
  });
  const auto count = std::count(list.hidden.begin(), list.hidden.end(), 1);
  list.warnings.push_back(
      fmt::format("contamination hides {:.1f} % of the image: sites there are unseen",
                  100 * static_cast<double>(count) / static_cast<double>(list.hidden.size())));
}

}  // namespace

AtomList find_atoms(const image::Image& image, const FindOptions& options,
                    const core::Execution& execution) {
  core::validate(options, "atoms");
  require_room(image);
  const cv::Mat1f pixels = filled_pixels(image);
  const Field field{image, pixels, scale_of(pixels, options, execution)};
  execution.check();
  const std::vector<Candidate> candidates =
      find_candidates(image, field.pixels, field.scale, execution);
  execution.check();
  const double spacing = spacing_of(candidates);
  if (spacing <= 0) {
    throw no_lattice("atoms: peaks above the noise", "none", "columns of atoms");
  }
  AtomList first =
      fit(image, candidates, {field.scale.width, spacing, options.passes, false}, execution);
  require_columns(first);
  Ordered found(std::move(first), execution);
  leave_out_faint(field, execution, found);
  require_order(found);  // or a denser search would make of noise what looks like order
  const int side = bins_to_search(median_of(found.list.atoms, &Atom::sigma));
  const image::Image binned = side == 1 ? image::Image{} : bin(image, side);
  const Search search{field, side == 1 ? field : in_bins(binned, field.scale, side), side, options,
                      execution};
  find_more(search, candidates, found);
  leave_out_patches(search, found.list);
  return std::move(found.list);
}

AtomList measure_atoms(const image::Image& image, const AtomList& known, const FindOptions& options,
                       const core::Execution& execution) {
  constexpr double kFarthest = 0.25;  // spacings: further, and it is another peak
  core::validate(options, "atoms");
  require_room(image);
  const double width = scale_of(filled_pixels(image), options, execution).width;
  std::vector<Candidate> candidates;
  for (const Atom& atom : known.atoms) {
    const Candidate c = pixel_of(atom);
    if (image.is_usable(c.row, c.column)) candidates.push_back(c);
  }
  const double spacing = spacing_of(candidates);
  if (spacing <= 0) {
    throw no_lattice("atoms: known positions", "none", "atoms inside the image");
  }
  AtomList list =
      fit(image, candidates, {width, spacing, options.passes, true, kFarthest}, execution);
  list.hidden = known.hidden;
  list.warnings = known.warnings;
  return list;
}

std::vector<double> heights_at(const image::Image& image, const AtomList& list,
                               const std::vector<Eigen::Vector2d>& places) {
  cv::Mat1d rest;
  image::matrix(image.pixels, image).convertTo(rest, CV_64F);
  for (const Atom& atom : list.atoms) draw(rest, parameters_of(atom), -1);
  const double width = median_of(list.atoms, &Atom::sigma);
  const double radius = window_radius(typical_spacing(list.atoms), width);
  std::vector<double> heights;
  Peak peak;
  for (const Eigen::Vector2d& place : places) {
    peak.look(image, rest, place.x(), place.y(), radius);
    Parameters p = Parameters::Zero();
    p << place.x(), place.y(), 0, 0, std::log(width), 0, 0;
    peak.fit_height(p);
    heights.push_back(p[kIntensity]);
  }
  return heights;
}

}  // namespace gibbsight::atoms
