/* SPDX-License-Identifier: MIT */
/*
 * Inline assembly: the compiler announces no access in it, so the explorer cannot see it.  All that can be done is to
 * say where it stands.
 */
#ifndef LAB_EXPLORE_ASSEMBLY_H
#define LAB_EXPLORE_ASSEMBLY_H

#include <jansson.h>
#include <stddef.h>

/*
 * Adds "inline assembly at FILE:LINE" to the result's "unseen" for each statement of assembly in these files, by their
 * tokens; headers are not looked into, and a file that cannot be read as tokens is passed over.
 */
void lab_explore_find_assembly(json_t *result, char *const *sources, size_t n);

/* The same for objects and archives among the compiler's flags, which were compiled elsewhere. */
void lab_explore_find_objects(json_t *result, char *const *flags, size_t n);

#endif
