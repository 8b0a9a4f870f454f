# SPDX-License-Identifier: MIT
#
# Finds the clang that the labs are compiled with: LAB_CLANG.  Needed whatever the compiler of the project is, since
# ThreadSanitizer's report hook and the instrumentation flags of the labs are clang's.  May be included before project().
#
#   LAB_CLANG            the compiler, at least version 14, with a ThreadSanitizer runtime; set it to choose another one
#   LAB_CLANG_VERSION    its version

set(LAB_CLANG_OLDEST 14)
set(LAB_CLANG_PREFERRED 19)

# What the instrumented labs are compiled with (see LabHosts.cmake); checked below.
set(LAB_HOOK_FLAGS -fsanitize=thread -fno-optimize-sibling-calls "-mllvm;-tsan-distinguish-volatile=1"
    "-mllvm;-tsan-instrument-read-before-write=1")

# Version of a clang, empty where it is none.
function(lab_clang_version clang out)
  execute_process(COMMAND ${clang} --version OUTPUT_VARIABLE text ERROR_QUIET RESULT_VARIABLE status)
  string(REGEX MATCH "clang version ([0-9.]+)" found "${text}")
  if(status EQUAL 0 AND found)
    set(${out} "${CMAKE_MATCH_1}" PARENT_SCOPE)
  else()
    set(${out} "" PARENT_SCOPE)
  endif()
endfunction()

# Compiles, links and runs a program under ThreadSanitizer: "" where all works, else the step that does not.
function(lab_clang_check_runtime clang out)
  set(dir "${CMAKE_BINARY_DIR}/CMakeFiles/lab-clang")
  file(WRITE "${dir}/runtime.c" "int x;\nint main(void) {\n  x = x + 1;\n  return x - 1;\n}\n")
  execute_process(COMMAND ${clang} -O1 -fsanitize=thread -o "${dir}/runtime" "${dir}/runtime.c"
                  OUTPUT_QUIET ERROR_VARIABLE text RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    set(${out} "link" PARENT_SCOPE)
    return()
  endif()
  execute_process(COMMAND "${dir}/runtime" OUTPUT_QUIET ERROR_VARIABLE text RESULT_VARIABLE status TIMEOUT 20)
  set(failed "")
  if(NOT status EQUAL 0)
    set(failed "run")
    string(STRIP "${text}" text)
    set(LAB_CLANG_REASON "${text}" PARENT_SCOPE)
  endif()
  set(${out} "${failed}" PARENT_SCOPE)
endfunction()

# x = x + 1 must announce the read and then the write; a compiler that drops hooks would make the labs lie.
function(lab_clang_check_hooks clang)
  set(dir "${CMAKE_BINARY_DIR}/CMakeFiles/lab-clang")
  file(WRITE "${dir}/hooks.c" "extern int x;\nvoid increment(void);\nvoid increment(void) { x = x + 1; }\n")
  execute_process(COMMAND ${clang} -O0 ${LAB_HOOK_FLAGS} -S -o - "${dir}/hooks.c"
                  OUTPUT_VARIABLE text ERROR_VARIABLE errors RESULT_VARIABLE status)
  string(REGEX MATCHALL "__tsan_(read|write|func_entry)[0-9]*@?" calls "${text}")
  list(TRANSFORM calls REPLACE "@$" "")
  list(FIND calls "__tsan_read4" read)
  list(FIND calls "__tsan_write4" write)
  if(NOT status EQUAL 0 OR read LESS 0 OR write LESS read)
    message(FATAL_ERROR "${clang} does not announce the accesses of x = x + 1 (a read of 4 bytes, then a write); "
                        "it emitted: ${calls}${errors}")
  endif()
endfunction()

# The preferred version, then the newest.
function(lab_clang_candidates out)
  set(names clang-${LAB_CLANG_PREFERRED})
  foreach(version RANGE 30 ${LAB_CLANG_OLDEST} -1)
    if(NOT version EQUAL LAB_CLANG_PREFERRED)
      list(APPEND names clang-${version})
    endif()
  endforeach()
  set(found "")
  foreach(name IN LISTS names ITEMS clang)
    unset(lab_clang_path)
    find_program(lab_clang_path ${name} NO_CACHE)
    if(lab_clang_path)
      list(APPEND found "${lab_clang_path}")
    endif()
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

function(lab_clang_find)
  set(install "install it: apt-get install clang-${LAB_CLANG_PREFERRED} llvm-${LAB_CLANG_PREFERRED} "
              "libclang-rt-${LAB_CLANG_PREFERRED}-dev")
  list(JOIN install "" install)
  set(candidates "${LAB_CLANG}")
  if(NOT LAB_CLANG)
    lab_clang_candidates(candidates)
  endif()
  set(second_best "")
  foreach(clang IN LISTS candidates)
    lab_clang_version("${clang}" version)
    if(version STREQUAL "" OR version VERSION_LESS LAB_CLANG_OLDEST)
      continue()
    endif()
    lab_clang_check_runtime("${clang}" failed)
    if(failed STREQUAL "")
      set(chosen "${clang}")
      break()
    elseif(failed STREQUAL "run" AND NOT second_best)
      set(second_best "${clang}")
      set(reason "${LAB_CLANG_REASON}")
    endif()
    message(STATUS "${clang} (${version}): a ThreadSanitizer program does not ${failed} with it")
  endforeach()
  if(NOT chosen AND second_best)
    set(chosen "${second_best}")
    message(WARNING "ThreadSanitizer programs do not run on this machine, so that engine will not either: ${reason}")
  endif()
  if(NOT chosen)
    message(FATAL_ERROR "no clang >= ${LAB_CLANG_OLDEST} with a ThreadSanitizer runtime; ${install}")
  endif()
  lab_clang_check_hooks("${chosen}")
  lab_clang_version("${chosen}" version)
  if(NOT LAB_CLANG AND NOT version VERSION_GREATER_EQUAL LAB_CLANG_PREFERRED)
    message(STATUS "clang-${LAB_CLANG_PREFERRED} is not usable here: the labs are compiled with ${chosen} (${version})")
  endif()
  set(LAB_CLANG "${chosen}" CACHE FILEPATH "clang that compiles the labs" FORCE)
  set(LAB_CLANG_VERSION "${version}" CACHE INTERNAL "")
  set(LAB_CLANG_CHECKED "${chosen} ${version}" CACHE INTERNAL "")
endfunction()

if(LAB_CLANG)
  lab_clang_version("${LAB_CLANG}" LAB_CLANG_NOW)
endif()
if(NOT LAB_CLANG OR NOT "${LAB_CLANG} ${LAB_CLANG_NOW}" STREQUAL "${LAB_CLANG_CHECKED}")
  lab_clang_find()
endif()
