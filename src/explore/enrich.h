/* SPDX-License-Identifier: MIT */
/* From the host's result to one that people can read: names for addresses, source text, one sentence. */
#ifndef LAB_EXPLORE_ENRICH_H
#define LAB_EXPLORE_ENRICH_H

#include <jansson.h>

/*
 * Adds to every step, race side and blocked actor: "place" {file, line, column, function, text} and "object"; to the
 * schedule: "sentence".  Replaces numeric addresses by names everywhere.  executable is what the host was.
 */
void lab_explore_enrich(json_t *result, const char *executable);

/* Names for single objects that come one by one (--step); the same additions as above. */
struct lab_naming;
struct lab_naming *lab_naming_open(const char *executable);
void lab_naming_apply(struct lab_naming *naming, json_t *object, json_int_t state);
void lab_naming_close(struct lab_naming *naming);

#endif
