# One function makes a room: a static library sigconform_<name> of its sources, and a GoogleTest binary
# <name>_tests of its tests, registered with ctest.

add_library(sigconform_flags INTERFACE)
target_compile_options(sigconform_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
target_include_directories(sigconform_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_include_directories(sigconform_flags SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
if(SIGCONFORM_SANITIZE)
  target_compile_options(sigconform_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_link_options(sigconform_flags INTERFACE -fsanitize=address,undefined)
endif()

# sigconform_room(NAME SOURCES … [TESTS …] [BENCHES …] [DEPENDS …] [TEST_DEPENDS …])
function(sigconform_room name)
  cmake_parse_arguments(room "" "" "SOURCES;TESTS;BENCHES;DEPENDS;TEST_DEPENDS" ${ARGN})
  add_library(sigconform_${name} STATIC ${room_SOURCES})
  target_link_libraries(sigconform_${name} PUBLIC sigconform_flags ${room_DEPENDS})
  if(room_TESTS)
    add_executable(${name}_tests ${room_TESTS})
    target_link_libraries(${name}_tests PRIVATE sigconform_${name} ${room_TEST_DEPENDS} GTest::gtest GTest::gtest_main
                          rapidcheck rapidcheck_gtest)
    add_test(NAME ${name}_tests COMMAND ${name}_tests)
  endif()
  if(room_BENCHES)
    add_executable(${name}_bench ${room_BENCHES})
    target_link_libraries(${name}_bench PRIVATE sigconform_${name} ${room_TEST_DEPENDS} benchmark::benchmark
                          benchmark::benchmark_main)
  endif()
endfunction()
