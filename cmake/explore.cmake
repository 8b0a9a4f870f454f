# SPDX-License-Identifier: MIT
#
# The explorer: its runtime as a static library (lab-explore links it with the labs, `lab explore FILE.c` with a
# program of its own), the labs in its flavour, and its tests.  Include it after the labs' folders are known:
#
#   include(explore)
#   lab_add_explorer(lab "${CMAKE_BINARY_DIR}" ${lab_folders})
#
# makes, below <tree>/libexec/lab: lab-explore, explore/liblab-explore.a, explore/names.h.

# How programs are compiled for it; src/explore/build.c has the same for programs of their own.
# -O0 keeps every access of the source.  volatile accesses are told apart; the read of x = x + 1 is announced.
# -optimize-regalloc keeps temporaries out of the stack, whose bytes are compared to recognise loops that wait.
# -femulated-tls: thread-locals are asked for by a call, so that fibers get their own.  Not position-independent:
# addresses of data are the same in every run.  LAB_CK_VISIBLE: Concurrency Kit itself is explored.
set(LAB_FLAGS_explore -O0 -fsanitize=thread -fno-optimize-sibling-calls -fno-omit-frame-pointer -fno-pie -femulated-tls
    "SHELL:-mllvm -tsan-distinguish-volatile=1" "SHELL:-mllvm -tsan-instrument-read-before-write=1"
    "SHELL:-mllvm -tsan-instrument-func-entry-exit=0" "SHELL:-mllvm -optimize-regalloc" -DLAB_CK_VISIBLE)

set(LAB_EXPLORE_SOURCE_DIR "${CMAKE_CURRENT_LIST_DIR}/../src/engines/explore")

# names.h: every call that the runtime models gets the model's name.  Made from the models, so nothing is typed twice.
function(lab_explore_names out)
  file(GLOB sources CONFIGURE_DEPENDS "${LAB_EXPLORE_SOURCE_DIR}/*.c")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources})
  set(names "")
  foreach(source IN LISTS sources)
    file(STRINGS "${source}" lines REGEX "lab_model_[a-zA-Z0-9_]+\\(|^REFUSE\\(")
    foreach(line IN LISTS lines)
      if(line MATCHES "^REFUSE\\(([a-z_A-Z0-9]+)\\)")
        list(APPEND names "${CMAKE_MATCH_1}")
      elseif(line MATCHES "lab_model_([a-zA-Z0-9_]+)\\(")
        list(APPEND names "${CMAKE_MATCH_1}")
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES names)
  list(SORT names)
  set(text "/* Made by cmake/explore.cmake from src/engines/explore: the calls that the explorer models. */\n")
  foreach(name IN LISTS names)
    string(APPEND text "#pragma redefine_extname ${name} lab_model_${name}\n")
  endforeach()
  file(CONFIGURE OUTPUT "${out}" CONTENT "${text}" @ONLY)
endfunction()

# lab_explore_host(<target> <directory> <name> <folder>...): an executable that explores the labs of these folders.
function(lab_explore_host target directory name)
  add_library(${target}-labs OBJECT)
  set_target_properties(${target}-labs PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF LINKER_LANGUAGE C)
  target_include_directories(${target}-labs PRIVATE "${CMAKE_SOURCE_DIR}/include")
  target_compile_definitions(${target}-labs PRIVATE _GNU_SOURCE=)
  target_compile_options(${target}-labs PRIVATE ${LAB_FLAGS_explore} ${LAB_FLAGS_machine} -g -UNDEBUG
                         "SHELL:-include ${LAB_EXPLORE_NAMES}")
  lab_use_clang(${target}-labs)
  foreach(folder IN LISTS ARGN)
    file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.c")
    target_sources(${target}-labs PRIVATE ${sources})
    # Names of files as in the other hosts, see lab_add_folders.
    get_filename_component(parent "${folder}" DIRECTORY)
    target_compile_options(${target}-labs PRIVATE "-ffile-prefix-map=${parent}/=labs/")
  endforeach()
  target_compile_options(${target}-labs PRIVATE "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/="
                                                "-ffile-prefix-map=${CMAKE_BINARY_DIR}=.")
  add_executable(${target} $<TARGET_OBJECTS:${target}-labs>)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${directory}" LINKER_LANGUAGE C)
  target_link_libraries(${target} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,lab-explore-runtime>" ck Threads::Threads)
  # Labs about tasks call libraries that the explorer does not run; they are refused before they would.
  target_link_options(${target} PRIVATE -no-pie "LINKER:--unresolved-symbols=ignore-in-object-files")
  lab_use_clang(${target})
endfunction()

function(lab_add_explorer set tree)
  set(LAB_EXPLORE_NAMES "${tree}/libexec/lab/explore/names.h")
  lab_explore_names("${LAB_EXPLORE_NAMES}")
  # What a program of its own may include, <lab/explore.h>, and nothing else.
  configure_file("${CMAKE_SOURCE_DIR}/include/lab/explore.h" "${tree}/libexec/lab/explore/include/lab/explore.h" COPYONLY)
  file(GLOB sources CONFIGURE_DEPENDS "${LAB_EXPLORE_SOURCE_DIR}/*.c")
  add_library(lab-explore-runtime STATIC ${sources})
  # Always optimised: what it costs per step decides how far it gets.
  target_compile_options(lab-explore-runtime PRIVATE -O2 -g -fno-pie ${LAB_FLAGS_machine})
  target_link_libraries(lab-explore-runtime PRIVATE $<BUILD_INTERFACE:lab-own>)
  target_include_directories(lab-explore-runtime PRIVATE "${CMAKE_SOURCE_DIR}/include")
  set_target_properties(lab-explore-runtime PROPERTIES OUTPUT_NAME lab-explore POSITION_INDEPENDENT_CODE OFF
                        ARCHIVE_OUTPUT_DIRECTORY "${tree}/libexec/lab/explore" LINKER_LANGUAGE C)
  lab_use_clang(lab-explore-runtime)
  lab_explore_host(${set}-explore "${tree}/libexec/lab" lab-explore ${ARGN})
  if(BUILD_TESTING)
    lab_add_explorer_tests("${tree}/tests")
  endif()
endfunction()

# tests/explore: *_test.c are cmocka programs, labs/<lab>/*.c what they explore.
function(lab_add_explorer_tests tree)
  set(directory "${CMAKE_SOURCE_DIR}/tests/explore")
  file(GLOB folders CONFIGURE_DEPENDS "${directory}/labs/*")
  lab_explore_host(test-explore "${tree}/explore" lab-explore ${folders})
  file(GLOB tests CONFIGURE_DEPENDS "${directory}/*_test.c")
  foreach(source IN LISTS tests)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(explore_${name} "${source}" "${directory}/host.c")
    set_target_properties(explore_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${tree}/explore")
    target_link_libraries(explore_${name} PRIVATE lab-own cmocka jansson)
    add_test(NAME explore/${name} COMMAND explore_${name})
    set_tests_properties(explore/${name} PROPERTIES LABELS explore TIMEOUT 300 ENVIRONMENT
                         "LAB_EXPLORE_HOST=$<TARGET_FILE:test-explore>;LAB_EXPLORE_DIR=${tree}/../libexec/lab/explore")
  endforeach()
endfunction()
