// The measured branch: image -> atoms -> sites -> species.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gibbsight/atoms/find.hpp"
#include "gibbsight/image/image.hpp"
#include "gibbsight/indexing/index_atoms.hpp"
#include "gibbsight/io/site_table.hpp"
#include "gibbsight/microscope/microscope.hpp"
#include "gibbsight/pipeline/configuration.hpp"
#include "gibbsight/species/classify.hpp"

namespace gibbsight::pipeline {

/// Wall time of a stage, for log.txt alone.
using Timings = std::vector<std::pair<std::string, double>>;

/// A second image of everything, from a second apex of the tip.
struct DoubleTip {
  indexing::Vector2 offset_px{0, 0};  ///< of the second image from the first
  double offset_error_px = 0;         ///< standard error along each axis
  indexing::Vector2 in_cells{0, 0};   ///< the offset in measured cell vectors
  double strength = 0;                ///< height of the second image in units of the first
  double strength_error = 0;          ///< standard error
  bool has_direction = true;          ///< else the second image can't be told from the first
  double errors_correlate = 0;        ///< errors of species with the species at the offset
  double chance = 0;                  ///< standard error of a correlation of species in this image
  bool seen_as_atoms = false;         ///< on sites that are empty

  /// Whether species are mistaken so that a fit would take it for interactions.
  bool is_misleading() const {
    return seen_as_atoms || !has_direction || errors_correlate > 0.5 * chance;
  }
};

/// As much of the measured branch as was reached: a refusal keeps what succeeded before it.
struct Measurement {
  std::string stage = "image";                   ///< being worked on, or where it stopped
  std::optional<image::Image> image;             ///< levelled
  std::vector<std::array<double, 2>> levelling;  ///< what that took from each row, at both ends
  std::optional<atoms::AtomList> atoms;
  std::optional<indexing::Sites> sites;
  std::optional<species::Classified> classified;
  std::optional<io::SiteTable> table;
  std::optional<io::SiteTable> unedited;  ///< before corrections by hand, where there were any
  std::optional<DoubleTip> double_tip;
  bool took_darkest = false;  ///< columns for the sites, since the brightest show one species
  Timings timings;
};

/// Runs one stage under its name and notes how long it took.
void stage(Measurement& measurement, const std::string& name, const core::Execution& execution,
           double done, const std::function<void()>& work);

/// Fills `measurement` stage by stage; throws what the stages throw.
void measure(const std::string& path, const Configuration& configuration,
             const core::Execution& execution, Measurement& measurement);

/// Reads and levels an image.
void read_levelled(const std::string& path, const Configuration& configuration,
                   const core::Execution& execution, Measurement& measurement);

/// What `measure` makes of an image that is levelled already.
Measurement measure_image(const image::Image& image, const Configuration& configuration,
                          const core::Execution& execution);

/// Sites and species of an atom list; the second half of `measure`. Where one sublattice alone has
/// a list of species, and the brightest columns do not show them, the darkest are tried.
void index_and_classify(const Configuration& configuration, const core::Execution& execution,
                        Measurement& measurement);

/// What the class probabilities say of the microscope's confusion: of all sites taken for one
/// species, how many are expected to be another. None where the table has no probabilities.
microscope::Confusion confusion_of(const io::SiteTable& table, const lattice::Lattice& lattice);

}  // namespace gibbsight::pipeline
