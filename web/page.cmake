# Bundles the page in the build tree; sets page_template to the C++ file that holds it.
set(web ${CMAKE_CURRENT_LIST_DIR})
if(EXISTS ${PROJECT_SOURCE_DIR}/PKG-INFO)  # a source archive of the Python package has the page, bundled
  set(page_template ${web}/dist/page_template.cpp)
  return()
endif()

find_program(NODE_PROGRAM NAMES node nodejs)
find_program(NPM_PROGRAM npm)
if(NOT NODE_PROGRAM OR NOT NPM_PROGRAM)
  message(FATAL_ERROR "The report's page is bundled by node and npm, and they are not here. Install them "
    "(`make deps`; Debian's packages nodejs and npm), or install from the source archive of the Python "
    "package, which carries the page.")
endif()

set(web_build ${PROJECT_BINARY_DIR}/web)
set(page_template ${web_build}/dist/page_template.cpp)
file(GLOB page_sources CONFIGURE_DEPENDS ${web}/src/* ${web}/charts/*)

set(packages ${web}/package.json ${web}/package-lock.json ${web}/.npmrc)
add_custom_command(OUTPUT ${web_build}/packages.stamp DEPENDS ${packages}
  COMMAND ${CMAKE_COMMAND} -E copy ${packages} ${web_build}
  COMMAND ${NPM_PROGRAM} ci --silent --prefer-offline
  COMMAND ${CMAKE_COMMAND} -E touch packages.stamp
  WORKING_DIRECTORY ${web_build} COMMENT "Installing the page's packages" VERBATIM)
file(MAKE_DIRECTORY ${web_build})

set(tools ${web}/build.mjs ${web}/tsconfig.json)
add_custom_command(OUTPUT ${page_template}
  DEPENDS ${web_build}/packages.stamp ${tools} ${page_sources}
  COMMAND ${CMAKE_COMMAND} -E rm -rf src charts
  COMMAND ${CMAKE_COMMAND} -E copy_directory ${web}/src src
  COMMAND ${CMAKE_COMMAND} -E copy_directory ${web}/charts charts
  COMMAND ${CMAKE_COMMAND} -E copy ${tools} .
  COMMAND ${NODE_PROGRAM} node_modules/typescript/bin/tsc
  COMMAND ${NODE_PROGRAM} build.mjs
  WORKING_DIRECTORY ${web_build} COMMENT "Bundling the page" VERBATIM)
