#include "gibbsight/pipeline/make_prior.hpp"

#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/model/interactions.hpp"

namespace gibbsight::pipeline {
namespace {

struct NamedPrior {
  std::string name;
  double mean = 0;
  double deviation = 1;
};

NamedPrior parse_prior(const std::string& word) {
  NamedPrior prior;
  const auto equals = word.rfind('=');
  const auto colon = word.rfind(':');
  const bool parsed = equals != std::string::npos && colon != std::string::npos && colon > equals &&
                      core::from_text(word.substr(equals + 1, colon - equals - 1), prior.mean) &&
                      core::from_text(word.substr(colon + 1), prior.deviation);
  if (!parsed || !std::isfinite(prior.mean) || !std::isfinite(prior.deviation) ||
      prior.deviation <= 0) {
    throw core::ConfigurationError({.what = "not a normal distribution",
                                    .where = "fit.prior",
                                    .value = word,
                                    .expected = "NAME=MEAN:DEVIATION with a positive deviation"});
  }
  prior.name = word.substr(0, equals);
  return prior;
}

}  // namespace

inference::Prior make_prior(const std::vector<std::string>& parameter_names,
                            const inference::FitOptions& options) {
  const auto size = static_cast<Eigen::Index>(parameter_names.size());
  auto prior = inference::Prior::normal(Eigen::VectorXd::Zero(size),
                                        Eigen::VectorXd::Constant(size, options.prior_width));
  for (Eigen::Index k = 0; k < size; ++k) {
    if (!parameter_names[static_cast<std::size_t>(k)].starts_with("fraction:")) continue;
    prior.mean[k] = 0.5;
    prior.width[k] = 1;
    prior.low[k] = 0;
    prior.high[k] = 1;
  }
  for (const std::string& word : options.prior) {
    const NamedPrior named = parse_prior(word);
    if (const auto k = model::find_parameter(parameter_names, named.name)) {
      prior.mean[static_cast<Eigen::Index>(*k)] = named.mean;
      prior.width[static_cast<Eigen::Index>(*k)] = named.deviation;
    }
  }
  return prior;
}

}  // namespace gibbsight::pipeline
