// Every reader of tables on the same file.
#include "gibbsight/io/atom_table.hpp"
#include "gibbsight/io/edit_table.hpp"
#include "gibbsight/io/histogram_table.hpp"
#include "gibbsight/io/site_table.hpp"
#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gibbsight;
  static const lattice::Lattice lattice = lattice::make_lattice("square", {"Te", "Se"});
  static const motifs::Motif motif = motifs::make_motif(lattice, 1);
  const fuzz::InputFile file(data, size);
  const std::string path = file.path();
  fuzz::attempt([&] { io::read_atoms(path, image::PixelSize{0.1, 0.2}); });
  fuzz::attempt([&] { io::to_occupancy(io::read_sites(path, lattice), lattice); });
  fuzz::attempt([&] { io::read_histogram(path, motif); });
  fuzz::attempt([&] { io::read_scan(path); });
  fuzz::attempt([&] { io::read_edits(path); });
  return 0;
}
