/* SPDX-License-Identifier: MIT */
/* What an exploration means for the exit code. */
#ifndef LAB_EXPLORE_JUDGE_H
#define LAB_EXPLORE_JUDGE_H

#include <jansson.h>
#include <stdbool.h>

/* Does what a variant declares for the explorer ("lost-updates|holds") name anything but that it holds? */
bool lab_explore_expects_bug(const char *declared);

/* Has the exploration come upon a failure? */
bool lab_explore_failed(const json_t *result);

/* The reason why the program could not be explored at all, or NULL; belongs to the result. */
const char *lab_explore_refusal(const json_t *result);

/*
 * Up to how many preemptions every interleaving was searched, nothing left out of it, and none failed; -1: not even
 * with none.  Of a result as the host writes it, or as `lab explore` reports it.
 */
int lab_explore_searched(const json_t *result);

/*
 * 0: what is declared was shown, or nothing failed where that is fine; 1: something else; 77: could not be explored.
 * declared: of a variant, or NULL, where anything that fails is a failure.
 */
int lab_explore_judge(const json_t *result, const char *declared);

#endif
