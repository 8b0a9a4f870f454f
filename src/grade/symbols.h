/* SPDX-License-Identifier: MIT */
/*
 * What compiled code can reach: the symbols and sections of an object file.
 *
 * Source can be written so that no reader finds a call; the object cannot hide one.  It may need only functions of a
 * list (threads, atomics, memory, strings, the harness), offers nothing to others, and has no code that runs before or
 * after what the harness calls.
 */
#ifndef LAB_GRADE_SYMBOLS_H
#define LAB_GRADE_SYMBOLS_H

#include "plan/catalog.h"
#include <jansson.h>

struct lab_reach {
  char sleeps[40]; /* a function that sleeps or yields, which the object calls; "" if none */
};

/*
 * Whether the static objects of an object are of a size that can be linked; for one that was compiled for the explorer,
 * where nothing is optimized away.  Errors as below.
 */
bool lab_symbols_check_size(const char *object, struct lab_error *error);

/*
 * Looks at an object that was compiled without instrumentation.  allow: further functions that may be called (an array
 * of strings, or NULL); these are not counted as sleeping.  Error 1: it reaches for something else, in words for a
 * student; 3: it is no object file.
 */
bool lab_symbols_check(struct lab_reach *reach, const char *object, const json_t *allow, struct lab_error *error);

#endif
