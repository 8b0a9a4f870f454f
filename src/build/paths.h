/* SPDX-License-Identifier: MIT */
/*
 * Files and folders given on the command line: what is a path and what the name of a lab, which sources a path means,
 * and what they are called.
 */
#ifndef LAB_BUILD_PATHS_H
#define LAB_BUILD_PATHS_H

#include "build/build.h"

/* Sources in the order given, those of a folder by name, each once.  Owns their paths. */
struct lab_paths {
  struct lab_build_source *sources;
  size_t n;
  size_t met; /* with those that were met again */
};

/*
 * True where an operand is a path rather than LAB or LAB/VARIANT: it ends in ".c" or "/", begins with "/", "./" or
 * "../", is "." or "..", or has a slash and names a directory that exists.
 */
bool lab_path_is(const char *operand);

/*
 * Adds what a path means: a C file; or of a folder every *.c in it, and where there is none, those of its sub-folders
 * that are labs (they have a lab.md, or a variant called as one: broken*.c, fixed*.c, exercise.c).
 *
 * A lab is called like the folder and a variant like the file, without what names may not have ("my race.c" is
 * my-race).  Error 2: there is no such file (with the nearest one), it is empty, binary, no C file, or called like
 * another one; 4: a folder without C files.
 */
bool lab_paths_add(struct lab_paths *paths, const char *operand, struct lab_error *error);
void lab_paths_clear(struct lab_paths *paths);

/* A name made of text: letters, digits, '-', '_' and '.', a letter or digit first; "file" where nothing is left. */
void lab_path_name(char name[LAB_BUILD_NAME_MAX], const char *text, size_t length);

#endif
