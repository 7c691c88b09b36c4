#include "cases.hpp"

#include <algorithm>
#include <ctime>

namespace gibbsight::sampler {

using Eigen::VectorXd;

std::span<const Case> cases() {
  static const std::vector<std::string> two{"A", "B"};
  static const std::vector<double> six{0.3, 0.1, -0.2, 0.1, 0.05, -0.1};
  static const std::vector<Case> all{
      {"flip_square", "square", two, "pair1", "lattice", {0.4}},
      {"flip_table6", "triangular", two, "pair1", "p2", {0.3, 0.1, -0.2}},
      {"flip_triangular2", "triangular", two, "pair1+pair2", "lattice", {0.3, 0.1}},
      {"flip_triplets", "triangular", {"A", "B"}, "pair1+triplet1", "lattice", {0.3, 0.1}},
      {"exchange_square", "square", two, "pair1", "lattice", {0.4}, true},
      {"exchange_triangular2", "triangular", two, "pair1+pair2", "lattice", {0.3, 0.1}, true},
      {"table12", "triangular", two, "pair1+pair2", "p2", six},
      {"three_species", "triangular", {"A", "B", "C"}, "pair1+pair2", "lattice", six},
  };
  return all;
}

Case resized(const std::string& name, int size) {
  const auto found = std::find_if(cases().begin(), cases().end(),
                                  [&name](const Case& c) { return c.name == name; });
  Case result = *found;
  result.size = size;
  return result;
}

Setting::Setting(const Case& c)
    : lattice(lattice::make_lattice(c.lattice, c.species)),
      box{0, 0, c.size, c.size},
      hamiltonian(model::make_interactions(lattice, c.model, c.group),
                  Eigen::Map<const VectorXd>(c.parameters.data(),
                                             static_cast<Eigen::Index>(c.parameters.size())),
                  VectorXd::Zero(static_cast<Eigen::Index>(c.species.size())), box) {
  if (c.exchange) {
    ensemble = Canonical{Eigen::Vector2d(0.5, 0.5)};
  } else {
    ensemble = SemiGrand{VectorXd::Zero(static_cast<Eigen::Index>(c.species.size()))};
  }
  program = LaneProgram::compile(hamiltonian, ensemble);
}

CountedSetting::CountedSetting(const Case& c)
    : Setting(c),
      motif(motifs::make_motif(lattice, 1)),
      places(find_places(motif, box, motifs::Boundary::periodic)),
      count(program->count_of(motif, places)) {}

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace gibbsight::sampler
