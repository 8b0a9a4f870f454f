/* SPDX-License-Identifier: MIT */
/* The program under test: a variant of a lab, or a main. */
#ifndef LAB_EXPLORE_PROGRAM_H
#define LAB_EXPLORE_PROGRAM_H

#include "engines/explore/engine.h"
#include <lab/lab.h>

struct lab_program {
  struct lab_variant variant; /* .file NULL: a main of its own */
  char name[160];
  unsigned threads;
  unsigned long ops;
  unsigned idle; /* 1 + an actor that does no operation; 0: none */
  int argc;
  char **argv;
  void *state; /* of the current execution */
};
extern struct lab_program lab_program;

/* Finds "lab/variant" among the registered variants. */
bool lab_program_find(const char *name);

/* The name of a registered variant from its file: "counter-race/broken". */
void lab_program_name(const char *file, char *name, size_t size);

/* Runs it once, as the harness; for lab_sched_run. */
void lab_program_run(void);

/* Is a main linked in? */
bool lab_program_has_main(void);

#endif
