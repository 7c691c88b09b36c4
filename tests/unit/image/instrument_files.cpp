#include "instrument_files.hpp"

#include <netcdf.h>
#include <netcdf_mem.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace gibbsight::image {
namespace {

void append_big_endian(std::string& bytes, float value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  std::reverse(raw, raw + sizeof value);
  bytes.append(raw, sizeof raw);
}

void add_number(int file, const char* name, double value,
                std::vector<std::pair<int, double>>& all) {
  int variable = 0;
  nc_def_var(file, name, NC_DOUBLE, 0, nullptr, &variable);
  all.emplace_back(variable, value);
}

void add_text(int file, int variable, const char* name, const std::string& text) {
  nc_put_att_text(file, variable, name, text.size(), text.data());
}

}  // namespace

std::string sxm_bytes(const SxmKind& kind) {
  std::string bytes = ":NANONIS_VERSION:\n2\n:SCANIT_TYPE:\n              " + kind.type +
                      "\n:SCAN_PIXELS:\n       " + kind.pixels +
                      "\n:SCAN_RANGE:\n           1.000000E-8           1.800000E-8\n:SCAN_DIR:\n" +
                      kind.scan_direction +
                      "\n:DATA_INFO:\n\tChannel\tName\tUnit\tDirection\tCalibration\tOffset\n"
                      "\t0\tCurrent\tA\tboth\t1.000E-9\t0.000E+0\n"
                      "\t14\tZ\tm\tboth\t2.752E-8\t0.000E+0\n\n:SCANIT_END:\n\n\n\x1A\x04";
  for (const int offset : {2000, 3000, 0, 1000}) {
    const bool backward = offset % 2000 != 0;
    for (int line = 0; line < kRows; ++line) {
      for (int step = 0; step < kColumns; ++step) {
        const int row = kind.scan_direction == "up" ? kRows - 1 - line : line;
        const int column = backward ? kColumns - 1 - step : step;
        append_big_endian(bytes, static_cast<float>(pattern(row, column) + offset));
      }
    }
  }
  return bytes;
}

std::string gxsm_bytes(const GxsmKind& kind) {
  int file = 0;
  nc_create_mem("scan", kind.hdf5 ? NC_NETCDF4 : 0, 0, &file);
  const std::pair<const char*, std::size_t> sizes[] = {
      {"time", 2}, {"value", 1}, {kind.rows_name.c_str(), kRows}, {"dimx", kColumns}};
  int dimensions[4];
  for (int i = 0; i < 4; ++i) nc_def_dim(file, sizes[i].first, sizes[i].second, &dimensions[i]);
  int field = 0;
  nc_def_var(file, kind.as_short ? "H" : "FloatField", kind.as_short ? NC_SHORT : NC_FLOAT, 4,
             dimensions, &field);
  add_text(file, field, "var_unit", "AA");
  add_text(file, field, "label", "Topo");
  std::vector<std::pair<int, double>> numbers;
  add_number(file, "rangex", 100, numbers);
  add_number(file, "dx", 2.5, numbers);
  add_number(file, "dy", 5, numbers);
  add_number(file, "dz", kind.dz, numbers);
  nc_enddef(file);
  std::vector<double> values;
  for (const int offset : {0, 1000}) {
    for (int i = 0; i < kRows * kColumns; ++i) {
      values.push_back((pattern(i / kColumns, i % kColumns) + offset) / kind.dz);
    }
  }
  nc_put_var_double(file, field, values.data());
  for (const auto& [variable, value] : numbers) nc_put_var_double(file, variable, &value);
  NC_memio memory{};
  nc_close_memio(file, &memory);
  std::string bytes(static_cast<const char*>(memory.memory), memory.size);
  std::free(memory.memory);
  return bytes;
}

}  // namespace gibbsight::image
