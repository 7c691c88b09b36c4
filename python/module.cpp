// gibbsight._core: the table of contents.
#include "bindings.hpp"

namespace gibbsight::python {

NB_MODULE(_core, module) {
  bind_core(module);
  bind_image(module);
  bind_atoms(module);
  bind_lattice(module);
  bind_indexing(module);
  bind_species(module);
  bind_motifs(module);
  bind_model(module);
  bind_rendering(module);
  bind_distance(module);
  bind_inference(module);
  bind_io(module);
  bind_fit(module);
  bind_pipeline(module);
  bind_cli(module);
}

}  // namespace gibbsight::python
