# Read while scikit-build-core packs the sources: adds the report's page, bundled, to what it packs.
set(page_build ${PROJECT_BINARY_DIR}/page)
execute_process(COMMAND ${CMAKE_COMMAND} -S ${PROJECT_SOURCE_DIR}/packaging/page -B ${page_build}
                        -G ${CMAKE_GENERATOR} -D CMAKE_MAKE_PROGRAM=${CMAKE_MAKE_PROGRAM}
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${page_build} COMMAND_ERROR_IS_FATAL ANY)
