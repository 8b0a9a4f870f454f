# SPDX-License-Identifier: MIT
#
# The explorer: its runtime as a static library, which is linked with labs and with programs that no lab wraps, the header
# of the names that it models, and its tests.  Needs LabHosts.cmake and LabFlags.cmake.

set(LAB_EXPLORE_SOURCE_DIR "${CMAKE_CURRENT_LIST_DIR}/../src/engines/explore")

# explore_names.h: every call that the runtime models gets the model's name.  Made from the models, so nothing is typed twice.
function(lab_explore_names out)
  file(GLOB sources CONFIGURE_DEPENDS "${LAB_EXPLORE_SOURCE_DIR}/*.c")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources})
  set(names "")
  foreach(source IN LISTS sources)
    file(STRINGS "${source}" lines REGEX "lab_model_[a-zA-Z0-9_]+\\(|^(REFUSE|UNSEEN)\\(")
    foreach(line IN LISTS lines)
      if(line MATCHES "^(REFUSE|UNSEEN)\\(([a-z_A-Z0-9]+)\\)")
        list(APPEND names "${CMAKE_MATCH_2}")
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

lab_explore_names("${LAB_BUILD_DIR}/lab/explore_names.h")
file(GLOB sources CONFIGURE_DEPENDS "${LAB_EXPLORE_SOURCE_DIR}/*.c")
add_library(lab-host-explore STATIC ${sources})
add_library(lab::host-explore ALIAS lab-host-explore)
# Always optimised: what it costs per step decides how far it gets.
target_compile_options(lab-host-explore PRIVATE -O3 -g -fno-pie ${LAB_FLAGS_machine})
target_link_libraries(lab-host-explore PRIVATE $<BUILD_INTERFACE:lab-own> PUBLIC lab-headers
                                       INTERFACE ${LAB_LIBRARIES_explore} Threads::Threads)
set_target_properties(lab-host-explore PROPERTIES EXPORT_NAME host-explore POSITION_INDEPENDENT_CODE OFF
                      ARCHIVE_OUTPUT_DIRECTORY "${LAB_BUILD_DIR}" LINKER_LANGUAGE C)
lab_use_clang(lab-host-explore)
# A program may have a function of its own that is called like one that is modelled: its own is meant.
add_custom_command(TARGET lab-host-explore POST_BUILD VERBATIM
                   COMMAND "${CMAKE_OBJCOPY}" --wildcard --weaken-symbol=lab_model_* "$<TARGET_FILE:lab-host-explore>")

# tests/explore: *_test.c are cmocka programs, labs/<lab>/*.c what they explore.
function(lab_add_explorer_tests tree)
  set(directory "${CMAKE_SOURCE_DIR}/tests/explore")
  file(GLOB folders CONFIGURE_DEPENDS "${directory}/labs/*")
  lab_add_hosts(test-explore "${tree}/explore" explore)
  lab_add_folders(test-explore "${tree}/explore" ${folders})
  file(GLOB tests CONFIGURE_DEPENDS "${directory}/*_test.c")
  foreach(source IN LISTS tests)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(explore_${name} "${source}" "${directory}/host.c")
    set_target_properties(explore_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${tree}/explore")
    target_link_libraries(explore_${name} PRIVATE lab-own cmocka jansson)
    add_test(NAME explore/${name} COMMAND explore_${name})
    set_tests_properties(explore/${name} PROPERTIES LABELS explore TIMEOUT 900 ENVIRONMENT
                         "LAB_EXPLORE_HOST=$<TARGET_FILE:test-explore-lab-explore>;LAB=$<TARGET_FILE:lab>;LAB_EXPLORE_PROGRAMS=${directory}/programs")
  endforeach()
endfunction()
