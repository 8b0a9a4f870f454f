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

/* Where a variant's state is; its type is that of the audit in the source file that a pc lies in.  All 0: no variant.
 */
struct lab_state {
  uint64_t address, size;
};

/*
 * The variable or member that starts at an address: "balance", "account[1].owner".  False if nothing is known of the
 * address.  *pointee identifies the type of what it points to, 0 where it is no pointer to a struct.
 */
bool lab_names_object(struct lab_names *names, const struct lab_state *state, uint64_t address, uint64_t size,
                      uint64_t pc, char *text, size_t room, uint64_t *pointee);

/* Bytes of a type; 0 where it is not known. */
uint64_t lab_names_size(struct lab_names *names, uint64_t type);

/* A size for what a pointer of unknown type points to: the outermost object that begins there. */
#define LAB_NAMES_OUTERMOST UINT64_MAX

/* Appends the member at an offset of a type, ".next"; nothing for all of it.  False if the type has no such place. */
bool lab_names_within(struct lab_names *names, uint64_t type, uint64_t offset, uint64_t size, char *text, size_t room,
                      uint64_t *pointee);

#endif
