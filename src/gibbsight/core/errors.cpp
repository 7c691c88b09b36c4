#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {

std::string to_text(const Problem& problem) {
  std::string text = problem.what;
  if (!problem.where.empty()) text += " (" + problem.where + ")";
  if (!problem.value.empty()) text += ": " + problem.value;
  if (!problem.expected.empty()) text += "; expected " + problem.expected;
  return text;
}

Error::Error(const Problem& problem, int exit_status)
    : std::runtime_error(to_text(problem)), problem_(problem), exit_status_(exit_status) {}

}  // namespace gibbsight::core
