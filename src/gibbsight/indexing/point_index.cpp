#include "gibbsight/indexing/point_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nanoflann.hpp>

#include "gibbsight/core/samples.hpp"

namespace gibbsight::indexing {

struct PointIndex::Tree {
  struct Adaptor {
    std::vector<Vector2> points;
    std::size_t kdtree_get_point_count() const { return points.size(); }
    double kdtree_get_pt(std::size_t i, std::size_t dimension) const {
      return points[i][static_cast<Eigen::Index>(dimension)];
    }
    template <class Box>
    bool kdtree_get_bbox(Box&) const {
      return false;
    }
  };
  using Search = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, Adaptor>,
                                                     Adaptor, 2, std::uint32_t>;

  explicit Tree(std::vector<Vector2> points) : adaptor{std::move(points)}, search(2, adaptor) {}

  Adaptor adaptor;
  Search search;
};

PointIndex::PointIndex(std::vector<Vector2> points)
    : tree_(std::make_unique<Tree>(std::move(points))) {}
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex&&) noexcept = default;
PointIndex& PointIndex::operator=(PointIndex&&) noexcept = default;

const std::vector<Vector2>& PointIndex::points() const { return tree_->adaptor.points; }
const Vector2& PointIndex::operator[](int point) const {
  return points()[static_cast<std::size_t>(point)];
}
int PointIndex::size() const { return static_cast<int>(points().size()); }

Hit PointIndex::nearest(const Vector2& position) const {
  std::uint32_t point = 0;
  double squared = 0;
  if (tree_->search.knnSearch(position.data(), 1, &point, &squared) == 0) return {};
  return {static_cast<int>(point), std::sqrt(squared)};
}

std::vector<Hit> PointIndex::within(const Vector2& position, double radius) const {
  std::vector<std::pair<std::uint32_t, double>> found;
  tree_->search.radiusSearch(position.data(), radius * radius, found,
                             nanoflann::SearchParams(32, 0.0F, false));
  std::vector<Hit> hits;
  hits.reserve(found.size());
  for (const auto& [point, squared] : found) {
    hits.push_back({static_cast<int>(point), std::sqrt(squared)});
  }
  // Equal distances are common on a lattice: the order must not depend on the tree.
  std::sort(hits.begin(), hits.end(), [](const Hit& l, const Hit& r) {
    return l.distance != r.distance ? l.distance < r.distance : l.point < r.point;
  });
  return hits;
}

double PointIndex::typical_distance() const {
  std::vector<double> distances;
  for (const Vector2& point : points()) {
    std::array<std::uint32_t, 2> found{};
    std::array<double, 2> squared{};
    tree_->search.knnSearch(point.data(), 2, found.data(), squared.data());
    distances.push_back(std::sqrt(squared[1]));
  }
  return core::median(std::move(distances));
}

}  // namespace gibbsight::indexing
