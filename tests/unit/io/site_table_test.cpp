#include "gibbsight/io/site_table.hpp"

#include "with_files.hpp"

namespace gibbsight::io {
namespace {

using core::DataError;
using lattice::Lattice;
using testing::ElementsAre;
using testing::IsEmpty;

Lattice square() { return lattice::make_lattice("square", {"Te", "Se"}); }

/// Two sites of the basis with lists of their own that share a name.
Lattice two_sublattices() {
  lattice::LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:Mo", "W", "X:S", "vacancy", "W"};
  return lattice::make_lattice(options);
}

void expect_equal(const SiteRow& left, const SiteRow& right) {
  EXPECT_EQ(left.a, right.a);
  EXPECT_EQ(left.b, right.b);
  EXPECT_EQ(left.sublattice, right.sublattice);
  EXPECT_EQ(left.species, right.species);
  EXPECT_EQ(left.source, right.source);
  EXPECT_EQ(left.x_px, right.x_px);
  EXPECT_EQ(left.y_px, right.y_px);
  EXPECT_EQ(left.atom, right.atom);
  EXPECT_EQ(left.intensity, right.intensity);
  EXPECT_EQ(left.probabilities, right.probabilities);
}

class SiteTableFile : public WithFiles {
 protected:
  std::string refusal(const std::string& text, const Lattice& lattice = square()) const {
    return message_of<DataError>([&] { read_sites(file(text), lattice); });
  }
};

TEST_F(SiteTableFile, ReadsBackEveryRow) {
  const SiteTable written{
      {"Mo", "W", "S", "vacancy"},
      {{-3, 7, 0, "W", "auto", 1.0 / 3, 2e-7, 12, -0.25, {0.1, 0.9, 0, 0}},
       {0, 0, 1, "vacancy", "manual", 5, 6, -1, std::nullopt, {0, 0, 0, 1}},
       {2, 0, 1, "", "auto", std::nullopt, std::nullopt, -1, std::nullopt, {}}}};
  write_sites(path(), written, two_sublattices());
  const SiteTable read = read_sites(path(), two_sublattices());
  EXPECT_EQ(read.species, written.species);
  ASSERT_EQ(read.rows.size(), written.rows.size());
  for (std::size_t i = 0; i < read.rows.size(); ++i) expect_equal(read.rows[i], written.rows[i]);
}

TEST_F(SiteTableFile, HasTheColumnsOfTheInterface) {
  const SiteTable table{{"Te", "Se"},
                        {{1, 2, 0, "Se", "auto", 3.5, 4, 5, 6, {0.25, 0.75}}, {2, 2}}};
  write_sites(path(), table, square());
  EXPECT_EQ(content(),
            "a,b,sublattice,species,source,x_px,y_px,atom,intensity,p_Te,p_Se\n"
            "1,2,A,Se,auto,3.5,4,5,6,0.25,0.75\n"
            "2,2,A,,auto,,,,,,\n");
}

TEST_F(SiteTableFile, TakesATableOfAnotherProgram) {
  const SiteTable table = read_sites(file("species,b,a,p_value\nSe,1,2.0,7\n,1,3,7\n"), square());
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.species, IsEmpty());
  expect_equal(table.rows[0], {.a = 2, .b = 1, .species = "Se"});
  expect_equal(table.rows[1], {.a = 3, .b = 1});
}

TEST_F(SiteTableFile, ErrorsNameLineAndColumn) {
  EXPECT_EQ(
      refusal("a,b,species\n0,0,Te\n1,0,te\n"),
      "unknown species (file, line 3, column species): te; expected one of Te, Se, or nothing");
  EXPECT_EQ(refusal("a,b,species\n0.5,0,Te\n"),
            "not an integer (file, line 2, column a): 0.5; expected an integer");
  EXPECT_EQ(refusal("a,species\n0,Te\n"),
            "no column b (file, line 1): a,species; expected a column b");
  EXPECT_EQ(
      refusal("a,b,species\n0,0,Te\n1,0,Te\n0,0,Se\n"),
      "site of an earlier row (file, line 4, column a): 0; expected every site once; it stands "
      "in line 2");
  EXPECT_EQ(refusal("a,b,species,sublattice\n0,0,Te,B\n"),
            "unknown sublattice (file, line 2, column sublattice): B; expected one of A");
  EXPECT_EQ(refusal("a,b,species,source\n0,0,Te,guess\n"),
            "unknown source (file, line 2, column source): guess; expected auto or manual");
  EXPECT_EQ(refusal("a,b,species,p_Te,p_Se\n0,0,Te,1.5,0\n"),
            "not a probability (file, line 2, column p_Te): 1.5; expected a number from 0 to 1");
  EXPECT_EQ(refusal("a,b,species,p_Te,p_Se\n0,0,Te,1,\n"),
            "not a number (file, line 2, column p_Se); expected a finite number");
}

TEST_F(SiteTableFile, SublatticesKeepTheirOwnLists) {
  const Lattice lattice = two_sublattices();
  EXPECT_EQ(refusal("a,b,species\n0,0,Mo\n", lattice),
            "no column sublattice (file, line 1): a,b,species; expected a column sublattice");
  EXPECT_EQ(refusal("a,b,sublattice,species\n0,0,M,S\n", lattice),
            "unknown species (file, line 2, column species): S; expected one of Mo, W, or nothing");
  const SiteTable table = read_sites(file("a,b,sublattice,species\n0,0,M,W\n0,0,X,W\n"), lattice);
  EXPECT_THAT(to_occupancy(table, lattice).species, ElementsAre(1, 2));
}

TEST_F(SiteTableFile, OccupancyComesBackThroughTheFile) {
  auto occupancy = lattice::Occupancy::unseen(two_sublattices(), {-2, 5, 3, 2});
  occupancy.at(-1, 5, 0) = 1;
  occupancy.at(0, 6, 1) = 2;
  write_sites(path(), from_occupancy(occupancy), occupancy.lattice);
  const auto read = to_occupancy(read_sites(path(), occupancy.lattice), occupancy.lattice);
  EXPECT_EQ(read.window, occupancy.window);
  EXPECT_EQ(read.species, occupancy.species);
}

TEST(SiteTable, SpectatorsHaveNoRows) {
  auto options = lattice::LatticeOptions{};
  options.name = "honeycomb";
  options.species = {"M:Mo", "W"};
  const auto occupancy = lattice::Occupancy::unseen(lattice::make_lattice(options), {0, 0, 2, 2});
  EXPECT_EQ(from_occupancy(occupancy).rows.size(), 4U);
}

TEST(SiteTable, SitesTooFarApartAreRefused) {
  const SiteTable table{{}, {{.a = -2147483647}, {.a = 2147483647, .b = 2147483647}}};
  EXPECT_THROW(to_occupancy(table, square()), DataError);
  EXPECT_TRUE(to_occupancy({}, square()).species.empty());
}

TEST(SiteTable, IsMadeOfWhatTheChainFound) {
  indexing::Sites sites;
  sites.lattice = two_sublattices();
  sites.sites = {{.a = 1, .b = 2, .sublattice = 0, .atom = 1, .x = 10, .y = 20},
                 {.a = 1, .b = 2, .sublattice = 1, .x = 11, .y = 21},
                 {.a = 2, .b = 2, .sublattice = 1, .x = 12, .y = 22}};
  species::Classified classified;
  classified.sites = {{0, species::Source::kAutomatic, {0.75, 0.25}},
                      {2, species::Source::kManual, {0, 0, 1}},
                      {lattice::kUnseen, species::Source::kAutomatic, {}}};
  atoms::AtomList atoms;
  atoms.atoms.resize(2);
  atoms.atoms[1].intensity = 7;
  const SiteTable table = make_site_table(sites, classified, atoms);
  EXPECT_THAT(table.species, ElementsAre("Mo", "W", "S", "vacancy"));
  ASSERT_EQ(table.rows.size(), 3U);
  expect_equal(table.rows[0], {1, 2, 0, "Mo", "auto", 10, 20, 1, 7, {0.75, 0.25, 0, 0}});
  expect_equal(table.rows[1], {1, 2, 1, "W", "manual", 11, 21, -1, std::nullopt, {0, 1, 0, 0}});
  expect_equal(table.rows[2], {2, 2, 1, "", "auto", 12, 22, -1, std::nullopt, {}});
}

}  // namespace
}  // namespace gibbsight::io
