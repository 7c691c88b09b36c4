#include "gibbsight/core/execution.hpp"

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {

void Execution::report(std::string_view stage, double fraction) const {
  check();
  if (progress) progress(stage, fraction);
}

void Execution::check() const {
  if (interrupted && interrupted()) throw Interrupted();
}

}  // namespace gibbsight::core
