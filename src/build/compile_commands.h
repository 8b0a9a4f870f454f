/* SPDX-License-Identifier: MIT */
/*
 * The flags of a project, from its compilation database: compile_commands.json, as CMake, Meson and Bear write it
 * (Clang's "JSON Compilation Database Format Specification").
 */
#ifndef LAB_BUILD_COMPILE_COMMANDS_H
#define LAB_BUILD_COMPILE_COMMANDS_H

#include "build/argv.h"
#include "plan/catalog.h"
#include <jansson.h>

/* Reads a database; NULL with error set (2) where it is none.  The caller releases it (json_decref). */
json_t *lab_compile_commands_load(const char *file, struct lab_error *error);

/*
 * Adds the flags of this source that say what its text means: -I, -isystem and their like (paths made absolute), -D,
 * -U, -include, -std=, -f..., -m..., -pthread.  Left out is what an engine decides itself, or what says what to do with
 * the result: -O, -g, -c, -o, -W, -M, -fsanitize, -flto, -fprofile.  Error 2 where the database (called file) has no
 * entry for it; the message names the nearest one.
 */
bool lab_compile_commands_flags(const json_t *database, const char *file, const char *source, struct lab_argv *flags,
                                struct lab_error *error);

#endif
