/* SPDX-License-Identifier: MIT */
/*
 * Schedules as one line: x1-IDENTITY-RUNS.CHECK.
 *
 * A run says who goes on and until when: "2:7" is actor 2 up to its 7th access or call, "b2:5" its store buffer
 * writing what it stored at its 5th, "c2:3" that it chooses value 3.  Accesses are counted, not addresses named, so a
 * token outlives a rebuild of the same source.  IDENTITY stands for the source, the number of actors and operations,
 * and the memory model.
 */
#ifndef LAB_EXPLORE_TOKEN_H
#define LAB_EXPLORE_TOKEN_H

#include "engines/explore/engine.h"

#define LAB_TOKEN_MAX (64u * 1024u)

/* Writes the token of a path; false if it does not fit. */
bool lab_token_write(char *text, size_t size, const char *identity, const uint16_t *path, const struct lab_step *steps,
                     uint32_t depth);

/* Prepares lab_strategy_replay; returns NULL, or what is wrong with the token. */
const char *lab_token_read(const char *text, const char *identity);

/* Did the replay take every run as the token says? */
bool lab_token_followed(void);

/* The running actor fails: a debugger that follows a replay stops, with the program's call stack above. */
void lab_token_failed(void);

#endif
