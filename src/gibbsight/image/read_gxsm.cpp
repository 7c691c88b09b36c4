#include "gibbsight/image/read_gxsm.hpp"

#include <netcdf.h>
#include <netcdf_mem.h>

#include <array>
#include <cmath>
#include <string_view>

#include "gibbsight/image/array_frames.hpp"

namespace gibbsight::image {
namespace {

constexpr std::string_view kClassic = "CDF";

// A netCDF file that lies in memory.
class NetcdfFile {
 public:
  NetcdfFile(const std::string& bytes, const std::string& path) : path_(path) {
    auto& writable = const_cast<std::string&>(bytes);  // NC_NOWRITE: it is not written to
    check(nc_open_mem("image", NC_NOWRITE, bytes.size(), writable.data(), &id_));
  }
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;
  ~NetcdfFile() {
    if (id_ >= 0) nc_close(id_);
  }

  int id() const { return id_; }
  void check(int status) const {
    if (status != NC_NOERR) throw truncated(path_, nc_strerror(status));
  }
  // The text of an attribute, empty where there is none.
  std::string text(int variable, const char* name) const {
    nc_type type = NC_NAT;
    std::size_t size = 0;
    if (nc_inq_att(id_, variable, name, &type, &size) != NC_NOERR || type != NC_CHAR) return {};
    std::string value(size, '\0');
    if (nc_get_att_text(id_, variable, name, value.data()) != NC_NOERR) return {};
    return value;
  }
  // A variable that is one number, 0 where there is none.
  double number(const char* name) const {
    int variable = 0;
    int dimensions = 0;
    double value = 0;
    if (nc_inq_varid(id_, name, &variable) != NC_NOERR ||
        nc_inq_varndims(id_, variable, &dimensions) != NC_NOERR || dimensions != 0 ||
        nc_get_var_double(id_, variable, &value) != NC_NOERR || !std::isfinite(value)) {
      return 0;
    }
    return value;
  }

 private:
  std::string path_;
  int id_ = -1;
};

// Kind of sample, as for `sample_loader`; 0 for what is no number.
char kind_of(nc_type type) {
  switch (type) {
    case NC_FLOAT:
    case NC_DOUBLE:
      return 'f';
    case NC_BYTE:
    case NC_SHORT:
    case NC_INT:
    case NC_INT64:
      return 'i';
    case NC_UBYTE:
    case NC_USHORT:
    case NC_UINT:
    case NC_UINT64:
      return 'u';
    default:
      return 0;
  }
}

// A variable whose last dimensions are dimy and dimx.
struct Field {
  int variable = 0;
  nc_type type = NC_NAT;
  ArrayFrames array = {};
};

std::optional<Field> as_field(const NetcdfFile& file, int variable) {
  int count = 0;
  Field field{.variable = variable};
  file.check(nc_inq_varndims(file.id(), variable, &count));
  file.check(nc_inq_vartype(file.id(), variable, &field.type));
  if (count < 2 || kind_of(field.type) == 0) return std::nullopt;
  std::vector<int> dimensions(static_cast<std::size_t>(count));
  file.check(nc_inq_vardimid(file.id(), variable, dimensions.data()));
  std::string names;
  for (const int dimension : dimensions) {
    std::array<char, NC_MAX_NAME + 1> name{};
    std::size_t length = 0;
    file.check(nc_inq_dim(file.id(), dimension, name.data(), &length));
    names += std::string("/") + name.data();
    field.array.lengths.push_back(length);
    if (length == 0) return std::nullopt;  // no time was recorded yet
  }
  if (!names.ends_with("/dimy/dimx")) return std::nullopt;
  field.array.row_axis = field.array.lengths.size() - 2;
  field.array.column_axis = field.array.lengths.size() - 1;
  return field;
}

std::vector<Field> find_fields(const NetcdfFile& file, const std::string& path) {
  int count = 0;
  file.check(nc_inq_nvars(file.id(), &count));
  std::vector<Field> fields;
  for (int variable = 0; variable < count; ++variable) {
    if (const auto field = as_field(file, variable)) fields.push_back(*field);
  }
  if (fields.empty()) {
    throw unsupported(path, "netCDF without a field over dimy and dimx", "a scan of GXSM");
  }
  return fields;
}

Channel describe_field(const NetcdfFile& file, const Field& field) {
  std::array<char, NC_MAX_NAME + 1> name{};
  file.check(nc_inq_varname(file.id(), field.variable, name.data()));
  Channel channel{.name = file.text(field.variable, "label"),
                  .unit = file.text(field.variable, "var_unit")};
  if (channel.name.empty()) channel.name = name.data();
  set_size(channel, field.array);
  return channel;
}

Contents describe_fields(const NetcdfFile& file, const std::vector<Field>& fields) {
  Contents contents{.format = "GXSM"};
  for (const Field& field : fields) contents.channels.push_back(describe_field(file, field));
  return contents;
}

// A step of the numbers is worth dz, in the unit of the field.
void apply_scale(RawImage& image, float dz) {
  if (!(dz > 0)) return;
  for (float& pixel : image.pixels) pixel *= dz;
  if (image.limits)
    image.limits = SampleLimits{image.limits->lowest * dz, image.limits->highest * dz};
}

}  // namespace

bool is_gxsm(const std::string& bytes) {
  const auto has = [&](const char* name) { return bytes.find(name) != std::string::npos; };
  return has("_Netcdf4") && has("rangex") && has("dimx");
}

RawImage read_gxsm(const std::string& bytes, const std::string& path, const Selection& selection) {
  const NetcdfFile file(bytes, path);
  const std::vector<Field> fields = find_fields(file, path);
  RawImage image{.contents = describe_fields(file, fields)};
  const Choice choice = choose(image.contents, selection, path);
  const auto& [variable, type, array] = fields[choice.channel];
  std::size_t size = 0;
  file.check(nc_inq_type(file.id(), type, nullptr, &size));
  const double compression = bytes.starts_with(kClassic) ? 1 : kLargestDeflation;
  require_plausible_size(path, {array.rows(), array.columns(), size}, bytes.size(), compression);
  image.rows = static_cast<int>(array.rows());
  image.columns = static_cast<int>(array.columns());
  set_sample(image, kind_of(type), size);
  image.pixels.resize(array.rows() * array.columns());
  const auto start = frame_start(array, choice.frame);
  file.check(nc_get_vara_float(file.id(), variable, start.data(), frame_extent(array).data(),
                               image.pixels.data()));
  apply_scale(image, static_cast<float>(file.number("dz")));
  constexpr double kNmPerAngstrom = 0.1;
  image.pixel_size =
      known_size(file.number("dx") * kNmPerAngstrom, file.number("dy") * kNmPerAngstrom);
  return image;
}

}  // namespace gibbsight::image
