// Everything the page draws, as plain values. The caller fills a Report from its results; nothing
// here computes. Whatever a run did not reach (a refusal, a fit that started from sites or a bare
// histogram) stays empty, and the page leaves its section out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gibbsight::report {

/// A closed interval of numbers.
struct Interval {
  double low = 0;
  double high = 0;
};

/// An 8-bit grey PNG. One of its pixels stands for `step` by `step` of the image, whose first pixel
/// has its centre at (0, 0); what it shows black and white are `black` and `white` in the image.
struct Picture {
  int columns = 0;
  int rows = 0;
  std::vector<std::uint8_t> png;  ///< the bytes of the file
  int step = 1;
  double black = 0;
  double white = 1;
};

/// What levelling took from the image: a straight line a row.
struct Levelling {
  std::vector<double> left;   ///< image before levelling - image after, at the first column
  std::vector<double> right;  ///< and at the last; one entry a row of the picture
};

/// A fitted peak.
struct Atom {
  double x_px = 0;
  double y_px = 0;
  double intensity = 0;
  double background = 0;
  double sigma_px = 0;
};

/// An atom on its site, or a site without one.
struct Site {
  int a = 0;
  int b = 0;
  double x_px = 0;
  double y_px = 0;
  int species = -1;    ///< index into Report::species; -1 = not seen
  int sublattice = 0;  ///< sites of one sublattice are joined along a and b
  int atom = -1;       ///< row of the atom table; -1 = no atom
  int orbit = -1;  ///< of the motif around it, Configuration::orbit; -1 = not all of it was seen
  bool manual = false;  ///< the species was given by hand
  std::optional<double> intensity;
  std::vector<double> probabilities;            ///< one a species, or none
  std::optional<std::array<double, 2>> misfit;  ///< px from where its neighbours put it
};

/// The sites of a motif, the centre first, in units of the length of a.
struct Motif {
  std::vector<std::array<double, 2>> positions;
};

/// A measured cell.
struct Cell {
  std::array<double, 2> a_px{};
  std::array<double, 2> b_px{};
  double a_error_px = 0;  ///< standard error of the length of a
  double b_error_px = 0;
  std::optional<double> a_nm;  ///< length of a, where the pixel size is known
  std::optional<double> b_nm;
  double angle_degrees = 0;
};

/// One line of a table of facts: "sites placed", "4083 of 4102", "Share of atoms ...", "good".
struct Fact {
  std::string name;
  std::string value;
  std::string sentence;
  std::string judgement;  ///< good, look at it, poor, or nothing
};

/// Counts of a quantity in bins, with the fitted class curves over the same axis.
struct IntensityHistogram {
  struct Curve {
    int species = 0;             ///< index into Report::species
    std::vector<double> counts;  ///< expected count in each bin
  };
  std::string axis = "intensity";
  std::vector<double> edges;   ///< one more than counts
  std::vector<double> counts;  ///< measured count in each bin
  std::vector<Curve> curves;
};

/// One row of the histogram of local configurations.
struct Configuration {
  std::string text;          ///< as in "Se|Te,Te,Se,Te"
  std::vector<int> species;  ///< of every site of the motif
  std::int64_t code = 0;
  int orbit = 0;
  int multiplicity = 1;
  double count = 0;
  double measured = 0;                ///< probability
  double measured_error = 0;          ///< one standard deviation
  std::vector<double> probabilities;  ///< one for each Report::histogram_models
  double deviations = 0;  ///< of the best model, in standard deviations of what twins show
};

/// s along one parameter, or over two, with an interval of what twins show. Temperature is in units
/// of the fitted one.
struct Scan {
  struct Point {
    std::vector<double> at;  ///< one entry an axis
    double distance = 0;
    Interval interval;
  };
  std::string model;
  std::vector<std::string> axes;
  std::vector<Point> points;
  double random_distance = 0;
  double floor = 0;  ///< mean s of the model's own twins to it: finite counting alone
};

/// A normal distribution, cut off outside [low, high].
struct Prior {
  double mean = 0;
  double std = 0;
  double low = 0;
  double high = 0;
};

/// The same parameter by another estimator.
struct SecondReading {
  double value = 0;
  double std = 0;
};

struct Parameter {
  std::string name;
  double value = 0;
  double std = 0;
  Interval interval;
  double level = 0.9;
  std::string unit;
  bool identifiable = true;
  std::optional<Prior> prior;
  double value_prior_halved = 0;
  double value_prior_doubled = 0;
  std::optional<SecondReading> moments;
  std::vector<double> draws;  ///< some of the posterior's, in the same order for every parameter
};

/// How the expected histogram moves near the fit: its square roots are
/// reference + J d + sum_a s_a rises[a] d / 2 where the parameters shift by d from `at`, s_a steps
/// along axis a, taken between -2 and 2.
struct Response {
  using Matrix = std::vector<std::vector<double>>;
  std::vector<double> at;         ///< one entry a parameter
  std::vector<double> best;       ///< likewise: where the fit ended
  std::vector<double> reference;  ///< one entry an orbit
  Matrix jacobian;                ///< a row a parameter, a column an orbit
  Matrix axes;                    ///< a row an axis, a column a parameter
  std::vector<Matrix> rises;      ///< one an axis, each like the jacobian; none where not known
};

