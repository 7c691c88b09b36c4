#include "gibbsight/sampler/sample.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/sampler/batch.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Mean energies of a replica over the third and the fourth quarter of a stretch of sweeps: while
/// they differ by more than chance over all replicas, the sampler still drifts.
struct Quarters {
  double third = 0;
  double fourth = 0;
};

constexpr int kLooks = 2;        // energies read in each quarter
constexpr int kForgetting = 20;  // autocorrelation times that equilibration takes at least
constexpr std::size_t kViews = 4;
/// So many at least, or a drift could not be told from chance.
constexpr std::size_t kFewestReplicas = 4;

bool drifts(const std::vector<Quarters>& replicas) {
  const auto n = static_cast<double>(replicas.size());
  double mean = 0;
  double squares = 0;
  for (const Quarters& q : replicas) {
    mean += (q.fourth - q.third) / n;
    squares += std::pow(q.fourth - q.third, 2) / n;
  }
  const double error = std::sqrt(std::max(0.0, squares - mean * mean) / std::max(1.0, n - 1));
  constexpr double kStandardErrors = 2.5;
  return std::abs(mean) > kStandardErrors * error;
}

/// A simulation on its way.
struct Simulation {
  Batches& batches;
  VectorXd weights;  // of the derivatives in the energy: terms, then chemical potentials
  Index term_count;
  const core::Execution& execution;

  void advance(std::size_t batch, int sweeps, std::size_t stage = kAnnealed) {
    for (int i = 0; i < sweeps; ++i) {
      execution.check();
      batches[batch].sweep(stage);
    }
  }
};

/// From infinite temperature to the model's own.
void anneal(Simulation& simulation, const SamplerOptions& options, int& total) {
  const int sweeps = std::max(1, options.least_sweeps / static_cast<int>(kAnnealed));
  core::parallel_for(simulation.batches.size(), simulation.execution, [&](std::size_t b) {
    for (std::size_t stage = 0; stage < kAnnealed; ++stage) simulation.advance(b, sweeps, stage);
  });
  total += sweeps * static_cast<int>(kAnnealed);
}

/// Sweeps all replicas until they stop drifting, doubling the stretch each time.
bool settle(Simulation& simulation, const SamplerOptions& options, int& total) {
  std::vector<std::vector<Quarters>> quarters(simulation.batches.size());
  for (int stretch = options.least_sweeps;; stretch = total) {
    core::parallel_for(quarters.size(), simulation.execution, [&](std::size_t b) {
      const int quarter = std::max(kLooks, stretch / 4);
      simulation.advance(b, std::max(0, stretch - 2 * quarter));
      VectorXd means[2];
      for (VectorXd& mean : means) {
        mean = VectorXd::Zero(static_cast<Index>(simulation.batches[b].replica_count()));
        for (int i = 0; i < kLooks; ++i) {
          simulation.advance(b, quarter / kLooks);
          mean += simulation.batches[b].derivatives().transpose() * simulation.weights / kLooks;
        }
      }
      quarters[b].clear();
      for (Index r = 0; r < means[0].size(); ++r) quarters[b].push_back({means[0][r], means[1][r]});
    });
    total += stretch;
    std::vector<Quarters> all;
    for (const auto& batch : quarters) all.insert(all.end(), batch.begin(), batch.end());
    if (!drifts(all)) return true;
    if (total >= options.most_sweeps) return false;
  }
}

/// Sums over samples and replicas.
struct Totals {
  VectorXd codes;
  VectorXd derivatives;
  MatrixXd products;
  MatrixXd derivative_products;
  double count = 0;

  void add(const MatrixXd& some_codes, const MatrixXd& some_derivatives) {
    add({some_codes.rowwise().sum(), some_derivatives.rowwise().sum(),
         some_codes * some_derivatives.transpose(), some_derivatives * some_derivatives.transpose(),
         static_cast<double>(some_codes.cols())});
  }
  void add(const Totals& other) {
    if (count == 0) {
      *this = other;
      return;
    }
    codes += other.codes;
    derivatives += other.derivatives;
    products += other.products;
    derivative_products += other.derivative_products;
    count += other.count;
  }
};

