// histogram.csv and scan.csv.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "gibbsight/inference/scan.hpp"
#include "gibbsight/io/table.hpp"
#include "gibbsight/motifs/histogram.hpp"

namespace gibbsight::io {

/// A column of model probabilities beside the measured ones.
struct ModelColumn {
  std::string name;
  Eigen::VectorXd probabilities;  ///< one an orbit
};

/// orbit,code,configuration,multiplicity,count,measured,<model>... in the order of the orbits.
void write_histogram(const std::string& path, const motifs::Motif& motif,
                     const motifs::Histogram& histogram, const std::vector<ModelColumn>& models);

/// Any table with code,count: counts of raw codes or of orbits' smallest codes are summed over the
/// orbits of the motif. Throws DataError (line, column) for a code the motif does not have, a
/// negative count, or when all counts are zero.
motifs::Histogram read_histogram(const std::string& path, const motifs::Motif& motif);
motifs::Histogram parse_histogram(const Table& table, const motifs::Motif& motif);

/// One line of scan.csv: temperature_ratio, or the names of one or two parameters, then
/// distance,distance_lo,distance_hi.
struct ScanRow {
  std::vector<double> at;
  inference::ScanPoint point;
};

void write_scan(const std::string& path, const std::vector<std::string>& parameters,
                const std::vector<ScanRow>& rows);
std::vector<ScanRow> read_scan(const std::string& path);

}  // namespace gibbsight::io
