# SPDX-License-Identifier: MIT
#
# Host executables: the same unmodified labs in every instrumentation, each linked with the host code of its engine.
# Used by lab's own build and, installed, by add_lab() of other projects.  Needs LabClang.cmake and the targets
# lab::host-<host> (static libraries).

set(LAB_HOSTS native tsan yield explore asan valgrind)

# How labs are compiled, by flavour, with the reason for each flag.
#
# native: as a program is shipped.
set(LAB_FLAGS_native -O2)
# tsan: -O1 keeps reports readable and is what its authors advise; frame pointers and no sibling calls keep the
# stacks of both accesses whole.
set(LAB_FLAGS_tsan -O1 -fsanitize=thread -fno-omit-frame-pointer -fno-optimize-sibling-calls)
# asan: undefined behaviour is looked for in the same run.  Reports are survived, so that each iteration has its own.
# For -O1 and the others see tsan.
set(LAB_FLAGS_asan -O1 -fsanitize=address,undefined -fsanitize-recover=all -fno-omit-frame-pointer
    -fno-optimize-sibling-calls)
# valgrind: not instrumented; helgrind and DRD do that when it runs.  For -O1 and the others see tsan.
# DWARF 4: valgrind 3.19 does not read all of what clang writes as version 5, and says so.
set(LAB_FLAGS_valgrind -O1 -gdwarf-4 -fno-omit-frame-pointer -fno-optimize-sibling-calls)
# instrumented: for engines that define the __tsan_* functions themselves.  -O0 keeps every access of the source;
# volatile accesses are told apart; x = x + 1 announces its read, not the write alone; the steps of Concurrency Kit are
# announced as well, and its waiting loops give up the CPU.
set(LAB_FLAGS_instrumented -O0 -fsanitize=thread -fno-optimize-sibling-calls -DLAB_CK_VISIBLE
    "SHELL:-mllvm -tsan-distinguish-volatile=1" "SHELL:-mllvm -tsan-instrument-read-before-write=1")

# explore: as instrumented, for a scheduler of our own.  -optimize-regalloc keeps temporaries out of the stack, whose
# bytes are compared to recognise loops that wait.  -femulated-tls: thread-locals are asked for by a call, so that
# fibers get their own.  Not position-independent: addresses of data are the same in every run.  The header gives every
# call that the explorer models the name of its model; a program may have a static function that is called like one.
# A frame that is larger than what is left of a stack touches its guard page, rather than the memory of another actor.
set(LAB_FLAGS_explore ${LAB_FLAGS_instrumented} -fno-omit-frame-pointer -fno-pie -femulated-tls -fstack-clash-protection
    "SHELL:-mllvm -tsan-instrument-func-entry-exit=0" "SHELL:-mllvm -optimize-regalloc"
    "SHELL:-include lab/explore_names.h" -Wno-pragmas)

# In all flavours: 16-byte compare-and-swap as an instruction (every x86-64 since 2006 has it), not as a call of a
# library that may take a lock.
set(LAB_FLAGS_machine "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(LAB_FLAGS_machine -mcx16)
endif()

# In all flavours too.  -g: the reports quote lines and columns.  -UNDEBUG: an assert in a listing always counts.
set(LAB_FLAGS_all ${LAB_FLAGS_machine} -g -UNDEBUG)

# Which flavour a host takes, and what it is linked with beyond its host code.  -rdynamic: the sanitizer's runtime
# finds some of its hooks with dlsym.  The yield and explore hosts are linked without -fsanitize=thread: they bring
# their own hooks.  Labs about tasks call libraries that the explorer does not run; they are refused before they would.
set(LAB_FLAVOUR_native native)
set(LAB_FLAVOUR_tsan tsan)
set(LAB_FLAVOUR_yield instrumented)
set(LAB_FLAVOUR_explore explore)
set(LAB_FLAVOUR_asan asan)
set(LAB_FLAVOUR_valgrind valgrind)
set(LAB_LINK_tsan -fsanitize=thread -rdynamic)
set(LAB_LINK_asan -fsanitize=address,undefined)
set(LAB_LINK_valgrind -no-pie)
set(LAB_LINK_explore -no-pie -Wl,--unresolved-symbols=ignore-in-object-files)

# Libraries that host code, and labs, are linked with.
set(LAB_LIBRARIES jansson ck uv m ${CMAKE_DL_LIBS})
set(LAB_LIBRARIES_explore ck)

set(LAB_CMAKE_DIR "${CMAKE_CURRENT_LIST_DIR}")

# Compiles and links a target with LAB_CLANG, whatever the compiler of the project is.
function(lab_use_clang target)
  file(REAL_PATH "${CMAKE_C_COMPILER}" own)
  file(REAL_PATH "${LAB_CLANG}" clang)
  if(own STREQUAL clang)
    return()
  endif()
  set_target_properties(${target} PROPERTIES C_COMPILER_LAUNCHER "${LAB_CMAKE_DIR}/compile-with;${LAB_CLANG}"
                                             C_LINKER_LAUNCHER "${LAB_CMAKE_DIR}/compile-with;${LAB_CLANG}")
endfunction()

# The objects of a set of labs in one flavour.  OBJECT, because the registrations of a static library are dropped.
function(lab_add_objects target flavour)
  add_library(${target} OBJECT)
  set_target_properties(${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF LINKER_LANGUAGE C)
  target_include_directories(${target} PRIVATE $<TARGET_PROPERTY:lab::headers,INTERFACE_INCLUDE_DIRECTORIES>)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE=)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic ${LAB_FLAGS_${flavour}} ${LAB_FLAGS_all}
                         "-ffile-prefix-map=${CMAKE_BINARY_DIR}=."
                         "-ffile-prefix-map=$<TARGET_PROPERTY:lab::headers,INTERFACE_INCLUDE_DIRECTORIES>=include")
  if(flavour STREQUAL explore)
    target_include_directories(${target} PRIVATE $<TARGET_FILE_DIR:lab::host-explore>) # lab/explore_names.h
  endif()
  if(NOT flavour STREQUAL native)
    lab_use_clang(${target})
  endif()
