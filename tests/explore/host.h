/* SPDX-License-Identifier: MIT */
/* Runs the explorer's host and reads its result; for tests. */
#ifndef LAB_TESTS_EXPLORE_HOST_H
#define LAB_TESTS_EXPLORE_HOST_H

#include <jansson.h>

/* LAB_EXPLORE_HOST names the host.  Fails the test if there is no result. */
json_t *explore(const char *options, const char *variant);

long number(const json_t *object, const char *key);
const char *word(const json_t *object, const char *key);

/* Complete executions of the first phase. */
long complete(const json_t *result);

/* Executions that ended with this label. */
long count_of(const json_t *result, const char *label);

/* Data races as pairs of places, and deadlocks as who waits where; sorted, one per line; the caller frees. */
char *races(const json_t *result);
char *deadlocks(const json_t *result);

/* All labels, sorted, one per line; the caller frees. */
char *labels(const json_t *result);

#endif
