// How a program treats its memory.
#pragma once

namespace gibbsight::core {

/// Keeps what images leave free for the next one. Else the C library hands every one back to the
/// system, which clears the memory before it lends it again. For the whole process: programs call
/// it, before anything else; the library never does.
void keep_freed_memory();

}  // namespace gibbsight::core
