#include "gibbsight/model/interactions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::model {
namespace {

using lattice::Lattice;
using lattice::Site;

constexpr int kLargestNumber = 9;

/// pair1, triplet2, ...
struct Kind {
  std::string name;
  std::size_t corner_count = 2;
  int size_number = 1;
};

std::optional<Kind> parse_kind(const std::string& text) {
  for (const auto& [word, corner_count] : {std::pair("pair", 2), std::pair("triplet", 3)}) {
    if (!text.starts_with(word)) continue;
    Kind kind{text, static_cast<std::size_t>(corner_count), 0};
    const std::string number = text.substr(std::string_view(word).size());
    if (!core::from_text(number, kind.size_number) || kind.size_number < 1 ||
        kind.size_number > kLargestNumber || std::to_string(kind.size_number) != number) {
      return std::nullopt;
    }
    return kind;
  }
  return std::nullopt;
}

/// The parts of "pair1+triplet1".
std::vector<Kind> parse_model(std::string_view name, std::string_view where) {
  std::vector<Kind> kinds;
  for (const std::string& part : core::split(name, '+')) {
    const auto kind = parse_kind(part);
    const auto repeats = [&](const Kind& other) { return other.name == part; };
    if (!kind || std::any_of(kinds.begin(), kinds.end(), repeats)) {
      throw core::ConfigurationError(
          {.what = "unknown model",
           .where = std::string(where),
           .value = std::string(name),
           .expected = "random, or a sum of pair1 to pair9 and triplet1 to triplet9 such as "
                       "pair1+pair2, with a plane group after a / if it is not the common one"});
    }
    kinds.push_back(*kind);
  }
  return kinds;
}

void check_same_species(const Lattice& lattice, const Orbit& orbit, const Kind& kind,
                        std::string_view where) {
  for (const Cluster& cluster : orbit)
    for (const Site& other : cluster.others) {
      const auto& here = lattice.basis[cluster.from];
      const auto& there = lattice.basis[other.sublattice];
      if (here.species == there.species) continue;
      throw core::ConfigurationError(
          {.what = "interactions need sites that can hold the same species",
           .where = std::string(where),
           .value = fmt::format("{} between sites {} ({}) and {} ({})", kind.name, here.name,
                                core::join(here.species, ","), there.name,
                                core::join(there.species, ",")),
           .expected = "one species list, the other site a spectator"});
    }
}

/// Tells the orbits of one size apart: [1,0] or [1,0;0,1], with the sites where there are several.
std::string bracket(const Lattice& lattice, const Cluster& cluster) {
  std::vector<std::string> offsets;
  std::vector<std::string> sites{lattice.basis[cluster.from].name};
  for (const Site& other : cluster.others) {
    offsets.push_back(fmt::format("{},{}", other.a, other.b));
    sites.push_back(lattice.basis[other.sublattice].name);
  }
  std::string text = "[" + core::join(offsets, ";");
  if (lattice.basis_count() > 1) text += "," + core::join(sites, "-");
  return text + "]";
}

/// What the independent terms of an orbit count, as ascending places in `names`; see Term.
std::vector<std::vector<int>> independent_species(const std::vector<std::string>& names,
                                                  std::size_t corner_count) {
  const int count = static_cast<int>(names.size());
  std::vector<std::vector<int>> pairs;
  for (int first = 0; first < count; ++first)
    for (int second = first + 1; second < count; ++second) pairs.push_back({first, second});
  if (corner_count == 2) return pairs;
  std::vector<std::vector<int>> triplets;
  for (const auto& pair : pairs) {
    const bool in_order = names[pair[0]] < names[pair[1]];
    triplets.push_back({pair[0], in_order ? pair[0] : pair[1], pair[1]});
  }
  for (const auto& pair : pairs)
    for (int third = pair[1] + 1; third < count; ++third) {
      triplets.push_back({pair[0], pair[1], third});
    }
  return triplets;
}

std::string species_suffix(const std::vector<std::string>& names, const std::vector<int>& species) {
  if (names.size() == 2 && species.size() == 2) return "";  // there is only one unlike pair
  std::vector<std::string> words;
  for (const int s : species) words.push_back(names[s]);
  std::sort(words.begin(), words.end());
  return ":" + core::join(words, "-");
}

void append_terms(Interactions& interactions, const Kind& kind, std::string_view group,
                  std::string_view where) {
  const Lattice& lattice = interactions.lattice;
  const auto orbits = cluster_orbits(lattice, kind.corner_count, kind.size_number, group);
  for (const Orbit& orbit : orbits) {
    check_same_species(lattice, orbit, kind, where);
    const std::string base =
        orbits.size() == 1 ? kind.name : kind.name + bracket(lattice, orbit.front());
    const auto& names = lattice.basis[orbit.front().from].species;
    for (const auto& species : independent_species(names, kind.corner_count)) {
      interactions.terms.push_back({base + species_suffix(names, species), orbit, species});
    }
  }
}

/// The histogram tells nothing of differences that `group` averages over.
void check_symmetry(const Lattice& lattice, std::string_view name, std::string_view own,
                    std::string_view group, std::string_view where) {
  const auto known = core::split(lattice::kPlaneGroups, ' ');
  const bool is_known = std::find(known.begin(), known.end(), own) != known.end();
  if (is_known && lattice::has_subgroup(lattice, own, group, where)) return;
  throw core::ConfigurationError(
      {.what = "not a plane group for this model",
       .where = std::string(where),
       .value = std::string(name),
       .expected = is_known
                       ? fmt::format("one with the operations of {}, or a lower model.symmetry",
                                     group == "lattice" ? "the lattice's own" : group)
                       : "one of " + std::string(lattice::kPlaneGroups)});
}

/// Of the clusters that lie within these sites, each seen from every corner: the sites of its
/// corners.
std::vector<std::vector<std::size_t>> clusters_within(const Term& term,
                                                      const std::vector<Site>& sites) {
  std::vector<std::vector<std::size_t>> within;
  for (const Cluster& cluster : term.clusters)
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (sites[k].sublattice != cluster.from) continue;
      std::vector<std::size_t> corners{k};
      for (const Site& other : cluster.others) {
        const Site to{sites[k].a + other.a, sites[k].b + other.b, other.sublattice};
        const auto place = std::find(sites.begin(), sites.end(), to);
        if (place == sites.end()) break;
        corners.push_back(static_cast<std::size_t>(place - sites.begin()));
      }
      if (corners.size() == cluster.corner_count()) within.push_back(std::move(corners));
    }
  return within;
}

}  // namespace

