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
#include "gibbsight/atoms/refine.hpp"
#include "gibbsight/atoms/spacing.hpp"
#include "gibbsight/atoms/spectrum.hpp"
#include "gibbsight/atoms/window.hpp"
#include "gibbsight/core/errors.hpp"

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

CandidateScale measure_scale(const cv::Mat1f& pixels, const FindOptions& options) {
  const Spectrum spectrum = power_spectrum(pixels);
  // Without a spectrum to go by, the width is that of columns which just overlap.
  constexpr double kSpacingsAWidth = 6;
  const double width =
      options.spacing ? *options.spacing / kSpacingsAWidth : column_width(spectrum);
  return {width, white_noise(spectrum), options.false_share};
}

AtomList list_of(const image::Image& image) {
  AtomList list;
  list.image_rows = image.rows;
  list.image_columns = image.columns;
  list.pixel_size = image.pixel_size;
  if (image.file_pixel_size) {
    list.warnings.push_back(
        fmt::format("pixels of {:.4g} x {:.4g} nm are not square: averaged to {:.4g} x {:.4g} nm, "
                    "in which positions in px count",
                    image.file_pixel_size->x_nm, image.file_pixel_size->y_nm,
                    image.pixel_size->x_nm, image.pixel_size->y_nm));
  }
  return list;
}

std::vector<Atom> at_pixels(const std::vector<Candidate>& candidates) {
  std::vector<Atom> atoms(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    atoms[i].x = candidates[i].column;
    atoms[i].y = candidates[i].row;
  }
  return atoms;
}

double spacing_of(const std::vector<Candidate>& candidates) {
  return typical_spacing(at_pixels(candidates));
}

// To as few pixels as the columns need.
AtomList fit(const image::Image& image, const std::vector<Candidate>& candidates,
             const RefineScale& scale, const core::Execution& execution) {
  const int side = bins_for(scale.width, scale.spacing);
  AtomList list = list_of(image);
  if (side == 1) {
    list.atoms = refine(image, candidates, scale, execution);
  } else {
    RefineScale binned = scale;
    binned.width /= side;
    binned.spacing /= side;
    list.atoms =
        from_bins(refine(bin(image, side), to_bins(candidates, side), binned, execution), side);
  }
  list.spacing = typical_spacing(list.atoms);
  return list;
}

// Atoms, and how alike their surroundings are: what searches are compared by.
struct Ordered {
  AtomList list;
  double order = 0;

  explicit Ordered(AtomList found) : list(std::move(found)), order(atoms::order(list)) {}
};

// Takes away peaks that are low and by their fits as uncertain as what lines of a scan leave, where
// all see more alike surroundings without them: dim columns are part of these.
void leave_out_faint(Ordered& found) {
  constexpr double kFaint = 0.1;  // of the usual height
  const double limit = kFaint * median_of(found.list.atoms, &Atom::intensity);
  const auto is_faint = [limit](const Atom& atom) {
    return atom.intensity < limit && !is_certain(atom);
  };
  const auto& atoms = found.list.atoms;
  if (std::none_of(atoms.begin(), atoms.end(), is_faint)) return;
  AtomList clearer = found.list;
  std::erase_if(clearer.atoms, is_faint);
  clearer.spacing = typical_spacing(clearer.atoms);
  Ordered without(std::move(clearer));
  if (without.order > found.order) found = std::move(without);
}

// Adds columns that brighter ones hid, where all see more alike surroundings with them than
// without: noise, tails and what lies between the atoms of a distorted lattice make these less
// alike.
void find_hidden(const image::Image& image, const cv::Mat1f& pixels,
                 std::vector<Candidate> candidates, const CandidateScale& scale,
                 const FindOptions& options, const core::Execution& execution, Ordered& found) {
  constexpr double kFew = 0.05;  // of the atoms: not a kind of columns
  const std::vector<Candidate> hidden =
      find_hidden_candidates(image, pixels, found.list.atoms, scale);
  const auto atoms = static_cast<double>(found.list.atoms.size());
  if (static_cast<double>(hidden.size()) < kFew * atoms) return;
  candidates.insert(candidates.end(), hidden.begin(), hidden.end());
  Ordered denser(fit(image, candidates,
                     {scale.width, spacing_of(candidates), options.passes, false}, execution));
  leave_out_faint(denser);
  if (denser.order > found.order) found = std::move(denser);
}

