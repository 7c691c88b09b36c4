#include "gibbsight/microscope/microscope.hpp"

#include <boost/math/distributions/gamma.hpp>
#include <cmath>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::microscope {

using Eigen::Index;
using Eigen::MatrixXd;

Confusion Confusion::none(int species_count) {
  return {MatrixXd::Identity(species_count, species_count), Eigen::VectorXd::Zero(species_count)};
}

Confusion make_confusion(const MicroscopeOptions& options, int species_count) {
  Confusion confusion = Confusion::none(species_count);
  if (options.confusion.empty()) return confusion;
  const auto size = static_cast<std::size_t>(species_count);
  const auto refuse = [&](const char* expected) {
    throw core::ConfigurationError({.what = "not a confusion matrix",
                                    .where = "microscope.confusion",
                                    .value = core::to_text(options.confusion),
                                    .expected = expected});
  };
  if (options.confusion.size() != size * size) refuse("species x species probabilities");
  for (Index t = 0; t < species_count; ++t) {
    for (Index o = 0; o < species_count; ++o) {
      confusion.probability(t, o) = options.confusion[t * size + o];
    }
    if (std::abs(confusion.probability.row(t).sum() - 1) > 1e-6) refuse("rows that add up to 1");
  }
  confusion.atoms.setConstant(options.confusion_atoms);
  return confusion;
}

MatrixXd observe_codes(const motifs::Motif& motif, const Confusion& confusion,
                       const MatrixXd& by_code) {
  if (confusion.is_none()) return by_code;
  MatrixXd result = by_code;
  for (std::size_t k = 0; k < motif.site_count(); ++k) {
    const MatrixXd before = result;
    result.setZero();
    const Index place = motif.place_value[k];
    for (std::size_t code = 0; code < motif.code_count(); ++code) {
      const int truth = motif.digit(static_cast<std::uint32_t>(code), k);
      const auto from = static_cast<Index>(code);
      for (int seen = 0; seen < motif.radices[k]; ++seen) {
        const Index to = from + (seen - truth) * place;
        const double share = confusion.probability(truth, seen);
        for (Index c = 0; c < result.cols(); ++c) result(to, c) += share * before(from, c);
      }
    }
  }
  return result;
}

Confusion draw_confusion(const Confusion& confusion, core::Generator& random) {
  Confusion drawn = confusion;
  for (Index t = 0; t < confusion.probability.rows(); ++t) {
    if (confusion.atoms[t] <= 0) continue;
    for (Index o = 0; o < confusion.probability.cols(); ++o) {
      const double shape = confusion.atoms[t] * confusion.probability(t, o);
      const double u = random.uniform();
      if (shape <= 0) continue;
      drawn.probability(t, o) = boost::math::quantile(boost::math::gamma_distribution<>(shape), u);
    }
    const double sum = drawn.probability.row(t).sum();
    if (sum > 0) drawn.probability.row(t) /= sum;
  }
  return drawn;
}

void observe_sites(const Confusion& confusion, std::span<std::int8_t> species,
                   core::Generator& random) {
  if (confusion.is_none()) return;
  const auto last = static_cast<int>(confusion.probability.cols()) - 1;
  for (std::int8_t& s : species) {
    if (s == lattice::kUnseen) continue;
    double u = random.uniform();
    int seen = 0;
    while (seen < last && u >= confusion.probability(s, seen)) {
      u -= confusion.probability(s, seen);
      ++seen;
    }
    s = static_cast<std::int8_t>(seen);
  }
}

}  // namespace gibbsight::microscope
