# SPDX-License-Identifier: MIT
#
# The installed tree: bin/lab, libexec/lab/lab-<host>, libexec/lab/build (host code, and the flags that files given by
# path are built with), share/lab/labs, headers and the CMake package.  `lab` finds everything relative to itself, so the
# tree can be moved.

include(CMakePackageConfigHelpers)
set(lab_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/lab")

install(TARGETS lab EXPORT labTargets RUNTIME DESTINATION bin)
install(TARGETS lab-headers EXPORT labTargets)
foreach(host IN LISTS LAB_HOSTS)
  if(NOT TARGET lab-${host})
    continue()
  endif()
  install(TARGETS lab-${host} RUNTIME DESTINATION libexec/lab)
  install(TARGETS lab-host-${host} EXPORT labTargets ARCHIVE DESTINATION libexec/lab/build)
endforeach()
install(DIRECTORY "${LAB_BUILD_DIR}" DESTINATION libexec/lab FILES_MATCHING PATTERN "*.cflags" PATTERN "*.ldflags"
        PATTERN "*.h" PATTERN "clang")
install(DIRECTORY include/lab DESTINATION include FILES_MATCHING PATTERN "*.h")
install(DIRECTORY labs DESTINATION share/lab FILES_MATCHING PATTERN "*.c" PATTERN "*.md" PATTERN "rubric.json")
install(DIRECTORY src/report/schema DESTINATION share/lab)
install(FILES src/report/SCHEMA.md DESTINATION share/lab/schema)
install(FILES LICENSE DESTINATION share/doc/lab)

install(EXPORT labTargets NAMESPACE lab:: DESTINATION "${lab_package_dir}")
write_basic_package_version_file("${CMAKE_BINARY_DIR}/labConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES cmake/labConfig.cmake cmake/LabClang.cmake cmake/LabHosts.cmake cmake/LabCheck.cmake
              "${CMAKE_BINARY_DIR}/labConfigVersion.cmake" DESTINATION "${lab_package_dir}")
install(PROGRAMS cmake/compile-with DESTINATION "${lab_package_dir}")

# The man page and the completion are made by the program, from its table of commands.
set(lab_docs "")
foreach(doc "man;share/man/man1/lab.1" "bash-completion;share/bash-completion/completions/lab")
  list(GET doc 0 option)
  list(GET doc 1 file)
  get_filename_component(folder "${file}" DIRECTORY)
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/${folder}")
  set(path "${CMAKE_BINARY_DIR}/${file}") # absolute: a relative .../lab would be taken for the target
  add_custom_command(OUTPUT "${path}" COMMAND lab help --${option} > "${path}" DEPENDS lab VERBATIM)
  list(APPEND lab_docs "${path}")
  install(FILES "${path}" DESTINATION "${folder}")
endforeach()
add_custom_target(lab-docs ALL DEPENDS ${lab_docs})
