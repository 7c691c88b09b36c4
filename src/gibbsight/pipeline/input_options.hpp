// What one of several inputs has of its own.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gibbsight/image/image_options.hpp"
#include "gibbsight/lattice/lattice.hpp"
#include "gibbsight/microscope/microscope.hpp"
#include "gibbsight/model/model_options.hpp"
#include "gibbsight/species/classify.hpp"

namespace gibbsight::pipeline {

/// A table [[input]]. What it sets wins, for this input, over the option of the section.
struct InputOptions {
  std::string path = {};
  std::optional<std::vector<double>> pixel_size = {};
  std::optional<std::vector<double>> roi = {};
  std::optional<std::string> mask = {};
  std::optional<std::string> polarity = {};
  std::optional<std::string> channel = {};
  std::optional<std::string> direction = {};
  std::optional<int> frame = {};
  std::optional<double> a_direction = {};
  std::optional<std::string> edits = {};
  std::optional<std::vector<std::string>> bulk = {};
  std::optional<double> temperature = {};
  std::optional<std::vector<double>> confusion = {};
  std::optional<double> confusion_atoms = {};

  static constexpr auto describe();
};

/// An option of a section that an input may have for itself.
template <class Own, class Section, class Shared>
struct OwnField : core::Field<InputOptions, Own> {
  Shared Section::*shared;
};

/// Described as the option of its section is; on the command line that one speaks for all inputs.
template <class Own, class Section, class Shared>
constexpr OwnField<Own, Section, Shared> own_field(Own InputOptions::*member,
                                                   Shared Section::*shared) {
  const auto field = core::described(shared);
  core::About about = field.about;
  about.flag = {};
  return {{member, field.name, about}, shared};
}

constexpr auto InputOptions::describe() {
  using S = InputOptions;
  using image::ImageOptions;
  using microscope::MicroscopeOptions;
  return std::tuple{
      core::field(&S::path, "path",
                  {.help = "image or table of sites, from the folder of the call as every path"}),
      own_field(&S::pixel_size, &ImageOptions::pixel_size),
      own_field(&S::roi, &ImageOptions::roi),
      own_field(&S::mask, &ImageOptions::mask),
      own_field(&S::polarity, &ImageOptions::polarity),
      own_field(&S::channel, &ImageOptions::channel),
      own_field(&S::direction, &ImageOptions::direction),
      own_field(&S::frame, &ImageOptions::frame),
      own_field(&S::a_direction, &lattice::LatticeOptions::a_direction),
      own_field(&S::edits, &species::SpeciesOptions::edits),
      own_field(&S::bulk, &model::ModelOptions::bulk),
      own_field(&S::temperature, &model::ModelOptions::temperature),
      own_field(&S::confusion, &MicroscopeOptions::confusion),
      own_field(&S::confusion_atoms, &MicroscopeOptions::confusion_atoms),
  };
}

}  // namespace gibbsight::pipeline
