// What a user says about an image file and how it is made ready.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"
#include "gibbsight/image/contents.hpp"

namespace gibbsight::image {

struct ImageOptions {
  std::vector<double> pixel_size;  // empty, one number or x, y
  std::vector<double> roi;         // empty or X0, Y0, X1, Y1
  std::string mask;
  std::string polarity = "bright";
  std::string channel;
  std::string direction = "forward";
  int frame = 0;
  bool level_plane = true;
  std::string level_lines = "auto";

  static constexpr auto describe() {
    using core::field;
    using S = ImageOptions;
    return std::tuple{
        field(&S::pixel_size, "pixel_size",
              {.help = "size of a pixel, or its width and height; overrides the file's",
               .unit = "nm",
               .range = {1e-6, 1e6},
               .flag = "pixel-size"}),
        field(&S::roi, "roi",
              {.help = "part of the image to use, X0,Y0,X1,Y1: columns X0 to X1-1, rows Y0 to Y1-1",
               .unit = "px",
               .range = {0, 1e6},
               .flag = "roi"}),
        field(&S::mask, "mask",
              {.help = "image file of the same size, nonzero where the image is to be used",
               .flag = "mask"}),
        field(&S::polarity, "polarity",
              {.help = "whether atoms are brighter or darker than what lies between them",
               .choices = "bright dark auto",
               .flag = "polarity"}),
        field(&S::channel, "channel",
              {.help = "channel to read, of files that hold several", .flag = "channel"}),
        field(&S::direction, "direction",
              {.help =
                   "scan direction to read, of files that hold several; both: run fits the forward "
                   "one, and takes its disagreement with the other for errors of classification",
               .choices = "forward backward both",
               .flag = "direction"}),
        field(&S::frame, "frame",
              {.help = "frame to read, of files that hold several, counted from 0",
               .range = {0, 1e6},
               .flag = "frame"}),
        field(&S::level_plane, "level_plane", {.help = "subtract a plane"}),
        field(&S::level_lines, "level_lines",
              {.help = "subtract the offsets of single scan lines: auto does so where rows differ "
                       "clearly more than columns",
               .choices = "auto always never"}),
    };
  }
};

/// What the options ask of a file.
inline Selection selection(const ImageOptions& options) {
  return {options.channel, options.direction, options.frame};
}

}  // namespace gibbsight::image
