// What the files call their layout; a number goes up when an old reader would misread the new one.
#pragma once

#include <array>
#include <string_view>

namespace gibbsight::io {

inline constexpr std::string_view kFitSchema = "gibbsight.fit/1";
inline constexpr std::string_view kFitConvention = "unlike-minus-mean-of-like";
inline constexpr std::string_view kLatticeSchema = "gibbsight.lattice/1";
inline constexpr std::string_view kModelSchema = "gibbsight.model/1";
inline constexpr std::string_view kPosteriorSchema = "gibbsight.posterior/1";
inline constexpr std::string_view kExtxyzSchema = "gibbsight.extxyz/1";

/// A comma-separated table has no place for its schema: fit.json, beside it, names it.
struct TableSchema {
  const char* file;
  const char* schema;
};
inline constexpr std::array kTableSchemas{
    TableSchema{"atoms.csv", "gibbsight.atoms/1"},
    TableSchema{"sites.csv", "gibbsight.sites/1"},
    TableSchema{"histogram.csv", "gibbsight.histogram/1"},
    TableSchema{"scan.csv", "gibbsight.scan/1"},
};

}  // namespace gibbsight::io
