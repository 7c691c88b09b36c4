#include "gibbsight/pipeline/analyse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/pipeline/make_prior.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double kFewestMotifs = 30;

/// Fractions of the species at the centres of the motifs, from orbit probabilities.
VectorXd centre_fractions(const motifs::Motif& motif, const VectorXd& probabilities) {
  VectorXd fractions = VectorXd::Zero(motif.radices[0]);
  for (std::size_t i = 0; i < motif.orbit_count(); ++i) {
    fractions[motif.digit(motif.orbits[i].code, 0)] += probabilities[static_cast<Index>(i)];
  }
  return fractions;
}

std::vector<double> composition_of(const Subject& subject) {
  if (subject.bare) {
    const VectorXd f = centre_fractions(subject.motif, subject.histogram.probabilities());
    return {f.begin(), f.end()};
  }
  const auto counts = subject.occupancy.species_counts(subject.motif.centres[0].sublattice);
  double total = 0;
  for (const std::size_t n : counts) total += static_cast<double>(n);
  std::vector<double> fractions;
  for (const std::size_t n : counts) fractions.push_back(static_cast<double>(n) / total);
  return fractions;
}

void refuse_the_hopeless(const Subject& subject, const std::vector<double>& composition) {
  const double motifs = subject.histogram.total();
  if (motifs < kFewestMotifs) {
    throw core::DataError({.what = "too few motifs with every site seen",
                           .where = "fit",
                           .value = fmt::format("{:g}", motifs),
                           .expected = fmt::format("at least {:g}", kFewestMotifs)});
  }
  if (*std::max_element(composition.begin(), composition.end()) >= 1) {
    throw core::DataError({.what = "one species only",
                           .where = "fit",
                           .value = core::join(subject.motif.species(), ","),
                           .expected = "a mixture"});
  }
}

LatticeForwardModel make_model(const Subject& subject, const std::string& name,
                               const std::optional<VectorXd>& bulk,
                               const Configuration& configuration) {
  return {model::make_interactions(subject.motif.lattice, name, configuration.model.symmetry),
          subject.motif,
          {subject.occupancy, subject.confusion, bulk},
          configuration.sampler};
}

/// Without sites there is no pseudo-likelihood: start from the random mixture.
inference::Parameters start_of(const LatticeForwardModel& model, const Subject& subject,
                               const std::vector<double>& composition) {
  if (!subject.bare) return model.start();
  const auto names = model.parameter_names();
  inference::Parameters start = inference::Parameters::Zero(static_cast<Index>(names.size()));
  const std::size_t potentials = model.quantity_names().size();
  for (std::size_t s = 1; s <= potentials; ++s) {
    const double ratio = std::max(composition[s], 1e-3) / std::max(composition[0], 1e-3);
    start[static_cast<Index>(names.size() - potentials + s - 1)] = std::log(ratio);
  }
  return start;
}

