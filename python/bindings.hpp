// The chapters of the module, one a stage.
#pragma once

#include <nanobind/nanobind.h>

namespace gibbsight::python {

namespace nb = nanobind;

void bind_core(nb::module_& module);
void bind_image(nb::module_& module);
void bind_atoms(nb::module_& module);
void bind_lattice(nb::module_& module);
void bind_indexing(nb::module_& module);
void bind_species(nb::module_& module);
void bind_motifs(nb::module_& module);
void bind_model(nb::module_& module);
void bind_rendering(nb::module_& module);
void bind_distance(nb::module_& module);
void bind_inference(nb::module_& module);
void bind_io(nb::module_& module);
void bind_fit(nb::module_& module);
void bind_pipeline(nb::module_& module);
void bind_cli(nb::module_& module);

}  // namespace gibbsight::python