double width_of(const AtomList& list) { return median_of(list.atoms, &Atom::sigma); }

bool do_overlap_strongly(const AtomList& list) {
  const double noise = median_of(list.atoms, &Atom::residual);
  return overlap_strongly(width_of(list), list.spacing,
                          noise / median_of(list.atoms, &Atom::intensity));
}

// More atoms in about the same order, or better order: noise that passes for atoms is neither.
bool is_better(const Ordered& one, const Ordered& than) {
  constexpr double kAboutTheSame = 0.02;
  const double gain = one.order - than.order;
  return gain > 0 || (gain > -kAboutTheSame && one.list.atoms.size() > than.list.atoms.size());
}

// Fits the atoms that were found once more, all of them together.
void refit_together(const image::Image& image, const CandidateScale& scale,
                    const FindOptions& options, const core::Execution& execution, Ordered& found) {
  constexpr double kMuchLessOrder = 0.15;  // where many are missing, others fill their places
  std::vector<Candidate> candidates;
  for (const Atom& atom : found.list.atoms) candidates.push_back(pixel_of(atom));
  Ordered again(
      fit(image, candidates, {scale.width, found.list.spacing, options.passes}, execution));
  if (again.order > found.order - kMuchLessOrder) found = std::move(again);
}

// Looks again where columns touch, for what they hid, as long as that leaves all in better order;
// their width is known better from round to round.
void find_touching(const image::Image& image, const cv::Mat1f& pixels, const CandidateScale& scale,
                   const FindOptions& options, const core::Execution& execution, Ordered& found) {
  constexpr double kTouching = 0.27;  // width in spacings, underestimated where atoms were missed
  constexpr double kPerfect = 0.9995;
  constexpr double kWithoutFit = 0.05;  // order that is lost in pixels and flanks at the border
  constexpr int kMostRounds = 6;
  for (int round = 0; round < kMostRounds; ++round) {
    if (width_of(found.list) < kTouching * found.list.spacing || found.order > kPerfect) return;
    const std::vector<Candidate> candidates =
        find_touching_candidates(image, pixels, found.list.atoms, scale);
    AtomList seen = list_of(image);
    seen.atoms = at_pixels(candidates);
    seen.spacing = typical_spacing(seen.atoms);
    const double order_seen = order(seen);
    if (order_seen < found.order - kWithoutFit) return;
    Ordered again(fit(image, candidates, {scale.width, seen.spacing, options.passes}, execution));
    if (order_seen <= found.order && !is_better(again, found)) return;
    found = std::move(again);
  }
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
void leave_out_patches(const image::Image& image, const cv::Mat1f& pixels, AtomList& list) {
  list.hidden = find_patches(pixels, list);
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
  const CandidateScale scale = measure_scale(pixels, options);
  execution.check();
  const std::vector<Candidate> candidates = find_candidates(image, pixels, scale);
  execution.check();
  const double spacing = spacing_of(candidates);
  if (spacing <= 0) {
    throw no_lattice("atoms: peaks above the noise", "none", "columns of atoms");
  }
  AtomList first = fit(image, candidates, {scale.width, spacing, options.passes, false}, execution);
  require_columns(first);
  Ordered found(std::move(first));
  leave_out_faint(found);
  require_order(found);  // or a denser search would make of noise what looks like order
  find_hidden(image, pixels, candidates, scale, options, execution, found);
  if (do_overlap_strongly(found.list)) {
    refit_together(image, scale, options, execution, found);
  }
  find_touching(image, pixels, scale, options, execution, found);
  leave_out_patches(image, pixels, found.list);
  return std::move(found.list);
}

AtomList measure_atoms(const image::Image& image, const AtomList& known, const FindOptions& options,
                       const core::Execution& execution) {
  constexpr double kFarthest = 0.25;  // spacings: further, and it is another peak
  core::validate(options, "atoms");
  require_room(image);
  const CandidateScale scale = measure_scale(filled_pixels(image), options);
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
      fit(image, candidates, {scale.width, spacing, options.passes, true, kFarthest}, execution);
  list.hidden = known.hidden;
  list.warnings = known.warnings;
  return list;
}

std::vector<double> heights_at(const image::Image& image, const AtomList& list,
                               const std::vector<Eigen::Vector2d>& places) {
  cv::Mat1d rest(image.rows, image.columns);
  std::copy(image.pixels.begin(), image.pixels.end(), rest.begin());
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
