#include "gibbsight/pipeline/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <utility>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/averaging.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/image/read_image.hpp"
#include "gibbsight/indexing/wanted.hpp"
#include "gibbsight/io/edit_table.hpp"
#include "gibbsight/pipeline/double_tip.hpp"
#include "gibbsight/pipeline/missed_atoms.hpp"
#include "gibbsight/species/apply_edits.hpp"
#include "gibbsight/species/choose_classes.hpp"

namespace gibbsight::pipeline {
namespace {

/// What the finder saw to be hidden can't be used.
void hide(const std::vector<std::uint8_t>& hidden, image::Image& image) {
  if (hidden.empty()) return;
  if (image.usable.empty()) image.usable.assign(image.pixels.size(), 1);
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    if (hidden[i] != 0) image.usable[i] = 0;
  }
}

/// An empty site counts as looked at only where region and mask let the whole atom be seen.
void respect_mask(const image::Image& image, double spacing, indexing::Sites& sites) {
  for (indexing::Site& site : sites.sites) {
    site.inside =
        site.inside && is_seen_around(image, site.predicted_x, site.predicted_y, spacing / 2);
  }
}

/// Places of vacant sites of a sublattice.
std::vector<indexing::Vector2> vacant_places(const indexing::Sites& sites, int sublattice) {
  std::vector<indexing::Vector2> places;
  for (const indexing::Site& site : sites.sites) {
    if (site.sublattice != sublattice || !is_vacant(site)) continue;
    places.emplace_back(site.predicted_x, site.predicted_y);
  }
  return places;
}

/// Probability that an atom of the darkest species would have been found: its intensities are
/// normal, and the finder's limit is where the faintest one in a hundred of all found peaks lie.
double probability_of_being_found(const species::SublatticeClasses& classes,
                                  const std::vector<atoms::Atom>& atoms) {
  const double limit = quantile_of(atoms, &atoms::Atom::intensity, 0.01);
  const species::NormalClass& darkest = classes.mixture.classes.front();
  return 0.5 * std::erfc((limit - darkest.mean) / (darkest.deviation * std::numbers::sqrt2));
}

/// Share of the atoms of the darkest species that were found. Sites without an atom where the image
/// is more like one than like none, more than half as high, hide those that were not.
double share_found(const Measurement& measurement, int sublattice) {
  const auto& classes = measurement.classified->sublattices[static_cast<std::size_t>(sublattice)];
  if (!measurement.image) return probability_of_being_found(classes, measurement.atoms->atoms);
  const species::NormalClass& darkest = classes.mixture.classes.front();
  const auto heights = heights_at(*measurement.image, *measurement.atoms,
                                  vacant_places(*measurement.sites, sublattice));
  const auto missed =
      std::count_if(heights.begin(), heights.end(), [&](double h) { return h > darkest.mean / 2; });
  const auto& sites = measurement.sites->sites;
  const auto atoms = std::count_if(sites.begin(), sites.end(), [&](const indexing::Site& site) {
    return site.sublattice == sublattice && site.atom != indexing::kNoAtom;
  });
  const double found = darkest.weight * static_cast<double>(atoms);
  return found / (found + static_cast<double>(missed));
}

/// Where a dark atom might have been missed, an empty site is not a vacancy but unseen; where most
/// might, what was found tells little of the rest.
void doubt_vacancies(const Configuration& configuration, const core::Execution& execution,
                     Measurement& measurement) {
  constexpr double kSureEnough = 0.95;
  constexpr double kTooFew = 0.8;
  const auto& basis = measurement.sites->lattice.basis;
  for (int sublattice = 0; sublattice < std::ssize(basis); ++sublattice) {
    const auto place = static_cast<std::size_t>(sublattice);
    if (measurement.classified->sublattices[place].mixture.classes.empty()) continue;
    if (!indexing::can_be_empty(basis[place])) continue;
    const double found = share_found(measurement, sublattice);
    if (found >= kSureEnough) continue;
    if (measurement.image && found < kTooFew) {
      throw core::DataError(
          {.what = "species: dim atoms cannot be told from vacancies",
           .where = "sublattice " + basis[place].name,
           .value = fmt::format("{:.0f} % of the darkest species found", 100 * found),
           .expected = fmt::format("at least {:.0f} %: less noise, or an image "
                                   "without vacancies",
                                   100 * kTooFew)});
    }
    for (indexing::Site& site : measurement.sites->sites) site.doubtful = true;
    measurement.classified =
        classify(*measurement.sites, *measurement.atoms, configuration.species, execution);
    measurement.classified->warnings.push_back(fmt::format(
        "only {:.0f} % of the atoms of the darkest species were found: sites without atom are "
        "unseen, not vacant",
        100 * found));
    return;
  }
}

}  // namespace

