#include "gibbsight/io/histogram_table.hpp"

#include <utility>

#include "gibbsight/io/table.hpp"

namespace gibbsight::io {
namespace {

/// The code in a row. A spelled configuration beside it must agree: codes mean something else under
/// another lattice or another order of species.
std::uint32_t read_code(const Table& table, std::size_t row, std::size_t code_column,
                        const motifs::Motif& motif) {
  const int code = table.integer(row, code_column);
  if (code < 0 || static_cast<std::size_t>(code) >= motif.code_count()) {
    throw table.error(row, code_column, "code that the motif does not have",
                      "a code from 0 to " + std::to_string(motif.code_count() - 1));
  }
  const auto result = static_cast<std::uint32_t>(code);
  const auto spelled = table.find("configuration");
  if (spelled && table.rows[row][*spelled] != spell(motif, result)) {
    throw table.error(row, *spelled, "configuration of another lattice or list of species",
                      spell(motif, result));
  }
  return result;
}

}  // namespace

void write_histogram(const std::string& path, const motifs::Motif& motif,
                     const motifs::Histogram& histogram, const std::vector<ModelColumn>& models) {
  Table table{.path = path,
              .columns = {"orbit", "code", "configuration", "multiplicity", "count", "measured"}};
  for (const ModelColumn& model : models) table.columns.push_back(model.name);
  const Eigen::VectorXd measured = histogram.probabilities();
  for (std::size_t i = 0; i < motif.orbit_count(); ++i) {
    const motifs::Orbit& orbit = motif.orbits[i];
    std::vector<std::string> row{std::to_string(i),
                                 std::to_string(orbit.code),
                                 spell(motif, orbit.code),
                                 std::to_string(orbit.multiplicity),
                                 to_field(histogram.counts[i]),
                                 to_field(measured[i])};
    for (const ModelColumn& model : models) row.push_back(to_field(model.probabilities[i]));
    table.rows.push_back(std::move(row));
  }
  write_table(path, table);
}

motifs::Histogram read_histogram(const std::string& path, const motifs::Motif& motif) {
  return parse_histogram(read_table(path), motif);
}

motifs::Histogram parse_histogram(const Table& table, const motifs::Motif& motif) {
  const std::size_t code_column = table.require("code");
  const std::size_t count_column = table.require("count");
  motifs::Histogram histogram{Eigen::VectorXd::Zero(motif.orbit_count())};
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const double count = table.number(row, count_column);
    if (count < 0) throw table.error(row, count_column, "negative count", "a count of at least 0");
    histogram.counts[motif.orbit_of[read_code(table, row, code_column, motif)]] += count;
  }
  if (histogram.total() <= 0) {
    throw core::DataError({.what = "histogram without counts",
                           .where = table.path,
                           .value = std::to_string(table.rows.size()) + " rows",
                           .expected = "at least one count above 0"});
  }
  return histogram;
}

void write_scan(const std::string& path, const std::vector<std::string>& parameters,
                const std::vector<ScanRow>& rows) {
  Table table{.path = path};
  for (const std::string& name : parameters) {
    table.columns.push_back(name == "temperature" ? "temperature_ratio" : name);
  }
  for (const char* name : {"distance", "distance_lo", "distance_hi"})
    table.columns.emplace_back(name);
  for (const ScanRow& row : rows) {
    auto& fields = table.rows.emplace_back();
    for (const double at : row.at) fields.push_back(to_field(at));
    for (const double number : {row.point.distance, row.point.low, row.point.high}) {
      fields.push_back(to_field(number));
    }
  }
  write_table(path, table);
}

std::vector<ScanRow> read_scan(const std::string& path) {
  const Table table = read_table(path);
  const std::size_t distance = table.require("distance");
  const std::size_t low = table.require("distance_lo");
  const std::size_t high = table.require("distance_hi");
  std::vector<ScanRow> rows;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    ScanRow& read = rows.emplace_back();
    for (std::size_t k = 0; k < distance; ++k) read.at.push_back(table.number(row, k));
    read.point = {table.number(row, distance), table.number(row, low), table.number(row, high)};
  }
  return rows;
}

}  // namespace gibbsight::io
