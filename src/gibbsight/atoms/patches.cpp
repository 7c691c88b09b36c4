#include "gibbsight/atoms/patches.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "gibbsight/atoms/blur.hpp"
#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kNeighbourhood = 1.5;  // spacings
constexpr double kAround = 6;           // spacings; the crystal that a place is compared with
constexpr double kLostContrast = 0.6;   // of the usual
constexpr double kExcess = 0.4;         // of the brightness of the atoms
constexpr double kLeastExcess = 0.1;    // of the height of an atom
constexpr double kSmallest = 4;         // square spacings
constexpr double kMargin = 0.5;         // spacings

// A map as coarse as its smoothness allows, where all that is slower than a column is worked out.
struct Coarse {
  cv::Mat1f curvature;   // mean square at the width of a column
  cv::Mat1f brightness;  // mean
  double spacing = 0;    // px of the map
};

Coarse look_coarsely(const cv::Mat1f& pixels, double width, double spacing,
                     const core::Execution& execution) {
  constexpr double kCells = 3;  // of the map to a spacing
  const double step = std::max(1.0, spacing / kCells);
  const cv::Size size(std::max(1, static_cast<int>(std::lround(pixels.cols / step))),
                      std::max(1, static_cast<int>(std::lround(pixels.rows / step))));
  cv::Mat1f curvature = blurred(pixels, 0.95 * width, execution);
  curvature -= blurred(pixels, 1.05 * width, execution);
  cv::multiply(curvature, curvature, curvature);
  Coarse coarse;
  cv::resize(curvature, coarse.curvature, size, 0, 0, cv::INTER_AREA);
  cv::resize(pixels, coarse.brightness, size, 0, 0, cv::INTER_AREA);
  coarse.spacing = spacing / step;
  return coarse;
}

// Mean brightness that atoms account for, as a share of the height of one.
double brightness_of(const AtomList& list, double height) {
  double sum = 0;
  for (const Atom& atom : list.atoms) {
    sum += atom.intensity * 2 * std::numbers::pi * atom.sigma * atom.sigma;
  }
  return sum / height / (double{1} * list.image_rows * list.image_columns);
}

// Drops what is smaller than `area`, lets the rest grow by `margin`.
cv::Mat1b tidy(const cv::Mat1b& found, double area, double margin) {
  cv::Mat1i labels;
  cv::Mat statistics;
  cv::Mat centres;
  const int count = cv::connectedComponentsWithStats(found, labels, statistics, centres);
  cv::Mat1b kept(found.size(), 0);
  for (int label = 1; label < count; ++label) {
    if (statistics.at<int>(label, cv::CC_STAT_AREA) >= area) kept.setTo(1, labels == label);
  }
  const int side = 2 * static_cast<int>(std::ceil(margin)) + 1;
  cv::dilate(kept, kept, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  return kept;
}

}  // namespace

std::vector<std::uint8_t> find_patches(const cv::Mat1f& pixels, int side, const AtomList& list,
                                       const core::Execution& execution) {
  const double height = median_of(list.atoms, &Atom::intensity);
  const Coarse coarse = look_coarsely(pixels, median_of(list.atoms, &Atom::sigma) / side,
                                      list.spacing / side, execution);
  const double reach = kNeighbourhood * coarse.spacing;
  cv::Mat1f contrast = blurred(coarse.curvature, reach, execution);
  cv::sqrt(contrast, contrast);
  contrast /=
      static_cast<double>(core::median(std::vector<float>(contrast.begin(), contrast.end())));
  cv::Mat1f crystal;
  cv::threshold(contrast, crystal, kLostContrast, 1, cv::THRESH_BINARY);
  cv::Mat1f around;
  cv::multiply(coarse.brightness, crystal, around);
  around = blurred(around, kAround * coarse.spacing, execution);
  around /= blurred(crystal, kAround * coarse.spacing, execution) + 1e-6;
  const double atoms = brightness_of(list, height);
  cv::Mat1f excess = blurred(coarse.brightness, reach, execution);
  excess -= around;
  excess /= height;
  excess -= atoms * (contrast - 1);
  cv::Mat1b found;
  cv::bitwise_and(contrast<kLostContrast, excess> std::max(kExcess * atoms, kLeastExcess), found);
  if (cv::countNonZero(found) == 0) return {};
  const cv::Mat1b kept =
      tidy(found, kSmallest * coarse.spacing * coarse.spacing, kMargin * coarse.spacing);
  if (cv::countNonZero(kept) == 0) return {};
  cv::Mat1b full;
  cv::resize(kept, full, {list.image_columns, list.image_rows}, 0, 0, cv::INTER_NEAREST);
  return {full.begin(), full.end()};
}

}  // namespace gibbsight::atoms
