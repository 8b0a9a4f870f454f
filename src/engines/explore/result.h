/* SPDX-License-Identifier: MIT */
/* What a campaign found, as one JSON object; addresses are left for the front end to name. */
#ifndef LAB_EXPLORE_RESULT_H
#define LAB_EXPLORE_RESULT_H

#include "engines/explore/show.h"
#include <stdbool.h>
#include <stdio.h>

/* token: of the best failing schedule or the one replayed, NULL: none; shown: lab_show holds its steps. */
void lab_result_write(FILE *out, const char *token, bool shown);

/* One step; what an entity is about to do. */
void lab_result_step(FILE *out, const struct lab_shown *shown);
void lab_result_pending(FILE *out, unsigned entity);

/* Parts of a result, without braces: the state, what is watched of it, the roles, and a comma; how the execution ended.
 */
void lab_result_state(FILE *out);
void lab_result_end(FILE *out, const char *token);

/* The blocks of the heap as "blocks": [[address, size], ...], at most LAB_BLOCKS_MAX. */
#define LAB_BLOCKS_MAX 4096u
void lab_result_blocks(FILE *out);

#endif