void stage(Measurement& measurement, const std::string& name, const core::Execution& execution,
           double done, const std::function<void()>& work) {
  measurement.stage = name;
  execution.report(name, done);
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  measurement.timings.emplace_back(name, elapsed.count());
}

void read_levelled(const std::string& path, const Configuration& configuration,
                   const core::Execution& execution, Measurement& measurement) {
  const image::Image image = image::read_image(path, configuration.image);
  measurement.image = image::level(image, configuration.image, execution);
  measurement.levelling = image::taken_away(image, *measurement.image);
  measurement.image = image::with_square_pixels(*std::move(measurement.image));
}

namespace {

void index_and_classify_chosen(const Configuration& configuration, const core::Execution& execution,
                               Measurement& measurement) {
  const lattice::Lattice lattice = make_lattice(configuration.lattice);
  const auto index = [&] {
    measurement.sites = index_atoms(*measurement.atoms, lattice, configuration.lattice,
                                    configuration.indexing, execution);
    if (measurement.image) {
      respect_mask(*measurement.image, measurement.atoms->spacing, *measurement.sites);
    }
  };
  stage(measurement, "indexing", execution, 0.3, [&] {
    index();
    if (!measurement.image) return;
    add_missed_atoms(configuration.atoms, execution, index, measurement);
  });
  stage(measurement, "species", execution, 0.4, [&] {
    measurement.classified =
        classify(*measurement.sites, *measurement.atoms, configuration.species, execution);
    if (indexing::has_vacancies(lattice)) doubt_vacancies(configuration, execution, measurement);
    const std::vector<std::string>& found = measurement.atoms->warnings;
    auto& warnings = measurement.classified->warnings;
    warnings.insert(warnings.begin(), found.begin(), found.end());
    const auto make_table = [&] {
      return io::make_site_table(*measurement.sites, *measurement.classified, *measurement.atoms);
    };
    if (!configuration.species.edits.empty()) {
      measurement.unedited = make_table();
      measurement.classified = apply_edits(*measurement.classified, *measurement.sites,
                                           io::read_edits(configuration.species.edits));
    }
    measurement.table = make_table();
  });
}

/// Whether many columns were seen beside those that were taken for the sites of the only sublattice
/// with a list of species.
bool may_be_other_columns(const Configuration& configuration, const Measurement& measurement) {
  constexpr double kMany = 0.3;  // of the atoms on these sites
  const indexing::Sites& sites = *measurement.sites;
  const auto& basis = sites.lattice.basis;
  const auto has_list = [](const lattice::Sublattice& site) { return !site.is_spectator(); };
  if (configuration.lattice.sublattice != "brightest" ||
      std::count_if(basis.begin(), basis.end(), has_list) != 1)
    return false;
  int listed = 0;
  int others = sites.quality.spectators;
  for (const indexing::Site& site : sites.sites) {
    if (site.atom == indexing::kNoAtom) continue;
    ++(has_list(basis[static_cast<std::size_t>(site.sublattice)]) ? listed : others);
  }
  return others > kMany * listed;
}

/// The same with the darkest columns. False, and nothing changed, where they do not do either.
bool try_darkest(const Configuration& configuration, const atoms::AtomList& found,
                 const core::Execution& execution, Measurement& measurement) {
  Configuration darkest = configuration;
  darkest.lattice.sublattice = "darkest";
  const auto atoms = std::exchange(measurement.atoms, found);
  const auto sites = measurement.sites;
  try {
    index_and_classify_chosen(darkest, execution, measurement);
  } catch (const core::DataError&) {
    measurement.atoms = atoms;
    measurement.sites = sites;
    measurement.stage = "species";
    return false;
  }
  measurement.took_darkest = true;
  const auto& basis = measurement.sites->lattice.basis;
  const auto listed = std::find_if(basis.begin(), basis.end(),
                                   [](const auto& site) { return !site.is_spectator(); });
  measurement.classified->warnings.push_back(fmt::format(
      "the brightest columns do not show the species {}, and the darkest do: these are the sites "
      "(lattice.sublattice = darkest)",
      core::join(listed->species, ", ")));
  return true;
}

}  // namespace