/// What one batch gave.
struct Sums {
  std::array<Totals, 2> halves;             // of the first and the last samples
  MatrixXd compositions;                    // replicas x species but the first, in the last sample
  MatrixXd energies;                        // replicas x samples
  std::array<MatrixXd, kViews> histograms;  // the same, each one number of a histogram
};

/// What makes numbers of a histogram that see it from different sides: roots of its probabilities,
/// which all have about the same noise, are added up with random signs. Views x codes.
MatrixXd random_signs(Index codes) {
  MatrixXd signs(kViews, codes);
  core::Generator random = core::Stream(1).child("views").generator();
  for (double& sign : signs.reshaped()) sign = random() >> 63 != 0 ? 1 : -1;
  return signs;
}

Sums measure(Simulation& simulation, std::size_t b, Index parameter_count, int samples,
             int interval) {
  Batch& batch = simulation.batches[b];
  Sums sums;
  sums.energies.resize(static_cast<Index>(batch.replica_count()), samples);
  sums.histograms.fill(sums.energies);
  MatrixXd signs;
  for (int i = 0; i < samples; ++i) {
    simulation.advance(b, interval);
    const MatrixXd codes = batch.codes();
    const MatrixXd all = batch.derivatives();
    if (i == 0) signs = random_signs(codes.rows());
    sums.halves[i < samples / 2 ? 0 : 1].add(codes, all.topRows(parameter_count));
    sums.energies.col(i) = all.transpose() * simulation.weights;
    sums.compositions = all.bottomRows(all.rows() - simulation.term_count).transpose();
    const MatrixXd seen = signs * codes.cwiseSqrt();
    for (std::size_t v = 0; v < kViews; ++v) {
      sums.histograms[v].col(i) = seen.row(static_cast<Index>(v)).transpose();
    }
  }
  return sums;
}

/// The series of all batches, one below the other, through `series(batch)`.
template <class Series>
MatrixXd stack(const std::vector<Sums>& batches, const Series& series) {
  const MatrixXd& first = series(batches[0]);
  MatrixXd all(static_cast<Index>(batches.size()) * first.rows(), first.cols());
  for (std::size_t b = 0; b < batches.size(); ++b) {
    all.middleRows(static_cast<Index>(b) * first.rows(), first.rows()) = series(batches[b]);
  }
  return all;
}

/// Replicas of fixed compositions differ for good; what these explain is no memory.
MatrixXd without_compositions(MatrixXd series, const MatrixXd& compositions) {
  MatrixXd features(series.rows(), 1 + compositions.cols());
  features << VectorXd::Ones(series.rows()), compositions;
  const VectorXd means = series.rowwise().mean();
  series.colwise() -= features * features.colPivHouseholderQr().solve(means);
  return series;
}

/// In steps between samples: of the energy or the histogram, whichever is longer.
double longest_time(const std::vector<Sums>& batches, bool canonical) {
  const MatrixXd compositions =
      stack(batches, [](const Sums& s) -> const MatrixXd& { return s.compositions; });
  const auto time_of = [&](const auto& series) {
    const MatrixXd all = stack(batches, series);
    return autocorrelation_time(canonical ? without_compositions(all, compositions) : all);
  };
  const double energy = time_of([](const Sums& s) -> const MatrixXd& { return s.energies; });
  double histogram = 0;
  for (std::size_t v = 0; v < kViews; ++v) {
    const auto view = [v](const Sums& s) -> const MatrixXd& { return s.histograms[v]; };
    histogram += time_of(view) / kViews;
  }
  return std::max(energy, histogram);
}

Averages averages_of(const Totals& totals) {
  Averages averages;
  averages.codes = totals.codes / totals.count;
  averages.derivatives = totals.derivatives / totals.count;
  averages.covariance =
      totals.products / totals.count - averages.codes * averages.derivatives.transpose();
  averages.derivative_covariance = totals.derivative_products / totals.count -
                                   averages.derivatives * averages.derivatives.transpose();
  return averages;
}

