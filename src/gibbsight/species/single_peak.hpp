// Whether two normal classes may be one class of another shape.
#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "gibbsight/species/mixture.hpp"

namespace gibbsight::species {

/// Twice the log likelihood that classes k and k + 1 gain over one class with a single peak, skewed
/// and with heavy or light tails as need be, less 2 for the one parameter that they have more (the
/// difference of Akaike's information). The atoms count by their probability to belong to either.
/// The one class has the sinh-arcsinh distribution (Jones and Pewsey 2009,
/// doi:10.1093/biomet/asp053) of greatest likelihood,
///
///   z = sinh(d asinh((x - position) / scale) - e),   z standard normal,
///
/// e the skewness, d < 1 heavy tails. `levelled` are intensities without background.
double evidence_for_two(const Mixture& mixture, std::size_t k, const Eigen::VectorXd& levelled);

/// By how many standard deviations two equal classes must lie apart for so many atoms to give this
/// evidence.
double separation_needed(std::size_t atoms, double wanted_evidence);

}  // namespace gibbsight::species