void index_and_classify(const Configuration& configuration, const core::Execution& execution,
                        Measurement& measurement) {
  const atoms::AtomList found = *measurement.atoms;  // without those that are added as missed
  try {
    index_and_classify_chosen(configuration, execution, measurement);
  } catch (const species::TooFewSpecies&) {
    if (!may_be_other_columns(configuration, measurement) ||
        !try_darkest(configuration, found, execution, measurement)) {
      throw;
    }
  }
}

namespace {

/// All that follows once the image is there.
void measure_levelled(const Configuration& configuration, const core::Execution& execution,
                      Measurement& measurement) {
  stage(measurement, "atoms", execution, 0.1, [&] {
    measurement.atoms = find_atoms(*measurement.image, configuration.atoms, execution);
    hide(measurement.atoms->hidden, *measurement.image);
  });
  index_and_classify(configuration, execution, measurement);
}

}  // namespace

void measure(const std::string& path, const Configuration& configuration,
             const core::Execution& execution, Measurement& measurement) {
  stage(measurement, "image", execution, 0,
        [&] { read_levelled(path, configuration, execution, measurement); });
  measure_levelled(configuration, execution, measurement);
  look_for_double_tip(execution, measurement);
}

Measurement measure_image(const image::Image& image, const Configuration& configuration,
                          const core::Execution& execution) {
  Measurement measurement;
  measurement.image = image::with_square_pixels(image);
  measure_levelled(configuration, execution, measurement);
  return measurement;
}

microscope::Confusion confusion_of(const io::SiteTable& table, const lattice::Lattice& lattice) {
  const auto& names = lattice.basis[lattice.first_with_species()].species;
  const auto count = static_cast<Eigen::Index>(names.size());
  microscope::Confusion confusion = microscope::Confusion::none(static_cast<int>(count));
  Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(count, count);
  for (const io::SiteRow& row : table.rows) {
    const auto seen = std::find(names.begin(), names.end(), row.species);
    if (seen == names.end() || row.probabilities.size() != table.species.size()) continue;
    for (Eigen::Index t = 0; t < count; ++t) {
      const auto column = std::find(table.species.begin(), table.species.end(), names[t]);
      if (column == table.species.end()) continue;
      expected(t, seen - names.begin()) += row.probabilities[column - table.species.begin()];
    }
  }
  // Less than this and not one site in a window of any size is expected to be wrong.
  constexpr double kNegligible = 1e-5;
  if (expected.sum() - expected.trace() < kNegligible * expected.sum()) return confusion;
  for (Eigen::Index t = 0; t < count; ++t) {
    confusion.atoms[t] = expected.row(t).sum();
    if (confusion.atoms[t] > 0) confusion.probability.row(t) = expected.row(t) / confusion.atoms[t];
  }
  return confusion;
}

}  // namespace gibbsight::pipeline
