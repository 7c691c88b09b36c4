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

/// An 8-bit grey PNG.
struct Picture {
  int columns = 0;
  int rows = 0;
  std::vector<std::uint8_t> png;  ///< the bytes of the file
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
};

/// A measured cell.
struct Cell {
  std::array<double, 2> a_px{};
  std::array<double, 2> b_px{};
  std::optional<double> a_nm;  ///< length of a, where the pixel size is known
  std::optional<double> b_nm;
  double angle_degrees = 0;
};

/// One line of a table of facts: "sites placed", "4083 of 4102", "Share of atoms ...".
struct Fact {
  std::string name;
  std::string value;
  std::string sentence;
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
  std::string text;  ///< as in "Se|Te,Te,Se,Te"
  std::int64_t code = 0;
  int orbit = 0;
  int multiplicity = 1;
  double count = 0;
  double measured = 0;                ///< probability
  double measured_error = 0;          ///< one standard deviation
  std::vector<double> probabilities;  ///< one for each Report::histogram_models
};

/// s against temperature, in units of the fitted one, with an interval of what twins show.
struct Scan {
  struct Point {
    double temperature_ratio = 0;
    double distance = 0;
    Interval interval;
  };
  std::string model;
  std::vector<Point> points;
  double random_distance = 0;
};

struct Parameter {
  std::string name;
  double value = 0;
  double std = 0;
  Interval interval;
  double level = 0.9;
  std::string unit;
  bool identifiable = true;
};

struct Model {
  std::string name;
  std::vector<Parameter> parameters;
  double distance = 0;
  Interval distance_expected;  ///< of s if the model were true
  double p_value = 0;
  double log_evidence = 0;
  double probability = 0;
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
  std::optional<Picture> measured;
  std::optional<Picture> simulated;
  std::optional<double> nm_per_pixel;  ///< for the scale bar; unknown stays unknown
  std::vector<Site> sites;
  std::optional<Cell> cell;
  std::vector<Fact> facts;  ///< of atoms, lattice and species
  std::optional<IntensityHistogram> intensities;

  std::string best_model;
  std::vector<std::string> histogram_models;  ///< "random" among them
  std::vector<Configuration> configurations;
  std::optional<Scan> scan;
  std::vector<Model> models;
  std::string energy_note;  ///< what the energies mean and assume, printed under their table

  Provenance provenance;
};

/// The schema that to_json writes and render_html reads.
inline constexpr auto kSchema = "gibbsight.report/1";

/// The text of report.json. Numbers that are not finite become null; 64-bit seeds become text,
/// because JavaScript would round them. Text that is not UTF-8 is replaced, never refused.
std::string to_json(const Report& report);

/// The page, a function of report.json alone: one HTML file that asks nothing of any host. Throws
/// core::DataError where the text is no JSON or of another schema.
std::string render_html(const std::string& report_json);

/// A value with its standard error, the error to two digits and the value to its last digit:
/// "0.397 ± 0.021", "(1.23 ± 0.45)e-05". Without a positive finite error, six digits.
std::string with_error(double value, double error);

/// An interval whose ends are rounded to two digits of its width: "[0.362, 0.431]".
std::string to_text(const Interval& interval);

}  // namespace gibbsight::report
