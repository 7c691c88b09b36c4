// The finder on published micrographs; counts by eye are in the description of the data.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gibbsight/atoms/find.hpp"
#include "gibbsight/image/read_image.hpp"
#include "published.hpp"

namespace gibbsight::atoms {
namespace {

class Micrograph : public ::testing::Test {
 protected:
  // The atoms of a file; skips the test, by name, where it is absent.
  void read(const std::string& name) {
    const std::string path = validation::published(name);
    GIBBSIGHT_SKIP_WITHOUT(path);
    list_ = find_atoms(image::read_image(path, {}), {}, {});
    for (const Atom& atom : list_.atoms) intensities_.push_back(atom.intensity);
    std::sort(intensities_.begin(), intensities_.end());
  }
  std::size_t between(double low, double high) const {
    return static_cast<std::size_t>(
        std::count_if(intensities_.begin(), intensities_.end(),
                      [&](double value) { return value >= low && value < high; }));
  }
  AtomList list_;
  std::vector<double> intensities_;
};

// 29 rows of 25 metal columns, and nearly as many sulphur pairs of half their height.
TEST_F(Micrograph, MoReS2WithFewRe) {
  read("mores2_re05.tiff");
  if (IsSkipped()) return;
  EXPECT_NEAR(list_.spacing, 17.1, 0.3);
  const double valley = 115;
  EXPECT_NEAR(static_cast<double>(between(valley, 1e9)), 725, 7);
  EXPECT_NEAR(static_cast<double>(between(60, valley)), 690, 30);
  EXPECT_LT(between(0, 50), 50U);
}

// About 673 metal columns, the dimmer ones Mo.
TEST_F(Micrograph, MoReS2WithMuchRe) {
  read("mores2_re78.tiff");
  if (IsSkipped()) return;
  EXPECT_NEAR(static_cast<double>(between(50, 1e9)), 680, 20);
  EXPECT_LT(between(0, 50), 60U);
}

TEST_F(Micrograph, WSSeShowsBothSublattices) {
  read("wsse_partial.tif");
  if (IsSkipped()) return;
  EXPECT_GT(between(80, 1e9), 850U);  // tungsten
  EXPECT_GT(between(20, 80), 600U);   // chalcogens
}

TEST_F(Micrograph, AnAlloyWithContamination) {
  read("mowsse_haadf.png");
  if (IsSkipped()) return;
  EXPECT_NEAR(static_cast<double>(list_.atoms.size()), 5500, 300);
}

}  // namespace
}  // namespace gibbsight::atoms
