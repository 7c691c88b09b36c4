#include "gibbsight/image/memory_tiff.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <utility>

namespace gibbsight::image {
namespace {

// No single table or strip of an image we accept is larger.
constexpr tmsize_t kLargestAllocation = tmsize_t{1} << 32;

int ignore_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }
int close_nothing(thandle_t) { return 0; }
int map_nothing(thandle_t, void**, toff_t*) { return 0; }
void unmap_nothing(thandle_t, void*, toff_t) {}

}  // namespace

MemoryTiff::MemoryTiff(std::string bytes, const char* mode) : bytes_(std::move(bytes)) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, kLargestAllocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options, keep_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, ignore_warning, nullptr);
  tiff_.reset(TIFFClientOpenExt("image", mode, this, read, write, seek, close_nothing, file_size,
                                map_nothing, unmap_nothing, options));
  TIFFOpenOptionsFree(options);
}

std::string MemoryTiff::close() && {
  tiff_.reset();
  return std::move(bytes_);
}

tmsize_t MemoryTiff::read(thandle_t self, void* target, tmsize_t count) {
  auto& file = *static_cast<MemoryTiff*>(self);
  const std::uint64_t left =
      file.bytes_.size() - std::min<std::uint64_t>(file.position_, file.size());
  const std::uint64_t taken = std::min(left, static_cast<std::uint64_t>(count));
  if (taken > 0) std::memcpy(target, file.bytes_.data() + file.position_, taken);
  file.position_ += taken;
  return static_cast<tmsize_t>(taken);
}

tmsize_t MemoryTiff::write(thandle_t self, void* source, tmsize_t count) {
  auto& file = *static_cast<MemoryTiff*>(self);
  const auto length = static_cast<std::size_t>(count);
  file.bytes_.resize(std::max(file.bytes_.size(), file.position_ + length));
  std::memcpy(file.bytes_.data() + file.position_, source, length);
  file.position_ += length;
  return count;
}

toff_t MemoryTiff::seek(thandle_t self, toff_t offset, int origin) {
  auto& file = *static_cast<MemoryTiff*>(self);
  if (origin == SEEK_CUR) offset += file.position_;
  if (origin == SEEK_END) offset += file.bytes_.size();
  return file.position_ = offset;
}

toff_t MemoryTiff::file_size(thandle_t self) { return static_cast<MemoryTiff*>(self)->size(); }

int MemoryTiff::keep_error(TIFF*, void* self, const char*, const char* format, va_list arguments) {
  std::string& error = static_cast<MemoryTiff*>(self)->error_;
  char text[256];
  if (error.empty() && std::vsnprintf(text, sizeof text, format, arguments) > 0) error = text;
  return 1;
}

}  // namespace gibbsight::image
