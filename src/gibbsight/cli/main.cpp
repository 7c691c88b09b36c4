// gibbsight: the command line.
#include "gibbsight/core/memory.hpp"
#include "program.hpp"

int main(int argc, char** argv) {
  gibbsight::core::keep_freed_memory();
  return gibbsight::cli::run_program(argc, argv);
}
