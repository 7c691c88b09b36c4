#include "gibbsight/atoms/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gibbsight/atoms/binning.hpp"
#include "gibbsight/atoms/neighbours.hpp"

namespace gibbsight::atoms {
namespace {

std::vector<Atom> at_pixels(const std::vector<Candidate>& candidates) {
  std::vector<Atom> atoms(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    atoms[i].x = candidates[i].column;
    atoms[i].y = candidates[i].row;
  }
  return atoms;
}

double width_of(const AtomList& list) { return median_of(list.atoms, &Atom::sigma); }

// Adds columns that brighter ones hid, where all see more alike surroundings with them than
// without: noise, tails and what lies between the atoms of a distorted lattice make these less
// alike.
void find_hidden(const Search& search, std::vector<Candidate> candidates, Ordered& found) {
  constexpr double kFew = 0.05;  // of the atoms: not a kind of columns
  const Field& coarse = search.coarse;
  const std::vector<Candidate> hidden = from_bins(
      find_hidden_candidates(coarse.image, coarse.pixels, to_bins(found.list.atoms, search.side),
                             coarse.scale, search.execution),
      search.side);
  const auto atoms = static_cast<double>(found.list.atoms.size());
  if (static_cast<double>(hidden.size()) < kFew * atoms) return;
  candidates.insert(candidates.end(), hidden.begin(), hidden.end());
  Ordered denser = search.fit(candidates, spacing_of(candidates), false);
  leave_out_faint(search.fine, search.execution, denser);
  if (denser.order > found.order) found = std::move(denser);
}

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
void refit_together(const Search& search, Ordered& found) {
  constexpr double kMuchLessOrder = 0.15;  // where many are missing, others fill their places
  std::vector<Candidate> candidates;
  for (const Atom& atom : found.list.atoms) candidates.push_back(pixel_of(atom));
  Ordered again = search.fit(candidates, found.list.spacing, true);
  if (again.order > found.order - kMuchLessOrder) found = std::move(again);
}

// Looks again where columns touch, for what they hid, as long as that leaves all in better order;
// their width is known better from round to round.
void find_touching(const Search& search, Ordered& found) {
  constexpr double kTouching = 0.27;  // width in spacings, underestimated where atoms were missed
  constexpr double kPerfect = 0.9995;
  constexpr double kWithoutFit = 0.05;  // order that is lost in pixels and flanks at the border
  constexpr int kMostRounds = 6;
  const Field& coarse = search.coarse;
  for (int round = 0; round < kMostRounds; ++round) {
    if (width_of(found.list) < kTouching * found.list.spacing || found.order > kPerfect) return;
    const std::vector<Candidate> candidates =
        from_bins(find_touching_candidates(coarse.image, coarse.pixels,
                                           to_bins(found.list.atoms, search.side), coarse.scale,
                                           search.execution),
                  search.side);
    AtomList seen = list_of(search.fine.image);
    seen.atoms = at_pixels(candidates);
    seen.spacing = typical_spacing(seen.atoms);
    const double least = found.order - kWithoutFit;
    const double order_seen = order(seen, search.execution, least);
    if (order_seen < least) return;
    Ordered again = search.fit(candidates, seen.spacing, true);
    const bool may_become_better =
        order_seen > found.order && again.order > found.order - kWithoutFit;
    if (!may_become_better && !is_better(again, found)) return;
    found = std::move(again);
  }
}

}  // namespace

Ordered::Ordered(AtomList found, const core::Execution& execution)
    : list(std::move(found)), order(atoms::order(list, execution)) {}

Ordered Search::fit(const std::vector<Candidate>& candidates, double spacing,
                    bool is_complete) const {
  const RefineScale scale{fine.scale.width, spacing, options.passes, is_complete};
  return {atoms::fit(fine.image, candidates, scale, execution), execution};
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

double spacing_of(const std::vector<Candidate>& candidates) {
  return typical_spacing(at_pixels(candidates));
}

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

void leave_out_faint(const Field& field, const core::Execution& execution, Ordered& found) {
  constexpr double kFaint = 0.1;
  constexpr double kBright = 0.9;  // where noise fills an empty layer, most peaks are no atoms
  constexpr double kAboveLines = 5;
  const auto& atoms = found.list.atoms;
  const double limit = kFaint * quantile_of(atoms, &Atom::intensity, kBright);
  const auto is_low = [limit](const Atom& atom) { return atom.intensity < limit; };
  if (std::none_of(atoms.begin(), atoms.end(), is_low)) return;
  const double lines = heights_of_lines(field.pixels, atoms, execution);
  const auto is_faint = [&](const Atom& atom) {
    return is_low(atom) && !(is_certain(atom) && atom.intensity > kAboveLines * lines);
  };
  AtomList clearer = found.list;
  std::erase_if(clearer.atoms, is_faint);
  clearer.spacing = typical_spacing(clearer.atoms);
  Ordered without(std::move(clearer), execution);
  if (without.order > found.order) found = std::move(without);
}

void find_more(const Search& search, const std::vector<Candidate>& candidates, Ordered& found) {
  find_hidden(search, candidates, found);
  if (do_overlap_strongly(found.list)) refit_together(search, found);
  find_touching(search, found);
}

}  // namespace gibbsight::atoms
