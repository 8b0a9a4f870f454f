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

#endif
