/* SPDX-License-Identifier: MIT */
#ifndef LAB_EXPLORE_DEBUG_H
#define LAB_EXPLORE_DEBUG_H

#include "explore/run.h"

/*
 * Replaces this process by gdb, which replays the request's schedule and stops in the program where the last step is
 * about to be taken.  Returns only with error set: 77 where there is no gdb.
 */
void lab_explore_debug(const struct lab_explore_request *request, struct lab_error *error);

#endif
