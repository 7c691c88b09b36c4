// Counting motifs: the one piece of code that measured and simulated occupancies both go through.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/motifs/motif.hpp"

namespace gibbsight::motifs {

enum class Boundary {
  open,      ///< a motif that reaches over the edge is not seen
  periodic,  ///< the window closes on itself, as a simulated box does
};

/// Where in an occupancy the motifs lie: for every place the indices of its sites.
struct Places {
  std::size_t sites_per_place = 0;
  std::vector<std::uint32_t> sites;  ///< places x sites_per_place

  std::size_t count() const { return sites.size() / sites_per_place; }
};

/// Every place of the motif in a window; indices are those of an Occupancy over that window.
Places find_places(const Motif& motif, const lattice::Window& window, Boundary boundary);

/// The places of which every site was seen in the given occupancy.
Places seen_places(const Motif& motif, const lattice::Occupancy& occupancy, Boundary boundary);

/// Adds to `counts[code]` for every place all of whose sites were seen. Works on the raw species of
/// an occupancy so that a sampler can count its own box.
void count_codes(const Motif& motif, const Places& places, std::span<const std::int8_t> species,
                 std::span<double> counts);

/// The orbit of the motif around every site of an occupancy, in its order; -1 where there is none
/// or not all of it was seen.
std::vector<int> orbits_of_sites(const lattice::Occupancy& occupancy, const Motif& motif);

/// How often each orbit occurs. Probabilities are p_i = n_i / N.
struct Histogram {
  Eigen::VectorXd counts;  ///< one entry an orbit of the motif

  double total() const { return counts.sum(); }
  Eigen::VectorXd probabilities() const { return counts / counts.sum(); }
};

/// Sums what is given for codes over the members of each orbit (columns are independent).
Eigen::MatrixXd sum_over_orbits(const Motif& motif, const Eigen::MatrixXd& by_code);

/// The histogram of an observation.
Histogram count(const lattice::Occupancy& occupancy, const Motif& motif,
                Boundary boundary = Boundary::open);

}  // namespace gibbsight::motifs
