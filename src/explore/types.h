/* SPDX-License-Identifier: MIT */
/* Types as DWARF has them (libdw): what lies at an offset, what a pointer points to.  Not thread-safe. */
#ifndef LAB_EXPLORE_TYPES_H
#define LAB_EXPLORE_TYPES_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The type of a DIE without its const, volatile, _Atomic and typedef; of a pointer or array, what it is of. */
bool lab_type_bare(Dwarf_Die *die, Dwarf_Die *type);

/* Bytes; 0 where that is not known, as of an array without bounds. */
uint64_t lab_type_size(Dwarf_Die *type);

/* Appends what lies at an offset of a type, ".owner", "[1].owner"; stops at what size bytes cover as a whole,
 * UINT64_MAX: at what begins there. */
void lab_type_describe(Dwarf_Die *type, uint64_t offset, uint64_t size, char *text, size_t room);

/* The same for a struct or union that is entered whatever the size; the first name has no dot before it. */
void lab_type_describe_member(Dwarf_Die *type, uint64_t offset, uint64_t size, char *text, size_t room);

/* True where a pointer to a struct lies at the offset: the struct. */
bool lab_type_pointee(Dwarf_Die *type, uint64_t offset, Dwarf_Die *pointee);

#endif
