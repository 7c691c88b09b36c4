// gibbsight atoms, gibbsight index
#include <fmt/format.h>

#include <algorithm>

#include "arguments.hpp"
#include "commands.hpp"
#include "gibbsight/atoms/find.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/io/atom_table.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

struct MeasureArguments {
  explicit MeasureArguments(CLI::App& verb) : arguments(verb) {}
  Arguments arguments;
  std::string input;
  std::string image;
  std::string output;
};

int find(const MeasureArguments& typed) {
  const auto configuration = typed.arguments.configuration();
  check_output(typed.output, configuration);
  const auto execution = make_execution(configuration);
  const auto image = pipeline::read_levelled(typed.input, configuration);
  const auto atoms = find_atoms(image, configuration.atoms, execution);
  io::write_atoms(typed.output, atoms);
  end_progress();
  fmt::print("{} atoms, spacing {:.2f} px: {}\n", atoms.atoms.size(), atoms.spacing, typed.output);
  return 0;
}

std::optional<image::PixelSize> pixel_size_of(const pipeline::Configuration& configuration) {
  const auto& size = configuration.image.pixel_size;
  if (size.empty()) return std::nullopt;
  return image::PixelSize{size.front(), size.back()};
}

int index(const MeasureArguments& typed) {
  const auto configuration = typed.arguments.configuration();
  check_output(typed.output, configuration);
  const auto execution = make_execution(configuration);
  pipeline::Measurement measurement;
  measurement.atoms = io::read_atoms(typed.input, pixel_size_of(configuration));
  if (!typed.image.empty()) {
    const auto image = pipeline::read_levelled(typed.image, configuration);
    measurement.atoms = measure_atoms(image, *measurement.atoms, configuration.atoms, execution);
  }
  pipeline::index_and_classify(configuration, execution, measurement);
  io::write_sites(typed.output, *measurement.table, measurement.sites->lattice);
  end_progress();
  const auto& q = measurement.sites->quality;
  fmt::print("{} of {} atoms placed, residual {:.1f} % of the cell, {} sites seen: {}\n", q.placed,
             q.placed + q.unplaced, q.residual_percent,
             measurement.classified->occupancy.seen_count(), typed.output);
  return 0;
}

}  // namespace

void add_atoms(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("atoms", "find atoms in an image and refine their positions");
  const auto typed = std::make_shared<MeasureArguments>(*verb);
  typed->output = "atoms.csv";
  verb->add_option("IMAGE", typed->input, "image file")->required();
  verb->add_option("-o,--output", typed->output, "table of atoms [atoms.csv]");
  actions[verb] = [typed] { return find(*typed); };
}

void add_index(CLI::App& app, Actions& actions) {
  CLI::App* verb =
      app.add_subcommand("index", "put atoms on the ideal lattice and tell their species");
  const auto typed = std::make_shared<MeasureArguments>(*verb);
  typed->output = "sites.csv";
  verb->add_option("ATOMS", typed->input, "table with x_px,y_px or x_nm,y_nm or x,y")->required();
  verb->add_option("--image", typed->image, "image to measure missing intensities in");
  verb->add_option("-o,--output", typed->output, "table of sites [sites.csv]");
  actions[verb] = [typed] { return index(*typed); };
}

}  // namespace gibbsight::cli
