// gibbsight simulate
#include <fmt/format.h>

#include <set>

#include "arguments.hpp"
#include "commands.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/write_image.hpp"
#include "gibbsight/io/histogram_table.hpp"
#include "gibbsight/io/site_table.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "terminal.hpp"

namespace gibbsight::cli {
namespace {

struct SimulateArguments {
  SimulateArguments(CLI::App& verb, Shown shown) : arguments(verb, shown) {}
  Arguments arguments;
  std::string sites;
  std::string image;
  std::string histogram;
};

/// Sites of a rendered image know where they were drawn.
io::SiteTable with_positions(io::SiteTable table, const rendering::Rendering& rendering) {
  std::map<std::tuple<int, int, int>, const rendering::RenderedAtom*> drawn;
  for (const auto& atom : rendering.atoms) drawn[{atom.a, atom.b, atom.sublattice}] = &atom;
  std::erase_if(table.rows, [&](const io::SiteRow& row) {
    return !drawn.contains({row.a, row.b, row.sublattice});
  });
  for (io::SiteRow& row : table.rows) {
    const auto* atom = drawn.at({row.a, row.b, row.sublattice});
    row.x_px = atom->x;
    row.y_px = atom->y;
  }
  return table;
}

void check_outputs(const SimulateArguments& typed, const pipeline::Configuration& configuration) {
  if (!typed.image.empty() && !typed.image.ends_with(".tif") && !typed.image.ends_with(".tiff")) {
    throw core::UsageError({.what = "a simulated image is a TIFF file",
                            .where = "--image",
                            .value = typed.image,
                            .expected = "a name that ends in .tif"});
  }
  std::set<std::string> names;
  for (const std::string& path : {typed.sites, typed.image, typed.histogram}) {
    if (path.empty()) continue;
    check_output(path, {typed.arguments.model()}, configuration);
    if (names.insert(path).second) continue;
    throw core::UsageError({.what = "two outputs with one name",
                            .where = "simulate",
                            .value = path,
                            .expected = "different names after --output, --image and --histogram"});
  }
}

int simulate(const SimulateArguments& typed, const pipeline::Configuration& configuration) {
  require_species(configuration);
  check_outputs(typed, configuration);
  const auto execution = make_execution(configuration);
  const auto lattice = make_lattice(configuration.lattice);
  lattice::Window window{0, 0, configuration.simulate.columns, configuration.simulate.rows};
  if (!typed.image.empty()) window = rendering::window_for(configuration.rendering, lattice);
  const auto occupancy = pipeline::simulate_occupancy(window, configuration, execution);
  io::SiteTable table = io::from_occupancy(occupancy);
  if (!typed.image.empty()) {
    const auto stream = core::Stream(configuration.sampler.seed).child("rendering");
    const auto rendering = rendering::render(occupancy, configuration.rendering, stream, execution);
    image::write_tiff(typed.image, rendering.image);
    table = with_positions(std::move(table), rendering);
  }
  if (!typed.sites.empty()) io::write_sites(typed.sites, table, lattice);
  if (!typed.histogram.empty()) {
    const auto motif =
        motifs::make_motif(lattice, configuration.motif.shells, configuration.model.symmetry);
    io::write_histogram(typed.histogram, motif, motifs::count(occupancy, motif), {});
  }
  end_progress();
  fmt::print("{} sites simulated\n", table.rows.size());
  return 0;
}

}  // namespace

void add_simulate(CLI::App& app, Actions& actions) {
  CLI::App* verb = app.add_subcommand("simulate",
                                      "the generative branch alone: sites or an image "
                                      "with known interactions");
  const auto typed = std::make_shared<SimulateArguments>(
      *verb, Shown{.flags = "lattice species shells bulk symmetry parameters seed threads "
                            "quiet force",
                   .sections = "simulate rendering"});
  typed->arguments.add_model();
  typed->sites = "sites.csv";
  add_file(*verb, "-o,--output", typed->sites, "table of sites [sites.csv]");
  add_file(*verb, "--image", typed->image, "also draw the sites as an image (TIFF)");
  add_file(*verb, "--histogram", typed->histogram, "also count local configurations");
  actions[verb] = [typed] {
    return typed->arguments.call([&](const auto& c) { return simulate(*typed, c); });
  };
}

}  // namespace gibbsight::cli
