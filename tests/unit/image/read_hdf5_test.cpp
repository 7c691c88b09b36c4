#include "gibbsight/image/read_hdf5.hpp"

#include "hdf5_files.hpp"
#include "instrument_files.hpp"

namespace gibbsight::image {
namespace {

RawImage read(const std::string& bytes, const Selection& selection = {}) {
  return read_hdf5(bytes, "a.h5", selection);
}

void expect_calibrated(const RawImage& image, const std::string& format) {
  EXPECT_EQ(image.contents.format, format);
  ASSERT_TRUE(image.pixel_size.has_value());
  EXPECT_NEAR(image.pixel_size->x_nm, 0.25, 1e-6);
  EXPECT_NEAR(image.pixel_size->y_nm, 0.5, 1e-6);
}

TEST(Hdf5, HyperspyIsReadUpright) {
  const RawImage image = read(hyperspy_bytes());
  expect_pattern(image);
  expect_calibrated(image, "HDF5 (HyperSpy)");
  EXPECT_EQ(image.contents.main_channel().name, "Experiments/scan/data");
}

TEST(Hdf5, FramesOfHyperspyAreNavigatedOrEnergies) {
  for (const char* kind : {"stack", "spectra"}) {
    const std::string bytes = hyperspy_bytes(kind);
    expect_pattern(read(bytes));
    expect_pattern(read(bytes, {.frame = 1}), 1, 1000);
    expect_calibrated(read(bytes), "HDF5 (HyperSpy)");
    EXPECT_THROW(read(bytes, {.frame = 2}), core::UsageError);
  }
}

TEST(Hdf5, NsidIsReadUpright) {
  for (const std::string& bytes : {nsid_bytes(), nsid_bytes("u", "v")}) {
    const RawImage image = read(bytes);
    expect_pattern(image);
    expect_calibrated(image, "HDF5 (NSID)");
    EXPECT_EQ(image.contents.main_channel().name, "Measurement_000/Channel_000/Image/Image");
    EXPECT_EQ(image.contents.main_channel().unit, "m");
  }
}

TEST(Hdf5, NcemIsReadUpright) {
  for (const bool with_names : {true, false}) {
    const RawImage image = read(ncem_bytes(with_names));
    expect_pattern(image);
    expect_calibrated(image, "HDF5 (NCEM emd)");
  }
}

TEST(Hdf5, PlainDatasetsAreReadByTheirPath) {
  const std::string bytes = plain_hdf5_bytes();
  const RawImage image = read(bytes);
  expect_pattern(image);
  EXPECT_EQ(image.contents.main_channel().name, "b/image");
  EXPECT_EQ(image.sample, "16-bit signed");
  EXPECT_FALSE(image.pixel_size.has_value());
  expect_pattern(read(bytes, {.channel = "/c/packed"}));
  std::vector<std::string> names;
  for (const Channel& channel : image.contents.channels) names.push_back(channel.name);
  EXPECT_EQ(names, (std::vector<std::string>{"b/image", "c/packed", "table"}));
}

TEST(Hdf5, VeloxIsForPython) {
  try {
    read(velox_bytes());
    FAIL();
  } catch (const core::InputError& error) {
    EXPECT_NE(error.problem().expected.find("RosettaSciIO"), std::string::npos);
  }
}

TEST(Hdf5, EmptyDatasetsAreNoImages) { EXPECT_THROW(read(empty_hdf5_bytes()), core::InputError); }

TEST(Hdf5, GxsmIsHandedOn) { expect_pattern(read(gxsm_bytes({.hdf5 = true}))); }

TEST(Hdf5, EveryTruncationIsAnInputError) {
  for (const std::string& bytes : {hyperspy_bytes(), plain_hdf5_bytes()}) {
    for (std::size_t size = 8; size < bytes.size(); size += 97) {
      EXPECT_THROW(read(bytes.substr(0, size)), core::InputError) << size;
    }
  }
}

TEST(Hdf5, LyingHeadersAreInputErrors) {
  EXPECT_THROW(read(lying_hdf5_bytes(60'000, false)), core::InputError);
  EXPECT_THROW(read(lying_hdf5_bytes(60'000, true)), core::InputError);
}

}  // namespace
}  // namespace gibbsight::image
