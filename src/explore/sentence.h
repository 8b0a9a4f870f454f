/* SPDX-License-Identifier: MIT */
#ifndef LAB_EXPLORE_SENTENCE_H
#define LAB_EXPLORE_SENTENCE_H

#include <jansson.h>

/* Sets "sentence" in the schedule: what goes wrong in it, in words. */
void lab_explore_add_sentence(const json_t *result, json_t *schedule);

#endif
