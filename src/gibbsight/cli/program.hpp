// The program, for its executable and for the command that comes with the Python package.
#pragma once

namespace gibbsight::cli {

/// Does what the words say, as the executable's main, whose exit status it returns. It takes over
/// SIGINT and SIGTERM.
int run_program(int argc, char** argv);

}  // namespace gibbsight::cli
