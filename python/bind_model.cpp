// Energies of interactions.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bindings.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/model/model_options.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"model.symmetry", "model.parameters"};
  return options;
}

double energy(const Occupancy& box, const nb::kwargs& given) {
  const auto options = configuration_from(given, scope()).model;
  const auto& sites = box.sites;
  const auto& basis = sites.lattice.basis;
  const auto spectators = std::ranges::count_if(basis, &lattice::Sublattice::is_spectator);
  const std::size_t held = sites.species.size() / basis.size() * (basis.size() - spectators);
  if (sites.seen_count() < held) {
    throw core::DataError({.what = "a box with sites that were not seen",
                           .where = "occupancy",
                           .value = fmt::format("{} of {} seen", sites.seen_count(), held),
                           .expected = "a species on every site"});
  }
  const auto model = model::parse_parameters(options.parameters, sites.lattice, options.symmetry);
  return model.parameters.dot(model::count_clusters(model.interactions, sites));
}

/// Of every interaction, how many corners its clusters have and their longest side, in lengths of
/// a.
nb::dict cluster_lengths(const Occupancy& of, const nb::kwargs& given) {
  const auto options = configuration_from(given, scope()).model;
  const auto& lattice = of.sites.lattice;
  nb::dict lengths;
  const auto model = model::parse_parameters(options.parameters, lattice, options.symmetry);
  for (const model::Term& term : model.interactions.terms) {
    const model::Cluster& cluster = term.clusters.front();
    std::vector<lattice::Vector2> corners{lattice.position(0, 0, cluster.from)};
    for (const lattice::Site& s : cluster.others) {
      corners.push_back(lattice.position(s.a, s.b, s.sublattice));
    }
    double longest = 0;
    for (const auto& one : corners)
      for (const auto& other : corners) longest = std::max(longest, (one - other).norm());
    lengths[term.name.c_str()] = nb::make_tuple(corners.size(), longest);
  }
  return lengths;
}

constexpr Docstring kEnergy{.summary = "Energy of a periodic box, the sum over its clusters.",
                            .parameters = R"(occupancy : Occupancy
    A species on every site; opposite edges are neighbours.)",
                            .returns = R"(float
    In kT; the energy of an unlike pair is relative to the mean of the two like ones.)",
                            .raises = R"(DataError
    A site was not seen.
ConfigurationError
    An interaction is unknown.)",
                            .examples = R"(>>> import gibbsight as gs
>>> box = gs.Occupancy.from_array([[0, 1, 0, 1]] * 4, species=["Te", "Se"])
>>> gs.energy(box, parameters={"pair1": 0.5})  # 16 unlike pairs along a, none along b
8.0)"};

}  // namespace

void bind_model(nb::module_& module) {
  const auto text = document(kEnergy, scope());
  module.def("energy", &energy, nb::arg("occupancy"), nb::arg("options"),
             nb::sig(signature("def energy(occupancy: Occupancy", scope(), "float").c_str()),
             text.c_str());
  module.def("_cluster_lengths", &cluster_lengths, nb::arg("occupancy"), nb::arg("options"),
             nb::sig("def _cluster_lengths(occupancy: Occupancy, **options: object) "
                     "-> dict[str, tuple[int, float]]"));
}

}  // namespace gibbsight::python
