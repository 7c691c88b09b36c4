#include "gibbsight/io/posterior_file.hpp"

#include <netcdf.h>
#include <netcdf_mem.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <utility>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/io/schemas.hpp"

namespace gibbsight::io {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr const char* kSchemaAttribute = "schema";
// What netCDF calls a file in memory; it would take some paths for addresses of hosts.
constexpr const char* kNameInMemory = "posterior.nc";

/// A netCDF-4 file in memory: the library never touches the disk, so no file is ever half-written.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& path) : path_(path) {
    check(nc_create_mem(kNameInMemory, NC_NETCDF4, 0, &id_));
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (id_ >= 0) nc_close(id_);
  }

  int id() const { return id_; }

  void check(int status) const {
    if (status == NC_NOERR) return;
    throw core::OutputError({.what = "can't make netCDF",
                             .where = path_,
                             .value = nc_strerror(status),
                             .expected = "names and sizes that netCDF can hold"});
  }

  int group(const char* name) const {
    int group = 0;
    check(nc_def_grp(id_, name, &group));
    return group;
  }

  /// A dimension and its coordinates 0, 1, ...
  int dimension(int group, const char* name, Eigen::Index size) const {
    int dimension = 0;
    int variable = 0;
    check(nc_def_dim(group, name, static_cast<std::size_t>(size), &dimension));
    check(nc_def_var(group, name, NC_INT64, 1, &dimension, &variable));
    std::vector<long long> coordinates(static_cast<std::size_t>(size));
    std::iota(coordinates.begin(), coordinates.end(), 0);
    check(nc_put_var_longlong(group, variable, coordinates.data()));
    return dimension;
  }

  std::vector<int> chain_and_draw(int group, Eigen::Index chains, Eigen::Index draws) const {
    return {dimension(group, "chain", chains), dimension(group, "draw", draws)};
  }

  void variable(int group, const std::string& name, const std::vector<int>& dimensions,
                const RowMajor& values) const {
    int variable = 0;
    check(nc_def_var(group, name.c_str(), NC_DOUBLE, static_cast<int>(dimensions.size()),
                     dimensions.data(), &variable));
    check(nc_put_var_double(group, variable, values.data()));
  }

  void attribute(const std::string& name, std::string_view text) const {
    check(nc_put_att_text(id_, NC_GLOBAL, name.c_str(), text.size(), text.data()));
  }

  std::string close() {
    NC_memio memory{};
    check(nc_close_memio(std::exchange(id_, -1), &memory));
    const std::unique_ptr<void, decltype(&std::free)> owner(memory.memory, &std::free);
    return {static_cast<const char*>(memory.memory), memory.size};
  }

 private:
  const std::string& path_;
  int id_ = -1;
};

/// A netCDF-4 file read from memory.
class OpenFile {
 public:
  OpenFile(const std::string& path, std::string& bytes) : path_(path) {
    check(nc_open_mem(kNameInMemory, NC_NOWRITE, bytes.size(), bytes.data(), &id_));
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (id_ >= 0) nc_close(id_);
  }

  void check(int status) const {
    if (status != NC_NOERR) throw error(nc_strerror(status));
  }
  core::DataError error(std::string value) const {
    return core::DataError({.what = "not a posterior file",
                            .where = path_,
                            .value = std::move(value),
                            .expected = "netCDF of schema " + std::string(kPosteriorSchema)});
  }

  int group(const char* name) const {
    int group = 0;
    check(nc_inq_grp_ncid(id_, name, &group));
    return group;
  }

  /// Names of the variables that are no coordinates of a dimension, in the order of the file.
  std::vector<std::string> variables(int group) const {
    int count = 0;
    check(nc_inq_nvars(group, &count));
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      std::array<char, NC_MAX_NAME + 1> name{};
      int dimension = 0;
      check(nc_inq_varname(group, i, name.data()));
      if (nc_inq_dimid(group, name.data(), &dimension) != NC_NOERR) names.emplace_back(name.data());
    }
    return names;
  }

  /// A variable over one, two or three dimensions; one makes a single column, and of three the
  /// first two are taken for one.
  Eigen::MatrixXd values(int group, const std::string& name) const {
    int variable = 0;
    int rank = 0;
    check(nc_inq_varid(group, name.c_str(), &variable));
    check(nc_inq_varndims(group, variable, &rank));
    if (rank < 1 || rank > 3) throw error(name + " of rank " + std::to_string(rank));
    std::array<int, 3> dimensions{};
    std::array<std::size_t, 3> sizes{1, 1, 1};
    check(nc_inq_vardimid(group, variable, dimensions.data()));
    for (int i = 0; i < rank; ++i) check(nc_inq_dimlen(group, dimensions[i], &sizes[i]));
    if (rank == 3) sizes = {sizes[0] * sizes[1], sizes[2], 1};
    RowMajor values(sizes[0], sizes[1]);
    check(nc_get_var_double(group, variable, values.data()));
    return values;
  }

  std::string attribute(const std::string& name) const {
    std::size_t size = 0;
    check(nc_inq_attlen(id_, NC_GLOBAL, name.c_str(), &size));
    std::string text(size, '\0');
    check(nc_get_att_text(id_, NC_GLOBAL, name.c_str(), text.data()));
    return text;
  }

  std::vector<std::string> attribute_names() const {
    int count = 0;
    check(nc_inq_natts(id_, &count));
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      std::array<char, NC_MAX_NAME + 1> name{};
      check(nc_inq_attname(id_, NC_GLOBAL, i, name.data()));
      names.emplace_back(name.data());
    }
    return names;
  }

 private:
  const std::string& path_;
  int id_ = -1;
};

