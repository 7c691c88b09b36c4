#include "gibbsight/io/model_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/io/schemas.hpp"
#include "gibbsight/io/toml_file.hpp"

namespace gibbsight::io {
namespace {

/// Calls visit(section, key, about, value) for all but the schema and the interactions, as their
/// options describe them.
template <class AnyModelFile, class Visitor>
void for_each_option(AnyModelFile& file, Visitor&& visit) {
  core::for_each_field(file.lattice, [&](const auto& field, auto& value) {
    const bool of_images = field.name == "sublattice" || field.name == "a_direction";
    if (!of_images) visit("lattice", field.name, field.about, value);
  });
  const model::ModelOptions defaults;
  core::for_each_field(defaults, [&](const auto& field, const auto&) {
    if (field.name == "symmetry") visit("model", field.name, field.about, file.symmetry);
    if (field.name == "temperature") visit("model", field.name, field.about, file.temperature);
  });
}

bool is_empty(const std::string& value) { return value.empty(); }
template <class Element>
bool is_empty(const std::vector<Element>& value) {
  return value.empty();
}
bool is_empty(const std::optional<double>& value) { return !value; }

std::string as_key(const std::string& name) {
  const bool is_bare = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
  return is_bare && !name.empty() ? name : core::to_text(name);
}

using Places = std::map<std::string, std::string>;  // section.key -> FILE, line N, section.key

void refuse_unknown_keys(const TomlFile& toml) {
  const ModelFile none;
  KnownKeys known{{"model", {"schema"}}, {"interactions", {}}};
  for_each_option(none, [&](std::string_view section, std::string_view key, const auto&,
                            const auto&) { known[std::string(section)].emplace_back(key); });
  toml.refuse_unknown_keys(known);
}

void check_schema(const TomlFile& toml) {
  std::string schema(kModelSchema);
  const auto where = toml.read("model", "schema", {}, schema);
  if (schema == kModelSchema) return;
  throw core::ConfigurationError({.what = "another layout than this version reads",
                                  .where = *where,
                                  .value = schema,
                                  .expected = std::string(kModelSchema)});
}

/// Where an error of a later stage stands in the file.
[[noreturn]] void rethrow_with_place(const core::ConfigurationError& error, const std::string& path,
                                     const Places& places) {
  core::Problem problem = error.problem();
  const auto place = places.find(problem.where);
  if (place != places.end()) {
    problem.where = place->second;
  } else if (!problem.where.starts_with(path)) {
    problem.where = path + ", " + problem.where;
  }
  throw core::ConfigurationError(problem);
}

}  // namespace

model::Parametrised parametrise(const ModelFile& file) {
  const auto lattice = make_lattice(file.lattice);
  lattice.first_with_species();
  plane_group(lattice, file.symmetry);
  std::vector<model::NamedEnergy> energies;
  for (const auto& [name, value] : file.interactions) {
    energies.push_back({name, value, "interactions." + name});
  }
  return model::parametrise(energies, lattice, file.symmetry);
}

void write_model(const std::string& path, const ModelFile& file) {
  std::string sections[2] = {"[lattice]\n", "\n[model]\n"};
  sections[1] += fmt::format("schema = {}\n", core::to_text(std::string(kModelSchema)));
  for_each_option(
      file, [&](std::string_view section, std::string_view key, const auto&, const auto& value) {
        if (is_empty(value)) return;
        sections[section == "model" ? 1 : 0] += fmt::format("{} = {}\n", key, core::to_text(value));
      });
  std::string text = sections[0] + sections[1] + "\n# Energies in k_B T.\n[interactions]\n";
  for (const auto& [name, value] : file.interactions) {
    text += fmt::format("{} = {}\n", as_key(name), core::to_text(value));
  }
  core::write_file_atomically(path, text);
}

ModelFile read_model(const std::string& path) {
  const TomlFile toml(path);
  refuse_unknown_keys(toml);
  check_schema(toml);
  ModelFile file;
  Places places;
  const auto remember = [&](std::string_view section, std::string_view key, const auto& about,
                            auto& value) {
    const auto where = toml.read(section, key, about, value);
    if (where) places[fmt::format("{}.{}", section, key)] = *where;
  };
  for_each_option(file, remember);
  for (const std::string& name : toml.keys("interactions")) {
    file.interactions.emplace_back(name, 0.0);
    remember("interactions", name, core::About{}, file.interactions.back().second);
  }
  try {
    parametrise(file);
  } catch (const core::ConfigurationError& error) {
    rethrow_with_place(error, path, places);
  }
  return file;
}

}  // namespace gibbsight::io
