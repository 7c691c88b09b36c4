#include "gibbsight/pipeline/examples.hpp"

#include "gibbsight/core/errors.hpp"

namespace gibbsight::pipeline {
namespace {

/// Se and Te in FeSe0.45Te0.55 seen by STM (doi:10.1021/acsnano.7b05036); Se are the brighter
/// atoms.
Configuration fesete() {
  Configuration c;
  c.lattice.name = "square";
  c.lattice.species = {"Te", "Se"};
  c.model.bulk = {"Se=0.45"};
  c.model.parameters = {"pair1=0.4"};
  c.rendering.pixel_size = 0.042;
  return c;
}

/// Re in Mo(1-x)Re(x)S2 seen by ADF-STEM (doi:10.1038/s41524-021-00507-7); metal columns only.
Configuration mores2() {
  Configuration c;
  c.lattice.name = "triangular";
  c.lattice.species = {"Mo", "Re"};
  return c;
}

}  // namespace

std::vector<std::string> example_names() { return {"fesete", "mores2"}; }

Configuration example_configuration(const std::string& name) {
  if (name == "fesete") return fesete();
  if (name == "mores2") return mores2();
  throw core::UsageError({.what = "unknown example",
                          .where = "--example",
                          .value = name,
                          .expected = "one of " + core::join(example_names(), ", ")});
}

}  // namespace gibbsight::pipeline
