/* SPDX-License-Identifier: MIT */
#include "explore/types.h"
#include <dwarf.h>
#include <stdio.h>
#include <string.h>

bool lab_type_bare(Dwarf_Die *die, Dwarf_Die *type) {
  Dwarf_Attribute attribute;
  if (!dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute), type))
    return false;
  for (int tag = dwarf_tag(type);
       tag == DW_TAG_const_type || tag == DW_TAG_volatile_type || tag == DW_TAG_typedef || tag == DW_TAG_atomic_type;
       tag = dwarf_tag(type)) {
    Dwarf_Die inner;
    if (!dwarf_formref_die(dwarf_attr_integrate(type, DW_AT_type, &attribute), &inner))
      return false;
    *type = inner;
  }
  return true;
}

static bool number_of(Dwarf_Die *die, unsigned name, Dwarf_Word *value) {
  Dwarf_Attribute attribute;
  return dwarf_formudata(dwarf_attr_integrate(die, name, &attribute), value) == 0;
}

uint64_t lab_type_size(Dwarf_Die *type) {
  Dwarf_Word size = 0;
  return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

static void append(char *text, size_t room, const char *format, const char *name, uint64_t index) {
  size_t used = strlen(text);
  if (used < room)
    snprintf(text + used, room - used, format, name, (unsigned long)index);
}

/* Does a member at this place contain the offset?  One of no size, a flexible array, contains all that follows. */
static bool covers(Dwarf_Die *type, uint64_t at, uint64_t offset) {
  const uint64_t length = lab_type_size(type);
  if (length == 0 && dwarf_tag(type) == DW_TAG_array_type)
    return offset >= at;
  return offset >= at && offset - at < (length ? length : 1);
}

/*
 * Goes from a struct or union to its member that contains the offset, which then counts from there.  The member's name,
 * "" where it has none; NULL where there is no such member.
 */
static const char *enter_member(Dwarf_Die *type, uint64_t *offset) {
  Dwarf_Die member, inner;
  if (dwarf_child(type, &member) != 0)
    return NULL;
  do {
    Dwarf_Word at = 0;
    if (dwarf_tag(&member) != DW_TAG_member || !lab_type_bare(&member, &inner))
      continue;
    number_of(&member, DW_AT_data_member_location, &at);
    if (!covers(&inner, at, *offset))
      continue;
    *type = inner;
    *offset -= at;
    const char *name = dwarf_diename(&member);
    return name ? name : "";
  } while (dwarf_siblingof(&member, &member) == 0);
  return NULL;
}

void lab_type_describe_member(Dwarf_Die *type, uint64_t offset, uint64_t size, char *text, size_t room) {
  Dwarf_Die inner = *type;
  const char *name = enter_member(&inner, &offset);
  if (!name)
    return;
  if (name[0])
    append(text, room, text[0] ? ".%s" : "%s", name, 0);
  lab_type_describe(&inner, offset, size, text, room);
}

/* Inside of libc's own types there is nothing to see: they have members like __data. */
static bool is_libc(Dwarf_Die *type) {
  uint64_t offset = 0;
  Dwarf_Die inner = *type;
  const char *name = enter_member(&inner, &offset);
  return !name || strncmp(name, "__", 2) == 0;
}

void lab_type_describe(Dwarf_Die *type, uint64_t offset, uint64_t size, char *text, size_t room) {
  int tag = dwarf_tag(type);
  if (offset == 0 && size == UINT64_MAX && text[0])
    return;
  if (offset == 0 && size != 0 && size == lab_type_size(type) && text[0] && tag != DW_TAG_array_type)
    return;
  if (tag == DW_TAG_array_type) {
    Dwarf_Die element;
    if (!lab_type_bare(type, &element))
      return;
    uint64_t length = lab_type_size(&element);
    if (length == 0 || (size > length && size != UINT64_MAX))
      return;
    append(text, room, "%s[%lu]", "", offset / length);
    lab_type_describe(&element, offset % length, size, text, room);
  } else if (tag == DW_TAG_structure_type || tag == DW_TAG_union_type) {
    if (!is_libc(type))
      lab_type_describe_member(type, offset, size, text, room);
  }
}

bool lab_type_pointee(Dwarf_Die *type, uint64_t offset, Dwarf_Die *pointee) {
  Dwarf_Die at = *type;
  for (;;) {
    const int tag = dwarf_tag(&at);
    Dwarf_Die element;
    if (tag == DW_TAG_pointer_type)
      return offset == 0 && lab_type_bare(&at, pointee) && dwarf_tag(pointee) == DW_TAG_structure_type &&
             lab_type_size(pointee) > 0;
    if (tag == DW_TAG_array_type && lab_type_bare(&at, &element) && lab_type_size(&element) > 0) {
      offset %= lab_type_size(&element);
      at = element;
    } else if ((tag != DW_TAG_structure_type && tag != DW_TAG_union_type) || !enter_member(&at, &offset)) {
      return false;
    }
  }
}
