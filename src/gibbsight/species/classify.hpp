// From intensities on sites to species.
#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/species/classified.hpp"

namespace gibbsight::species {

/// The species that is no atom.
inline constexpr std::string_view kVacancy = "vacancy";

struct SpeciesOptions {
  int background_order = 2;
  double separation = 2;
  int bleed_shells = 2;
  std::string edits;

  static constexpr auto describe() {
    using core::field;
    using S = SpeciesOptions;
    return std::tuple{
        field(&S::background_order, "background_order",
              {.help = "order of the polynomial in x and y that follows slow changes of the "
                       "intensity over the image",
               .range = {0, 4}}),
        field(
            &S::separation, "separation",
            {.help = "smallest distance of the mean intensities of two species that counts as two "
                     "species",
             .unit = "standard deviations",
             .range = {0, 100}}),
        field(&S::bleed_shells, "bleed_shells",
              {.help = "shells of neighbours whose brightness may show in that of an atom "
                       "(bleed-through): how much of it does is measured and taken away; 0: none",
               .range = {0, 4}}),
        field(&S::edits, "edits",
              {.help = "table of corrections by hand, applied after the classification",
               .flag = "edits"}),
    };
  }
};

/// Fits a mixture of normal classes, one a species, to the intensities of each sublattice, with a
/// polynomial background that acts on all classes alike; it is fitted given the class of each atom,
/// so that it cannot take segregation for background. Where columns differ in width too, what is
/// classified is a combination of both (see combine). Each site gets its most probable species. An
/// atom unlike every species leaves its site unseen. A site without atom is "vacancy" where the
/// sublattice has that species and the site was looked at (indexing::is_vacant), else unseen.
/// Throws TooFewSpecies where the intensities do not show as many species as the lattice names.
Classified classify(const indexing::Sites& sites, const atoms::AtomList& atoms,
                    const SpeciesOptions& options, const core::Execution& execution);

}  // namespace gibbsight::species
