/* SPDX-License-Identifier: MIT */
/* What a sequence of steps tells: patterns of reads and writes that explain a wrong result. */
#ifndef LAB_EXPLORE_STORY_H
#define LAB_EXPLORE_STORY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Writes what the steps show that explains an outcome labelled like this ("lost 1", "torn 1, stale 2") into text: which
 * actor went by which old value, whose write overwrote whose.  False where no pattern is found.
 */
bool lab_story_tell(const json_t *steps, const char *label, char *text, size_t room);

/* Likewise of an actor that waits for a signal on an object that came when nobody waited. */
bool lab_story_lost_signal(const json_t *steps, const char *object, long waiter, char *text, size_t room);

/* Likewise: who freed the block that an object ("#1.next") lies in. */
bool lab_story_freed(const json_t *steps, const char *object, char *text, size_t room);

#endif
