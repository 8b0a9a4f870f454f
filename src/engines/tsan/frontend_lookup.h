/* SPDX-License-Identifier: MIT */
/*
 * Addresses in an executable -> functions and lines, by llvm-symbolizer (or addr2line), which is started as rarely
 * as can be: addresses are collected first, and answers are kept until the process ends.  One thread only.
 */
#ifndef LAB_ENGINES_TSAN_FRONTEND_LOOKUP_H
#define LAB_ENGINES_TSAN_FRONTEND_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAB_INLINED_MAX 8

struct lab_line {
  char *function; /* NULL where unknown, as is file */
  char *file;     /* as in the debugging information */
  unsigned line, column;
};

/* One address: the innermost inlined function first. */
struct lab_location {
  char *executable;
  uint64_t offset;
  bool asked;
  unsigned n_lines;
  struct lab_line lines[LAB_INLINED_MAX];
};

/* Remembers that this address will be asked for. */
void lab_lookup_expect(const char *executable, uint64_t offset);

/* The location of an address, with all that are expected of the same executable; NULL where it cannot be had.
 * Valid until the next call. */
const struct lab_location *lab_lookup(const char *executable, uint64_t offset);

/* Why nothing is found, naming the package that is missing; NULL while it works. */
const char *lab_lookup_note(void);

#endif
