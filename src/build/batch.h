/* SPDX-License-Identifier: MIT */
/*
 * Internal to src/build: a batch of commands, the same n steps for each of several hosts, and what is said of them.
 */
#ifndef LAB_BUILD_BATCH_H
#define LAB_BUILD_BATCH_H

#include "build/argv.h"
#include "build/build.h"
#include "build/pool.h"

struct lab_batch {
  const struct lab_build *build;
  struct lab_argv *commands;
  char **logs;
  size_t n, n_hosts, made; /* the commands of a host stand next to each other */
};

bool lab_batch_open(struct lab_batch *batch, const struct lab_build *build, size_t n, size_t n_hosts,
                    struct lab_error *error);

/* The next command: it begins with the wrapper of the build, and its log is <tree>/objects/<host>-<what>.log. */
struct lab_argv *lab_batch_next(struct lab_batch *batch, const char *host, const char *what);

/*
 * Runs the commands.  Of each step the messages of the first host are shown, those of another one only where that alone
 * fails.  Error 2: "<name> <failing>", as in "mine.c" "does not compile"; 77: the program cannot be started.
 */
bool lab_batch_run(struct lab_batch *batch, const char *const *names, const char *failing, struct lab_error *error);
void lab_batch_clear(struct lab_batch *batch);

/* Path of the object of a source ("<tree>/objects/<host>-<n>.o"), for as long as no other is asked for. */
const char *lab_build_object(const struct lab_build *build, const char *host, size_t source);

/* Adds those of the flags that are for the linker, or those that are not; those of sanitizers and of LTO are neither.
 */
void lab_build_flags(struct lab_argv *command, char *const *flags, size_t n, bool linking);

/* Makes <tree>/<below>, unless it is there. */
bool lab_build_directory(const struct lab_build *build, const char *below, struct lab_error *error);

/* False with an error where a host cannot be built for. */
bool lab_build_hosts(const char *const *hosts, size_t n, struct lab_error *error);

#endif
