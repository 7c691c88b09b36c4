# One stage = one folder = one CMake target. A stage sees the headers of what it links, and the test
# tests/layering.py holds its includes to the same list.
# Sign conversions stay silent: sizes index std::vector unsigned and Eigen signed, and casts at every
# index would hide the formulas. -Wconversion still refuses every narrowing of a value.
set(GIBBSIGHT_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -Wshadow
    -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Woverloaded-virtual -Wdouble-promotion)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlaps in std::string's operator+ that are not there (its bug 105651).
  list(APPEND GIBBSIGHT_WARNINGS -Wno-restrict)
endif()

set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)

add_library(gibbsight_flags INTERFACE)
add_library(gibbsight::flags ALIAS gibbsight_flags)
target_compile_features(gibbsight_flags INTERFACE cxx_std_20)
set_target_properties(gibbsight_flags PROPERTIES EXPORT_NAME flags)
install(TARGETS gibbsight_flags EXPORT gibbsightTargets)
# Fused multiply-add would make results depend on the machine.
target_compile_options(gibbsight_flags INTERFACE -ffp-contract=off)
if(GIBBSIGHT_SANITIZE)
  target_compile_options(gibbsight_flags INTERFACE
      -fsanitize=${GIBBSIGHT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(gibbsight_flags INTERFACE -fsanitize=${GIBBSIGHT_SANITIZE})
endif()

function(gibbsight_warnings target)
  target_compile_options(${target} PRIVATE ${GIBBSIGHT_WARNINGS})
  if(GIBBSIGHT_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# gibbsight_stage(NAME SOURCES... SEES stages... USES libraries... PRIVATELY libraries...)
function(gibbsight_stage name)
  cmake_parse_arguments(arg "" "" "SOURCES;SEES;USES;PRIVATELY" ${ARGN})
  add_library(gibbsight_${name} STATIC ${arg_SOURCES})
  add_library(gibbsight::${name} ALIAS gibbsight_${name})
  set_target_properties(gibbsight_${name} PROPERTIES EXPORT_NAME ${name})
  # Headers as a file set: installed with their stage, and compiled alone by the test `headers`.
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  target_sources(gibbsight_${name} PUBLIC FILE_SET HEADERS
                 BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${headers})
  list(TRANSFORM arg_SEES PREPEND gibbsight::)
  target_link_libraries(gibbsight_${name} PUBLIC gibbsight::flags ${arg_SEES} ${arg_USES}
                        PRIVATE ${arg_PRIVATELY})
  gibbsight_warnings(gibbsight_${name})
  install(TARGETS gibbsight_${name} EXPORT gibbsightTargets FILE_SET HEADERS)
endfunction()
