#include "gibbsight/pipeline/vary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/lattice/symmetry.hpp"
#include "gibbsight/pipeline/verdict.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr std::string_view kAlone = "one image alone";

/// What is changed, and what is fitted then; making it may throw DataError.
struct Change {
  std::string aspect;
  std::string label;
  std::function<std::vector<Subject>()> make;
};

/// The most probable candidate that has interactions and came to an end.
const inference::Fit* fit_to_vary(const Analysis& analysis) {
  const inference::Fit* found = nullptr;
  double most = -1;
  for (std::size_t i = 0; i < analysis.fits.size(); ++i) {
    const inference::Fit& fit = analysis.fits[i];
    const bool interacts = fit.model != "random";
    if (!interacts || !is_usable(fit) || analysis.evidences[i].probability <= most) continue;
    most = analysis.evidences[i].probability;
    found = &fit;
  }
  return found;
}

/// Of a table that other programs wrote.
core::DataError missing(const std::string& what) {
  return core::DataError(
      {.what = "nothing to vary", .where = "sites", .value = {}, .expected = what});
}

/// The rows of one side of the image, so that the window shrinks with them.
io::SiteTable half(const io::SiteTable& whole, std::optional<double> io::SiteRow::*coordinate,
                   bool low) {
  std::vector<double> all;
  for (const io::SiteRow& row : whole.rows) {
    if (!(row.*coordinate)) throw missing("the position of every site");
    all.push_back(*(row.*coordinate));
  }
  const double middle = core::median(std::move(all));
  io::SiteTable part{whole.species, {}};
  for (const io::SiteRow& row : whole.rows) {
    if ((*(row.*coordinate) < middle) == low) part.rows.push_back(row);
  }
  return part;
}

/// A site whose class is less certain than this counts as not seen; nobody doubts a hand.
io::SiteTable certain(io::SiteTable table, double least) {
  const auto is_bare = [](const io::SiteRow& row) { return row.probabilities.empty(); };
  if (std::all_of(table.rows.begin(), table.rows.end(), is_bare)) {
    throw missing("class probabilities");
  }
  for (io::SiteRow& row : table.rows) {
    const auto most = std::max_element(row.probabilities.begin(), row.probabilities.end());
    if (most != row.probabilities.end() && *most < least) row.species.clear();
  }
  return table;
}

/// Sites with a neighbour that was not seen count as not seen.
io::SiteTable away_from_gaps(io::SiteTable table, const lattice::Lattice& lattice) {
  const lattice::Occupancy seen = to_occupancy(table, lattice);
  const auto is_seen = [&](int a, int b, int sublattice) {
    return seen.window.contains(a, b) && seen.at(a, b, sublattice) != lattice::kUnseen;
  };
  std::vector<std::vector<lattice::Site>> around;
  for (std::size_t s = 0; s < lattice.basis.size(); ++s) {
    const bool active = !lattice.basis[s].is_spectator();
    around.push_back(active ? shells_around(lattice, static_cast<int>(s), 1).front()
                            : std::vector<lattice::Site>{});
  }
  for (io::SiteRow& row : table.rows) {
    const auto& neighbours = around[static_cast<std::size_t>(row.sublattice)];
    const bool inside = std::all_of(neighbours.begin(), neighbours.end(), [&](const auto& n) {
      return is_seen(row.a + n.a, row.b + n.b, n.sublattice);
    });
    if (!inside) row.species.clear();
  }
  return table;
}

Subject with_table(const FittedSites& image, const io::SiteTable& table,
                   const microscope::Confusion& confusion) {
  const lattice::Lattice& lattice = image.subject->occupancy.lattice;
  Subject changed = make_subject(to_occupancy(table, lattice), confusion, image.configuration);
  changed.label = image.subject->label;
  return changed;
}

/// Seen through the same microscope.
Subject with_sites(const FittedSites& image, const io::SiteTable& table) {
  Subject changed = with_table(image, table, image.subject->confusion);
  changed.departures = image.subject->departures;
  return changed;
}

/// As many of these are mistaken as their own probabilities say.
Subject with_certain(const FittedSites& image, double least) {
  const io::SiteTable sure = certain(*image.table, least);
  return with_table(image, sure, confusion_of(sure, image.subject->occupancy.lattice));
}

Subject without_edits(const FittedSites& image) {
  return image.unedited ? with_sites(image, *image.unedited) : *image.subject;
}

