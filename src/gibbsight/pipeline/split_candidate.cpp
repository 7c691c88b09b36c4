#include "gibbsight/pipeline/split_candidate.hpp"

namespace gibbsight::pipeline {

void add_split_candidate(Configuration& configuration, const indexing::Sites& sites) {
  if (sites.kept_symmetry.empty() || configuration.model.symmetry != "lattice") return;
  configuration.model.symmetry = sites.kept_symmetry;
  for (std::string& name : configuration.fit.models) {
    if (name != "random" && name.find('/') == std::string::npos) name += "/lattice";
  }
  configuration.fit.models.emplace_back("pair1");
}

}  // namespace gibbsight::pipeline
