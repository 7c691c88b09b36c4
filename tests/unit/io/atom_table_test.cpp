#include "gibbsight/io/atom_table.hpp"

#include <nlohmann/json.hpp>

#include "gibbsight/io/table.hpp"
#include "with_files.hpp"

namespace gibbsight::io {
namespace {

using atoms::Atom;
using core::DataError;
using image::PixelSize;

class AtomTable : public WithFiles {};

atoms::AtomList two_atoms() {
  atoms::AtomList list;
  list.atoms = {{1.0 / 3, 2.5, 0.01, 0.02, 1e-12, -3, 1.25, 0.5, 7},
                {-0.0, 1e9, 0, 0, 5, 6, 7, 8, 0}};
  return list;
}

void expect_equal(const Atom& left, const Atom& right) {
  EXPECT_EQ(left.x, right.x);
  EXPECT_EQ(left.y, right.y);
  EXPECT_EQ(left.x_error, right.x_error);
  EXPECT_EQ(left.y_error, right.y_error);
  EXPECT_EQ(left.intensity, right.intensity);
  EXPECT_EQ(left.background, right.background);
  EXPECT_EQ(left.sigma, right.sigma);
  EXPECT_EQ(left.residual, right.residual);
  EXPECT_EQ(left.clipped, right.clipped);
}

TEST_F(AtomTable, ReadsBackEveryNumber) {
  const atoms::AtomList written = two_atoms();
  write_atoms(path(), written);
  const atoms::AtomList read = read_atoms(path(), std::nullopt);
  ASSERT_EQ(read.atoms.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) expect_equal(read.atoms[i], written.atoms[i]);
  EXPECT_FALSE(read.pixel_size);
}

TEST_F(AtomTable, HasTheColumnsOfTheInterface) {
  atoms::AtomList list = two_atoms();
  write_atoms(path(), list);
  const std::string pixels =
      "atom,x_px,y_px,x_err_px,y_err_px,intensity,background,sigma_px,residual,clipped";
  EXPECT_TRUE(content().starts_with(pixels + "\n0,"));
  list.pixel_size = PixelSize{0.5, 0.25};
  write_atoms(path(), list);
  EXPECT_TRUE(content().starts_with(pixels + ",x_nm,y_nm\n"));
  const Table table = read_table(path());
  EXPECT_EQ(table.number(0, table.require("y_nm")), 2.5 * 0.25);
}

TEST_F(AtomTable, TakesPositionsInPixelsOrNanometres) {
  const PixelSize size{0.5, 0.5};
  const auto first = [&](const std::string& text, const std::optional<PixelSize>& pixel_size) {
    return read_atoms(file(text), pixel_size).atoms.at(0);
  };
  EXPECT_EQ(first("x,y\n3,4\n", size).x, 3);
  EXPECT_EQ(first("y_px,x_px\n4,3\n", size).x, 3);
  EXPECT_EQ(first("x_nm,y_nm\n3,4\n", size).x, 6);
  EXPECT_EQ(first("x_nm,y_nm\n3,4\n", size).y, 8);
  EXPECT_EQ(first("x_nm,y_nm\n3,4\n", std::nullopt).y, 4);
  EXPECT_EQ(first("x_nm,y_nm,x_px,y_px\n9,9,3,4\n", size).x, 3);
  EXPECT_EQ(first("x,y,intensity\n3,4,\n", size).intensity, 0);
}

// Pixels half as high as wide: two make a square, whose centre is between theirs.
TEST_F(AtomTable, PositionsAreInSquarePixels) {
  const PixelSize size{0.5, 0.25};
  const auto read = [&](const std::string& text) { return read_atoms(file(text), size); };
  EXPECT_EQ(read("x_px,y_px\n3,4.5\n").atoms.at(0).x, 3);
  EXPECT_EQ(read("x_px,y_px\n3,4.5\n").atoms.at(0).y, 2);
  EXPECT_EQ(read("x,y\n3,4.5\n").atoms.at(0).y, 2);
  EXPECT_EQ(read("x_nm,y_nm,x_px,y_px\n1.5,1,7,7\n").atoms.at(0).x, 3);
  EXPECT_EQ(read("x_nm,y_nm,x_px,y_px\n1.5,1,7,7\n").atoms.at(0).y, 2);
  EXPECT_EQ(read("x,y\n3,4\n").pixel_size, (PixelSize{0.5, 0.5}));
}

TEST_F(AtomTable, ErrorsNameLineAndColumn) {
  const auto refusal = [&](const std::string& text) {
    return message_of<DataError>([&] { read_atoms(file(text), std::nullopt); });
  };
  EXPECT_EQ(refusal("x_px,y_px,sigma_px\n1,2,3\n1,2,wide\n"),
            "not a number (file, line 3, column sigma_px): wide; expected a finite number");
  EXPECT_EQ(refusal("x_px,y\n1,2\n"),
            "no column y_px (file, line 1): x_px,y; expected a column y_px");
  EXPECT_EQ(refusal("row,column\n1,2\n"),
            "no positions of atoms (file, line 1): row,column; expected columns x_px,y_px or "
            "x_nm,y_nm or x,y");
}

TEST_F(AtomTable, LatticeFileHoldsTheCell) {
  indexing::Sites sites;
  sites.lattice = lattice::make_lattice("triangular", {"Mo", "Re"});
  sites.cell_px << 20, 10, 1, 17;
  sites.domains.emplace_back().cell_error_px << 0.25, 0.125, 0.5, 1;
  sites.quality.placed = 30;
  sites.quality.unplaced = 10;
  sites.quality.edges = {.count = 90, .over_35 = 2, .over_60 = 1};
  sites.quality.distortion.stretch = 1.0 / 3;
  write_lattice(path(), sites, std::nullopt);
  auto json = nlohmann::json::parse(content());
  EXPECT_EQ(json["schema"], "gibbsight.lattice/1");
  EXPECT_EQ(json["a_px"], nlohmann::json({20.0, 1.0}));
  EXPECT_EQ(json["b_px"], nlohmann::json({10.0, 17.0}));
  EXPECT_FALSE(json.contains("a_nm"));
  EXPECT_EQ(json["a_err_px"], nlohmann::json({0.25, 0.5}));
  EXPECT_EQ(json["domains"][0]["b_err_px"], nlohmann::json({0.125, 1.0}));
  EXPECT_EQ(json["basis"][0]["species"], nlohmann::json({"Mo", "Re"}));
  EXPECT_EQ(json["placed_share"], 0.75);
  EXPECT_EQ(json["edges"]["over_35"], 2);
  EXPECT_EQ(json["distortion"]["stretch"], 1.0 / 3);
  write_lattice(path(), sites, PixelSize{0.5, 0.25});
  json = nlohmann::json::parse(content());
  EXPECT_EQ(json["b_nm"], nlohmann::json({5.0, 4.25}));
}

}  // namespace
}  // namespace gibbsight::io
