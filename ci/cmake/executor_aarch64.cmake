# The executor for arm64 guests, where Debian's cross compiler (g++-aarch64-linux-gnu) is installed: the sources of
# sigconform-executor compiled once more. One build has one compiler as CMake sees it, so that these are commands.
# Boost's headers, the only library that the executor takes, are the same on every machine.
include(GNUInstallDirs)
find_program(SIGCONFORM_AARCH64_CXX aarch64-linux-gnu-g++)
if(NOT SIGCONFORM_AARCH64_CXX OR SIGCONFORM_SANITIZE)
  return()
endif()

get_target_property(sources sigconform-executor SOURCES)
get_target_property(options sigconform-executor COMPILE_OPTIONS)
get_target_property(link_options sigconform-executor LINK_OPTIONS)
set(folder ${CMAKE_CURRENT_BINARY_DIR}/aarch64)
set(objects "")
foreach(source ${sources})
  get_filename_component(source ${source} ABSOLUTE)
  file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${source})
  set(object ${folder}/${name}.o)
  get_filename_component(place ${object} DIRECTORY)
  file(MAKE_DIRECTORY ${place})
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${SIGCONFORM_AARCH64_CXX} -std=c++20 ${sigconform_warning_options} ${options}
            -DSIGCONFORM_WIRE_FINGERPRINT=0x${wire_fingerprint}ULL -I${PROJECT_SOURCE_DIR} -MD -MF ${object}.d
            -c ${source} -o ${object}
    DEPENDS ${source}
    DEPFILE ${object}.d
    COMMENT "Building ${name} for aarch64")
  list(APPEND objects ${object})
endforeach()
set(executor ${folder}/sigconform-executor-aarch64)
add_custom_command(
  OUTPUT ${executor}
  COMMAND ${SIGCONFORM_AARCH64_CXX} ${link_options} ${objects} -o ${executor}
  DEPENDS ${objects}
  COMMENT "Linking sigconform-executor-aarch64")
add_custom_target(sigconform-executor-aarch64 ALL DEPENDS ${executor})
install(PROGRAMS ${executor} DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/sigconform COMPONENT sigconform OPTIONAL)
