# SPDX-License-Identifier: MIT
#
# lab_add_check([LABS <lab>...] [ENGINES <engine>...] [TIMEOUT <seconds>] [ARGUMENTS <argument>...])
#
# Makes a CTest test of every variant on every engine, of the labs that add_lab() was given (LABS: of these alone):
#
#   lab/<lab>/<variant>/<engine>     labels lab and <lab>; 77 is skipped; alone on the machine, since races are timing
#
# ENGINES defaults to native, tsan and explore; ARGUMENTS are more for `lab check` ("--iterations" "5000").

function(lab_add_check)
  cmake_parse_arguments(PARSE_ARGV 0 check "" "TIMEOUT" "LABS;ENGINES;ARGUMENTS")
  if(check_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "lab_add_check: what is \"${check_UNPARSED_ARGUMENTS}\"?")
  endif()
  if(NOT check_ENGINES)
    set(check_ENGINES native tsan explore)
  endif()
  if(NOT check_TIMEOUT)
    set(check_TIMEOUT 120)
  endif()
  get_property(folders GLOBAL PROPERTY LAB_FOLDERS)
  set(known "")
  foreach(folder IN LISTS folders)
    get_filename_component(lab "${folder}" NAME)
    list(APPEND known "${lab}")
    if(NOT check_LABS OR lab IN_LIST check_LABS)
      lab_check_folder("${folder}" "${lab}")
    endif()
  endforeach()
  foreach(lab IN LISTS check_LABS)
    if(NOT lab IN_LIST known)
      message(FATAL_ERROR "lab_add_check: no lab \"${lab}\"; add_lab() was given: ${known}")
    endif()
  endforeach()
  if(NOT known)
    message(FATAL_ERROR "lab_add_check: no labs; call add_lab() first")
  endif()
endfunction()

# The tests of one folder.  A file without the table is no variant.
function(lab_check_folder folder lab)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.c")
  foreach(source IN LISTS sources)
    file(STRINGS "${source}" table REGEX "LAB_VARIANT" LIMIT_COUNT 1)
    if(NOT table)
      continue()
    endif()
    get_filename_component(variant "${source}" NAME_WLE)
    foreach(engine IN LISTS check_ENGINES)
      set(name "lab/${lab}/${variant}/${engine}")
      add_test(NAME "${name}" COMMAND "${CMAKE_BINARY_DIR}/lab" check "${lab}/${variant}" --engine "${engine}"
                                      ${check_ARGUMENTS})
      set_tests_properties("${name}" PROPERTIES LABELS "lab;${lab}" SKIP_RETURN_CODE 77 TIMEOUT "${check_TIMEOUT}"
                                                RUN_SERIAL ON)
    endforeach()
  endforeach()
endfunction()
