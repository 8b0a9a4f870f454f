/* SPDX-License-Identifier: MIT */
/*
 * What files given by path are built with: the clang that lab was configured with, and the flags and host code below
 * <prefix>/libexec/lab/build, which are those of the labs (cmake/LabFlags.cmake).
 */
#ifndef LAB_BUILD_TOOLCHAIN_H
#define LAB_BUILD_TOOLCHAIN_H

#include "build/argv.h"
#include "plan/catalog.h"

/* The compiler: LAB_CLANG of the environment, else the one recorded in the tree, else clang-19.  Static storage. */
const char *lab_toolchain_clang(void);

/* <prefix>/libexec/lab/build. */
const char *lab_toolchain_directory(void);

/* True where this tree can build files for the host ("native", "explore", ...); else error 77 says what is missing. */
bool lab_toolchain_has(const char *host, struct lab_error *error);

/* Adds the flags that end the command that compiles for a host: they win over the flags of a project. */
void lab_toolchain_compile(struct lab_argv *words, const char *host);
/* Adds what ends the command that links for a host. */
void lab_toolchain_link(struct lab_argv *words, const char *host);

#endif
