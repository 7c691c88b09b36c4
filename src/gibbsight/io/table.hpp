// Comma-separated tables as text, and the errors that name a line and a column.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::io {

/// A table as it stands in a file: RFC 4180, first line the column names. Read tolerantly: blanks
/// around fields, empty lines and a byte order mark are dropped.
struct Table {
  std::string path = {};  ///< for error messages
  std::vector<std::string> columns = {};
  std::vector<std::vector<std::string>> rows = {};  ///< each as long as `columns`
  std::vector<std::size_t> lines = {};  ///< where in the file each row starts, if it was read

  std::optional<std::size_t> find(std::string_view column) const;
  /// Throws DataError naming file and column when it is not there.
  std::size_t require(std::string_view column) const;

  /// The text of a field, empty where there is no such column.
  std::string_view text(std::size_t row, std::optional<std::size_t> column) const;
  /// A finite number; throws DataError naming file, line, column and text.
  double number(std::size_t row, std::size_t column) const;
  /// Likewise; none where the field is empty or there is no such column.
  std::optional<double> number_if_any(std::size_t row, std::optional<std::size_t> column) const;
  /// A whole number; 3.0 is one, since programs without missing integers write that.
  int integer(std::size_t row, std::size_t column) const;

  /// "WHAT (FILE, line 7, column count): TEXT; expected EXPECTED"
  core::DataError error(std::size_t row, std::size_t column, std::string what,
                        std::string expected) const;
};

/// Throws InputError for a file that can't be read, DataError (with line) for one that is no table.
Table read_table(const std::string& path);
void write_table(const std::string& path, const Table& table);

/// The shortest text that reads back as the same number; empty where it is not finite.
std::string to_field(double value);
/// Likewise; empty for none.
std::string to_field(const std::optional<double>& value);

}  // namespace gibbsight::io
