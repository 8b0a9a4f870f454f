/* SPDX-License-Identifier: MIT */
/*
 * The words that a variant can declare in .expect.
 */
#ifndef LAB_PLAN_WORDS_H
#define LAB_PLAN_WORDS_H

#include "plan/engine.h"
#include <stddef.h>

/*
 * NULL where this (so many bytes) is a known word, whichever engine can find it; else the nearest known word, or "".
 * What a sanitizer or the explorer reports is an open list: there only what is nearly a known word is taken for a
 * mistake, and anything else is NULL, too.
 */
const char *lab_word_wrong(const char *word, size_t length, enum lab_engine engine);

#endif
