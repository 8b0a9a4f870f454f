/* SPDX-License-Identifier: MIT */
/*
 * Builds C files that are not part of any tree into a host directory, as cmake builds labs/: compile, look at what came
 * out, link.  Nothing that was built is run.
 *
 *   struct lab_build build = {.tree = tree, .sources = &source, .n_sources = 1};
 *   lab_build_compile(&build, hosts, n, &error) && lab_build_link(&build, hosts, n, &error)
 *
 * A tree is laid out like an installed one, so the rest of lab finds its way about it:
 *   <tree>/libexec/lab/lab-<host>               what lab_build_link makes
 *   <tree>/share/lab/labs/<lab>/<variant>.c     links to the sources (lab_tree_add), for listings and quoted lines
 *   <tree>/objects/                             objects and what the compiler said of them
 *
 * Hosts are named as in cmake/LabHosts.cmake: "native", "tsan", "yield", "explore".  Not thread-safe.
 */
#ifndef LAB_BUILD_BUILD_H
#define LAB_BUILD_BUILD_H

#include "build/object.h"
#include <stdio.h>

#define LAB_BUILD_NAME_MAX 64 /* bytes of the name of a lab or a variant, the terminator included */
#define LAB_BUILD_SECONDS 120.0

struct lab_build_source {
  const char *path;                                          /* as the compiler's messages are to name it */
  char lab[LAB_BUILD_NAME_MAX], variant[LAB_BUILD_NAME_MAX]; /* what it is called: letters, digits, '-', '_', '.' */
  char *const *flags;                                        /* of this source alone, or NULL */
  size_t n_flags;
  bool left_out;            /* compiled, but not linked */
  bool for_all;             /* code that every lab may call, not that of its folder alone */
  struct lab_object object; /* set by lab_build_compile */
};

struct lab_build {
  const char *tree; /* absolute path of an existing directory, ours alone */
  struct lab_build_source *sources;
  size_t n_sources;
  char *const *flags; /* of all sources; libraries (-l, -L, -Wl,) among them go to the linker */
  size_t n_flags;
  char *const *wrapper; /* words that stand before each command, a sandbox for instance; or NULL */
  size_t n_wrapper;
  double seconds;     /* that one command may take; 0: LAB_BUILD_SECONDS */
  FILE *messages;     /* takes what the compiler and the linker print, once for all hosts; NULL: stderr */
  bool failures_only; /* nothing of what they print where all is well */
};

/* Is this source linked with that variant?  The variant itself is, and so is the code that it may call. */
bool lab_build_belongs(const struct lab_build_source *source, const struct lab_build_source *variant);

/*
 * Compiles every source for each of the hosts, several at a time, and fills the sources' objects.  The flags of a host
 * come last, so -O, -g, -fsanitize and NDEBUG of a project do not change what an engine sees.  Error 2: a source does
 * not compile, or takes too long; 77: there is no compiler, or no flags for a host; 3: anything else.
 */
bool lab_build_compile(struct lab_build *build, const char *const *hosts, size_t n_hosts, struct lab_error *error);

/* Links what was compiled for these hosts into <tree>/libexec/lab/lab-<host>.  Errors as above. */
bool lab_build_link(const struct lab_build *build, const char *const *hosts, size_t n_hosts, struct lab_error *error);

/* Links sources with a main, compiled for "explore", into this executable; every symbol must be defined. */
bool lab_build_link_program(const struct lab_build *build, const char *executable, struct lab_error *error);

#endif