std::vector<std::string> candidate_names(const inference::FitOptions& options) {
  std::vector<std::string> names{"random"};
  for (const std::string& name : options.models) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

/// What keeps a fit's numbers from being used at all.
void explain_failure(const inference::Fit& fit, std::vector<std::string>& reasons) {
  if (!fit.simulation.equilibrated) {
    reasons.push_back(
        fmt::format("{}: the sampler has not equilibrated near the best fit", fit.model));
  } else if (!fit.converged) {
    reasons.push_back(fmt::format("{}: the fit has not converged after {} simulations", fit.model,
                                  fit.simulations));
  }
}

/// What keeps the answer of the best model from being an answer.
void explain_doubt(const inference::Fit& fit, std::vector<std::string>& reasons) {
  for (const inference::Undetermined& u : fit.undetermined) {
    reasons.push_back(
        fmt::format("{}: {} is undetermined (the data leave {:.0f} % of the prior's width)",
                    fit.model, u.direction, 100 * u.narrowing));
  }
  if (fit.goodness.p_value < inference::kContradicted) {
    reasons.push_back(
        fmt::format("{}: contradicted by the data (p = {:.2g}); no candidate may be the right one",
                    fit.model, fit.goodness.p_value));
  }
}

/// Whether the data tell interactions from none at all.
void explain_contrast(const Analysis& analysis, std::vector<std::string>& reasons) {
  double interacting = 0;
  std::string name;
  for (std::size_t i = 1; i < analysis.fits.size(); ++i) {
    if (analysis.evidences[i].probability <= interacting) continue;
    interacting = analysis.evidences[i].probability;
    name = analysis.fits[i].model;
  }
  const double random = analysis.evidences[0].probability;
  // "Not worth more than a bare mention" (Kass and Raftery 1995, doi:10.2307/2291091).
  constexpr double kBareMention = 3;
  if (name.empty() || random == 0) return;
  const double odds = std::max(random / interacting, interacting / random);
  if (odds >= kBareMention) return;
  reasons.push_back(
      fmt::format("the data cannot tell the random mixture from {} (odds {:.1f} to 1 for {})", name,
                  odds, random > interacting ? "random" : name));
}

/// Two readings of one histogram that differ by more than chance.
void explain_disagreement(const inference::Fit& fit, std::vector<std::string>& warnings) {
  if (fit.moments.p_value >= inference::kContradicted) return;
  warnings.push_back(fmt::format(
      "{}: moment matching reads other values than the distance does (p = {:.2g}): a sign of a "
      "wrong microscope or model",
      fit.model, fit.moments.p_value));
}

void explain_dominance(const Subject& subject, std::vector<std::string>& reasons) {
  constexpr double kNearlyAll = 0.98;
  Index most = 0;
  const double share = subject.histogram.probabilities().maxCoeff(&most);
  if (share < kNearlyAll) return;
  const auto& orbit = subject.motif.orbits[static_cast<std::size_t>(most)];
  reasons.push_back(fmt::format("{:.1f} % of all motifs are the same configuration, {}",
                                100 * share, spell(subject.motif, orbit.code)));
}

/// A window whose composition is improbable at the bulk value: swapped names, or a wrong bulk.
void check_composition(const Subject& subject, const inference::Fit& fit, Analysis& analysis) {
  const auto observed = centre_fractions(subject.motif, subject.histogram.probabilities());
  Eigen::MatrixXd twins(observed.size(), fit.simulation.twins.cols());
  for (Index b = 0; b < twins.cols(); ++b) {
    twins.col(b) = centre_fractions(subject.motif, fit.simulation.twins.col(b));
  }
  const VectorXd mean = twins.rowwise().mean();
  const VectorXd spread = inference::covariance(twins).diagonal().cwiseSqrt();
  constexpr double kImprobable = 3;
  constexpr double kImpossible = 6;  // the fit would speak of another crystal
  for (Index s = 0; s < observed.size(); ++s) {
    const double deviations = (observed[s] - mean[s]) / spread[s];
    if (std::abs(deviations) <= kImprobable) continue;
    auto& words = std::abs(deviations) > kImpossible ? analysis.reasons : analysis.warnings;
    words.push_back(fmt::format(
        "the window holds {:.3f} {}, {:.1f} standard deviations from what the bulk composition "
        "lets "
        "expect ({:.3f}): swapped species names, or a wrong bulk value?",
        observed[s], subject.motif.species()[s], deviations, mean[s]));
    return;
  }
}

microscope::Confusion choose_confusion(const microscope::Confusion& measured,
                                       const Configuration& configuration, int species_count) {
  if (configuration.microscope.confusion.empty()) return measured;
  return make_confusion(configuration.microscope, species_count);
}

}  // namespace

Subject make_subject(const lattice::Occupancy& occupancy, const microscope::Confusion& confusion,
                     const Configuration& configuration) {
  Subject subject;
  subject.occupancy = occupancy;
  subject.motif = motifs::make_motif(occupancy.lattice, configuration.motif.shells,
                                     configuration.model.symmetry);
  subject.histogram = count(occupancy, subject.motif);
  subject.confusion = choose_confusion(confusion, configuration, subject.motif.radices[0]);
  return subject;
}

Subject make_bare_subject(const motifs::Motif& motif, const motifs::Histogram& histogram,
                          const Configuration& configuration) {
  Subject subject;
  subject.motif = motif;
  subject.histogram = histogram;
  subject.bare = true;
  subject.confusion = choose_confusion(microscope::Confusion::none(motif.radices[0]), configuration,
                                       motif.radices[0]);
  // The smallest square window with at least as many motifs; a periodic one would be this large.
  constexpr double kMostMotifs = 4e6;
  if (histogram.total() > kMostMotifs) {
    throw core::DataError({.what = "more motifs than a window can be simulated for",
                           .where = "histogram",
                           .value = fmt::format("{:g}", histogram.total()),
                           .expected = fmt::format("at most {:g}", kMostMotifs)});
  }
  const double cells = histogram.total() / static_cast<double>(motif.centres.size());
  for (int side = std::max(1, static_cast<int>(std::sqrt(cells)));; ++side) {
    subject.occupancy = lattice::Occupancy::unseen(motif.lattice, {0, 0, side, side});
    for (std::size_t i = 0; i < subject.occupancy.species.size(); ++i) {
      const auto& site = motif.lattice.basis[i % motif.lattice.basis.size()];
      subject.occupancy.species[i] = site.is_spectator() ? lattice::kUnseen : std::int8_t{0};
    }
    const auto places = find_places(motif, subject.occupancy.window, motifs::Boundary::open);
    if (static_cast<double>(places.count()) >= histogram.total()) return subject;
  }
}

