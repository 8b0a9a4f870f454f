/* SPDX-License-Identifier: MIT */
/* A person as the scheduler. */
#ifndef LAB_EXPLORE_STEP_H
#define LAB_EXPLORE_STEP_H

#include <stdio.h>

/*
 * Runs the program one step at a time.  Reads lines from standard input: an actor's number ("2"), a buffer ("b2"), a
 * choice's value, "u" to undo, "q" to stop; writes one JSON object per line: what each entity is about to do, and at
 * the end the whole result.
 */
int lab_step_session(FILE *out);

#endif