struct Model {
  std::string name;
  std::vector<Parameter> parameters;
  double distance = 0;
  Interval distance_expected;  ///< of s if the model were true
  double p_value = 0;
  double log_evidence = 0;
  double log_evidence_error = 0;
  double probability = 0;
  double probability_prior_halved = 0;
  double probability_prior_doubled = 0;
  std::vector<std::string> undetermined;  ///< directions, in words
  std::optional<double> moments_p_value;  ///< that both readings are of one truth
  std::optional<Response> response;
};

/// A parameter over the models that the data support.
struct Average {
  Parameter parameter;
  Interval models;  ///< between the single models' values
};

/// Something that was not fitted, measured and predicted by the best model.
struct Prediction {
  std::string name;
  double measured = 0;
  double expected = 0;
  Interval interval;
  double deviations = 0;
  double p_value = 1;
};

/// What the whole chain makes of images of the random mixture: interactions that are not there.
struct NullTest {
  struct Row {
    std::string parameter;
    double measured = 0;  ///< on the image itself
    double std = 0;
    double mean = 0;        ///< over the images of the random mixture
    double mean_error = 0;  ///< standard error of that
    double spread = 0;      ///< standard deviation between them
  };
  int images = 0;
  std::vector<Row> rows;
};

/// The answer when something is changed that should not matter.
struct Variation {
  std::string aspect;  ///< what was changed: "classification threshold", "half of the image"
  std::string label;   ///< to what: "0.6", "left"
  std::string parameter;
  double value = 0;
  double std = 0;
};

/// How much there was to go by.
struct Counts {
  std::size_t sites = 0;
  std::size_t motifs = 0;
  double effective_motifs = 0;
  std::vector<double> composition;  ///< of the seen sites, one a species
  int twins = 0;
  std::size_t edits = 0;  ///< sites whose species was given by hand
};

/// One of several inputs that were fitted together, with a report of its own.
struct Part {
  std::string source;
  std::string folder;   ///< of that report, from where this one is
  std::string refusal;  ///< why it could not be fitted; empty where it was
  std::optional<Picture> thumbnail;
  std::optional<Counts> counts;
  double distance = 0;         ///< of the best model to this input alone
  Interval distance_expected;  ///< likewise
  double p_value = 0;          ///< likewise
};

struct Input {
  std::string path;
  std::string sha256;
};

struct Provenance {
  std::string version;
  std::string commit;
  std::uint64_t seed = 0;
  std::vector<Input> inputs;
  std::string configuration;  ///< the effective gibbsight.toml
};

struct Report {
  std::string title;                 ///< usually the name of the source file
  std::vector<std::string> verdict;  ///< sentences, the most important first
  std::string status = "ok";         ///< ok, uninformative or refused
  std::string stage;                 ///< where a refused run stopped
  std::vector<std::string> reasons;
  std::vector<std::string> warnings;

  std::vector<std::string> species;  ///< names, darkest to brightest
  std::optional<Picture> measured;   ///< levelled
  std::optional<Picture> thumbnail;  ///< the same, small
  std::optional<Levelling> levelling;
  std::optional<Picture> simulated;
  std::optional<double> nm_per_pixel;  ///< for the scale bar; unknown stays unknown
  std::vector<Atom> atoms;
  std::vector<Site> sites;
  std::optional<Cell> cell;
  std::vector<Fact> facts;  ///< of atoms, lattice and species
  std::optional<IntensityHistogram> intensities;

  std::string best_model;
  std::vector<std::string> histogram_models;  ///< "random" among them
  std::optional<Motif> motif;
  std::vector<Configuration> configurations;
  std::optional<Scan> scan;
  std::optional<Counts> counts;
  std::vector<Model> models;
  std::vector<Average> averaged;
  std::vector<Prediction> predictions;
  std::optional<NullTest> null_test;
  std::vector<Variation> variations;
  std::string energy_note;  ///< what the energies mean and assume, printed under their table

  std::vector<Part> parts;               ///< of a fit to several inputs
  std::vector<std::string> fitted_with;  ///< others, if that fit's report is in the folder above

  Provenance provenance;
};

/// The schema that to_json writes and render_html reads.
inline constexpr auto kSchema = "gibbsight.report/2";

/// The text of report.json. Numbers that are not finite become null; 64-bit seeds become text,
/// because JavaScript would round them. Text that is not UTF-8 is replaced, never refused.
std::string to_json(const Report& report);

/// The page, a function of report.json alone: one HTML file that asks nothing of any host. Throws
/// core::DataError where the text is no JSON or of another schema.
std::string render_html(const std::string& report_json);

/// One of several inputs that were fitted one by one.
struct IndexEntry {
  std::string source;       ///< as the user typed it
  std::string folder;       ///< of its report, from where the index is
  std::string report_json;  ///< empty where there is none
  std::string error;        ///< then why
};

/// A table of several reports, one HTML file with links to them. Throws as render_html does.
std::string render_index(const std::vector<IndexEntry>& entries);

/// A value with its standard error, the error to two digits and the value to its last digit:
/// "0.397 ± 0.021", "(1.23 ± 0.45)e-05". Without a positive finite error, six digits.
std::string with_error(double value, double error);

/// An interval whose ends are rounded to two digits of its width: "[0.362, 0.431]".
std::string to_text(const Interval& interval);

}  // namespace gibbsight::report
