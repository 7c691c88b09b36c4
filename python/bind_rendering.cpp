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
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    return rendering::render(occupancy.sites, configuration.rendering, stream, execution).image;
  });
}

constexpr Docstring kRender{
    .summary = "Draws an occupancy as the image of a scanning probe.",
    .parameters = R"(occupancy : Occupancy
    Its middle comes into the middle of the image; nothing is drawn outside of it.)",
    .returns = R"(Image
    As an instrument would save it, with tilt and line noise; whatever measures it levels it first.)",
    .raises = R"(ConfigurationError
    Heights or widths are not one a species, or drift mixes up the rows.)",
    .notes =
        R"(Each atom is a Gaussian of its species' height, with the spread, drift, tilt, noise of scan
lines and white noise of the options. The same seed gives the same image.)",
    .examples = R"(>>> import gibbsight as gs
>>> crystal = gs.simulate(species=["Te", "Se"], columns=40, rows=40, sweeps=8)
>>> gs.render(crystal, columns=256, rows=128, pixel_size=0.042)
Image(128 rows x 256 columns, pixels of 0.042 x 0.042 nm, not levelled))"};

}  // namespace

void bind_rendering(nb::module_& module) {
  const auto text = document(kRender, scope());
  module.def("render", &render, nb::arg("occupancy"), nb::arg("options"),
             nb::sig(signature("def render(occupancy: Occupancy", scope(), "Image").c_str()),
             text.c_str());
}

}  // namespace gibbsight::python
