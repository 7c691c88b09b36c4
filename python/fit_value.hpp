// A fit as Python holds it, and the options of those who make one.
#pragma once

#include "gibbsight/pipeline/results.hpp"
#include "keywords.hpp"

namespace gibbsight::python {

struct Fit {
  pipeline::Configuration configuration;
  pipeline::Results results;
  io::FitFile summary;
};

/// What a fit takes beside the motif and its symmetry, which a histogram has already.
inline const Scope& histogram_scope() {
  static const Scope options{"model.bulk", "model.temperature", "sampler", "microscope", "fit",
                             "scan",       "output.threads"};
  return options;
}

inline const Scope& fit_scope() {
  static const Scope options = [] {
    Scope all = histogram_scope();
    all.insert(all.begin(), {"motif", "model.symmetry"});
    return all;
  }();
  return options;
}

}  // namespace gibbsight::python
