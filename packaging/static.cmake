# Read by CMake after project(): links a wheel's module with the libraries that packaging/libraries
# made, and with Debian's static ones. Their find modules know shared ones, which bring along what
# they need; here it is added. GIBBSIGHT_WHEEL_LIBRARIES is where they are.
set(CMAKE_PREFIX_PATH ${GIBBSIGHT_WHEEL_LIBRARIES})

# Debian's static ones of these can't be part of a module; auditwheel takes them along, but for zlib,
# which every Linux has.
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_library(shared_jpeg jpeg REQUIRED)
find_library(shared_zstd zstd REQUIRED)

set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(OPENSSL_USE_STATIC_LIBS ON)
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)

function(brings target)
  set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${ARGN})
endfunction()

find_package(TIFF REQUIRED)
find_library(static_deflate deflate REQUIRED)
find_library(static_lzma lzma REQUIRED)
brings(TIFF::TIFF ${shared_jpeg} ${static_deflate} ${shared_zstd} ${static_lzma} ZLIB::ZLIB)

find_package(PkgConfig REQUIRED)
pkg_check_modules(hdf5 REQUIRED IMPORTED_TARGET hdf5)
find_library(static_hdf5 hdf5 REQUIRED)
brings(PkgConfig::hdf5 ${static_hdf5} ZLIB::ZLIB ${CMAKE_DL_LIBS})

find_library(static_hdf5_hl hdf5_hl REQUIRED)
find_package(netCDF REQUIRED)
set_property(TARGET netCDF::netcdf PROPERTY INTERFACE_LINK_LIBRARIES ${static_hdf5_hl} PkgConfig::hdf5)

list(PREPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR}/../cmake)
find_package(OpenCV REQUIRED)
brings(opencv_core TBB::tbb ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})

# Debian's is a shared library; all of it is in the headers, too.
add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED)

# Only what is called, and nothing seen from outside: another module's copy of a library stays its own.
add_compile_options(-ffunction-sections -fdata-sections -fvisibility=hidden
                    $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>)
add_link_options(-Wl,--gc-sections -Wl,--exclude-libs,ALL)
