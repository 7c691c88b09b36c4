// A model in TOML: lattice, plane group and the energies of its interactions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gibbsight/lattice/lattice.hpp"
#include "gibbsight/model/model_options.hpp"

namespace gibbsight::io {

/// What a model file says:
///
///   [lattice]
///   name = "square"             # and cell, basis and species, as in a configuration
///   species = ["Te", "Se"]
///   [model]
///   schema = "gibbsight.model/1"
///   symmetry = "lattice"
///   temperature = 700.0         # K, may be missing
///   [interactions]              # k_B T
///   pair1 = 0.4
///   "triplet1:Se-Se-Te" = 0.1
struct ModelFile {
  lattice::LatticeOptions lattice;  ///< what concerns images in it is neither written nor read
  std::string symmetry = "lattice";
  std::optional<double> temperature = {};                         ///< K
  std::vector<std::pair<std::string, double>> interactions = {};  ///< k_B T, in order of the file
};

/// The interactions with their parameters. Throws ConfigurationError where the parts contradict.
model::Parametrised parametrise(const ModelFile& file);

/// Writes numbers so that they are read back to the last bit.
void write_model(const std::string& path, const ModelFile& file);

/// Throws InputError where the file can't be read, and ConfigurationError (file, line, key) for
/// what is unknown, of the wrong type, out of range, or contradicts: all that it returns can be
/// simulated.
ModelFile read_model(const std::string& path);

}  // namespace gibbsight::io
