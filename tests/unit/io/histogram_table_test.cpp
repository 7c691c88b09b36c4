#include "gibbsight/io/histogram_table.hpp"

#include "with_files.hpp"

namespace gibbsight::io {
namespace {

using core::DataError;

class HistogramTable : public WithFiles {
 protected:
  std::string refusal(const std::string& text) const {
    return message_of<DataError>([&] { read_histogram(file(text), motif_); });
  }

  motifs::Motif motif_ = motifs::make_motif(lattice::make_lattice("square", {"Te", "Se"}), 1);
};

TEST_F(HistogramTable, ReadsBackEveryCount) {
  motifs::Histogram written{Eigen::VectorXd::LinSpaced(motif_.orbit_count(), 0.1, 100)};
  const Eigen::VectorXd random = written.probabilities().reverse();
  write_histogram(path(), motif_, written, {{"random", random}, {"pair1", random}});
  EXPECT_EQ(read_histogram(path(), motif_).counts, written.counts);
}

TEST_F(HistogramTable, HasTheColumnsOfTheInterface) {
  motifs::Histogram histogram{Eigen::VectorXd::Zero(motif_.orbit_count())};
  histogram.counts[1] = 3;
  write_histogram(path(), motif_, histogram, {{"random", histogram.counts / 4}});
  EXPECT_TRUE(
      content().starts_with("orbit,code,configuration,multiplicity,count,measured,random\n"
                            "0,0,\"Te|Te,Te,Te,Te\",1,0,0,0\n"
                            "1,1,\"Se|Te,Te,Te,Te\",1,3,1,0.75\n"
                            "2,2,\"Te|Se,Te,Te,Te\",4,0,0,0\n"));
}

TEST_F(HistogramTable, RawCodesAreSummedOverTheirOrbit) {
  // Codes 2, 4, 8 and 16 are one Se neighbour, in the four directions.
  const auto histogram = read_histogram(file("count,code\n1,16\n2,2\n4.5,4\n1,0\n"), motif_);
  EXPECT_EQ(histogram.counts[motif_.orbit_of[2]], 7.5);
  EXPECT_EQ(histogram.total(), 8.5);
}

TEST_F(HistogramTable, RefusesCodesAndCountsThatCannotBe) {
  EXPECT_EQ(
      refusal("code,count\n1,2\n32,1\n"),
      "code that the motif does not have (file, line 3, column code): 32; expected a code from "
      "0 to 31");
  EXPECT_EQ(
      refusal("code,count\n-1,2\n"),
      "code that the motif does not have (file, line 2, column code): -1; expected a code from "
      "0 to 31");
  EXPECT_EQ(refusal("code,count\n1,-2\n"),
            "negative count (file, line 2, column count): -2; expected a count of at least 0");
  EXPECT_EQ(refusal("code,count\n1,0\n"),
            "histogram without counts (file): 1 rows; expected at least one count above 0");
  EXPECT_EQ(refusal("code,n\n1,0\n"),
            "no column count (file, line 1): code,n; expected a column count");
}

TEST_F(HistogramTable, RefusesTheConfigurationsOfOtherSpecies) {
  const motifs::Histogram histogram{Eigen::VectorXd::Ones(motif_.orbit_count())};
  const auto swapped = motifs::make_motif(lattice::make_lattice("square", {"Se", "Te"}), 1);
  write_histogram(path(), swapped, histogram, {});
  EXPECT_EQ(message_of<DataError>([&] { read_histogram(path(), motif_); }),
            "configuration of another lattice or list of species (file, line 2, column "
            "configuration): Se|Se,Se,Se,Se; expected Te|Te,Te,Te,Te");
}

TEST_F(HistogramTable, ScanReadsBack) {
  const std::vector<ScanRow> written{{{0.5}, {0.1, 1.0 / 3, 0.25}}, {{2}, {0.4, 0, 1e-9}}};
  write_scan(path(), {"temperature"}, written);
  EXPECT_TRUE(
      content().starts_with("temperature_ratio,distance,distance_lo,distance_hi\n0.5,0.1,"));
  const auto read = read_scan(path());
  ASSERT_EQ(read.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(read[i].at, written[i].at);
    EXPECT_EQ(read[i].point.distance, written[i].point.distance);
    EXPECT_EQ(read[i].point.low, written[i].point.low);
    EXPECT_EQ(read[i].point.high, written[i].point.high);
  }
}

TEST_F(HistogramTable, ScanOverTwoParametersHasAColumnEach) {
  write_scan(path(), {"pair1", "pair2"}, {{{0.5, -1}, {0.1, 0, 1}}});
  EXPECT_TRUE(content().starts_with("pair1,pair2,distance,distance_lo,distance_hi\n0.5,-1,"));
  EXPECT_EQ(read_scan(path()).at(0).at, (std::vector<double>{0.5, -1}));
}

TEST_F(HistogramTable, ScanWithoutItsColumnsIsRefused) {
  EXPECT_THROW(read_scan(file("temperature_ratio,distance\n1,0.1\n")), DataError);
}

}  // namespace
}  // namespace gibbsight::io
