#include "gibbsight/io/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gibbsight/core/files.hpp"
#include "gibbsight/core/options.hpp"

namespace gibbsight::io {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string shortened(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  if (text.size() <= kLongest) return std::string(text);
  return std::string(text.substr(0, kLongest)) + "...";
}

core::DataError line_error(const std::string& path, std::size_t line, std::string what,
                           std::string value, std::string expected) {
  return core::DataError({.what = std::move(what),
                          .where = fmt::format("{}, line {}", path, line),
                          .value = std::move(value),
                          .expected = std::move(expected)});
}

/// Takes a text apart from its beginning, one record at a time.
class Parser {
 public:
  Parser(const std::string& path, std::string_view text) : path_(path), text_(text) {}

  bool at_end() const { return text_.empty(); }
  std::size_t line() const { return line_; }

  std::vector<std::string> record() {
    std::vector<std::string> fields;
    do fields.push_back(field());
    while (take(','));
    take('\r');
    if (!take('\n') && !at_end()) {
      throw line_error(path_, line_, "text after a closing quote", "", "a comma");
    }
    ++line_;
    return fields;
  }

 private:
  bool take(char wanted) {
    if (at_end() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }

  void skip_blanks() {
    text_.remove_prefix(std::min(text_.find_first_not_of(kBlanks), text_.size()));
  }

  std::string field() {
    skip_blanks();
    if (take('"')) return quoted_field();
    const std::size_t end = std::min(text_.find_first_of(",\r\n"), text_.size());
    const std::string_view content = text_.substr(0, end);
    text_.remove_prefix(end);
    return std::string(content.substr(0, content.find_last_not_of(kBlanks) + 1));
  }

  std::string quoted_field() {
    const std::size_t first_line = line_;
    std::string content;
    while (!at_end()) {
      const char character = text_.front();
      text_.remove_prefix(1);
      if (character == '"' && !take('"')) {  // a doubled quote stands for one
        skip_blanks();
        return content;
      }
      if (character == '\n') ++line_;
      content += character;
    }
    throw line_error(path_, first_line, "quote without end", "", "a closing quote");
  }

  const std::string& path_;
  std::string_view text_;
  std::size_t line_ = 1;
};

void check_is_text(const std::string& path, std::string_view bytes) {
  const bool binary = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
  });
  if (binary) {
    throw core::DataError({.what = "not a table",
                           .where = path,
                           .value = "binary data",
                           .expected = "comma-separated text"});
  }
}

void check_column_names(const Table& table) {
  if (table.columns == std::vector<std::string>{""}) {
    throw line_error(table.path, 1, "no column names", "", "a line such as a,b,species");
  }
  for (auto name = table.columns.begin(); name != table.columns.end(); ++name) {
    if (!name->empty() && std::find(name + 1, table.columns.end(), *name) != table.columns.end()) {
      throw line_error(table.path, 1, "two columns with one name", shortened(*name),
                       "every name once");
    }
  }
}

std::string escaped(const std::string& field) {
  const bool plain = field.find_first_of(",\"\r\n") == std::string::npos &&
                     (field.empty() || (kBlanks.find(field.front()) == std::string::npos &&
                                        kBlanks.find(field.back()) == std::string::npos));
  if (plain) return field;
  std::string result = "\"";
  for (const char character : field) {
    if (character == '"') result += '"';
    result += character;
  }
  return result + '"';
}

void append_record(std::string& text, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += ',';
    text += escaped(fields[i]);
  }
  text += '\n';
}

}  // namespace

std::optional<std::size_t> Table::find(std::string_view column) const {
  const auto place = std::find(columns.begin(), columns.end(), column);
  if (place == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(place - columns.begin());
}

std::size_t Table::require(std::string_view column) const {
  if (const auto place = find(column)) return *place;
  throw line_error(path, 1, fmt::format("no column {}", column),
                   shortened(core::join(columns, ",")), fmt::format("a column {}", column));
}

std::string_view Table::text(std::size_t row, std::optional<std::size_t> column) const {
  return column ? std::string_view(rows[row][*column]) : std::string_view();
}

double Table::number(std::size_t row, std::size_t column) const {
  double value = 0;
  if (!core::from_text(rows[row][column], value) || !std::isfinite(value)) {
    throw error(row, column, "not a number", "a finite number");
  }
  return value;
}

std::optional<double> Table::number_if_any(std::size_t row,
                                           std::optional<std::size_t> column) const {
  if (text(row, column).empty()) return std::nullopt;
  return number(row, *column);
}

int Table::integer(std::size_t row, std::size_t column) const {
  const double value = number(row, column);
  const bool fits = value >= std::numeric_limits<int>::min() &&
                    value <= std::numeric_limits<int>::max() && value == std::floor(value);
  if (!fits) throw error(row, column, "not an integer", "an integer");
  return static_cast<int>(value);
}

core::DataError Table::error(std::size_t row, std::size_t column, std::string what,
                             std::string expected) const {
  const std::size_t line = lines.empty() ? row + 2 : lines[row];
  return core::DataError(
      {.what = std::move(what),
       .where = fmt::format("{}, line {}, column {}", path, line, columns[column]),
       .value = shortened(rows[row][column]),
       .expected = std::move(expected)});
}

Table read_table(const std::string& path) {
  const std::string bytes = core::read_file(path);
  check_is_text(path, bytes);
  std::string_view text = bytes;
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Parser parser(path, text);
  Table table{.path = path, .columns = parser.record()};
  check_column_names(table);
  while (!parser.at_end()) {
    const std::size_t line = parser.line();
    std::vector<std::string> row = parser.record();
    if (row == std::vector<std::string>{""}) continue;
    if (row.size() != table.columns.size()) {
      throw line_error(path, line, "wrong number of fields", std::to_string(row.size()),
                       fmt::format("{} as in the first line", table.columns.size()));
    }
    table.rows.push_back(std::move(row));
    table.lines.push_back(line);
  }
  return table;
}

void write_table(const std::string& path, const Table& table) {
  std::string text;
  append_record(text, table.columns);
  for (const auto& row : table.rows) append_record(text, row);
  core::write_file_atomically(path, text);
}

std::string to_field(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

std::string to_field(const std::optional<double>& value) { return value ? to_field(*value) : ""; }

}  // namespace gibbsight::io
