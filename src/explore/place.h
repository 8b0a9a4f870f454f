/* SPDX-License-Identifier: MIT */
#ifndef LAB_EXPLORE_PLACE_H
#define LAB_EXPLORE_PLACE_H

#include "explore/names.h"
#include <jansson.h>

/*
 * Replaces "pc" of an object by "place" {file, path, line, column, function, text}, if the names know it; text is the
 * source line, if it can be read.
 */
void lab_place_add(struct lab_names *names, json_t *object);

#endif
