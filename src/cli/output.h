/* SPDX-License-Identifier: MIT */
/*
 * Where results go: standard output and files, each in a format.
 */
#ifndef LAB_CLI_OUTPUT_H
#define LAB_CLI_OUTPUT_H

#include "report/report.h"

enum lab_output_kind {
  LAB_OUTPUT_TABLE,
  LAB_OUTPUT_JSON,
  LAB_OUTPUT_CSV,
  LAB_OUTPUT_JUNIT,
  LAB_OUTPUT_SVG,
  LAB_OUTPUT_JSONL,
  LAB_OUTPUT_SARIF,
  LAB_OUTPUT_TAP,
  LAB_OUTPUT_GRADESCOPE,
  LAB_OUTPUT_CLASSROOM,
  LAB_OUTPUT_KINDS
};
const char *lab_output_kind_name(enum lab_output_kind kind);

struct lab_target {
  const char *path; /* of a file; owned by the caller */
  enum lab_output_kind kind;
};

/*
 * A --format belongs to the next --output; one that no --output follows is that of standard output.  An --output
 * without one goes by its extension.
 */
#define LAB_TARGETS_MAX 16
struct lab_targets {
  struct lab_target files[LAB_TARGETS_MAX];
  unsigned n;
  enum lab_output_kind kind; /* of standard output */
  enum lab_output_kind pending;
  bool is_pending, has_last;
  enum lab_output_kind last;
};

/* --format and --output, in the order given. */
void lab_targets_format(struct lab_targets *targets, enum lab_output_kind kind);
bool lab_targets_output(struct lab_targets *targets, const char *path, struct lab_error *error);
/* After the last option. */
void lab_targets_finish(struct lab_targets *targets);

/* Finds out whether each file can be written, leaving nothing behind. */
bool lab_targets_check(const struct lab_targets *targets, struct lab_error *error);

/*
 * Renders the run to every target.  Files appear whole or not at all (a temporary file beside them, renamed); what is
 * not a regular file is written directly.  A standard output that nobody reads any more is no error.  All targets
 * are tried; the first failure is kept.
 */
bool lab_targets_write(const struct lab_targets *targets, const struct lab_run *run, const struct lab_style *style,
                       struct lab_error *error);

/* The same for anything else that is rendered: render writes it to a stream in a format. */
bool lab_targets_render(const struct lab_targets *targets,
                        void (*render)(const void *what, enum lab_output_kind kind, const struct lab_style *style,
                                       FILE *out),
                        const void *what, const struct lab_style *style, struct lab_error *error);

/* Text that is made in memory and then written to standard output in one go. */
struct lab_page {
  FILE *stream; /* write here */
  char *text;
  size_t size;
};
bool lab_page_open(struct lab_page *page, struct lab_error *error);
/* Writes and frees it.  A closed pipe is no error. */
bool lab_page_print(struct lab_page *page, struct lab_error *error);

#endif
