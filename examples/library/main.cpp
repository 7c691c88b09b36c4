// The chain, stage by stage: a crystal of known interactions, an image of it, and back.
#include <cstdio>
#include <gibbsight/atoms/find.hpp>
#include <gibbsight/core/errors.hpp>
#include <gibbsight/indexing/index_atoms.hpp>
#include <gibbsight/pipeline/analyse.hpp>
#include <gibbsight/pipeline/simulate.hpp>
#include <gibbsight/rendering/rendering.hpp>
#include <gibbsight/species/classify.hpp>

namespace {

using namespace gibbsight;

int show_chain() {
  const core::Execution execution;  // on every core, without progress
  pipeline::Configuration options;  // the default of every option
  options.lattice.species = {"Te", "Se"};
  options.model.bulk = {"Se=0.45"};
  options.model.parameters = {"pair1=0.4"};
  options.fit.models = {"random", "pair1"};

  const auto crystal = pipeline::simulate_occupancy({0, 0, 64, 64}, options, execution);
  const auto random = core::Stream(1).child("image");
  const auto image = rendering::render(crystal, options.rendering, random).image;

  const auto atoms = atoms::find_atoms(image, options.atoms, execution);
  const auto lattice = lattice::make_lattice(options.lattice);
  const auto sites =
      indexing::index_atoms(atoms, lattice, options.lattice, options.indexing, execution);
  const auto measured = species::classify(sites, atoms, options.species, execution);

  const auto confusion = microscope::Confusion::none(2);  // no species is mistaken
  const auto subject = pipeline::make_subject(measured.occupancy, confusion, options);
  const auto analysis = pipeline::analyse({subject}, options, execution);

  for (const inference::Estimate& e : analysis.best_fit().parameters) {
    std::printf("%s = %.3f +- %.3f kT, %.0f %% interval [%.3f, %.3f]\n", e.name.c_str(), e.value,
                e.standard_error, 100 * e.level, e.low, e.high);
  }
  const inference::Estimate& pair1 = analysis.best_fit().parameters.front();
  return pair1.low < 0.4 && 0.4 < pair1.high ? 0 : 1;
}

}  // namespace

int main() {
  try {
    return show_chain();
  } catch (const gibbsight::core::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.exit_status();
  }
}
