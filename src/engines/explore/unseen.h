/* SPDX-License-Identifier: MIT */
/*
 * Calls that go on in code which was not compiled for the explorer and which it does not model either.  What they do to
 * shared memory is no step: interleavings within them are not explored, what they put in order is not known to be, and
 * what they keep outside of the program is not reset.  Found, so that it can be said.
 */
#ifndef LAB_EXPLORE_UNSEEN_H
#define LAB_EXPLORE_UNSEEN_H

#include <stdbool.h>

#define LAB_UNSEEN_MAX 64u

/*
 * Looks through what the executable imports, for a program of its own: all of it is the program's.  The names stay
 * valid.
 */
void lab_unseen_open(bool program);

/* The i-th name, NULL after the last: imported by the program, or called by the variant so far. */
const char *lab_unseen_name(unsigned i);

#endif
