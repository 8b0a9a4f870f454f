/* SPDX-License-Identifier: MIT */
/* The words of one step. */
#ifndef LAB_REPORT_EXPLORE_CELLS_H
#define LAB_REPORT_EXPLORE_CELLS_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* "read x = 0 @3" (as step 3 wrote it), "write x 0 -> 1", "signal arrived: nobody waits". */
void lab_explore_cell(const json_t *step, char *text, size_t room);

/* The value "before" or "after" a step: a number of its size, or the name of what it points to. */
void lab_explore_value(const json_t *step, const char *key, char *text, size_t room);

/* "broken.c:18"; returns its length. */
int lab_explore_place(const json_t *step, char *text, size_t room);

/* What the actor has after the step: "held", its locks: "lock, other"; "pending", its store buffer: "x = 1, y = 1". */
void lab_explore_state(const json_t *step, const char *key, char *text, size_t room);

/* A watched value as its format says; name: what it points to, or NULL. */
void lab_explore_watched(const json_t *watch, json_int_t value, const char *name, char *text, size_t room);

/* The length of what fits into a line of so many columns: up to a blank where there is one. */
int lab_explore_fit(const char *text, int width);

/* Words within width; the first line starts at column `at`, the others after so many blanks.  Ends without a newline.
 */
void lab_explore_wrap(const char *text, int at, int indent, int width, FILE *out);

#endif
