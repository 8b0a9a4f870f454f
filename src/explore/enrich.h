/* SPDX-License-Identifier: MIT */
/* From the host's result to one that people can read: names for addresses, source text, one sentence. */
#ifndef LAB_EXPLORE_ENRICH_H
#define LAB_EXPLORE_ENRICH_H

#include <jansson.h>

/*
 * Adds to every step, race side and blocked actor: "place" {file, path, line, column, function, text} and "object"; to
 * values that are pointers the name of what they point to; to the schedule: "sentence".  Addresses are removed.  A
 * block of the heap is #1, #2, ... in the order met.  executable is what the host was.
 */
void lab_explore_enrich(json_t *result, const char *executable);

/* The same for the turns of a session (--step), one by one: their "steps" and "choices". */
struct lab_naming;
struct lab_naming *lab_naming_open(const char *executable);
void lab_naming_turn(struct lab_naming *naming, json_t *turn);
void lab_naming_close(struct lab_naming *naming);

#endif
