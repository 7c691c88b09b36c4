// A fit as Python holds it, and the options of those who make one.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gibbsight/pipeline/publish.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {

/// What a fit says: the files of its folder, of which the numbers are those of fit.json.
struct Fit {
  io::FitFile summary;
  std::vector<std::string> verdict;  ///< sentences
  /// Made when they are first asked for; whoever waits for them holds no lock on Python.
  std::shared_future<pipeline::Files> files;
};

/// A fit together with the measured branch that led to it; what it did not reach is empty.
struct Run : Fit {
  std::optional<image::Image> image;  ///< levelled
  std::optional<atoms::AtomList> atoms;
  std::optional<Sites> sites;
  std::optional<Occupancy> occupancy;
};

/// The species that a whole measurement found.
inline Occupancy occupancy_of(const pipeline::Measurement& measured,
                              const lattice::LatticeOptions& lattice) {
  return {lattice, measured.classified->occupancy, *measured.table, measured.classified->warnings};
}

Fit make_fit(pipeline::Results results, const pipeline::Configuration& configuration);
Run make_run(pipeline::Results results, const pipeline::Configuration& configuration);

/// What is in the file of that name. Throws DataError where there is none.
const std::string& file_of(const pipeline::Files& files, const std::string& name);

/// Throws DataError where the files are not those of a fit.
Fit fit_from(pipeline::Files files);

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