bool Term::counts(std::span<const int> corners) const {
  return std::is_permutation(species.begin(), species.end(), corners.begin(), corners.end());
}

std::vector<std::string> Interactions::parameter_names() const {
  std::vector<std::string> names;
  for (const Term& term : terms) names.push_back(term.name);
  return names;
}

std::optional<std::size_t> find_parameter(const std::vector<std::string>& names,
                                          std::string_view wanted) {
  std::vector<std::size_t> shortened;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == wanted) return i;
    if (names[i].substr(0, names[i].find(':')) == wanted) shortened.push_back(i);
  }
  if (shortened.size() != 1) return std::nullopt;
  return shortened[0];
}

Interactions make_interactions(const Lattice& lattice, std::string_view name,
                               std::string_view group, std::string_view where) {
  Interactions interactions{std::string(name), lattice, {}};
  if (name == "random") return interactions;
  const std::size_t slash = std::min(name.find('/'), name.size());
  std::string_view own = group;
  if (slash < name.size()) {
    own = name.substr(slash + 1);
    check_symmetry(lattice, name, own, group, where);
  }
  for (const Kind& kind : parse_model(name.substr(0, slash), where)) {
    append_terms(interactions, kind, own, where);
  }
  return interactions;
}

Eigen::VectorXd count_clusters(const Interactions& interactions, const lattice::Occupancy& box) {
  const auto& w = box.window;
  const auto at = [&](int a, int b, int sublattice) {
    const auto wrap = [](int x, int n) { return ((x % n) + n) % n; };
    return box.at(w.a0 + wrap(a - w.a0, w.columns), w.b0 + wrap(b - w.b0, w.rows), sublattice);
  };
  Eigen::VectorXd counts =
      Eigen::VectorXd::Zero(static_cast<Eigen::Index>(interactions.terms.size()));
  std::vector<int> corners;
  for (std::size_t t = 0; t < interactions.terms.size(); ++t) {
    const Term& term = interactions.terms[t];
    double& count = counts[static_cast<Eigen::Index>(t)];
    for (int b = w.b0; b < w.b0 + w.rows; ++b)
      for (int a = w.a0; a < w.a0 + w.columns; ++a)
        for (const Cluster& cluster : term.clusters) {
          corners = {at(a, b, cluster.from)};
          for (const Site& other : cluster.others) {
            corners.push_back(at(a + other.a, b + other.b, other.sublattice));
          }
          if (term.counts(corners)) count += 1;
        }
    count /= static_cast<double>(term.species.size());  // seen from every corner
  }
  return counts;
}

Eigen::MatrixXd count_clusters(const Interactions& interactions, const motifs::Motif& motif) {
  Eigen::MatrixXd counts =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(interactions.terms.size()),
                            static_cast<Eigen::Index>(motif.orbit_count()));
  std::vector<int> corners;
  for (Eigen::Index t = 0; t < counts.rows(); ++t) {
    const Term& term = interactions.terms[static_cast<std::size_t>(t)];
    for (const std::vector<std::size_t>& cluster : clusters_within(term, motif.centres[0].offsets))
      for (Eigen::Index orbit = 0; orbit < counts.cols(); ++orbit) {
        const std::uint32_t code = motif.orbits[static_cast<std::size_t>(orbit)].code;
        corners.clear();
        for (const std::size_t site : cluster) corners.push_back(motif.digit(code, site));
        if (term.counts(corners)) counts(t, orbit) += 1;
      }
    counts.row(t) /= static_cast<double>(term.species.size());  // seen from every corner
  }
  return counts;
}

}  // namespace gibbsight::model
