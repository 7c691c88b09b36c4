# What find_package(gibbsight) needs beside the stages, which install themselves (stage.cmake).
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/gibbsight)
install(EXPORT gibbsightTargets NAMESPACE gibbsight:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/gibbsightConfig.cmake.in
  ${PROJECT_BINARY_DIR}/gibbsightConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gibbsightConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
file(GLOB find_modules ${CMAKE_CURRENT_LIST_DIR}/Find*.cmake)
install(FILES ${PROJECT_BINARY_DIR}/gibbsightConfig.cmake
              ${PROJECT_BINARY_DIR}/gibbsightConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake ${find_modules}
        DESTINATION ${package_dir})
if(TARGET gibbsight)
  install(TARGETS gibbsight)
endif()
