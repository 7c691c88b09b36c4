#include "gibbsight/image/tiff_description.hpp"

#include <utility>

#include "gibbsight/core/options.hpp"
#include "gibbsight/image/length_unit.hpp"
#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {
namespace {

// A count of channels, slices or times: 1 where the text is none, or promises more than the pages.
int parse_count(const std::optional<std::string>& text, int pages) {
  int count = 1;
  return text && core::from_text(*text, count) && count >= 1 && count <= pages ? count : 1;
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> names;
  for (int i = 1; i <= count; ++i) names.push_back(count == 1 ? "" : std::to_string(i));
  return names;
}

// The attributes of an element of XML from `position` on, which moves behind it; the name may have
// a prefix.
std::optional<std::string> next_element(const std::string& xml, const std::string& name,
                                        std::size_t& position) {
  while ((position = xml.find(name, position)) != std::string::npos) {
    const std::size_t begin = position + name.size();
    const bool is_name = position > 0 && begin < xml.size() &&
                         (xml[position - 1] == '<' || xml[position - 1] == ':') &&
                         std::string(" \t\r\n/>").find(xml[begin]) != std::string::npos;
    position = begin;
    if (is_name) return xml.substr(begin, xml.find('>', begin) - begin);
  }
  return std::nullopt;
}

std::optional<std::string> attribute(const std::string& element, const std::string& name) {
  for (const char quote : {'"', '\''}) {
    const std::string opening = name + "=" + quote;
    const std::size_t at = element.find(opening);
    if (at == std::string::npos || at == 0 ||
        std::string(" \t\r\n").find(element[at - 1]) == std::string::npos) {
      continue;
    }
    const std::size_t begin = at + opening.size();
    return element.substr(begin, element.find(quote, begin) - begin);
  }
  return std::nullopt;
}

// Length of a pixel in nm; 0 where OME does not say it.
double physical_size(const std::string& pixels, const std::string& axis) {
  double size = 0;
  core::from_text(attribute(pixels, "PhysicalSize" + axis).value_or(""), size);
  const auto unit = attribute(pixels, "PhysicalSize" + axis + "Unit").value_or("um");
  return size * length_in_nm(unit).value_or(0);
}

TiffDescription parse_ome(const std::string& xml, int pages) {
  TiffDescription ome{.format = "TIFF (OME)"};
  std::size_t position = 0;
  const std::string pixels = next_element(xml, "Pixels", position).value_or("");
  std::size_t second = position;
  if (position == std::string::npos || next_element(xml, "Pixels", second))
    return ome;  // several images
  ome.pixel_size = known_size(physical_size(pixels, "X"), physical_size(pixels, "Y"));
  ome.slices = parse_count(attribute(pixels, "SizeZ"), pages);
  ome.times = parse_count(attribute(pixels, "SizeT"), pages);
  const std::string order = attribute(pixels, "DimensionOrder").value_or("");
  for (const char* known : {"CZT", "CTZ", "ZCT", "ZTC", "TCZ", "TZC"}) {
    if (order == std::string("XY") + known) ome.order = known;
  }
  std::vector<std::string> names;
  while (const auto channel = next_element(xml, "Channel", position)) {
    names.push_back(attribute(*channel, "Name").value_or(""));
  }
  ome.channels = numbered(names.empty() ? parse_count(attribute(pixels, "SizeC"), pages)
                                        : static_cast<int>(names.size()));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) ome.channels[i] = names[i];
  }
  return ome;
}

TiffDescription parse_imagej(const std::string& text, int pages) {
  TiffDescription imagej{.format = "TIFF (ImageJ)"};
  imagej.channels = numbered(parse_count(find_line(text, "channels"), pages));
  imagej.slices = parse_count(find_line(text, "slices"), pages);
  imagej.times = parse_count(find_line(text, "frames"), pages);
  const std::string unit = find_line(text, "unit").value_or("");
  imagej.resolution_unit =
      known_size(length_in_nm(unit).value_or(0),
                 length_in_nm(find_line(text, "yunit").value_or(unit)).value_or(0));
  return imagej;
}

}  // namespace

TiffDescription parse_description(const std::string& text, int pages) {
  TiffDescription found;
  if (text.find("openmicroscopy.org/Schemas/OME") != std::string::npos)
    found = parse_ome(text, pages);
  if (text.starts_with("ImageJ=")) found = parse_imagej(text, pages);
  const double described = static_cast<double>(found.channels.size()) * found.slices * found.times;
  if (described != pages) {
    found.channels = {""};
    found.slices = 1;
    found.times = pages;
  }
  return found;
}

int find_page(const TiffDescription& description, const Choice& choice) {
  int page = 0;
  int stride = 1;
  for (const char axis : description.order) {
    if (axis == 'C') {
      page += stride * static_cast<int>(choice.channel);
      stride *= static_cast<int>(description.channels.size());
    } else if (axis == 'Z') {
      page += stride * (choice.frame % description.slices);
      stride *= description.slices;
    } else if (axis == 'T') {
      page += stride * (choice.frame / description.slices);
      stride *= description.times;
    }
  }
  return page;
}

std::optional<std::string> find_line(const std::string& text, const std::string& key) {
  const std::string opening = key + "=";
  std::size_t at = text.starts_with(opening) ? 0 : text.find("\n" + opening);
  if (at == std::string::npos) return std::nullopt;
  at = text.find('=', at) + 1;
  return text.substr(at, text.find_first_of("\r\n", at) - at);
}

}  // namespace gibbsight::image
