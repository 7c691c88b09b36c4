#include "gibbsight/indexing/domains.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/indexing/full_layer.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr int kGap = 4;           // cells without sites between two pieces
constexpr double kCrowded = 0.8;  // of the distance of sites: no two sites are so near

constexpr double kTouching = 0.6;  // likewise; an atom that may belong to the site beside its own

/// Left and right exchanged within the field.
class Mirror {
 public:
  explicit Mirror(const atoms::AtomList& list) {
    const Eigen::AlignedBox2d field = field_of_view(list);
    sum_ = field.min().x() + field.max().x();
  }
  double operator()(double x) const { return sum_ - x; }

 private:
  double sum_;
};

std::optional<Piece> index_selection(const Selection& selection, const Request& request,
                                     bool mirrored, const core::Execution& execution) {
  atoms::AtomList list = selection.list;
  const Mirror mirror(list);
  if (mirrored) {
    for (auto& atom : list.atoms) atom.x = mirror(atom.x);
  }
  auto found = index_full_layer(
      {list, request.lattice, request.options, request.a_direction, request.brightest}, execution);
  if (std::holds_alternative<core::DataError>(found)) return std::nullopt;
  auto piece = std::get<Piece>(std::move(found));
  piece.mirrored = mirrored;
  refer_to(selection.original, piece);
  if (!mirrored) return piece;
  for (Site& site : piece.sites) {
    site.x = mirror(site.x);
    site.predicted_x = mirror(site.predicted_x);
  }
  piece.cell.row(0) *= -1;
  return piece;
}

/// Two pieces and what belongs to none as one, if hardly an atom of either is lost in it.
std::optional<Piece> index_both(std::size_t p, std::size_t q, const std::vector<Piece>& pieces,
                                const Request& request, const core::Execution& execution) {
  constexpr double kKept = 0.98;
  const Piece& one = pieces[p];
  const Piece& other = pieces[q];
  const auto cell = [&](const Piece& piece) { return fit_cell(piece.sites, request.lattice).cell; };
  if (one.mirrored != other.mirrored || !is_same_cell(cell(one), cell(other))) return std::nullopt;
  std::vector<char> is_free(request.list.atoms.size(), 1);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i == p || i == q) continue;
    for (const int atom : pieces[i].territory) is_free[static_cast<std::size_t>(atom)] = 0;
  }
  auto both = index_selection(select(request.list, is_free), request, one.mirrored, execution);
  const int before = placed_count(one) + placed_count(other);
  if (!both || placed_count(*both) < kKept * before) return std::nullopt;
  return both;
}

/// The cells that sites of pieces keep from others.
class Plane {
 public:
  void take(const std::vector<Site>& sites) {
    for (const Site& site : sites) {
      box_.extend(Eigen::Vector2i(site.a - kGap, site.b - kGap));
      box_.extend(Eigen::Vector2i(site.a + kGap, site.b + kGap));
    }
    std::vector<Site> all = std::move(taken_);
    all.insert(all.end(), sites.begin(), sites.end());
    const Eigen::Vector2i size = box_.sizes() + Eigen::Vector2i::Ones();
    kept_.assign(static_cast<std::size_t>(size.x()) * static_cast<std::size_t>(size.y()), 0);
    for (const Site& site : all) {
      for (int b = site.b - kGap; b <= site.b + kGap; ++b) {
        for (int a = site.a - kGap; a <= site.a + kGap; ++a) kept_[index({a, b})] = 1;
      }
    }
    taken_ = std::move(all);
  }
  bool has_room(const std::vector<Site>& sites, const Eigen::Vector2i& shift) const {
    return std::none_of(sites.begin(), sites.end(), [&](const Site& site) {
      const Eigen::Vector2i cell = Eigen::Vector2i(site.a, site.b) + shift;
      return box_.contains(cell) && kept_[index(cell)] != 0;
    });
  }

 private:
  std::size_t index(const Eigen::Vector2i& cell) const {
    const Eigen::Vector2i place = cell - box_.min();
    return static_cast<std::size_t>(place.y()) * static_cast<std::size_t>(box_.sizes().x() + 1) +
           static_cast<std::size_t>(place.x());
  }

  Eigen::AlignedBox2i box_;
  std::vector<Site> taken_;
  std::vector<char> kept_;
};

/// The nearest shift to a wanted one for which there is room.
Eigen::Vector2i nearest_room(const Plane& plane, const std::vector<Site>& sites,
                             const Eigen::Vector2i& wanted) {
  for (int radius = 0;; ++radius) {
    for (int b = -radius; b <= radius; ++b) {
      const bool edge = std::abs(b) == radius;
      for (int a = -radius; a <= radius; a += edge || radius == 0 ? 1 : 2 * radius) {
        Eigen::Vector2i shift = wanted + Eigen::Vector2i(a, b);
        if (plane.has_room(sites, shift)) return shift;
      }
    }
  }
}

/// From the piece's own indices to those of the plane, at the middle of its sites.
Eigen::Vector2i natural_shift(const Piece& piece, const Frame& plane) {
  Vector2 place{0, 0};
  Vector2 own{0, 0};
  for (const Site& site : piece.sites) {
    place += Vector2(site.x, site.y);
    own += Vector2(site.a, site.b);
  }
  const auto count = static_cast<double>(piece.sites.size());
  const Vector2 shift = plane.cell.inverse() * (place / count - plane.origin) - own / count;
  return shift.array().round().cast<int>().matrix();
}

}  // namespace

