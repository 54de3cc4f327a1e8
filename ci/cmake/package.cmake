# What `cmake --install` puts in place, and `cmake --build DIR --target package` into two Debian packages: sigconform, the
# command with its executors, and sigconform-dev, the rooms as libraries for `find_package(sigconform)`.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS sigconform RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT sigconform)
install(TARGETS sigconform-executor RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/sigconform COMPONENT sigconform)

# The manual page and what completes commands in bash, both made by the program itself.
add_custom_command(
  OUTPUT ${PROJECT_BINARY_DIR}/sigconform.1.gz ${PROJECT_BINARY_DIR}/sigconform.bash
  COMMAND sigconform manual > ${PROJECT_BINARY_DIR}/sigconform.1
  COMMAND gzip -9nf ${PROJECT_BINARY_DIR}/sigconform.1
  COMMAND sigconform completion > ${PROJECT_BINARY_DIR}/sigconform.bash
  DEPENDS sigconform)
add_custom_target(manual ALL DEPENDS ${PROJECT_BINARY_DIR}/sigconform.1.gz)
install(FILES ${PROJECT_BINARY_DIR}/sigconform.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT sigconform OPTIONAL)
install(FILES ${PROJECT_BINARY_DIR}/sigconform.bash RENAME sigconform COMPONENT sigconform OPTIONAL
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)

set(libraries sigconform_warnings sigconform_flags)
foreach(room model_codec model model_kernel generators subjects properties reports)
  list(APPEND libraries sigconform_${room})
endforeach()
install(TARGETS ${libraries} EXPORT sigconform ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sigconform-dev)
set(headers model generators subjects properties reports)
list(TRANSFORM headers PREPEND ${PROJECT_SOURCE_DIR}/)
install(DIRECTORY ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sigconform COMPONENT sigconform-dev
        FILES_MATCHING PATTERN "*.h" PATTERN "*.inc" PATTERN testing EXCLUDE PATTERN executor EXCLUDE)
set(cmake_files ${CMAKE_INSTALL_LIBDIR}/cmake/sigconform)
install(EXPORT sigconform NAMESPACE sigconform:: DESTINATION ${cmake_files} COMPONENT sigconform-dev)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/sigconform-config.cmake.in
                              ${PROJECT_BINARY_DIR}/sigconform-config.cmake INSTALL_DESTINATION ${cmake_files}
                              PATH_VARS CMAKE_INSTALL_LIBEXECDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sigconform-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sigconform-config.cmake ${PROJECT_BINARY_DIR}/sigconform-config-version.cmake
        DESTINATION ${cmake_files} COMPONENT sigconform-dev)

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL sigconform sigconform-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "the authors of sigconform")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_SIGCONFORM_PACKAGE_NAME sigconform)
set(CPACK_DEBIAN_SIGCONFORM-DEV_PACKAGE_NAME sigconform-dev)
set(CPACK_DEBIAN_SIGCONFORM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_SIGCONFORM-DEV_PACKAGE_DEPENDS
    "sigconform (= ${PROJECT_VERSION}), libboost1.81-dev, librapidcheck-dev, libfmt-dev, nlohmann-json3-dev")
set(CPACK_COMPONENT_SIGCONFORM_DESCRIPTION "conformance tests for Linux signals
 Performs random and exhaustive scenarios on a kernel or an emulator, compares them with an executable specification of
 Linux signals, and reports what no rule allows, with the shortest scenario that shows it.")
set(CPACK_COMPONENT_SIGCONFORM-DEV_DESCRIPTION "conformance tests for Linux signals, as libraries
 The specification, the generators, the comparison and the drivers of sigconform, for test suites of one's own.")
include(CPack)
