# SPDX-License-Identifier: MIT
#
# What `lab` builds files given by path with (src/build): <tree>/libexec/lab/build holds, for each host, its host code
# (liblab-host-<host>.a) and the flags of LabHosts.cmake as response files (<host>.cflags, <host>.ldflags), and the path
# of the compiler (clang).  No path of ours is in them: the tree can be moved.

set(LAB_BUILD_DIR "${CMAKE_BINARY_DIR}/libexec/lab/build")

# One word on each line; "SHELL:-a b" is two.
function(lab_write_words path)
  set(words "")
  foreach(flag IN LISTS ARGN)
    string(REGEX REPLACE "^SHELL:" "" flag "${flag}")
    string(REPLACE " " "\n" flag "${flag}")
    string(APPEND words "${flag}\n")
  endforeach()
  file(CONFIGURE OUTPUT "${path}" CONTENT "${words}" @ONLY)
endfunction()

# lab_write_flags(<tree>): as above, and <tree>/include, where the headers are as in an installed tree.
function(lab_write_flags tree)
  file(CONFIGURE OUTPUT "${LAB_BUILD_DIR}/clang" CONTENT "${LAB_CLANG}\n" @ONLY)
  foreach(host IN LISTS LAB_HOSTS)
    if(NOT TARGET lab::host-${host})
      continue()
    endif()
    set(libraries ${LAB_LIBRARIES})
    if(DEFINED LAB_LIBRARIES_${host})
      set(libraries ${LAB_LIBRARIES_${host}})
    endif()
    list(TRANSFORM libraries PREPEND "-l")
    set(sanitize "")
    if(host STREQUAL native AND LAB_SANITIZE AND NOT LAB_SANITIZE STREQUAL thread)
      set(sanitize -fsanitize=${LAB_SANITIZE})
    endif()
    lab_write_words("${LAB_BUILD_DIR}/${host}.cflags" ${LAB_FLAGS_${LAB_FLAVOUR_${host}}} ${LAB_FLAGS_all})
    lab_write_words("${LAB_BUILD_DIR}/${host}.ldflags" ${LAB_LINK_${host}} ${sanitize} -Wl,--whole-archive
                    -llab-host-${host} -Wl,--no-whole-archive ${libraries} -lpthread)
  endforeach()
  file(MAKE_DIRECTORY "${tree}/include")
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/include/lab" "${tree}/include/lab" SYMBOLIC)
endfunction()
