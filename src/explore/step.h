/* SPDX-License-Identifier: MIT */
#ifndef LAB_EXPLORE_STEP_SESSION_H
#define LAB_EXPLORE_STEP_SESSION_H

#include "explore/run.h"
#include <stdio.h>

/* Lets a person choose who goes on, on standard input; returns the exit code. */
int lab_explore_step(const struct lab_explore_request *request, FILE *out, struct lab_error *error);

#endif
