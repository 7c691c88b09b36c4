#include "gibbsight/species/sample.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gibbsight/atoms/neighbours.hpp"
#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/atoms/window.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/indexing/beside.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::species {
namespace {

constexpr std::size_t kFewestAtoms = 30;
constexpr int kAtomsPerTerm = 20;  // of the background

/// Powers of position up to `order`, without the constant, for positions scaled to [-1, 1].
Eigen::MatrixXd polynomial(const std::vector<indexing::Vector2>& places, int order) {
  indexing::Vector2 low = places.front();
  indexing::Vector2 high = places.front();
  for (const auto& place : places) {
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  const Eigen::Index terms = (order + 1) * (order + 2) / 2 - 1;
  Eigen::MatrixXd design(static_cast<Eigen::Index>(places.size()), terms);
  for (Eigen::Index i = 0; i < design.rows(); ++i) {
    const indexing::Vector2 u =
        (2 * (places[static_cast<std::size_t>(i)] - low).array() / (high - low).array().max(1e-9) -
         1)
            .matrix();
    Eigen::Index term = 0;
    for (int total = 1; total <= order; ++total) {
      for (int power = 0; power <= total; ++power) {
        design(i, term++) = std::pow(u.x(), total - power) * std::pow(u.y(), power);
      }
    }
  }
  return design;
}

/// By how much the background of each atom differs from what is usual around it.
Eigen::VectorXd departures(const std::vector<indexing::Vector2>& places,
                           const std::vector<double>& backgrounds) {
  constexpr double kAround = 2.5;  // distances of neighbours: some twenty atoms
  const atoms::PointIndex index(places);
  const double radius = kAround * index.typical_distance();
  Eigen::VectorXd result(static_cast<Eigen::Index>(places.size()));
  std::vector<double> around;
  for (int i = 0; i < index.size(); ++i) {
    around.clear();
    index.for_each_within(index[i], radius, [&](int point, double) {
      around.push_back(backgrounds[static_cast<std::size_t>(point)]);
    });
    result[i] = backgrounds[static_cast<std::size_t>(i)] - core::median(around);
  }
  return result;
}

/// A background that the noise made too high made the height too low. Gives back what was lost to
/// noise, as far as backgrounds depart from those around by no more than noise lets them.
Eigen::VectorXd height_lost(const std::vector<const atoms::Atom*>& atoms, double spacing,
                            const std::vector<indexing::Vector2>& places) {
  std::vector<double> backgrounds;
  std::vector<double> widths;
  std::vector<double> residuals;
  for (const atoms::Atom* atom : atoms) {
    backgrounds.push_back(atom->background);
    widths.push_back(atom->sigma);
    residuals.push_back(atom->residual);
  }
  const double width = core::median(std::move(widths));
  const double noise = core::median(std::move(residuals));
  if (width <= 0 || noise <= 0) return Eigen::VectorXd::Zero(std::ssize(atoms));  // not fitted here
  const atoms::Tradeoff tradeoff = atoms::trade_off(spacing, width, noise);
  const Eigen::VectorXd departure = departures(places, backgrounds);
  const double spread = core::robust_deviation({departure.begin(), departure.end()}, 0);
  const double share = std::min(1.0, std::pow(tradeoff.background_error / spread, 2));
  return share * tradeoff.height_lost * departure;
}

/// Empty where an atom has none.
Eigen::VectorXd log_widths(const std::vector<const atoms::Atom*>& atoms) {
  Eigen::VectorXd result(std::ssize(atoms));
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    if (!(atoms[i]->sigma > 0)) return {};
    result[static_cast<Eigen::Index>(i)] = std::log(atoms[i]->sigma);
  }
  return result;
}

int affordable_order(int order, std::size_t atoms) {
  while (order > 0 &&
         static_cast<std::size_t>((order + 1) * (order + 2) / 2 * kAtomsPerTerm) > atoms)
    --order;
  return order;
}

double spacing_of(const atoms::AtomList& list) {
  return list.spacing > 0 ? list.spacing : atoms::typical_spacing(list.atoms);
}

std::vector<Eigen::Index> rows_where(const Sample& sample, const std::vector<char>& chosen) {
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < sample.sites.size(); ++i) {
    if (chosen[sample.sites[i]] != 0) rows.push_back(static_cast<Eigen::Index>(i));
  }
  return rows;
}

/// Where no site may be empty, a place without atom beside an atom is where the crystal ends, or
/// something hides it.
std::vector<Eigen::Index> well_seen(const Sample& sample, const indexing::Sites& sites,
                                    const atoms::AtomList& atoms) {
  std::vector<char> inside;
  std::vector<char> occupied;
  for (const indexing::Site& site : sites.sites) {
    inside.push_back(site.inside ? 1 : 0);
    occupied.push_back(site.atom == indexing::kNoAtom ? 0 : 1);
  }
  std::vector<Eigen::Index> rows = rows_where(sample, inside);
  if (rows.size() < kFewestAtoms) {
    rows.resize(sample.sites.size());
    std::iota(rows.begin(), rows.end(), Eigen::Index{0});
    return rows;
  }
  if (indexing::has_vacancies(sites.lattice)) return rows;
  std::vector<char> surrounded = inside;
  const std::vector<char> at_edge = beside_unknown(sites, occupied, atoms);
  for (std::size_t i = 0; i < at_edge.size(); ++i) {
    if (at_edge[i] != 0) surrounded[i] = 0;
  }
  std::vector<Eigen::Index> kept = rows_where(sample, surrounded);
  return 2 * kept.size() > rows.size() && kept.size() >= kFewestAtoms ? kept : rows;
}

}  // namespace

Sample take_sample(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                   int order) {
  Sample sample;
  std::vector<indexing::Vector2> places;
  std::vector<const atoms::Atom*> measured;
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    if (site.sublattice != sublattice || site.atom == indexing::kNoAtom) continue;
    sample.sites.push_back(i);
    places.emplace_back(site.x, site.y);
    measured.push_back(&atoms.atoms[static_cast<std::size_t>(site.atom)]);
  }
  if (measured.size() < kFewestAtoms) {
    throw core::DataError(
        {.what = "species: too few atoms",
         .where = "sublattice " + sites.lattice.basis[static_cast<std::size_t>(sublattice)].name,
         .value = fmt::format("{}", measured.size()),
         .expected = fmt::format("at least {}", kFewestAtoms)});
  }
  sample.values = height_lost(measured, spacing_of(atoms), places);
  for (std::size_t i = 0; i < measured.size(); ++i) {
    sample.values[static_cast<Eigen::Index>(i)] += measured[i]->intensity;
  }
  sample.log_widths = log_widths(measured);
  sample.learned = well_seen(sample, sites, atoms);
  sample.design.resize(sample.values.size(), 0);
  add_terms(sample, polynomial(places, affordable_order(order, measured.size())));
  sample.places = std::move(places);
  return sample;
}

void add_terms(Sample& sample, const Eigen::MatrixXd& terms) {
  const Eigen::RowVectorXd mean = terms(sample.learned, Eigen::all).colwise().mean();
  Eigen::MatrixXd design(sample.design.rows(), sample.design.cols() + terms.cols());
  design << sample.design, terms.rowwise() - mean;
  sample.design = std::move(design);
}

}  // namespace gibbsight::species
