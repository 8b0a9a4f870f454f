# SPDX-License-Identifier: MIT

# lab_require(<NAME> <header> <library> <package>): finds a library as <NAME>_LIBRARY, or names the package to install.
function(lab_require name header library package)
  find_path(${name}_INCLUDE ${header})
  find_library(${name}_LIBRARY ${library})
  mark_as_advanced(${name}_INCLUDE ${name}_LIBRARY)
  if(NOT ${name}_INCLUDE OR NOT ${name}_LIBRARY)
    message(FATAL_ERROR "${library} (${header}) is missing: install ${package}")
  endif()
endfunction()