std::vector<Piece> index_other_pieces(const Piece& first, const Request& request,
                                      const core::Execution& execution) {
  std::vector<Piece> others;
  std::vector<char> is_free(request.list.atoms.size(), 1);
  const auto settle = [&](const Piece& piece) {
    for (const int atom : piece.territory) is_free[static_cast<std::size_t>(atom)] = 0;
  };
  settle(first);
  while (true) {
    const Selection selection = select(request.list, is_free);
    if (selection.original.size() < kFewestPlaced) return others;
    auto piece = index_selection(selection, request, false, execution);
    if (!piece) piece = index_selection(selection, request, true, execution);
    if (!piece) return others;
    settle(*piece);
    others.push_back(*std::move(piece));
  }
}

bool is_same_cell(const Matrix2& one, const Matrix2& other) {
  constexpr double kSame = 0.05;
  return (one.inverse() * other - Matrix2::Identity()).norm() < kSame;
}

void join(std::vector<Piece>& pieces, const Request& request, const core::Execution& execution) {
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    for (std::size_t q = p + 1; q < pieces.size();) {
      auto both = index_both(p, q, pieces, request, execution);
      if (both) {
        pieces[p] = *std::move(both);
        pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(q));
        q = p + 1;
      } else {
        ++q;
      }
    }
  }
}

int clear_boundaries(std::vector<Piece>& pieces, const PointIndex& points, const Request& request) {
  std::vector<int> owner(static_cast<std::size_t>(points.size()), -1);
  std::vector<int> sublattice_of(static_cast<std::size_t>(points.size()), -1);
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    for (const int atom : pieces[p].spectators) {
      owner[static_cast<std::size_t>(atom)] = static_cast<int>(p);
    }
    for (const Site& site : pieces[p].sites) {
      if (site.atom == kNoAtom) continue;
      owner[static_cast<std::size_t>(site.atom)] = static_cast<int>(p);
      sublattice_of[static_cast<std::size_t>(site.atom)] = site.sublattice;
    }
  }
  int cleared = 0;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const double near = kCrowded * pieces[p].site_distance;
    const auto foreign = [&](const Hit& hit) {
      const int own = owner[static_cast<std::size_t>(hit.point)];
      return own != static_cast<int>(p);
    };
    std::erase_if(pieces[p].sites, [&](Site& site) {
      const auto hits = points.within({site.x, site.y}, near);
      const bool crowded = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
        return foreign(hit) && owner[static_cast<std::size_t>(hit.point)] >= 0;
      });
      const bool may_be_empty =
          can_be_empty(request.lattice.basis[static_cast<std::size_t>(site.sublattice)]);
      const bool doubtful =
          site.atom == kNoAtom && std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
            const auto i = static_cast<std::size_t>(hit.point);
            if (foreign(hit)) return may_be_empty || atoms::is_certain(request.list.atoms[i]);
            return sublattice_of[i] == site.sublattice &&
                   hit.distance < kTouching * pieces[p].site_distance;
          });
      if (doubtful) site.doubtful = true;
      if (crowded || doubtful) ++cleared;
      return crowded;
    });
  }
  return cleared;
}

int clear_slips(const std::vector<Edge>& edges, bool has_boundaries, Piece& piece) {
  constexpr double kBeyondScatter = 4;  // medians of all deviations: 4.7 of their spreads
  // Of the length of a pair. Near a boundary pairs are stretched where none are slipped; inside of
  // a crystal, as at a line of vacancies, they are still neighbours.
  const double slipped = has_boundaries ? 0.35 : 0.60;
  if (edges.empty()) return 0;
  std::vector<double> deviations;
  for (const Edge& edge : edges) deviations.push_back(edge.deviation);
  const double largest = std::max(slipped, kBeyondScatter * core::median(std::move(deviations)));
  std::vector<char> is_slipped(piece.sites.size(), 0);
  for (const Edge& edge : edges) {
    if (edge.deviation < largest) continue;
    is_slipped[static_cast<std::size_t>(edge.from)] = 1;
    is_slipped[static_cast<std::size_t>(edge.to)] = 1;
  }
  std::vector<Site> kept;
  for (std::size_t i = 0; i < piece.sites.size(); ++i) {
    if (is_slipped[i] == 0) kept.push_back(piece.sites[i]);
  }
  const auto cleared = static_cast<int>(piece.sites.size() - kept.size());
  piece.sites = std::move(kept);
  return cleared;
}

void set_apart(std::vector<Piece>& pieces, const lattice::Lattice& lattice) {
  if (pieces.size() < 2) return;
  const Frame frame = fit_cell(pieces.front().sites, lattice);
  Plane plane;
  plane.take(pieces.front().sites);
  for (std::size_t p = 1; p < pieces.size(); ++p) {
    std::vector<Site>& sites = pieces[p].sites;
    const Eigen::Vector2i shift = nearest_room(plane, sites, natural_shift(pieces[p], frame));
    for (Site& site : sites) {
      site.a += shift.x();
      site.b += shift.y();
      site.domain = static_cast<int>(p);
    }
    plane.take(sites);
  }
}

}  // namespace gibbsight::indexing
