/* SPDX-License-Identifier: MIT */
/*
 * The words that a variant can declare in .expect.
 */
#ifndef LAB_PLAN_WORDS_H
#define LAB_PLAN_WORDS_H

#include "plan/engine.h"
#include <stddef.h>

/*
 * NULL where this word (of so many bytes) can come true on the engine; else the nearest word that can, or "".  What a
 * sanitizer reports is an open list: there only what is nearly a known word is taken for a mistake.
 */
const char *lab_word_wrong(const char *word, size_t length, enum lab_engine engine);

#endif
