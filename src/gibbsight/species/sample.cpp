#include "gibbsight/species/sample.hpp"

#include <fmt/core.h>

#include <cmath>
#include <numeric>

#include "gibbsight/core/errors.hpp"

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

int affordable_order(int order, std::size_t atoms) {
  while (order > 0 &&
         static_cast<std::size_t>((order + 1) * (order + 2) / 2 * kAtomsPerTerm) > atoms)
    --order;
  return order;
}

std::vector<Eigen::Index> well_seen(const Sample& sample, const indexing::Sites& sites) {
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < sample.sites.size(); ++i) {
    if (sites.sites[sample.sites[i]].inside) rows.push_back(static_cast<Eigen::Index>(i));
  }
  if (rows.size() >= kFewestAtoms) return rows;
  rows.resize(sample.sites.size());
  std::iota(rows.begin(), rows.end(), Eigen::Index{0});
  return rows;
}

}  // namespace

Sample take_sample(const indexing::Sites& sites, const atoms::AtomList& atoms, int sublattice,
                   int order) {
  Sample sample;
  std::vector<indexing::Vector2> places;
  std::vector<double> values;
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    if (site.sublattice != sublattice || site.atom == indexing::kNoAtom) continue;
    sample.sites.push_back(i);
    places.emplace_back(site.x, site.y);
    values.push_back(atoms.atoms[static_cast<std::size_t>(site.atom)].intensity);
  }
  if (values.size() < kFewestAtoms) {
    throw core::DataError(
        {.what = "species: too few atoms",
         .where = "sublattice " + sites.lattice.basis[static_cast<std::size_t>(sublattice)].name,
         .value = fmt::format("{}", values.size()),
         .expected = fmt::format("at least {}", kFewestAtoms)});
  }
  sample.values =
      Eigen::Map<Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  sample.learned = well_seen(sample, sites);
  sample.design.resize(sample.values.size(), 0);
  add_terms(sample, polynomial(places, affordable_order(order, values.size())));
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
