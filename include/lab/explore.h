/* SPDX-License-Identifier: MIT */
/*
 * What a program can say to the explorer (lab explore FILE.c).  Elsewhere these are no-ops, or their plain meaning, so
 * a program that includes this runs as ever.
 */
#ifndef LAB_EXPLORE_H
#define LAB_EXPLORE_H

#include <stdio.h>
#include <stdlib.h>

/* Defined by the explorer's runtime alone. */
void lab_explore_assume(int holds) __attribute__((weak));
unsigned lab_explore_choose(unsigned n) __attribute__((weak));
void lab_explore_fail(const char *text) __attribute__((weak, noreturn));
void lab_explore_atomic(int begin) __attribute__((weak));

/* Steps in these belong to the line of the program that calls them. */
#if defined __has_attribute
#if __has_attribute(nodebug)
#define LAB_EXPLORE_INLINE_ static inline __attribute__((always_inline, nodebug))
#endif
#endif
#ifndef LAB_EXPLORE_INLINE_
#define LAB_EXPLORE_INLINE_ static inline
#endif

/* An execution in which this does not hold is of no interest: it is dropped and counts for nothing. */
LAB_EXPLORE_INLINE_ void lab_assume(int holds) {
  if (lab_explore_assume)
    lab_explore_assume(holds);
}

/* One of 0 to n - 1: the explorer tries them all.  Elsewhere 0. */
LAB_EXPLORE_INLINE_ unsigned lab_choose(unsigned n) { return lab_explore_choose ? lab_explore_choose(n) : 0; }

/* This must not happen. */
LAB_EXPLORE_INLINE_ void lab_fail(const char *text) {
  if (lab_explore_fail)
    lab_explore_fail(text);
  fprintf(stderr, "%s\n", text);
  abort();
}

/* Between the two no other actor goes on, unless this one blocks.  Elsewhere they do nothing. */
LAB_EXPLORE_INLINE_ void lab_atomic_begin(void) {
  if (lab_explore_atomic)
    lab_explore_atomic(1);
}
LAB_EXPLORE_INLINE_ void lab_atomic_end(void) {
  if (lab_explore_atomic)
    lab_explore_atomic(0);
}

#endif