std::vector<Change> changes(const std::vector<FittedSites>& images) {
  std::vector<Change> all;
  const auto add = [&](const std::string& aspect, const std::string& label, const auto& change) {
    all.push_back({aspect, label, [&images, change] {
                     std::vector<Subject> subjects;
                     for (const FittedSites& image : images) subjects.push_back(change(image));
                     return subjects;
                   }});
  };
  const auto add_half = [&](const std::string& label, auto coordinate, bool low) {
    add(images.size() > 1 ? "half of every image" : "half of the image", label,
        [=](const FittedSites& image) {
          return with_sites(image, half(*image.table, coordinate, low));
        });
  };
  add_half("upper", &io::SiteRow::y_px, true);
  add_half("lower", &io::SiteRow::y_px, false);
  add_half("left", &io::SiteRow::x_px, true);
  add_half("right", &io::SiteRow::x_px, false);
  add("mask", "wider by one site", [](const FittedSites& image) {
    const lattice::Lattice& lattice = image.subject->occupancy.lattice;
    return with_sites(image, away_from_gaps(*image.table, lattice));
  });
  const auto is_edited = [](const FittedSites& i) { return i.unedited != nullptr; };
  if (std::any_of(images.begin(), images.end(), is_edited)) {
    add("without edits", "as classified", without_edits);
  }
  for (const double least : {0.9, 0.99}) {
    add("class probability", fmt::format("{} or more", least),
        [=](const FittedSites& image) { return with_certain(image, least); });
  }
  if (images.size() == 1) return all;
  for (const FittedSites& image : images) {
    all.push_back({std::string(kAlone), image.subject->label,
                   [&image] { return std::vector<Subject>{*image.subject}; }});
  }
  return all;
}

/// An image alone is fitted in units of its own temperature, and its composition is its own.
std::vector<inference::Estimate> shared_parameters(std::vector<inference::Estimate> alone,
                                                   double energy_scale) {
  std::erase_if(alone, [](const inference::Estimate& e) { return !is_interaction(e.name); });
  for (inference::Estimate& e : alone) {
    for (double* number : {&e.value, &e.standard_error, &e.low, &e.high}) *number /= energy_scale;
  }
  return alone;
}

/// The change's fit; without parameters where too little is left.
Variation fit_changed(const Change& change, const std::string& model, const Analysis& analysis,
                      const Configuration& configuration, const core::Execution& execution) {
  Variation found{change.aspect, change.label, model, {}};
  try {
    const std::vector<Subject> subjects = change.make();
    for (const Subject& subject : subjects) refuse_the_hopeless(subject);
    const auto fit = fit_candidate(subjects, model, configuration, execution);
    if (!is_usable(fit)) return found;
    found.parameters = fit.parameters;
    if (change.aspect == kAlone) {
      const double scale = energy_scale(subjects.front(), analysis.temperature);
      found.parameters = shared_parameters(std::move(found.parameters), scale);
    }
  } catch (const core::DataError&) {
    found.parameters.clear();
  }
  return found;
}

/// Two readings of different parts of the data; nothing where both hold some of the same.
std::string pair_in_words(const Variation& one, const Variation& other) {
  if (one.aspect == kAlone) return fmt::format("{} and {}, each alone,", one.label, other.label);
  for (const auto& [first, second] : {std::pair{"upper", "lower"}, {"left", "right"}}) {
    if (one.label == first && other.label == second) {
      return fmt::format("the {} and the {} {}", first, second, one.aspect);
    }
  }
  return {};
}

bool agree(const inference::Estimate& a, const inference::Estimate& b) {
  constexpr double kBeyondChance = 3.5;  // standard deviations, of a few comparisons
  return std::abs(a.value - b.value) <=
         kBeyondChance * std::hypot(a.standard_error, b.standard_error);
}

std::string disagreement(const std::string& who, const inference::Estimate& a,
                         const inference::Estimate& b) {
  return fmt::format("{} disagree on {}: {:.3g} +- {:.2g} and {:.3g} +- {:.2g}", who, a.name,
                     a.value, a.standard_error, b.value, b.standard_error);
}

}  // namespace

std::vector<Variation> vary(const std::vector<FittedSites>& images, const Analysis& analysis,
                            const Configuration& configuration, const core::Execution& execution) {
  const inference::Fit* answer = fit_to_vary(analysis);
  if (answer == nullptr) return {};
  const auto all = changes(images);
  std::vector<Variation> found(all.size());
  core::parallel_for(all.size(), execution, [&](std::size_t i) {
    found[i] = fit_changed(all[i], answer->model, analysis, configuration, execution);
  });
  std::erase_if(found, [](const Variation& v) { return v.parameters.empty(); });
  return found;
}

std::vector<std::string> disagreements(const std::vector<Variation>& variations) {
  std::vector<std::string> sentences;
  for (auto p = variations.begin(); p != variations.end(); ++p)
    for (auto q = p + 1; q != variations.end(); ++q) {
      if (p->aspect != q->aspect) continue;
      const std::string who = pair_in_words(*p, *q);
      if (who.empty()) continue;
      for (const inference::Estimate& a : p->parameters)
        for (const inference::Estimate& b : q->parameters) {
          if (a.name == b.name && !agree(a, b)) sentences.push_back(disagreement(who, a, b));
        }
    }
  return sentences;
}

}  // namespace gibbsight::pipeline
