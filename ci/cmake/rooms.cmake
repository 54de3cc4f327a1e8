# One function makes a room: a static library sigconform_<name> of its sources, GoogleTest binaries of its tests,
# registered with ctest, and a Google Benchmark binary of its benches.
#
# Tests come in three kinds, which are ctest labels too:
#   unit   touch nothing but their own process; any number may run at once, and the sanitizer build runs them too
#   host   run scenarios on the host kernel; they pin themselves to CPUs, so ctest runs them one at a time, alone
#   guest  boot kernels by emulation or as a program, one at a time; each skips itself, with the reason, where it has
#          none to boot
# Custom targets `unit_tests`, `host_tests`, `guest_tests` and `benches` build all binaries of one kind.

# The warnings alone, for what cannot carry the sanitizers' run-time library (a static binary). Who uses the installed
# libraries has warnings of his own.
set(sigconform_warning_options -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
# At -O3 GCC 12 sees overlaps in every std::string that is joined (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND sigconform_warning_options $<$<CONFIG:Release>:-Wno-restrict>)
endif()
add_library(sigconform_warnings INTERFACE)
target_compile_features(sigconform_warnings INTERFACE cxx_std_20)
target_compile_options(sigconform_warnings INTERFACE "$<BUILD_INTERFACE:${sigconform_warning_options}>")
target_include_directories(sigconform_warnings INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                           $<INSTALL_INTERFACE:include/sigconform>)
target_link_libraries(sigconform_warnings INTERFACE Boost::headers)

add_library(sigconform_flags INTERFACE)
target_link_libraries(sigconform_flags INTERFACE sigconform_warnings)
if(SIGCONFORM_SANITIZE)
  # -O1: the instrumented Hana translation units take twice as long at -O2, and the tests gain nothing.
  target_compile_options(sigconform_flags INTERFACE -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
                         -fno-omit-frame-pointer)
  target_link_options(sigconform_flags INTERFACE -fsanitize=address,undefined)
endif()

add_custom_target(unit_tests)
add_custom_target(host_tests)
add_custom_target(guest_tests)
add_custom_target(benches)

# A test that hangs is a failure after this many seconds.
set(SIGCONFORM_UNIT_TIMEOUT 1800)
set(SIGCONFORM_HOST_TIMEOUT 1200)
set(SIGCONFORM_GUEST_TIMEOUT 600)

# One GoogleTest binary, as one ctest test, or as `shards` of them when its cases take long.
function(sigconform_test_binary target kind shards)
  set(name ${target})
  # COST: what takes long begins first, so that no CPU is left alone at the end.
  set(properties LABELS ${kind} TIMEOUT ${SIGCONFORM_UNIT_TIMEOUT})
  if(kind STREQUAL host)
    set(properties LABELS host RUN_SERIAL ON TIMEOUT ${SIGCONFORM_HOST_TIMEOUT})
  elseif(kind STREQUAL guest)
    # A guest takes the whole of a CPU, and a boot has a deadline: one at a time, but beside others that have none.
    set(properties LABELS guest RESOURCE_LOCK guest COST 400 TIMEOUT ${SIGCONFORM_GUEST_TIMEOUT})
  elseif(SIGCONFORM_SANITIZE)
    # ci/test runs both builds under one ctest, and a failure must say which build it is of.
    set(name sanitize.${target})
    set(properties LABELS sanitize COST 300 TIMEOUT ${SIGCONFORM_UNIT_TIMEOUT})
  endif()
  if(shards EQUAL 1)
    add_test(NAME ${name} COMMAND ${target})
    set_tests_properties(${name} PROPERTIES ${properties})
    return()
  endif()
  math(EXPR last "${shards} - 1")
  foreach(shard RANGE ${last})
    add_test(NAME ${name}.${shard} COMMAND ${target})
    set_tests_properties(${name}.${shard} PROPERTIES ${properties}
                         ENVIRONMENT "GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${shard}")
  endforeach()
endfunction()

# With SIGCONFORM_UNITY the compiler reads what they include once for so many files.
function(sigconform_unity)
  set_target_properties(${ARGN} PROPERTIES UNITY_BUILD ${SIGCONFORM_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# sigconform_room(NAME SOURCES … [TESTS …] [HOST_TESTS …] [GUEST_TESTS …] [BENCHES …] [DEPENDS …] [TEST_DEPENDS …] [SHARDS n]
#                 [SEPARATE])
# TESTS become <name>_tests (unit, in SHARDS parts), HOST_TESTS <name>_host_tests (host),
# GUEST_TESTS <name>_guest_tests (guest), BENCHES <name>_bench.
# DEPENDS are libraries that users of the room need too; TEST_DEPENDS only tests and benches link. SEPARATE: its files
# take long each, and are never compiled as one.
function(sigconform_room name)
  cmake_parse_arguments(room "SEPARATE" "SHARDS" "SOURCES;TESTS;HOST_TESTS;GUEST_TESTS;BENCHES;DEPENDS;TEST_DEPENDS" ${ARGN})
  if(room_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sigconform_room(${name}): what is ${room_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT room_SHARDS)
    set(room_SHARDS 1)
  endif()
  if(room_SEPARATE)
    set(SIGCONFORM_UNITY OFF)
  endif()
  add_library(sigconform_${name} STATIC ${room_SOURCES})
  target_link_libraries(sigconform_${name} PUBLIC sigconform_flags ${room_DEPENDS})
  set_target_properties(sigconform_${name} PROPERTIES EXPORT_NAME ${name})
  sigconform_unity(sigconform_${name})
  set(testing GTest::gtest GTest::gtest_main rapidcheck rapidcheck_gtest)
  if(room_TESTS)
    add_executable(${name}_tests ${room_TESTS})
    target_link_libraries(${name}_tests PRIVATE sigconform_${name} ${room_TEST_DEPENDS} ${testing})
    add_dependencies(unit_tests ${name}_tests)
    sigconform_test_binary(${name}_tests unit ${room_SHARDS})
    sigconform_unity(${name}_tests)
  endif()
  # Instrumented code neither keeps the executor's timing nor says anything about speed.
  foreach(kind host guest)
    string(TOUPPER ${kind}_TESTS files)
    if(room_${files} AND NOT SIGCONFORM_SANITIZE)
      add_executable(${name}_${kind}_tests ${room_${files}})
      target_link_libraries(${name}_${kind}_tests PRIVATE sigconform_${name} ${room_TEST_DEPENDS} ${testing})
      add_dependencies(${kind}_tests ${name}_${kind}_tests)
      sigconform_test_binary(${name}_${kind}_tests ${kind} 1)
      sigconform_unity(${name}_${kind}_tests)
    endif()
  endforeach()
  if(room_BENCHES AND NOT SIGCONFORM_SANITIZE)
    add_executable(${name}_bench ${room_BENCHES})
    target_link_libraries(${name}_bench PRIVATE sigconform_${name} ${room_TEST_DEPENDS} benchmark::benchmark
                          benchmark::benchmark_main)
    add_dependencies(benches ${name}_bench)
    sigconform_unity(${name}_bench)
  endif()
endfunction()
