// What the description of a TIFF file says of its pages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/image/contents.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::image {

struct TiffDescription {
  std::string format = "TIFF";
  std::vector<std::string> channels = {""};  ///< their names; one without a name
  int slices = 1;                            ///< frames are slices, and those times
  int times = 1;
  std::string order = "CZT";                      ///< of the pages: channel, slice, time
  std::optional<PixelSize> pixel_size = {};       ///< as OME says it
  std::optional<PixelSize> resolution_unit = {};  ///< in nm, as ImageJ says it
};

/// Understands OME-XML and the lines of ImageJ. Where what they say does not make up the number of
/// pages, or there is nothing to understand, every page is a frame.
TiffDescription parse_description(const std::string& text, int pages);

/// The page of a channel and frame.
int find_page(const TiffDescription& description, const Choice& choice);

/// What follows "key=" at the beginning of a line, nothing where no line begins so.
std::optional<std::string> find_line(const std::string& text, const std::string& key);

}  // namespace gibbsight::image
