#include "synthetic_report.hpp"

#include <png.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace gibbsight::tests {
namespace {

constexpr int kCells = 24;
constexpr double kSpacing = 14.3;
constexpr double kTilt = 0.08;
constexpr int kSize = 360;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_bright(int a, int b) { return (a * 7 + b * 13 + (a * b) % 5) % 9 < 4; }

report::Site site(int a, int b) {
  const double x = 16 + kSpacing * (a * std::cos(kTilt) - b * std::sin(kTilt)) + 22;
  const double y = 8 + kSpacing * (a * std::sin(kTilt) + b * std::cos(kTilt));
  const bool unseen = (a * 31 + b * 17) % 97 == 0;
  return {.a = a,
          .b = b,
          .x_px = x,
          .y_px = y,
          .species = unseen ? -1 : static_cast<int>(is_bright(a, b)),
          .sublattice = 0,
          .atom = unseen ? -1 : a + kCells * b,
          .orbit = unseen ? -1 : (a + b) % 12,
          .manual = a == 5 && b == 5,
          .intensity = is_bright(a, b) ? 190.0 : 90.0,
          .probabilities = is_bright(a, b) ? std::vector{0.03, 0.97} : std::vector{0.999, 0.001},
          .misfit = std::array{0.1 * std::sin(a), 0.1 * std::cos(b)}};
}

std::vector<report::Site> sites() {
  std::vector<report::Site> all;
  for (int b = 0; b < kCells; ++b) {
    for (int a = 0; a < kCells - 2; ++a) all.push_back(site(a, b));
  }
  return all;
}

/// The peaks of the picture, each with the background of the whole.
std::vector<report::Atom> atoms() {
  std::vector<report::Atom> all;
  for (const auto& s : sites()) {
    all.push_back({s.x_px, s.y_px, s.species == 1 ? 190.0 : 90.0, 30, 3});
  }
  return all;
}

report::Picture picture() {
  std::vector<double> heights(kSize * kSize, 30.0);
  for (const auto& s : sites()) {
    const double top = s.species == 1 ? 190 : 90;
    for (int row = std::max(0, int(s.y_px) - 9); row < std::min(kSize, int(s.y_px) + 10); ++row) {
      for (int column = std::max(0, int(s.x_px) - 9); column < std::min(kSize, int(s.x_px) + 10);
           ++column) {
        const double r2 = std::pow(column - s.x_px, 2) + std::pow(row - s.y_px, 2);
        heights[std::size_t(row * kSize + column)] += top * std::exp(-r2 / 18);
      }
    }
  }
  std::vector<std::uint8_t> grey;
  for (const double height : heights) grey.push_back(std::uint8_t(std::min(255.0, height)));

  png_image header = {};
  header.version = PNG_IMAGE_VERSION;
  header.width = kSize;
  header.height = kSize;
  header.format = PNG_FORMAT_GRAY;
  png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(header);
  std::vector<std::uint8_t> png(bytes);
  if (!png_image_write_to_memory(&header, png.data(), &bytes, 0, grey.data(), 0, nullptr)) {
    throw std::runtime_error("libpng refused the synthetic picture");
  }
  png.resize(bytes);
  return {.columns = kSize, .rows = kSize, .png = png, .step = 1, .black = 0, .white = 255};
}

/// Evenly spread over six standard deviations, in an order of their own.
std::vector<double> draws(double mean, double std) {
  std::vector<double> all;
  for (int i = 0; i < 200; ++i) all.push_back(mean + std * (3.0 * ((i * 73) % 200) / 100 - 3));
  return all;
}

/// Two parameters that move probability from the first orbits to the last, with a bend.
report::Response response(const report::Report& report) {
  report::Response r;
  r.at = {0.39, 0.45};
  r.best = {0.397, 0.4512};
  r.jacobian.resize(2);
  report::Response::Matrix rise(2);
  for (std::size_t i = 0; i < report.configurations.size(); ++i) {
    const double tilt = double(i) - 5.5;
    r.reference.push_back(std::sqrt(report.configurations[i].measured));
    r.jacobian[0].push_back(-0.05 * tilt);
    r.jacobian[1].push_back(0.02 * tilt);
    rise[0].push_back(0.004 * tilt);
    rise[1].push_back(0);
  }
  r.axes = {{0.02, 0}, {0, 0.012}};
  r.rises = {rise, {std::vector<double>(12), std::vector<double>(12)}};
  return r;
}

void add_fit(report::Report& report) {
  report.species = {"Te", kHostileName};
  report.best_model = "pair1";
  report.histogram_models = {"random", "pair1", "pair1[1,0]"};
  const std::vector<int> multiplicity = {1, 4, 4, 2, 4, 1};
  const std::vector<std::string> neighbours = {"Te,Te,Te,Te", "Se,Te,Te,Te", "Se,Se,Te,Te",
                                               "Se,Te,Se,Te", "Se,Se,Se,Te", "Se,Se,Se,Se"};
  for (int orbit = 0; orbit < 12; ++orbit) {
    const double measured = 0.19 * std::exp(-0.35 * orbit) + 0.01;
    std::string text = orbit < 6 ? "Te|" : "Se|";
    text += neighbours[std::size_t(orbit % 6)];
    std::vector<int> species = {orbit < 6 ? 0 : 1};
    for (std::size_t at = 0; at < 4; ++at) {
      species.push_back(neighbours[std::size_t(orbit % 6)].substr(3 * at, 2) == "Se" ? 1 : 0);
    }
    report.configurations.push_back(
        {.text = text,
         .species = species,
         .code = orbit * 2,
         .orbit = orbit,
         .multiplicity = multiplicity[std::size_t(orbit % 6)],
         .count = std::round(3810 * measured),
         .measured = measured,
         .measured_error = 0.05 * measured + 0.002,
         .probabilities = {0.10 - 0.003 * orbit, measured * 1.04, measured * 0.9},
         .deviations = 2.5 * std::sin(2.0 * orbit)});
  }
  const report::Parameter pair1 = {.name = "pair1",
                                   .value = 0.39712,
                                   .std = 0.0211,
                                   .interval = {0.3621, 0.4309},
                                   .level = 0.9,
                                   .unit = "kT",
                                   .identifiable = true,
                                   .prior = report::Prior{0, 1, -kInfinity, kInfinity},
                                   .value_prior_halved = 0.395,
                                   .value_prior_doubled = 0.399,
                                   .moments = report::SecondReading{0.41, 0.025},
                                   .draws = draws(0.397, 0.0211)};
  const report::Parameter fraction = {.name = "fraction:Se",
                                      .value = 0.4512,
                                      .std = 0.0123,
                                      .interval = {0.431, 0.471},
                                      .level = 0.9,
                                      .unit = "",
                                      .identifiable = true,
                                      .prior = report::Prior{0.5, 1, 0, 1},
                                      .value_prior_halved = 0.4514,
                                      .value_prior_doubled = 0.4511,
                                      .moments = std::nullopt,
                                      .draws = draws(0.451, 0.0123)};
  report::Parameter along_a = pair1;
  along_a.name = "pair1[1,0]";
  along_a.identifiable = false;
  report.models = {{.name = "random",
                    .parameters = {},
                    .distance = 0.21,
                    .distance_expected = {0.03, 0.06},
                    .p_value = 1.0 / 257,
                    .log_evidence = -80.2,
                    .log_evidence_error = 1.1,
                    .probability = 1e-30,
                    .probability_prior_halved = 1e-30,
                    .probability_prior_doubled = 1e-29,
                    .undetermined = {},
                    .moments_p_value = std::nullopt,
                    .response = std::nullopt},
                   {.name = "pair1",
                    .parameters = {pair1, fraction},
                    .distance = 0.043,
                    .distance_expected = {0.031, 0.058},
                    .p_value = 0.37,
                    .log_evidence = -12.1,
                    .log_evidence_error = 0.06,
                    .probability = 0.93,
                    .probability_prior_halved = 0.9,
                    .probability_prior_doubled = 0.95,
                    .undetermined = {},
                    .moments_p_value = 0.6,
                    .response = response(report)},
                   {.name = "pair1[1,0]",
                    .parameters = {along_a},
                    .distance = 0.041,
                    .distance_expected = {0.030, 0.057},
                    .p_value = 0.35,
                    .log_evidence = std::nan(""),
                    .log_evidence_error = std::nan(""),
                    .probability = 0.07,
                    .probability_prior_halved = 0.1,
                    .probability_prior_doubled = 0.05,
                    .undetermined = {"pair1[1,0]"},
                    .moments_p_value = std::nullopt,
                    .response = std::nullopt}};
  report.motif = report::Motif{{{0, 0}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
  report.counts = report::Counts{.sites = 522,
                                 .motifs = 3810,
                                 .effective_motifs = 1650.2,
                                 .composition = {0.551, 0.449},
                                 .twins = 256,
                                 .edits = 1};
  report.averaged = {{pair1, {0.36, 0.41}}};
  for (int shell = 1; shell <= 5; ++shell) {
    const double order = 0.24 / shell;
    report.predictions.push_back({.name = "short_range_order" + std::to_string(shell),
                                  .measured = order + 0.003,
                                  .expected = order,
                                  .interval = {order - 0.01, order + 0.01},
                                  .deviations = 0.5,
                                  .p_value = 0.6});
  }
  report.null_test = report::NullTest{.images = 40,
                                      .rows = {{.parameter = "pair1",
                                                .measured = 0.39712,
                                                .std = 0.0211,
                                                .mean = 0.0312,
                                                .mean_error = 0.0041,
                                                .spread = 0.026}}};
  report.variations = {{.aspect = "half of the image",
                        .label = "left",
                        .parameter = "pair1",
                        .value = 0.42,
                        .std = 0.031},
                       {.aspect = "half of the image",
                        .label = "right",
                        .parameter = "pair1",
                        .value = 0.38,
                        .std = 0.029},
                       {.aspect = "without edits",
                        .label = "as classified",
                        .parameter = "pair1",
                        .value = 0.391,
                        .std = 0.022}};
  report.scan = report::Scan{.model = "pair1",
                             .axes = {"temperature"},
                             .points = {},
                             .random_distance = 0.21,
                             .floor = 0.028};
  for (int i = 0; i < 15; ++i) {
    const double ratio = std::pow(2.0, (i - 6) / 3.0);
    const double s = 0.043 + 0.17 * std::abs(1 - 1 / ratio) / (1 + 0.2 / ratio);
    report.scan->points.push_back(
        {.at = {ratio}, .distance = s, .interval = {0.9 * s - 0.005, 1.1 * s + 0.005}});
  }
  report.energy_note =
      "Energies are effective, in-plane, and in units of k_B T at the temperature where the layer "
      "froze in.";
  report.provenance = {
      .version = "0.1.0",
      .commit = "0123456789ab",
      .seed = 18446744073709551615U,
      .inputs = {{.path = "scan.tif", .sha256 = std::string(64, 'a')}},
      .configuration = "[lattice]\nname = \"square\"\nspecies = [\"Te\", \"Se\"]\n"};
}

}  // namespace

report::Report full_report() {
  report::Report report;
  report.title = "scan.tif";
  report.verdict = {
      "Like neighbours attract: an unlike pair costs 0.397 ± 0.021 kT.",
      "A model of nearest-neighbour pairs is not contradicted (p = 0.37); a random mixture is."};
  add_fit(report);
  report.measured = picture();
  report.simulated = picture();
  report.nm_per_pixel = 0.026;
  report.levelling = report::Levelling{};
  for (int row = 0; row < kSize; ++row) {
    report.levelling->left.push_back(0.2 * row);
    report.levelling->right.push_back(40 - 0.1 * row);
  }
  report.atoms = atoms();
  report.sites = sites();
  report.cell = report::Cell{.a_px = {kSpacing * std::cos(kTilt), kSpacing * std::sin(kTilt)},
                             .b_px = {-kSpacing * std::sin(kTilt), kSpacing * std::cos(kTilt)},
                             .a_error_px = 0.004,
                             .b_error_px = 0.004,
                             .a_nm = 0.38,
                             .b_nm = 0.38,
                             .angle_degrees = 90.02};
  report.facts = {{.name = "atoms placed",
                   .value = "99.4 %",
                   .sentence = "Share of the atoms found that lie on a site.",
                   .judgement = "good"},
                  {.name = "residual",
                   .value = "0.041 a",
                   .sentence = "Mean distance of an atom to its site.",
                   .judgement = "look at it"}};
  report.intensities = report::IntensityHistogram{
      .axis = "height above background (pm)", .edges = {}, .counts = {}, .curves = {}};
  report.intensities->curves = {{.species = 0, .counts = {}}, {.species = 1, .counts = {}}};
  for (int i = 0; i <= 40; ++i) report.intensities->edges.push_back(20 + 5 * i);
  for (int i = 0; i < 40; ++i) {
    const double dark = 40 * std::exp(-std::pow((i - 11) / 4.0, 2));
    const double bright = 33 * std::exp(-std::pow((i - 28) / 5.0, 2));
    report.intensities->counts.push_back(std::floor(dark + bright + 3 * std::sin(i * i)) + 3);
    report.intensities->curves[0].counts.push_back(dark);
    report.intensities->curves[1].counts.push_back(bright);
  }
  report.warnings = {"12 atoms hold clipped pixels; their heights come from the flanks."};
  return report;
}

report::Report refused_report() {
  report::Report report;
  report.title = "noise.png";
  report.verdict = {"No interaction was fitted: the image shows no lattice."};
  report.status = "refused";
  report.stage = "atoms";
  report.reasons = {"no periodic spacing: the power spectrum has no peak above its noise"};
  report.measured = picture();
  return report;
}

report::Report histogram_report() {
  report::Report report;
  report.title = "histogram.csv";
  report.verdict = {"The data cannot tell the interaction from none."};
  report.status = "uninformative";
  report.reasons = {"the interval of pair1 is as wide as its prior"};
  add_fit(report);
  report.counts->sites = 0;
  report.variations.clear();
  return report;
}

}  // namespace gibbsight::tests
