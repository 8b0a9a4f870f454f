/* SPDX-License-Identifier: MIT */
/*
 * Names for what the explorer's host knows by address only: places in the source, variables and their members.
 * Reads the executable's DWARF with libdw; not thread-safe.
 */
#ifndef LAB_EXPLORE_NAMES_H
#define LAB_EXPLORE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lab_names;

/* NULL where the executable cannot be read; then everything stays nameless. */
struct lab_names *lab_names_open(const char *executable);
void lab_names_close(struct lab_names *names);

struct lab_where {
  const char *file; /* as the compiler knew it; lives as long as the names */
  const char *function;
  int line, column;
};

/* The place of a call, from its return address. */
bool lab_names_place(struct lab_names *names, uint64_t pc, struct lab_where *where);

/*
 * The variable or member that starts at an address: "balance", "account[1].owner".  For a variant, state is the
 * address of its state struct and pc lies in its source file.  False if nothing is known of the address.
 */
bool lab_names_object(struct lab_names *names, uint64_t address, uint64_t size, uint64_t state, uint64_t pc, char *text,
                      size_t room);

#endif
