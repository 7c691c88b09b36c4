#include "gibbsight/pipeline/vary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr std::string_view kHalf = "half of the image";

/// What is changed, and what is fitted then.
struct Change {
  std::string aspect;
  std::string label;
  io::SiteTable table;
  microscope::Confusion confusion;
  microscope::Departures departures;
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

/// The rows of one side of the image, so that the window shrinks with them.
io::SiteTable half(const io::SiteTable& whole, std::optional<double> io::SiteRow::*coordinate,
                   bool low) {
  std::vector<double> all;
  for (const io::SiteRow& row : whole.rows) all.push_back((row.*coordinate).value_or(0));
  const double middle = core::median(std::move(all));
  io::SiteTable part{whole.species, {}};
  for (const io::SiteRow& row : whole.rows) {
    if (((row.*coordinate).value_or(0) < middle) == low) part.rows.push_back(row);
  }
  return part;
}

/// A site whose class is less certain than this counts as not seen; nobody doubts a hand.
io::SiteTable certain(io::SiteTable table, double least) {
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

std::vector<Change> changes(const Measurement& measurement, const Subject& subject) {
  const lattice::Lattice& lattice = subject.occupancy.lattice;
  const io::SiteTable& whole = *measurement.table;
  std::vector<Change> all;
  const auto add = [&](const std::string& aspect, const std::string& label, io::SiteTable table) {
    all.push_back({aspect, label, std::move(table), subject.confusion, subject.departures});
  };
  const std::string half_of_image(kHalf);
  add(half_of_image, "upper", half(whole, &io::SiteRow::y_px, true));
  add(half_of_image, "lower", half(whole, &io::SiteRow::y_px, false));
  add(half_of_image, "left", half(whole, &io::SiteRow::x_px, true));
  add(half_of_image, "right", half(whole, &io::SiteRow::x_px, false));
  add("mask", "wider by one site", away_from_gaps(whole, lattice));
  if (measurement.unedited) add("without edits", "as classified", *measurement.unedited);
  // As many of these are mistaken as their own probabilities say.
  for (const double least : {0.9, 0.99}) {
    io::SiteTable sure = certain(whole, least);
    const auto confusion = confusion_of(sure, lattice);
    all.push_back({"class probability", fmt::format("{} or more", least), sure, confusion, {}});
  }
  return all;
}

}  // namespace

std::vector<Variation> vary(const Measurement& measurement, const Subject& subject,
                            const Analysis& analysis, const Configuration& configuration,
                            const core::Execution& execution) {
  const inference::Fit* answer = fit_to_vary(analysis);
  if (answer == nullptr) return {};
  const auto all = changes(measurement, subject);
  std::vector<Variation> found(all.size());
  core::parallel_for(all.size(), execution, [&](std::size_t i) {
    try {
      Subject changed = make_subject(to_occupancy(all[i].table, subject.occupancy.lattice),
                                     all[i].confusion, configuration);
      changed.departures = all[i].departures;
      refuse_the_hopeless(changed);
      const auto fit = fit_candidate({changed}, answer->model, configuration, execution);
      if (is_usable(fit)) found[i] = {all[i].aspect, all[i].label, fit.parameters};
    } catch (const core::DataError&) {
      return;  // too little is left to say anything
    }
  });
  std::erase_if(found, [](const Variation& v) { return v.parameters.empty(); });
  return found;
}

std::vector<std::string> disagreements(const std::vector<Variation>& variations) {
  constexpr double kBeyondChance = 3.5;  // standard deviations, of a few comparisons
  const auto find = [&](std::string_view label) {
    return std::find_if(variations.begin(), variations.end(),
                        [&](const Variation& v) { return v.aspect == kHalf && v.label == label; });
  };
  std::vector<std::string> sentences;
  for (const auto& [one, other] : {std::pair{"upper", "lower"}, {"left", "right"}}) {
    const auto p = find(one);
    const auto q = find(other);
    if (p == variations.end() || q == variations.end()) continue;
    for (std::size_t k = 0; k < p->parameters.size(); ++k) {
      const inference::Estimate& a = p->parameters[k];
      const inference::Estimate& b = q->parameters[k];
      const double error = std::hypot(a.standard_error, b.standard_error);
      if (std::abs(a.value - b.value) <= kBeyondChance * error) continue;
      sentences.push_back(fmt::format(
          "the {} and the {} half of the image disagree on {}: {:.3g} +- {:.2g} and {:.3g} +- "
          "{:.2g}",
          one, other, a.name, a.value, a.standard_error, b.value, b.standard_error));
    }
  }
  return sentences;
}

}  // namespace gibbsight::pipeline
