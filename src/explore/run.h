/* SPDX-License-Identifier: MIT */
/* Starting the explorer's host. */
#ifndef LAB_EXPLORE_RUN_H
#define LAB_EXPLORE_RUN_H

#include "plan/catalog.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct lab_progress; /* supervise/supervise.h */

enum {
  LAB_EXPLORE_WORDS_MAX = 200,                         /* in args of a request */
  LAB_EXPLORE_COMMAND_MAX = LAB_EXPLORE_WORDS_MAX + 40 /* in the host's command line, its NULL included */
};

struct lab_explore_request {
  const char *executable; /* the host */
  const char *variant;    /* "lab/variant", NULL: the main that is linked in */
  const char *strategy;   /* NULL: the mix */
  const char *schedule;   /* replay this token */
  const char *args;       /* of its main, separated by blanks, up to LAB_EXPLORE_WORDS_MAX; NULL: none */
  const char *memory;     /* "sc", "tso" */
  char *identity;         /* of source and parameters */
  unsigned threads;       /* 0: the variant's own */
  unsigned idle;          /* 1 + an actor that does no operation; 0: none */
  unsigned long ops;      /* 0: 1 */
  unsigned long executions, steps, seed;
  double seconds;
  bool count, step;
  const struct lab_progress *progress; /* told how far it is; NULL: nobody wants to know */
};

/*
 * Runs it; the result is the caller's.  NULL with error set where there is none.  *interruption is the signal (SIGINT,
 * SIGTERM, SIGHUP) that ended it early, with a result of what was found until then, or 0; a second one kills the host.
 * Not thread-safe.
 */
json_t *lab_explore_run(const struct lab_explore_request *request, int *interruption, struct lab_error *error);

/* Starts it for a session (--step), with a stream each way; the end returns its exit status. */
bool lab_explore_start_session(const struct lab_explore_request *request, pid_t *pid, FILE **from_host, FILE **to_host,
                               struct lab_error *error);
int lab_explore_end_session(pid_t pid);

/* The host's command line, ended by NULL, in static storage until the next call. */
char **lab_explore_command(const struct lab_explore_request *request);

/* FNV-1a over the contents of files and some words; eight hex digits into text. */
bool lab_explore_identity(char text[9], char *const *files, size_t n_files, const char *const *words, size_t n_words,
                          struct lab_error *error);

#endif
