// Species on sites.
#include "bindings.hpp"
#include "gibbsight/species/classify.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"lattice.species", "species.background_order", "species.separation",
                             "output.threads"};
  return options;
}

Occupancy classify(const Sites& indexed, const nb::kwargs& given) {
  pipeline::Configuration configuration;
  configuration.lattice = indexed.lattice;
  set_options(given, scope(), configuration);
  indexing::Sites sites = indexed.sites;
  sites.lattice = make_lattice_with_species(configuration.lattice);
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    const auto classified =
        species::classify(sites, indexed.atoms, configuration.species, execution);
    return Occupancy{configuration.lattice, classified.occupancy,
                     io::make_site_table(sites, classified, indexed.atoms), classified.warnings};
  });
}

constexpr Docstring kClassify{
    .summary = "Tells the species of every site by the intensity of its atom.",
    .parameters = R"(sites : Sites
    As index_atoms makes it.)",
    .returns = R"(Occupancy
    Species on sites, with the probability of each; a site that nothing is sure of is unseen.)",
    .raises = R"(UsageError
    No species were named, here or to index_atoms.
DataError
    Too few atoms, or their intensities do not fall into as many classes as species were named;
    the text says how far apart classes lie and would have to lie.)",
    .notes =
        R"(Intensities are a mixture of one distribution a species, after slow changes over the image
and bleed-through of neighbours are taken away.)"};

}  // namespace

void bind_species(nb::module_& module) {
  const auto text = document(kClassify, scope());
  module.def("classify", &classify, nb::arg("sites"), nb::arg("options"),
             nb::sig(signature("def classify(sites: Sites", scope(), "Occupancy").c_str()),
             text.c_str());
}

}  // namespace gibbsight::python
