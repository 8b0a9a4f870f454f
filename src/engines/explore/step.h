/* SPDX-License-Identifier: MIT */
/* A person as the scheduler. */
#ifndef LAB_EXPLORE_STEP_H
#define LAB_EXPLORE_STEP_H

#include <stdio.h>

/*
 * Runs the program one step at a time.  Writes one JSON object per line: {"state", "steps": those taken since the last
 * line, "choices": what each enabled entity is about to do} or, at a choice, {"values": n}, or at the end {"done",
 * "label", "bad", "text"}.  After each it reads a line: an entity ("2", "b2") or value, "u" to undo, "q" to stop.
 * Steps that are the only ones possible are taken without asking.
 */
int lab_step_session(FILE *out);

#endif
