// Samples of any type as numbers.
#pragma once

#include <cstddef>

namespace gibbsight::image {

/// Reads the sample at an address, which need not be aligned.
using SampleLoader = float (*)(const unsigned char* at);

/// For samples of kind 'u', 'i' or 'f' (unsigned, signed, float) and so many bytes, in the order of
/// this machine; null where there is no such type.
SampleLoader sample_loader(char kind, std::size_t bytes);

}  // namespace gibbsight::image
