#include "fast_box.hpp"

namespace gibbsight::testing {

using Eigen::MatrixXd;
using Eigen::VectorXd;

FastBox::FastBox(const Model& model, const sampler::Ensemble& ensemble,
                 const sampler::Ensemble& start, const lattice::Window& box,
                 const core::Stream& stream)
    : parameters_(Eigen::Map<const VectorXd>(model.parameters.data(),
                                             static_cast<Eigen::Index>(model.parameters.size()))),
      interactions_(model::make_interactions(lattice::make_lattice(model.lattice, model.species),
                                             model.interactions, model.group)),
      hamiltonian_(interactions_, parameters_,
                   chemical_potentials(ensemble, static_cast<int>(model.species.size())), box),
      program_(sampler::LaneProgram::compile(hamiltonian_, ensemble).value()),
      start_(start),
      block_(program_, start, stream, sampler::available_kernels().front()),
      sites_(program_.sites()) {
  for (const auto& [terms, count] : program_.clusters()) clusters_.emplace_back(terms, count);
}

VectorXd FastBox::energies() {
  VectorXd energies = VectorXd::Zero(sampler::kLanes);
  for (auto& [terms, counter] : clusters_) {
    counter.add(block_);
    const MatrixXd counts = counter.take();
    for (Eigen::Index code = 0; code < counts.rows(); ++code) {
      const int term = terms[static_cast<std::size_t>(code)];
      if (term >= 0) energies += parameters_[term] * counts.row(code);
    }
  }
  return energies;
}

VectorXd FastBox::second_species() {
  sites_.add(block_);
  return sites_.take().row(1);
}

std::vector<std::int8_t> FastBox::species() const {
  std::vector<std::int8_t> all(sampler::kLanes * hamiltonian_.site_count());
  block_.copy(hamiltonian_.active_sites(), hamiltonian_.site_count(), all);
  return all;
}

std::vector<std::int8_t> FastBox::species_of(std::size_t replica) const {
  std::vector<std::int8_t> species;
  for (const std::uint32_t site : hamiltonian_.active_sites()) {
    const std::uint64_t* row = block_.words() + sampler::kRowWords * program_.row_of(site);
    species.push_back(static_cast<std::int8_t>(row[replica / 64] >> (replica % 64) & 1));
  }
  return species;
}

}  // namespace gibbsight::testing
