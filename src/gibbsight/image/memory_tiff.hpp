// libtiff on a file that lies in memory, with its errors kept instead of printed.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <string>

namespace gibbsight::image {

/// Bytes of a TIFF file being read or made. Does not move: libtiff keeps its address.
class MemoryTiff {
 public:
  /// Opens `bytes` for reading ("r") or starts a new file ("w"). handle() is null where it fails.
  MemoryTiff(std::string bytes, const char* mode);
  MemoryTiff(const MemoryTiff&) = delete;
  MemoryTiff& operator=(const MemoryTiff&) = delete;
  ~MemoryTiff() = default;

  TIFF* handle() const { return tiff_.get(); }
  const std::string& error() const { return error_; }  ///< the first one
  std::size_t size() const { return bytes_.size(); }
  /// Finishes the file and gives its bytes away.
  std::string close() &&;

 private:
  static tmsize_t read(thandle_t self, void* target, tmsize_t count);
  static tmsize_t write(thandle_t self, void* source, tmsize_t count);
  static toff_t seek(thandle_t self, toff_t offset, int origin);
  static toff_t file_size(thandle_t self);
  static int keep_error(TIFF*, void* self, const char*, const char* format, va_list arguments);

  struct Close {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  };
  std::string bytes_;
  std::uint64_t position_ = 0;
  std::string error_;
  std::unique_ptr<TIFF, Close> tiff_;
};

}  // namespace gibbsight::image
