/* SPDX-License-Identifier: MIT */
/*
 * Where submissions are compiled and run: bubblewrap (bwrap(1)) with no network, a read-only system, processes and a
 * temporary directory of its own, and no view of anything else: not of the labs, their fixed variants, other
 * submissions, the grader or its files.  Limits (prlimit(1)) on CPU time, processes, file sizes and memory.  Run by
 * root, it is left to the user nobody (setpriv(1)) before anything else happens.
 *
 * ThreadSanitizer cannot live with a limit on its address space; its runtime watches its memory itself
 * (hard_rss_limit_mb).
 */
#ifndef LAB_GRADE_SANDBOX_H
#define LAB_GRADE_SANDBOX_H

#include "build/argv.h"
#include "plan/catalog.h"

enum lab_sandbox_kind {
  LAB_SANDBOX_NONE,   /* limits alone */
  LAB_SANDBOX_OWN,    /* bubblewrap, as the user that we are */
  LAB_SANDBOX_NOBODY, /* bubblewrap, as nobody */
};

struct lab_sandbox {
  enum lab_sandbox_kind kind;
};

enum lab_sandbox_use {
  LAB_SANDBOX_COMPILE, /* reads and writes the directory; sees the compiler, headers and host code */
  LAB_SANDBOX_RUN,     /* reads the directory; limited address space */
  LAB_SANDBOX_EXPLORE, /* the same for the explorer, which reserves more of it */
  LAB_SANDBOX_TSAN     /* the same for ThreadSanitizer */
};

/*
 * Finds out which sandbox works here, by trying.  Error 77: none does, and wanted is true; with wanted false nothing is
 * tried.
 */
bool lab_sandbox_find(struct lab_sandbox *sandbox, bool wanted, struct lab_error *error);

/* True where bubblewrap is installed, whether it works or not. */
bool lab_sandbox_installed(void);

/* Adds the words that a command has to stand behind.  directory: absolute, the only one of ours that it sees. */
void lab_sandbox_words(const struct lab_sandbox *sandbox, enum lab_sandbox_use use, const char *directory,
                       struct lab_argv *words);

/* Makes a directory that commands in the sandbox can write to. */
bool lab_sandbox_directory(const struct lab_sandbox *sandbox, const char *path, struct lab_error *error);

#endif
