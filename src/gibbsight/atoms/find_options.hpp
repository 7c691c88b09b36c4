// What a user may say about finding atoms; an image of a lattice needs none of it.
#pragma once

#include <optional>
#include <tuple>

#include "gibbsight/core/options.hpp"

namespace gibbsight::atoms {

/// Section [atoms] of the configuration.
struct FindOptions {
  std::optional<double> spacing;
  double false_share = 0.01;
  int passes = 12;

  static constexpr auto describe() {
    using core::field;
    using S = FindOptions;
    return std::tuple{
        field(&S::spacing, "spacing",
              {.help = "typical distance of neighbouring atoms; measured in the image if not given",
               .unit = "px",
               .range = {3, 1000}}),
        field(
            &S::false_share, "false_share",
            {.help = "peaks of the noise that may pass for atoms where there are none, as a share "
                     "of the atoms there would be room for; fewer costs dim atoms",
             .range = {1e-9, 1}}),
        field(&S::passes, "passes",
              {.help = "rounds at most of fitting every atom with its neighbours taken away",
               .range = {1, 100}}),
    };
  }
};

}  // namespace gibbsight::atoms
