/* SPDX-License-Identifier: MIT */
/* The words of one step. */
#ifndef LAB_REPORT_EXPLORE_CELLS_H
#define LAB_REPORT_EXPLORE_CELLS_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* "read x = 0", "write x 0 -> 1", "lock m (waits)". */
void lab_explore_cell(const json_t *step, char *text, size_t room);

/* "broken.c:18"; returns its length. */
int lab_explore_place(const json_t *step, char *text, size_t room);

/* What the actor has after the step: "held", its locks: "lock, other"; "pending", its store buffer: "x = 1, y = 1". */
void lab_explore_state(const json_t *step, const char *key, char *text, size_t room);

/* A watched value as its format says. */
void lab_explore_watched(const json_t *watch, json_int_t value, char *text, size_t room);

/* Words within width; the first line starts at column `at`. */
void lab_explore_wrap(const char *text, int at, int width, FILE *out);

#endif
