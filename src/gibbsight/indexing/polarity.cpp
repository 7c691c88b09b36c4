#include "gibbsight/indexing/polarity.hpp"

#include <algorithm>
#include <cmath>

#include "gibbsight/indexing/frame.hpp"

namespace gibbsight::indexing {
namespace {

constexpr int kNeighbourhood = 3;  // steps: a neighbourhood holds 49 cells
constexpr int kNearest = 1;        // likewise, 9 cells: at a boundary
constexpr int kFewestBoth = 15;    // of sites in a neighbourhood
constexpr double kDecided = 0.8;   // mean polarity: nine pairs of ten the same way

/// Which site of each cell holds the brighter atom, by neighbourhoods.
class Polarity {
 public:
  Polarity(const Piece& piece, const Request& request)
      : sites_(piece.sites),
        list_(request.list),
        first_(occupied(piece.sites, 0)),
        second_(occupied(piece.sites, 1)) {}

  std::vector<Cell> cells() const { return first_.placed(); }

  /// Over many cells, from -1 to 1; 0 where too few hold both atoms.
  double wide(Cell centre) const { return mean(centre, kNeighbourhood, kFewestBoth); }

  /// Likewise, but over few cells where many do not agree: a boundary is near.
  double around(Cell centre) const {
    const double over_many = wide(centre);
    return std::abs(over_many) > kDecided ? over_many : mean(centre, kNearest, 1);
  }

 private:
  double mean(Cell centre, int reach, int fewest) const {
    int pairs = 0;
    int sum = 0;
    for (int b = centre.b - reach; b <= centre.b + reach; ++b) {
      for (int a = centre.a - reach; a <= centre.a + reach; ++a) {
        const int first = first_.at({a, b});
        const int second = second_.at({a, b});
        if (first == kNoAtom || second == kNoAtom) continue;
        ++pairs;
        sum += intensity(first) > intensity(second) ? 1 : -1;
      }
    }
    return pairs < fewest ? 0 : double{1} * sum / pairs;
  }

  double intensity(int site) const {
    const int atom = sites_[static_cast<std::size_t>(site)].atom;
    return list_.atoms[static_cast<std::size_t>(atom)].intensity;
  }

  const std::vector<Site>& sites_;
  const atoms::AtomList& list_;
  Grid first_;
  Grid second_;
};

}  // namespace

std::vector<int> atoms_of_other_polarity(const Piece& piece, const Request& request) {
  const auto& basis = request.lattice.basis;
  if (basis.size() != 2 || basis[0].species == basis[1].species) return {};
  const Polarity polarity(piece, request);
  int positive = 0;
  int negative = 0;
  for (const Cell& cell : polarity.cells()) {
    const double here = polarity.wide(cell);
    positive += here > kDecided ? 1 : 0;
    negative += here < -kDecided ? 1 : 0;
  }
  if (std::min(positive, negative) < kFewestPlaced) return {};
  const double sign = positive > negative ? 1 : -1;
  std::vector<int> others;
  for (const Site& site : piece.sites) {
    if (site.atom == kNoAtom || sign * polarity.around({site.a, site.b}) >= 0) continue;
    others.push_back(site.atom);
  }
  return others;
}

}  // namespace gibbsight::indexing