endfunction()

# lab_add_hosts(<set> <tree> [<host>...]): executables <tree>/libexec/lab/lab-<host> for a set of labs that is empty at first.
# Where the set is not "lab", the targets are named <set>-lab-<host>.
function(lab_add_hosts set tree)
  # Links of lab_add_folders to labs that may be gone by now.
  file(GLOB links "${tree}/share/lab/labs/*")
  foreach(link IN LISTS links)
    if(IS_SYMLINK "${link}")
      file(REMOVE "${link}")
    endif()
  endforeach()
  set(prefix "${set}-lab")
  if(set STREQUAL lab)
    set(prefix lab)
  endif()
  set(hosts ${ARGN})
  if(NOT hosts)
    set(hosts ${LAB_HOSTS})
  endif()
  foreach(host IN LISTS hosts)
    if(NOT TARGET lab::host-${host})
      continue()
    endif()
    set(objects ${set}-labs-${LAB_FLAVOUR_${host}})
    lab_add_objects(${objects} ${LAB_FLAVOUR_${host}})
    set(target ${prefix}-${host})
    add_executable(${target} $<TARGET_OBJECTS:${objects}>)
    set_target_properties(${target} PROPERTIES OUTPUT_NAME lab-${host} RUNTIME_OUTPUT_DIRECTORY "${tree}/libexec/lab"
                                               LINKER_LANGUAGE C)
    target_link_libraries(${target} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,lab::host-${host}>")
    target_link_options(${target} PRIVATE ${LAB_LINK_${host}})
    if(NOT host STREQUAL native)
      lab_use_clang(${target})
    endif()
  endforeach()
endfunction()

# lab_add_folders(<set> <tree> <folder>...): adds labs, one folder each, to a set.  <tree>/share/lab/labs/<lab> becomes
# a link to the folder, which is where `lab show` and the reports find the listing.
function(lab_add_folders set tree)
  foreach(folder IN LISTS ARGN)
    get_filename_component(folder "${folder}" ABSOLUTE)
    get_filename_component(parent "${folder}" DIRECTORY)
    get_filename_component(name "${folder}" NAME)
    file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.c")
    foreach(host IN LISTS LAB_HOSTS)
      set(flavour ${LAB_FLAVOUR_${host}})
      if(NOT TARGET ${set}-labs-${flavour})
        continue()
      endif()
      target_sources(${set}-labs-${flavour} PRIVATE ${sources})
      # Whatever folder it is in: the name of a variant is labs/<lab>/<variant>.c, on every machine.
      target_compile_options(${set}-labs-${flavour} PRIVATE "-ffile-prefix-map=${parent}/=labs/")
    endforeach()
    file(MAKE_DIRECTORY "${tree}/share/lab/labs")
    file(CREATE_LINK "${folder}" "${tree}/share/lab/labs/${name}" SYMBOLIC)
  endforeach()
endfunction()

# Folders matching the patterns that contain *.c; watched, so that a new folder is found by the next build.
function(lab_glob_folders out)
  set(sources "")
  foreach(pattern IN LISTS ARGN)
    file(GLOB found CONFIGURE_DEPENDS "${pattern}/*.c")
    list(APPEND sources ${found})
  endforeach()
  set(folders "")
  foreach(source IN LISTS sources)
    get_filename_component(folder "${source}" DIRECTORY)
    list(APPEND folders "${folder}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  set(${out} "${folders}" PARENT_SCOPE)
endfunction()