/// Adds the batches up in order, so that the sums are the same for any number of threads.
void summarise(const std::vector<Sums>& batches, Samples& result) {
  Totals all;
  for (std::size_t h = 0; h < result.halves.size(); ++h) {
    Totals half;
    for (const Sums& batch : batches) half.add(batch.halves[h]);
    result.halves[h] = averages_of(half);
    all.add(half);
  }
  result.averages = averages_of(all);
}

/// The last states of the first replicas.
lattice::ReplicaBlock copy_replicas(const Batches& batches, const lattice::Lattice& lattice,
                                    const lattice::Window& box, std::size_t replica_count) {
  lattice::ReplicaBlock block{lattice, box, replica_count, {}};
  const std::size_t sites = block.sites_per_box();
  block.species.assign(replica_count * sites, lattice::kUnseen);
  std::size_t first = 0;
  for (std::size_t b = 0; b < batches.size() && first < replica_count; ++b) {
    const std::size_t count = std::min(batches[b].replica_count(), replica_count - first);
    batches[b].copy(std::span(block.species).subspan(first * sites, count * sites));
    first += count;
  }
  return block;
}

}  // namespace

double autocorrelation_time(const MatrixXd& series) {
  const MatrixXd centred = series.array() - series.mean();
  const double variance = centred.squaredNorm() / static_cast<double>(centred.size());
  double time = 0.5;
  if (variance <= 0) return time;
  const Index length = series.cols();
  for (Index lag = 1; lag < length && static_cast<double>(lag) < 5 * time + 1; ++lag) {
    const auto overlap = static_cast<double>(series.rows() * (length - lag));
    const double covariance =
        centred.leftCols(length - lag).cwiseProduct(centred.rightCols(length - lag)).sum() /
        overlap;
    if (covariance <= 0) break;
    time += covariance / variance;
  }
  return time;
}

Canonical at_composition(const MatrixXd& fractions, const SamplerOptions& options) {
  return {fractions, options.exchange == "neighbours"};
}

Samples sample(const model::Interactions& interactions, const VectorXd& parameters,
               const Ensemble& ensemble, const motifs::Motif& motif, const lattice::Window& box,
               std::size_t replica_count, const SamplerOptions& options, const core::Stream& stream,
               const core::Execution& execution) {
  const int species_count = static_cast<int>(motif.species().size());
  const VectorXd potentials = chemical_potentials(ensemble, species_count);
  const Hamiltonian hamiltonian(interactions, parameters, potentials, box);
  execution.check();
  const motifs::Places places = find_places(motif, box, motifs::Boundary::periodic);
  Batches batches({hamiltonian, ensemble, motif, places, execution},
                  std::max(replica_count, kFewestReplicas), stream);
  Simulation simulation{batches, VectorXd(parameters.size() + species_count - 1), parameters.size(),
                        execution};
  simulation.weights << parameters, potentials.tail(species_count - 1).array() - potentials[0];

  Samples result;
  result.engine = batches.engine();
  const auto* canonical = std::get_if<Canonical>(&ensemble);
  const bool one_composition = canonical != nullptr && canonical->fractions.cols() == 1;
  const Index parameter_count = parameters.size() + (one_composition ? 0 : species_count - 1);
  std::vector<Sums> sums(batches.size());
  int& sweeps = result.equilibration_sweeps;
  anneal(simulation, options, sweeps);
  for (int interval = options.interval;;) {
    result.equilibrated = settle(simulation, options, sweeps);
    core::parallel_for(batches.size(), execution, [&](std::size_t b) {
      sums[b] = measure(simulation, b, parameter_count, options.samples, interval);
    });
    result.autocorrelation_time = longest_time(sums, canonical != nullptr) * interval;
    if (!result.equilibrated || sweeps >= kForgetting * result.autocorrelation_time) break;
    if (sweeps >= options.most_sweeps) {
      result.equilibrated = false;
      break;
    }
    sweeps += options.samples * interval;
    interval = static_cast<int>(std::ceil(result.autocorrelation_time));
  }
  summarise(sums, result);
  result.replicas = copy_replicas(batches, interactions.lattice, box, replica_count);
  return result;
}

}  // namespace gibbsight::sampler
