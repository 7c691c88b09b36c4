// Every option of every stage, by section, and how they are read and written.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gibbsight/atoms/find_options.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/image/image_options.hpp"
#include "gibbsight/indexing/index_atoms.hpp"
#include "gibbsight/inference/fit.hpp"
#include "gibbsight/microscope/microscope.hpp"
#include "gibbsight/model/model_options.hpp"
#include "gibbsight/motifs/motif.hpp"
#include "gibbsight/pipeline/input_options.hpp"
#include "gibbsight/rendering/render_options.hpp"
#include "gibbsight/sampler/sample.hpp"
#include "gibbsight/species/classify.hpp"

namespace gibbsight::pipeline {

struct SimulateOptions {
  int columns = 64;
  int rows = 64;
  int sweeps = 200;

  static constexpr auto describe() {
    using core::field;
    using S = SimulateOptions;
    return std::tuple{
        field(&S::columns, "columns",
              {.help = "cells along a of a simulated table of sites", .range = {4, 4096}}),
        field(&S::rows, "rows",
              {.help = "cells along b of a simulated table of sites", .range = {4, 4096}}),
        field(&S::sweeps, "sweeps",
              {.help = "least number of sweeps before the configuration is taken",
               .unit = "sweeps",
               .range = {4, 1e6}}),
    };
  }
};

struct ScanOptions {
  std::string parameter = "temperature";
  double from = 0.5;
  double to = 8;
  int points = 24;
  std::string second;
  double second_from = -0.5;
  double second_to = 0.5;
  int second_points = 11;

  static constexpr auto describe() {
    using core::field;
    using S = ScanOptions;
    return std::tuple{
        field(&S::parameter, "parameter",
              {.help = "temperature, in units of the fitted one, or the name of a parameter"}),
        field(&S::from, "from", {.help = "first value of the scan", .range = {-20, 1e6}}),
        field(&S::to, "to", {.help = "last value of the scan", .range = {-20, 1e6}}),
        field(&S::points, "points", {.help = "number of values in the scan", .range = {2, 1000}}),
        field(&S::second, "second",
              {.help = "another parameter: the scan is then over a grid of both"}),
        field(&S::second_from, "second_from", {.help = "its first value", .range = {-20, 1e6}}),
        field(&S::second_to, "second_to", {.help = "its last value", .range = {-20, 1e6}}),
        field(&S::second_points, "second_points",
              {.help = "number of its values", .range = {2, 1000}}),
    };
  }
};

struct OutputOptions {
  int threads = 0;
  bool quiet = false;
  bool force = false;

  static constexpr auto describe() {
    using core::field;
    using S = OutputOptions;
    return std::tuple{
        field(&S::threads, "threads",
              {.help = "worker threads, 0 for one a core; results do not depend on it",
               .range = {0, 1024},
               .flag = "threads",
               .reproduced = false}),
        field(&S::quiet, "quiet",
              {.help = "no progress and no warnings on the terminal",
               .flag = "quiet",
               .reproduced = false}),
        field(&S::force, "force",
              {.help = "overwrite existing output", .flag = "force", .reproduced = false}),
    };
  }
};

struct Configuration {
  image::ImageOptions image;
  atoms::FindOptions atoms;
  lattice::LatticeOptions lattice;
  indexing::IndexOptions indexing;
  species::SpeciesOptions species;
  motifs::MotifOptions motif;
  model::ModelOptions model;
  sampler::SamplerOptions sampler;
  microscope::MicroscopeOptions microscope;
  inference::FitOptions fit;
  ScanOptions scan;
  SimulateOptions simulate;
  rendering::RenderOptions rendering;
  OutputOptions output;
  std::vector<InputOptions> inputs;  ///< what single inputs have of their own
};

/// Calls visit(section name, options) for every section, in order; the tables [[input]] are none.
template <class AnyConfiguration, class Visitor>
void for_each_section(AnyConfiguration& c, Visitor&& visit) {
  visit(std::string_view("image"), c.image);
  visit(std::string_view("atoms"), c.atoms);
  visit(std::string_view("lattice"), c.lattice);
  visit(std::string_view("indexing"), c.indexing);
  visit(std::string_view("species"), c.species);
  visit(std::string_view("motif"), c.motif);
  visit(std::string_view("model"), c.model);
  visit(std::string_view("sampler"), c.sampler);
  visit(std::string_view("microscope"), c.microscope);
  visit(std::string_view("fit"), c.fit);
  visit(std::string_view("scan"), c.scan);
  visit(std::string_view("simulate"), c.simulate);
  visit(std::string_view("rendering"), c.rendering);
  visit(std::string_view("output"), c.output);
}

/// Calls visit(section name, field, value) for every option.
template <class AnyConfiguration, class Visitor>
void for_each_option(AnyConfiguration& c, Visitor&& visit) {
  for_each_section(c, [&](std::string_view section, auto& options) {
    core::for_each_field(options,
                         [&](const auto& field, auto& value) { visit(section, field, value); });
  });
}

/// Where options were set: "section.option" -> "FILE, line N, section.option", and "input[2].roi"
/// of the third table [[input]].
using Origins = std::map<std::string, std::string>;

/// Sets what a TOML file says on top of what is there, and says where it stands. Throws InputError
/// where the file can't be read, ConfigurationError (file, line, key) for a wrong type, an unknown
/// key, a bad value, or a table [[input]] without a path or with that of another.
Origins read_configuration(const std::string& path, Configuration& configuration);

/// Sets the lattice, the plane group, the interactions and the temperature of a model file on top
/// of what is there, and says where they stand. Throws as io::read_model does.
Origins use_model(const std::string& path, Configuration& configuration);

/// How "section.option" is given on the command line, by its short name if it has one; empty where
/// there is no such option.
std::string flag_of(std::string_view key);

/// Checks every value against its description. Throws ConfigurationError naming section.option.
void validate(const Configuration& configuration);

/// The effective configuration: what a run with the same results needs.
std::string to_toml(const Configuration& configuration);

/// The same with every option's meaning, unit, range and default as comments.
std::string commented_toml(const Configuration& configuration);

}  // namespace gibbsight::pipeline
