// gibbsight: the command line.
#include "program.hpp"

int main(int argc, char** argv) { return gibbsight::cli::run_program(argc, argv); }