ScanCurve make_scan(const Subject& subject, const inference::Fit& fitted,
                    const Configuration& configuration, const core::Execution& execution) {
  const auto composition = composition_of(subject);
  const VectorXd fractions =
      Eigen::Map<const VectorXd>(composition.data(), static_cast<Index>(composition.size()));
  const auto bulk = model::parse_bulk(configuration.model.bulk, subject.motif.species());
  const LatticeForwardModel model =
      make_model(subject, fitted.model, bulk.value_or(fractions), configuration);
  const auto names = model.parameter_names();
  const VectorXd best = fitted.best.head(static_cast<Index>(names.size()));
  const ScanOptions& options = configuration.scan;
  const auto named = model::find_parameter(names, options.parameter);
  const bool temperature = options.parameter == "temperature";
  if (!temperature && !named) {
    throw core::ConfigurationError(
        {.what = "unknown parameter",
         .where = "scan.parameter",
         .value = options.parameter,
         .expected = "temperature or one of " + core::join(names, ", ")});
  }
  if (temperature && (options.from <= 0 || options.to <= options.from)) {
    throw core::ConfigurationError({.what = "temperatures must be positive and increase",
                                    .where = "scan.from",
                                    .value = core::to_text(options.from),
                                    .expected = "0 < scan.from < scan.to"});
  }
  ScanCurve curve{fitted.model, temperature ? options.parameter : names[*named], {}};
  std::vector<inference::Parameters> parameters;
  for (int i = 0; i < options.points; ++i) {
    const double share = static_cast<double>(i) / (options.points - 1);
    VectorXd at = best;
    double value = options.from + share * (options.to - options.from);
    if (temperature) {
      value = options.from * std::pow(options.to / options.from, share);
      at /= value;
    } else {
      at[static_cast<Index>(*named)] = value;
    }
    curve.rows.push_back({value, {}});
    parameters.push_back(at);
  }
  const auto points = inference::scan(
      subject.histogram.probabilities(), fitted.simulation.twins, model, parameters,
      configuration.fit.level, core::Stream(configuration.sampler.seed).child("scan"), execution);
  for (std::size_t i = 0; i < points.size(); ++i) curve.rows[i].point = points[i];
  std::erase_if(curve.rows, [](const io::ScanRow& row) { return !row.point.equilibrated; });
  return curve;
}

namespace {

inference::Fit fit_candidate(const Subject& subject, const std::string& name,
                             const std::optional<VectorXd>& bulk,
                             const std::vector<double>& composition,
                             const Configuration& configuration, const core::Execution& execution) {
  const LatticeForwardModel model = make_model(subject, name, bulk, configuration);
  return fit(subject.histogram.probabilities(), model, start_of(model, subject, composition),
             make_prior(model.parameter_names(), configuration.fit), configuration.fit,
             core::Stream(configuration.sampler.seed).child("fit").child(name), execution);
}

/// What the best model predicts of statistics that no fit used, from twins of its own.
std::vector<inference::Prediction> check(const Subject& subject, const inference::Fit& fit,
                                         const std::optional<VectorXd>& bulk,
                                         const Configuration& configuration,
                                         const core::Execution& execution) {
  const LatticeForwardModel model = make_model(subject, fit.model, bulk, configuration);
  const auto stream = core::Stream(configuration.sampler.seed).child("check").child(fit.model);
  const inference::Request request{static_cast<std::size_t>(configuration.fit.twins), true};
  const auto simulation =
      model.simulate(std::span(&fit.best, 1), request, stream, execution).front();
  const auto tangent = make_tangent(simulation);
  const VectorXd step = step_towards(tangent, subject.histogram.probabilities().cwiseSqrt());
  const Eigen::MatrixXd steps = steps_of_twins(tangent, simulation);
  auto predictions = check_predictions(model.held_out_names(), model.held_out(), simulation, step,
                                       steps, configuration.fit.level);
  if (simulation.held_out_histogram.size() > 0) {
    predictions.push_back(check_histogram(
        fmt::format("motif of {} shells", subject.motif.shells + 1), model.held_out_histogram(),
        simulation, step, steps, configuration.fit.level));
  }
  return predictions;
}

bool is_usable(const inference::Fit& fit) { return fit.converged && fit.simulation.equilibrated; }

/// Evidences of the candidates that can be used; the others have probability 0.
std::vector<inference::Evidence> compare_usable(const VectorXd& observed,
                                                const std::vector<inference::Fit>& fits,
                                                const core::Stream& stream) {
  std::vector<inference::Fit> usable;
  std::copy_if(fits.begin(), fits.end(), std::back_inserter(usable), is_usable);
  const auto compared = compare(observed, usable, stream);
  std::vector<inference::Evidence> evidences;
  auto next = compared.begin();
  for (const inference::Fit& f : fits) {
    inference::Evidence none;
    none.log_evidence = -std::numeric_limits<double>::infinity();
    evidences.push_back(is_usable(f) ? *next++ : none);
  }
  return evidences;
}

}  // namespace

