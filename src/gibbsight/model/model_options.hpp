// What a user says about the model.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"
#include "gibbsight/lattice/symmetry.hpp"
#include "gibbsight/model/interactions.hpp"

namespace gibbsight::model {

struct ModelOptions {
  std::vector<std::string> bulk;
  std::string symmetry = "lattice";
  std::optional<double> temperature;
  std::vector<std::string> parameters;

  static constexpr auto describe() {
    using core::field;
    using S = ModelOptions;
    return std::tuple{
        field(&S::bulk, "bulk",
              {.help = "bulk composition such as Se=0.45: sampling at that composition; without it "
                       "the composition is fitted",
               .flag = "bulk"}),
        field(&S::symmetry, "symmetry",
              {.help = "plane group of the interactions; a subgroup of the lattice's own lets a "
                       "shell split",
               .choices = lattice::kPlaneGroups,
               .flag = "symmetry"}),
        field(&S::temperature, "temperature",
              {.help = "temperature at which the configuration froze in: energies are then also "
                       "given in meV",
               .unit = "K",
               .range = {1e-3, 1e5},
               .flag = "temperature"}),
        field(&S::parameters, "parameters",
              {.help = "interactions to simulate with, such as pair1=0.4,triplet1=0.1",
               .unit = "kT",
               .flag = "parameters"}),
    };
  }
};

/// Fractions of all species from words such as Se=0.45; a single species left out gets what
/// remains. Nothing where no words are given. Throws ConfigurationError naming the word at fault.
std::optional<Eigen::VectorXd> parse_bulk(const std::vector<std::string>& words,
                                          const std::vector<std::string>& species);

/// The energy of one interaction, in k_B T.
struct NamedEnergy {
  std::string name;  ///< pair1, triplet1:Se-Se-Te, or what find_parameter takes for it
  double value = 0;
  std::string where = "model.parameters";  ///< what errors name
};

/// Interactions with their parameters, one a term.
struct Parametrised {
  Interactions interactions;
  Eigen::VectorXd parameters;
};

/// The interactions that the names speak of. The parameters of terms that are not named are 0.
/// Throws ConfigurationError for a name that the lattice and symmetry do not have, and for one
/// given twice.
Parametrised parametrise(const std::vector<NamedEnergy>& energies, const lattice::Lattice& lattice,
                         std::string_view symmetry);

/// The same of words such as pair1=0.4.
Parametrised parse_parameters(const std::vector<std::string>& words,
                              const lattice::Lattice& lattice, const std::string& symmetry);

}  // namespace gibbsight::model