void check_shapes(const std::string& path, const Posterior& posterior) {
  const auto fits = [&](const Eigen::MatrixXd& draws) {
    return draws.rows() == posterior.log_density.rows() &&
           draws.cols() == posterior.log_density.cols();
  };
  if (posterior.draws.size() != posterior.names.size() ||
      !std::all_of(posterior.draws.begin(), posterior.draws.end(), fits)) {
    throw core::InternalError({.what = "posterior of uneven shape",
                               .where = path,
                               .value = {},
                               .expected = "chains x draws for each parameter"});
  }
}

/// netCDF takes a slash for the end of a folder; a bar stands in no name of ours.
std::string variable_name(std::string name) {
  std::replace(name.begin(), name.end(), '/', '|');
  return name;
}

}  // namespace

void write_posterior(const std::string& path, const Posterior& posterior) {
  check_shapes(path, posterior);
  MemoryFile file(path);
  file.attribute(kSchemaAttribute, kPosteriorSchema);
  for (const std::string& attribute : posterior.attributes) {
    const std::size_t equals = attribute.find('=');
    file.attribute(attribute.substr(0, equals), std::string_view(attribute).substr(equals + 1));
  }
  const Eigen::Index chains = posterior.log_density.rows();
  const Eigen::Index draws = posterior.log_density.cols();
  const int group = file.group("posterior");
  const auto dimensions = file.chain_and_draw(group, chains, draws);
  for (std::size_t i = 0; i < posterior.names.size(); ++i) {
    file.variable(group, variable_name(posterior.names[i]), dimensions, posterior.draws[i]);
  }
  const int prior = file.group("prior");
  const auto prior_dimensions = file.chain_and_draw(prior, 1, posterior.prior_draws.cols());
  for (std::size_t i = 0; i < posterior.names.size(); ++i) {
    file.variable(prior, variable_name(posterior.names[i]), prior_dimensions,
                  posterior.prior_draws.row(static_cast<Eigen::Index>(i)));
  }
  const int statistics = file.group("sample_stats");
  file.variable(statistics, "lp", file.chain_and_draw(statistics, chains, draws),
                posterior.log_density);
  const int likelihood = file.group("log_likelihood");
  file.variable(likelihood, "histogram", file.chain_and_draw(likelihood, chains, draws),
                posterior.log_likelihood);
  const int observed = file.group("observed_data");
  const int orbit = file.dimension(observed, "orbit", posterior.observed.size());
  file.variable(observed, "histogram", {orbit}, posterior.observed);
  const int predictive = file.group("posterior_predictive");
  auto predicted = file.chain_and_draw(predictive, chains, posterior.predicted.cols() / chains);
  predicted.push_back(file.dimension(predictive, "orbit", posterior.predicted.rows()));
  // Columns one after the other in memory: orbits vary fastest, as the file wants them.
  file.variable(predictive, "histogram", predicted, posterior.predicted.transpose());
  core::write_file_atomically(path, file.close());
}

Posterior read_posterior(const std::string& path) {
  return parse_posterior(core::read_file(path), path);
}

Posterior parse_posterior(std::string bytes, const std::string& path) {
  const OpenFile file(path, bytes);
  const std::string schema = file.attribute(kSchemaAttribute);
  if (schema != kPosteriorSchema) throw file.error("schema " + schema);
  Posterior posterior;
  for (const std::string& name : file.attribute_names()) {
    if (name != kSchemaAttribute) posterior.attributes.push_back(name + "=" + file.attribute(name));
  }
  const int draws = file.group("posterior");
  posterior.names = file.variables(draws);
  for (const std::string& name : posterior.names) {
    posterior.draws.push_back(file.values(draws, name));
  }
  const int prior = file.group("prior");
  posterior.prior_draws.resize(static_cast<Eigen::Index>(posterior.names.size()), 0);
  for (std::size_t i = 0; i < posterior.names.size(); ++i) {
    const Eigen::MatrixXd drawn = file.values(prior, posterior.names[i]);
    posterior.prior_draws.conservativeResize(Eigen::NoChange, drawn.cols());
    posterior.prior_draws.row(static_cast<Eigen::Index>(i)) = drawn;
  }
  posterior.log_density = file.values(file.group("sample_stats"), "lp");
  posterior.log_likelihood = file.values(file.group("log_likelihood"), "histogram");
  posterior.observed = file.values(file.group("observed_data"), "histogram");
  posterior.predicted = file.values(file.group("posterior_predictive"), "histogram").transpose();
  return posterior;
}

}  // namespace gibbsight::io
