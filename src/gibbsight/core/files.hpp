// Whole files in and out of memory; no file is ever left half-written.
#pragma once

#include <string>
#include <string_view>

namespace gibbsight::core {

/// The bytes of a file. Throws InputError where it is missing, a directory or unreadable, and
/// ReadWriteError where reading fails half-way.
std::string read_file(const std::string& path);

/// Writes to a temporary file in the same folder and renames it to `path`, so that a reader sees
/// the old file or the new one, never a part. Throws OutputError where the file can't be made and
/// ReadWriteError where writing fails half-way (a full disk); then the old file is untouched.
void write_file_atomically(const std::string& path, std::string_view bytes);

/// Removes the temporary files that a killed process left in a folder.
void remove_unfinished(const std::string& folder);

}  // namespace gibbsight::core
