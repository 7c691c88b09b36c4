#include "gibbsight/io/edit_table.hpp"

#include "gibbsight/io/table.hpp"

namespace gibbsight::io {
namespace {

using species::Action;

Action parse_action(const Table& table, std::size_t row, std::size_t column) {
  const std::string& word = table.rows[row][column];
  if (word == "set") return Action::kSet;
  if (word == "add") return Action::kAdd;
  if (word == "remove") return Action::kRemove;
  if (word == "unseen") return Action::kUnseen;
  throw table.error(row, column, "unknown action", "set, add, remove or unseen");
}

}  // namespace

std::vector<species::Edit> read_edits(const std::string& path) {
  const Table table = read_table(path);
  const std::size_t x = table.require("x_px");
  const std::size_t y = table.require("y_px");
  const std::size_t action = table.require("action");
  const std::size_t name = table.require("species");
  std::vector<species::Edit> edits;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    edits.push_back({table.number(row, x), table.number(row, y), parse_action(table, row, action),
                     table.rows[row][name]});
  }
  return edits;
}

}  // namespace gibbsight::io
