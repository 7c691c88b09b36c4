// Occupancies as images.
#include "bindings.hpp"
#include "gibbsight/rendering/rendering.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"rendering", "sampler.seed"};
  return options;
}

image::Image render(const Occupancy& occupancy, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, scope());
  const auto stream = core::Stream(configuration.sampler.seed).child("rendering");
  return run_interruptibly(configuration, given, [&](const core::Execution&) {
    return rendering::render(occupancy.sites, configuration.rendering, stream).image;
  });
}

}  // namespace

void bind_rendering(nb::module_& module) {
  const auto text = document("Draws an occupancy as the image of a scanning probe.", scope());
  module.def("render", &render, nb::arg("occupancy"), nb::arg("options"),
             nb::sig(signature("def render(occupancy: Occupancy", scope(), "Image").c_str()),
             text.c_str());
}

}  // namespace gibbsight::python