Analysis analyse(const Subject& subject, const Configuration& configuration,
                 const core::Execution& execution) {
  Analysis analysis;
  analysis.subject = subject;
  analysis.composition = composition_of(subject);
  refuse_the_hopeless(subject, analysis.composition);
  const auto bulk = model::parse_bulk(configuration.model.bulk, subject.motif.species());
  const VectorXd observed = subject.histogram.probabilities();
  const auto names = candidate_names(configuration.fit);
  execution.report("fit", 0);
  analysis.fits.resize(names.size());
  core::parallel_for(names.size(), execution, [&](std::size_t i) {
    analysis.fits[i] =
        fit_candidate(subject, names[i], bulk, analysis.composition, configuration, execution);
  });
  analysis.evidences = compare_usable(observed, analysis.fits,
                                      core::Stream(configuration.sampler.seed).child("evidence"));
  for (std::size_t i = 1; i < analysis.fits.size(); ++i) {
    if (analysis.evidences[i].probability > analysis.evidences[analysis.best].probability) {
      analysis.best = i;
    }
  }
  analysis.averaged = average(analysis.fits, analysis.evidences, configuration.fit.level);
  for (std::size_t i = 0; i < analysis.fits.size(); ++i) {
    explain_failure(analysis.fits[i], i == analysis.best ? analysis.reasons : analysis.warnings);
  }
  explain_doubt(analysis.best_fit(), analysis.reasons);
  explain_contrast(analysis, analysis.reasons);
  explain_dominance(subject, analysis.reasons);
  explain_disagreement(analysis.best_fit(), analysis.warnings);
  if (bulk) check_composition(subject, analysis.best_fit(), analysis);
  analysis.status = analysis.reasons.empty() ? Status::ok : Status::uninformative;
  if (!subject.bare) {
    execution.report("check", 0);
    analysis.predictions = check(subject, analysis.best_fit(), bulk, configuration, execution);
  }
  const auto scanned = std::max<std::size_t>(analysis.best, 1);
  if (scanned < analysis.fits.size()) {
    execution.report("scan", 0);
    analysis.scan = make_scan(subject, analysis.fits[scanned], configuration, execution);
  }
  execution.report("fit", 1);
  return analysis;
}

ScanCurve fit_and_scan(const Subject& subject, const Configuration& configuration,
                       const core::Execution& execution) {
  Configuration one = configuration;
  const auto named = std::find_if(one.fit.models.begin(), one.fit.models.end(),
                                  [](const std::string& name) { return name != "random"; });
  if (named == one.fit.models.end()) {
    throw core::ConfigurationError({.what = "the random mixture has no parameter to scan",
                                    .where = "fit.models",
                                    .value = core::join(one.fit.models, ","),
                                    .expected = "a model with interactions, such as pair1"});
  }
  const auto composition = composition_of(subject);
  refuse_the_hopeless(subject, composition);
  const auto bulk = model::parse_bulk(one.model.bulk, subject.motif.species());
  const auto fitted = fit_candidate(subject, *named, bulk, composition, one, execution);
  return make_scan(subject, fitted, one, execution);
}

}  // namespace gibbsight::pipeline
