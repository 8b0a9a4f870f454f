/* SPDX-License-Identifier: MIT */
/*
 * The control of a submission: the same file once more, with an audit that must find something.
 *
 * A submission shares a process with what counts its anomalies, and C lets it write there.  So each host gets it twice,
 * as exercise and as control, which differs in the audit alone: every count, total and observation is off by an amount
 * drawn anew for each submission.  An honest one shows just that, in every iteration.  One that makes anomalies vanish
 * makes these vanish too, and cannot tell which of the two it is: not by its source, which may not name what differs
 * (rules.h), and not by addresses, which are drawn as well.
 */
#ifndef LAB_GRADE_CONTROL_H
#define LAB_GRADE_CONTROL_H

#include "plan/catalog.h"

/* Draws the amount: a prime too large to arise by itself. */
unsigned long lab_control_draw(void);

/* Writes the header that is included before the control. */
bool lab_control_write(const char *path, unsigned long amount, struct lab_error *error);

/*
 * Writes a header of random size in each section: included first in each of the files, it moves their functions and
 * objects, so that where these lie does not say which of the files it is.
 */
bool lab_control_write_padding(const char *path, struct lab_error *error);

/* A random order of n (at most 8) things. */
void lab_control_shuffle(size_t order[], size_t n);

#endif
