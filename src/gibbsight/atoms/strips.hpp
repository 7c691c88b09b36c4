// Images shared out among threads.
#pragma once

#include <functional>
#include <opencv2/core/types.hpp>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Calls `body` with ranges that together are the rows of an image, several at a time.
void for_strips(int rows, const core::Execution& execution,
                const std::function<void(const cv::Range&)>& body);

}  // namespace gibbsight::atoms
