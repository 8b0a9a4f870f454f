# SPDX-License-Identifier: MIT
#
# find_package(lab REQUIRED), then
#
#   lab_add_check()          a CTest test of every variant on every engine: LabCheck.cmake
#   add_lab(<folder>...)     each folder is a lab; labs/* takes all of them, and a new one is found by the next build
#
# builds the folders' *.c into host executables under ${CMAKE_BINARY_DIR}/libexec/lab and writes
# ${CMAKE_BINARY_DIR}/lab, which is `lab` with these labs beside the installed ones:
#
#   cmake -B build && cmake --build build && build/lab run my-lab
#
# The compiler is the project's for the native host, and LAB_CLANG for the instrumented ones.

if(CMAKE_VERSION VERSION_LESS 3.24)
  set(lab_FOUND FALSE)
  set(lab_NOT_FOUND_MESSAGE "lab needs CMake 3.24")
  return()
endif()

include(CMakeFindDependencyMacro)
find_dependency(Threads)
include("${CMAKE_CURRENT_LIST_DIR}/labTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/LabClang.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/LabHosts.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/LabCheck.cmake")

function(add_lab)
  if(NOT TARGET lab-native)
    lab_add_hosts(lab "${CMAKE_BINARY_DIR}")
    get_target_property(program lab::lab LOCATION)
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/lab" @ONLY NEWLINE_STYLE UNIX CONTENT [[#!/bin/sh
# lab with the labs of this project
LAB_HOSTS="@CMAKE_BINARY_DIR@/libexec/lab${LAB_HOSTS:+:$LAB_HOSTS}" exec "@program@" "$@"
]])
    file(CHMOD "${CMAKE_BINARY_DIR}/lab" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
         WORLD_READ WORLD_EXECUTE)
  endif()
  foreach(pattern IN LISTS ARGN)
    get_filename_component(pattern "${pattern}" ABSOLUTE)
    lab_glob_folders(folders "${pattern}")
    if(NOT folders)
      message(FATAL_ERROR "add_lab: no *.c in ${pattern}")
    endif()
    lab_add_folders(lab "${CMAKE_BINARY_DIR}" ${folders})
    set_property(GLOBAL APPEND PROPERTY LAB_FOLDERS ${folders})
  endforeach()
endfunction()
