/* SPDX-License-Identifier: MIT */
/*
 * What a compiled file has, read from its symbols and sections rather than guessed from its text.
 */
#ifndef LAB_BUILD_OBJECT_H
#define LAB_BUILD_OBJECT_H

#include "plan/catalog.h"

struct lab_object {
  bool variant; /* registers itself with LAB_VARIANT */
  bool program; /* defines main, under its own name or the one that the explorer gives it */
};

/* Reads an ELF object file.  False with error set (code 2: odd flags make a compiler write others) where it is none. */
bool lab_object_read(struct lab_object *object, const char *path, struct lab_error *error);

#endif
