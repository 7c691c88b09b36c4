#include "gibbsight/image/read_image.hpp"

#include "gibbsight/core/errors.hpp"
#include "hdf5_files.hpp"
#include "instrument_files.hpp"

namespace gibbsight::image {
namespace {

class ReadImage : public WithFiles {
 protected:
  // The text of the InputError that reading `bytes` gives.
  std::string refusal(const std::string& name, const std::string& bytes) const {
    try {
      read_image(write(name, bytes), {});
    } catch (const core::InputError& error) {
      return error.what();
    }
    return "nothing was refused";
  }
};

TEST_F(ReadImage, FormatIsKnownByContentNotByName) {
  EXPECT_EQ(read_image(write("a.tif", grey_png()), {}).at(2, 5), 11.0F);
  EXPECT_EQ(read_image(write("a", float_npy()), {}).at(2, 5), 11.0F);
  write_tiff_file(path("a.png"), {.bits = 16});
  EXPECT_EQ(read_image(path("a.png"), {}).at(2, 5), 11.0F);
  EXPECT_EQ(read_image(write("b.png", sxm_bytes()), {}).at(2, 5), 11.0F);
  EXPECT_EQ(read_image(write("c.png", gxsm_bytes()), {}).at(2, 5), 11.0F);
  EXPECT_EQ(read_image(write("d.png", hyperspy_bytes()), {}).at(2, 5), 11.0F);
}

TEST_F(ReadImage, MissingFileDirectoryAndEmptyFileAreInputErrors) {
  EXPECT_THROW(read_image(path("missing.tif"), {}), core::InputError);
  EXPECT_THROW(read_image(path(""), {}), core::InputError);
  EXPECT_NE(refusal("a.tif", "").find("empty"), std::string::npos);
}

TEST_F(ReadImage, UnknownFormatSaysWhichAreKnown) {
  EXPECT_NE(refusal("a.txt", "hello").find("TIFF, PNG, NPY, HDF5"), std::string::npos);
}

TEST_F(ReadImage, InstrumentFilesAreCalledByTheirName) {
  using namespace std::string_literals;
  EXPECT_NE(refusal("a", "\0\0\0\x03"s + "rest").find("dm3"), std::string::npos);
  EXPECT_NE(refusal("a.MRC", "anything").find("MRC"), std::string::npos);
  for (const char* words :
       {"export", "in Python the array that RosettaSciIO", "given to gibbsight.read_image"}) {
    EXPECT_NE(refusal("a", "\0\0\0\x04"s + "rest").find(words), std::string::npos) << words;
  }
  EXPECT_NE(refusal("a", "GWYP").find("gwyfile"), std::string::npos);
}

TEST_F(ReadImage, ChannelDirectionAndFrameMustExist) {
  const std::string file = write("a.png", grey_png());
  ImageOptions options;
  options.channel = "Z";
  EXPECT_THROW(read_image(file, options), core::UsageError);
  options = {};
  options.direction = "backward";
  EXPECT_THROW(read_image(file, options), core::UsageError);
  options = {};
  options.frame = 1;
  EXPECT_THROW(read_image(file, options), core::UsageError);
}

TEST_F(ReadImage, MaskIsReadFromAFile) {
  std::string mask = float_npy();  // zero in its first pixel only
  ImageOptions options;
  options.mask = write("mask.npy", mask);
  const Image image = read_image(write("a.png", grey_png()), options);
  EXPECT_FALSE(image.is_usable(0, 0));
  EXPECT_TRUE(image.is_usable(0, 1));
}

TEST_F(ReadImage, MaskOfAnotherSizeIsAUsageError) {
  ImageOptions options;
  options.mask =
      write("mask.npy", npy_bytes("|u1", false, "(40, 36)", std::string(kRows * kColumns, '\1')));
  EXPECT_THROW(read_image(write("a.png", grey_png()), options), core::UsageError);
}

TEST_F(ReadImage, FileIsDescribed) {
  write_tiff_file(path("a.tif"), {.bits = 16, .samples = 3, .photometric = 2, .pages = 2});
  const FileInfo info = describe_file(path("a.tif"));
  EXPECT_EQ(info.contents.format, "TIFF");
  EXPECT_EQ(info.sample, "16-bit unsigned RGB");
  EXPECT_EQ(info.contents.main_channel().rows, kRows);
  EXPECT_EQ(info.contents.main_channel().columns, kColumns);
  EXPECT_EQ(info.contents.main_channel().frames, 2);
  EXPECT_FALSE(info.pixel_size.has_value());
}

}  // namespace
}  // namespace gibbsight::image
