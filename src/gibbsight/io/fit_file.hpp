// fit.json: all results of a fit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gibbsight::io {

/// What drawn images show of a parameter beyond what was drawn.
struct NullRecord {
  double mean = 0;
  double error = 0;   ///< of the mean
  double spread = 0;  ///< "std", of single images

  bool operator==(const NullRecord&) const = default;
};

struct ParameterRecord {
  std::string name = {};
  double value = 0;
  double standard_error = 0;  ///< "std"
  double low = 0;             ///< "interval"
  double high = 0;
  double level = 0;
  std::string unit = {};
  bool identifiable = true;
  double prior_mean = 0;    ///< "prior"
  double prior_width = 0;   ///< standard deviation; 0 where a number has no prior of its own
  double value_narrow = 0;  ///< "prior_halved": the value with a prior half as wide
  double value_wide = 0;    ///< "prior_doubled"
  /// "null": what images drawn of the random mixture seem to have; left out where none were drawn.
  std::optional<NullRecord> null = {};
  /// "confirmation": what images drawn of this very fit seem to have too much.
  std::optional<NullRecord> confirmation = {};
};

/// A configuration that a model explains badly.
struct MisfitRecord {
  std::string configuration = {};
  std::uint64_t code = 0;
  double deviations = 0;  ///< in standard deviations of what twins show
};

/// "moment_matching": the same parameters by maximum likelihood, one entry each.
struct SecondReadingRecord {
  std::vector<double> values = {};
  std::vector<double> standard_errors = {};
  double p_value = 1;  ///< that both readings are of one truth
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
  double log_evidence_error = 0;
  double probability_narrow = 0;  ///< "probability_prior_halved"
  double probability_wide = 0;    ///< "probability_prior_doubled"
  int simulations = 0;
  std::vector<std::string> undetermined = {};  ///< directions, in words
  std::vector<MisfitRecord> misfits = {};
  SecondReadingRecord second_reading = {};  ///< empty where there is none
};

/// A parameter averaged over the models that the data support.
struct AveragedRecord {
  ParameterRecord parameter = {};
  double lowest = 0;  ///< "models": between the single models' values
  double highest = 0;
};

/// Something that was not fitted, measured and predicted.
struct PredictionRecord {
  std::string name = {};
  double measured = 0;
  double expected = 0;
  double low = 0;  ///< "interval"
  double high = 0;
  double deviations = 0;
  double p_value = 1;
};

/// A parameter of the most probable model with interactions, fitted again after a change that
/// should not matter. Aspects and their labels, which stay what they are:
///   "half of the image" ("half of every image" of a joint fit): "upper", "lower", "left", "right";
///   "mask": "wider by one site";
///   "class probability": "0.9 or more", "0.99 or more";
///   "without edits": "as classified";
///   "one image alone", of a joint fit: the name of its file without the ending.
struct VariationRecord {
  std::string aspect = {};
  std::string label = {};
  std::string model = {};
  std::string parameter = {};
  double value = 0;
  double standard_error = 0;  ///< "std"

  bool operator==(const VariationRecord&) const = default;
};

/// A two-sample check of an image and images drawn like it.
struct LikenessRecord {
  std::string name = {};
  double distance = 0;
  double usual = 0;  ///< of those images among themselves
  double p_value = 1;

  bool operator==(const LikenessRecord&) const = default;
};

/// "microscope": what images drawn of the random mixture say of the instrument.
struct MicroscopeRecord {
  std::size_t twins = 0;
  std::size_t failed = 0;
  std::vector<std::string> species = {};
  std::vector<std::vector<double>> confusion = {};  ///< true species by observed
  std::vector<double> lost = {};                    ///< share of the sites of each species
  std::vector<double> lost_error = {};              ///< their standard errors
  double false_atoms = 0;                           ///< share of the atoms found on sites
  double false_atoms_error = 0;
  std::vector<LikenessRecord> likeness = {};

  bool operator==(const MicroscopeRecord&) const = default;
};

struct InputRecord {
  std::string path = {};  ///< as the user typed it
  std::string sha256 = {};

  bool operator==(const InputRecord&) const = default;
};

struct FitFile {
  std::string status = "ok";  ///< ok, uninformative or refused
  std::vector<std::string> reasons = {};
  std::string stage = {};  ///< where a refused run stopped; left out otherwise
  std::vector<std::pair<std::string, double>> composition = {};  ///< of seen sites, in order
  /// K: kT is k_B times this, where it was given; left out otherwise.
  std::optional<double> temperature = {};
  std::size_t sites = 0;
  std::size_t motifs = 0;
  double effective_motifs = 0;
  std::string best_model = {};
  std::string conclusion = {};  ///< which model the data need, in a sentence
  std::vector<ModelRecord> models = {};
  std::vector<AveragedRecord> averaged = {};
  std::vector<PredictionRecord> predictions = {};  ///< of the best model
  /// None of a bare histogram; a change that leaves too little, or asks for what a table does not
  /// hold, is left out.
  std::vector<VariationRecord> variations = {};
  /// None where no image was imitated, or several were fitted together: each has its own in its
  /// folder.
  std::vector<MicroscopeRecord> microscope = {};
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
std::string to_text(const FitFile& fit);  ///< the bytes of the file

/// Throws DataError for another schema or a missing or wrong key (named), InputError for no file.
FitFile read_fit(const std::string& path);
FitFile parse_fit(const std::string& text, const std::string& path);  ///< errors name the path

/// SHA-256 of a file's bytes, in lower-case hexadecimal. Throws as core::read_file does.
std::string sha256_of_file(const std::string& path);

}  // namespace gibbsight::io
