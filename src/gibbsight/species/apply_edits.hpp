// Corrections by hand.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/species/classified.hpp"

namespace gibbsight::species {

enum class Action : std::uint8_t {
  kSet,     ///< the site holds this species
  kAdd,     ///< an atom was missed: the empty site holds this species
  kRemove,  ///< there is no atom: vacancy where that is a species, else unseen
  kUnseen,  ///< the site can't be judged
};

/// One line of an edits file; position in px.
struct Edit {
  double x = 0;
  double y = 0;
  Action action = Action::kUnseen;
  std::string species;  ///< for set and add
};

/// The classification with the edits made, in order, on the sites nearest to them; edited sites are
/// `Source::kManual` with probability 1. Throws DataError for an edit further than half a cell from
/// any site, or with a species that the site does not have.
Classified apply_edits(Classified classified, const indexing::Sites& sites,
                       const std::vector<Edit>& edits);

}  // namespace gibbsight::species
