// gibbsight atoms, gibbsight index
#include <fmt/format.h>

#include <algorithm>

#include "arguments.hpp"
#include "commands.hpp"
#include "gibbsight/atoms/find.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/io/atom_table.hpp"
#include "gibbsight/pipeline/double_tip.hpp"
#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

struct MeasureArguments {
  MeasureArguments(CLI::App& verb, Shown shown) : arguments(verb, shown) {}
  Arguments arguments;
  std::string input;
  std::string image;
  std::string output;
};

int with_own(const MeasureArguments& typed,
             int (*work)(const MeasureArguments&, const pipeline::Configuration&)) {
  return typed.arguments.call([&](const auto& configuration) {
    return pipeline::for_input(typed.input, configuration,
                               [&](const auto& own) { return work(typed, own); });
  });
}

int find(const MeasureArguments& typed, const pipeline::Configuration& configuration) {
  check_output(typed.output, {typed.input}, configuration);
  const auto execution = make_execution(configuration);
  pipeline::Measurement measurement;
  read_levelled(typed.input, configuration, execution, measurement);
  const auto atoms = find_atoms(*measurement.image, configuration.atoms, execution);
  io::write_atoms(typed.output, atoms);
  end_progress();
  print_warnings(atoms.warnings, configuration.output.quiet);
  fmt::print("{} atoms, spacing {:.2f} px: {}\n", atoms.atoms.size(), atoms.spacing, typed.output);
  return 0;
}

/// Of the image that the positions were found in.
std::optional<image::PixelSize> pixel_size_of(const pipeline::Configuration& configuration,
                                              const pipeline::Measurement& measurement) {
  if (const auto& image = measurement.image) {
    return image->file_pixel_size ? image->file_pixel_size : image->pixel_size;
  }
  const auto& size = configuration.image.pixel_size;
  if (size.empty()) return std::nullopt;
  return image::PixelSize{size.front(), size.back()};
}

/// What the image adds to a table of atoms: its size, and intensities where the table has none.
void add_image(const pipeline::Configuration& configuration, const core::Execution& execution,
               pipeline::Measurement& measurement) {
  const image::Image& image = *measurement.image;
  atoms::AtomList& atoms = *measurement.atoms;
  const bool has_intensities =
      std::any_of(atoms.atoms.begin(), atoms.atoms.end(),
                  [](const atoms::Atom& atom) { return atom.intensity != 0; });
  if (!has_intensities) atoms = measure_atoms(image, atoms, configuration.atoms, execution);
  atoms.image_rows = image.rows;
  atoms.image_columns = image.columns;
  atoms.pixel_size = image.pixel_size;
}

int index(const MeasureArguments& typed, const pipeline::Configuration& configuration) {
  require_species(configuration);
  check_output(typed.output, {typed.input}, configuration);
  const auto execution = make_execution(configuration);
  pipeline::Measurement measurement;
  if (!typed.image.empty()) read_levelled(typed.image, configuration, execution, measurement);
  measurement.atoms = io::read_atoms(typed.input, pixel_size_of(configuration, measurement));
  if (measurement.image) add_image(configuration, execution, measurement);
  pipeline::index_and_classify(configuration, execution, measurement);
  if (measurement.image) look_for_double_tip(execution, measurement);
  io::write_sites(typed.output, *measurement.table, measurement.sites->lattice);
  end_progress();
  print_warnings(measurement.sites->warnings, configuration.output.quiet);
  print_warnings(measurement.classified->warnings, configuration.output.quiet);
  const auto& q = measurement.sites->quality;
  fmt::print("{} of {} atoms placed, residual {:.1f} % of the cell, {} sites seen: {}\n", q.placed,
             q.placed + q.unplaced, q.residual_percent,
             measurement.classified->occupancy.seen_count(), typed.output);
  return 0;
}

}  // namespace

void add_atoms(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("atoms", "find atoms in an image and refine their positions");
  const auto typed = std::make_shared<MeasureArguments>(
      *verb, Shown{.flags = "pixel-size roi mask polarity channel direction frame threads "
                            "quiet force",
                   .sections = "atoms"});
  typed->output = "atoms.csv";
  add_file(*verb, "IMAGE", typed->input, "image file")->required();
  add_file(*verb, "-o,--output", typed->output, "table of atoms [atoms.csv]");
  actions[verb] = [typed] { return with_own(*typed, find); };
}

void add_index(CLI::App& app, Actions& actions) {
  CLI::App* verb =
      app.add_subcommand("index", "put atoms on the ideal lattice and tell their species");
  const auto typed = std::make_shared<MeasureArguments>(
      *verb, Shown{.flags = "pixel-size roi mask polarity channel direction frame lattice "
                            "species sublattice a-direction edits threads quiet force",
                   .sections = "indexing species"});
  typed->output = "sites.csv";
  add_file(*verb, "ATOMS", typed->input, "table with x_px,y_px or x_nm,y_nm or x,y")->required();
  add_file(*verb, "--image", typed->image, "image to measure missing intensities in");
  add_file(*verb, "-o,--output", typed->output, "table of sites [sites.csv]");
  actions[verb] = [typed] { return with_own(*typed, index); };
}

}  // namespace gibbsight::cli
