#include <sstream>

#include "gibbsight/io/site_table.hpp"
#include "with_files.hpp"

namespace gibbsight::io {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Extxyz : public WithFiles {
 protected:
  std::string written(const SiteTable& table,
                      const std::optional<image::PixelSize>& pixel_size = std::nullopt) const {
    write_extxyz(path(), table, lattice_, pixel_size);
    return content();
  }

  lattice::Lattice lattice_ = lattice::make_lattice("square", {"vacancy", "Se"});
};

TEST_F(Extxyz, UnmeasuredSitesStandAtTheirIdealPlaces) {
  const SiteTable table{{}, {{.a = 1, .b = 2, .species = "Se"}, {.a = 3, .b = 2}}};
  EXPECT_EQ(written(table),
            "1\n"
            "Lattice=\"1 0 0 0 1 0 0 0 1\" Origin=\"1 2 0\" pbc=\"F F F\" unit=a "
            "schema=gibbsight.extxyz/1 Properties=species:S:1:pos:R:3:label:S:1:a:I:1:b:I:1:"
            "sublattice:S:1:atom:I:1:intensity:R:1\n"
            "Se 1 2 0 Se 1 2 A -1 nan\n");
}

TEST_F(Extxyz, MeasuredSitesStandWhereTheyAre) {
  const SiteTable table{{},
                        {{0, 0, 0, "Se", "auto", 5, 6, 0, 1.5, {}},
                         {1, 0, 0, "vacancy", "auto", 15, 8, -1, std::nullopt, {}},
                         {0, 1, 0, "Se", "auto", 3, 16, 1, 2.5, {}}}};
  const std::string pixels = written(table);
  EXPECT_THAT(pixels, StartsWith("3\nLattice=\""));
  EXPECT_THAT(pixels, HasSubstr("unit=px"));
  EXPECT_THAT(pixels, HasSubstr("\nSe 5 6 0 Se 0 0 A 0 1.5\nX 15 8 0 vacancy 1 0 A -1 nan\n"));
  EXPECT_THAT(written(table, image::PixelSize{0.5, 0.25}), HasSubstr("\nX 75 20 0 vacancy"));
}

TEST_F(Extxyz, BoxIsMadeOfTheMeanMeasuredCell) {
  SiteTable table;
  for (int b = 0; b < 3; ++b)
    for (int a = 0; a < 4; ++a) {
      table.rows.push_back(
          {a, b, 0, "Se", "auto", 7.0 + 10 * a - 2 * b, 8.0 + 2 * a + 10 * b, 0, 0, {}});
    }
  std::istringstream text(written(table));
  std::string header;
  std::getline(text, header);
  std::getline(text, header, '"');
  double box[9] = {};
  for (double& value : box) text >> value;
  EXPECT_NEAR(box[0], 4 * 10, 1e-9);
  EXPECT_NEAR(box[1], 4 * 2, 1e-9);
  EXPECT_NEAR(box[3], 3 * -2, 1e-9);
  EXPECT_NEAR(box[4], 3 * 10, 1e-9);
}

TEST_F(Extxyz, NothingSeenIsAnEmptyFrame) {
  EXPECT_THAT(written({{}, {{.a = 1, .b = 2}}}), StartsWith("0\nLattice="));
}

}  // namespace
}  // namespace gibbsight::io
