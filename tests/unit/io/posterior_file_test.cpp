#include "gibbsight/io/posterior_file.hpp"

#include <netcdf.h>

#include "with_files.hpp"

namespace gibbsight::io {
namespace {

using core::DataError;
using core::InputError;
using core::InternalError;
using core::OutputError;

class PosteriorFile : public WithFiles {};

// Four chains and six draws, so that a transposed matrix shows.
Posterior example_posterior() {
  Posterior posterior;
  posterior.names = {"pair2:Se-Te", "pair1[1,0]", "fraction:Se"};
  for (int i = 0; i < 3; ++i) {
    posterior.draws.emplace_back(Eigen::VectorXd::LinSpaced(24, i, i + 1.0 / 3).reshaped(4, 6));
  }
  posterior.log_density = -posterior.draws[0] / 7;
  posterior.prior_draws = Eigen::VectorXd::LinSpaced(15, 0, 3).reshaped(3, 5);
  posterior.log_likelihood = posterior.draws[1] / 3;
  posterior.predicted = Eigen::VectorXd::LinSpaced(12 * 4 * 2, 0, 1).reshaped(12, 8);
  posterior.observed = Eigen::VectorXd::LinSpaced(12, 0, 0.1);
  posterior.attributes = {"version=0.1.0", "model=pair1", "note=a=b", "empty="};
  return posterior;
}

TEST_F(PosteriorFile, ReadsBackEverything) {
  const Posterior written = example_posterior();
  write_posterior(path(), written);
  const Posterior read = read_posterior(path());
  EXPECT_EQ(read.names, written.names);
  EXPECT_EQ(read.draws, written.draws);
  EXPECT_EQ(read.log_density, written.log_density);
  EXPECT_EQ(read.prior_draws, written.prior_draws);
  EXPECT_EQ(read.log_likelihood, written.log_likelihood);
  EXPECT_EQ(read.predicted, written.predicted);
  EXPECT_EQ(read.observed, written.observed);
  EXPECT_EQ(read.attributes, written.attributes);
  EXPECT_EQ(file_count(), 1);
}

// Another reader, since a reader and a writer could agree on the wrong order.
TEST_F(PosteriorFile, ChainsAreTheFirstDimension) {
  const Posterior written = example_posterior();
  write_posterior(path(), written);
  int file = 0;
  int group = 0;
  int variable = 0;
  ASSERT_EQ(nc_open(path().c_str(), NC_NOWRITE, &file), NC_NOERR);
  ASSERT_EQ(nc_inq_grp_ncid(file, "posterior", &group), NC_NOERR);
  ASSERT_EQ(nc_inq_varid(group, "pair1[1,0]", &variable), NC_NOERR);
  const std::size_t place[] = {1, 2};
  double value = 0;
  EXPECT_EQ(nc_get_var1_double(group, variable, place, &value), NC_NOERR);
  EXPECT_EQ(value, written.draws[1](1, 2));
  ASSERT_EQ(nc_inq_grp_ncid(file, "posterior_predictive", &group), NC_NOERR);
  ASSERT_EQ(nc_inq_varid(group, "histogram", &variable), NC_NOERR);
  const std::size_t predicted[] = {3, 1, 5};  // chain, draw, orbit
  EXPECT_EQ(nc_get_var1_double(group, variable, predicted, &value), NC_NOERR);
  EXPECT_EQ(value, written.predicted(5, 3 * 2 + 1));
  nc_close(file);
}

TEST_F(PosteriorFile, IsTheSameBytesEveryTime) {
  write_posterior(path(), example_posterior());
  const std::string first = content();
  write_posterior(path(), example_posterior());
  EXPECT_EQ(content(), first);
}

TEST_F(PosteriorFile, WithoutParametersStillHoldsTheRest) {
  Posterior written = example_posterior();
  written.names.clear();
  written.draws.clear();
  written.prior_draws.resize(0, 5);
  write_posterior(path(), written);
  EXPECT_TRUE(read_posterior(path()).names.empty());
}

TEST_F(PosteriorFile, NothingIsLeftWhereWritingFails) {
  Posterior posterior = example_posterior();
  posterior.names[1] = posterior.names[0];  // netCDF refuses a second variable of that name
  EXPECT_THROW(write_posterior(path(), posterior), OutputError);
  EXPECT_THROW(write_posterior(path() + "/no/folder", example_posterior()), OutputError);
  EXPECT_EQ(file_count(), 0);
}

TEST_F(PosteriorFile, ASlashInANameIsStoredAsABar) {
  Posterior posterior = example_posterior();
  posterior.names[1] = "pair1:a/b";  // a path in netCDF
  write_posterior(path(), posterior);
  EXPECT_EQ(read_posterior(path()).names[1], "pair1:a|b");
}

TEST_F(PosteriorFile, UnevenShapesAreRefused) {
  Posterior posterior = example_posterior();
  posterior.draws[1].resize(6, 4);
  EXPECT_THROW(write_posterior(path(), posterior), InternalError);
}

TEST_F(PosteriorFile, OtherFilesAreRefused) {
  EXPECT_THROW(read_posterior(path()), InputError);
  EXPECT_THROW(read_posterior(file("")), DataError);
  EXPECT_THROW(read_posterior(file("no netCDF at all")), DataError);
  write_posterior(path(), example_posterior());
  const std::string whole = content();
  // HDF5 pads its files: what counts is the end of what it holds.
  const std::size_t end = whole.find_last_not_of('\0');
  for (const std::size_t size : {std::size_t{100}, end / 2, end - 100}) {
    EXPECT_THROW(read_posterior(file(whole.substr(0, size))), DataError);
  }
}

}  // namespace
}  // namespace gibbsight::io
