// fit.json: all results of a fit.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gibbsight::io {

struct ParameterRecord {
  std::string name = {};
  double value = 0;
  double standard_error = 0;  ///< "std"
  double low = 0;             ///< "interval"
  double high = 0;
  double level = 0;
  std::string unit = {};
  bool identifiable = true;
};

struct ModelRecord {
  std::string name = {};
  std::vector<ParameterRecord> parameters = {};
  double distance = 0;
  double distance_low = 0;  ///< "distance_expected"
  double distance_high = 0;
  double p_value = 0;
  double log_evidence = 0;
  double probability = 0;
};

struct InputRecord {
  std::string path = {};  ///< as the user typed it
  std::string sha256 = {};
};

struct FitFile {
  std::string status = "ok";  ///< ok, uninformative or refused
  std::vector<std::string> reasons = {};
  std::string stage = {};  ///< where a refused run stopped; left out otherwise
  std::vector<std::pair<std::string, double>> composition = {};  ///< of seen sites, in order
  std::size_t sites = 0;
  std::size_t motifs = 0;
  double effective_motifs = 0;
  std::string best_model = {};
  std::vector<ModelRecord> models = {};
  std::vector<std::string> warnings = {};
  std::string version = {};
  std::string commit = {};
  std::uint64_t seed = 0;
  std::vector<InputRecord> inputs = {};
};

/// "schema": "gibbsight.fit/1", "convention": "unlike-minus-mean-of-like", and under "provenance"
/// version, commit, seed, inputs and the schemas of the tables beside it. Numbers that are not
/// finite become null.
void write_fit(const std::string& path, const FitFile& fit);

/// Throws DataError for another schema or a missing or wrong key (named), InputError for no file.
FitFile read_fit(const std::string& path);

/// SHA-256 of a file's bytes, in lower-case hexadecimal. Throws as core::read_file does.
std::string sha256_of_file(const std::string& path);

}  // namespace gibbsight::io
