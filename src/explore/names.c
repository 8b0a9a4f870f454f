/* SPDX-License-Identifier: MIT */
#include "explore/names.h"
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lab_names {
  Dwfl *dwfl;
  Dwfl_Module *module;
  char *debug_path;
};

struct lab_names *lab_names_open(const char *executable) {
  static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_build_id_find_elf,
                                           .find_debuginfo = dwfl_standard_find_debuginfo,
                                           .section_address = dwfl_offline_section_address};
  struct lab_names *names = calloc(1, sizeof *names);
  if (!names)
    return NULL;
  names->dwfl = dwfl_begin(&callbacks);
  if (names->dwfl) {
    names->module = dwfl_report_offline(names->dwfl, "", executable, -1);
    dwfl_report_end(names->dwfl, NULL, NULL);
  }
  if (names->module)
    return names;
  lab_names_close(names);
  return NULL;
}

void lab_names_close(struct lab_names *names) {
  if (!names)
    return;
  if (names->dwfl)
    dwfl_end(names->dwfl);
  free(names);
}

/* The compilation unit of an address.  clang writes no .debug_aranges, so each is asked. */
static Dwarf_Die *unit_of(struct lab_names *names, uint64_t pc) {
  Dwarf_Addr bias;
  for (Dwarf_Die *cu = dwfl_module_nextcu(names->module, NULL, &bias); cu;
       cu = dwfl_module_nextcu(names->module, cu, &bias))
    if (dwarf_haspc(cu, pc) > 0)
      return cu;
  return NULL;
}

bool lab_names_place(struct lab_names *names, uint64_t pc, struct lab_where *where) {
  *where = (struct lab_where){NULL, NULL, 0, 0};
  if (!names || pc == 0)
    return false;
  where->function = dwfl_module_addrname(names->module, pc - 1);
  Dwarf_Die *cu = unit_of(names, pc - 1);
  Dwarf_Line *line = cu ? dwarf_getsrc_die(cu, pc - 1) : NULL;
  if (line) {
    where->file = dwarf_linesrc(line, NULL, NULL);
    dwarf_lineno(line, &where->line);
    dwarf_linecol(line, &where->column);
  }
  return where->file != NULL;
}

/* -- Types. -- */

/* The type of a DIE without its const, volatile and typedef. */
static bool bare_type(Dwarf_Die *die, Dwarf_Die *type) {
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

static uint64_t size_of(Dwarf_Die *type) {
  Dwarf_Word size = 0;
  return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

static void append(char *text, size_t room, const char *format, const char *name, uint64_t index) {
  size_t used = strlen(text);
  if (used < room)
    snprintf(text + used, room - used, format, name, (unsigned long)index);
}

static void describe(Dwarf_Die *type, uint64_t offset, uint64_t size, char *text, size_t room);

static void describe_member(Dwarf_Die *type, uint64_t offset, uint64_t size, char *text, size_t room) {
  Dwarf_Die member;
  if (dwarf_child(type, &member) != 0)
    return;
  do {
    Dwarf_Word at = 0;
    Dwarf_Die inner;
    if (dwarf_tag(&member) != DW_TAG_member || !bare_type(&member, &inner))
      continue;
    number_of(&member, DW_AT_data_member_location, &at);
    uint64_t length = size_of(&inner);
    if (offset < at || offset >= at + (length ? length : 1))
      continue;
    const char *name = dwarf_diename(&member);
    if (name)
      append(text, room, text[0] ? ".%s" : "%s", name, 0);
    describe(&inner, offset - at, size, text, room);
    return;
  } while (dwarf_siblingof(&member, &member) == 0);
}

/* Appends what lies at an offset of a type; stops at what the access covers as a whole. */
static void describe(Dwarf_Die *type, uint64_t offset, uint64_t size, char *text, size_t room) {
  int tag = dwarf_tag(type);
  if (offset == 0 && size != 0 && size == size_of(type) && text[0] && tag != DW_TAG_array_type)
    return;
  if (tag == DW_TAG_array_type) {
    Dwarf_Die element;
    if (!bare_type(type, &element))
      return;
    uint64_t length = size_of(&element);
    if (length == 0 || size > length)
      return;
    append(text, room, "%s[%lu]", "", offset / length);
    describe(&element, offset % length, size, text, room);
  } else if (tag == DW_TAG_structure_type || tag == DW_TAG_union_type) {
    const char *name = dwarf_diename(type);
    if (name && strncmp(name, "__", 2) == 0) /* inside of libc's own types there is nothing to see */
      return;
    if (size != 0 || offset != 0)
      describe_member(type, offset, size, text, room);
  }
}

/* -- Variables. -- */

static bool variable_address(Dwarf_Die *variable, Dwarf_Addr *address) {
  Dwarf_Attribute attribute;
  Dwarf_Op *ops;
  size_t n;
  if (dwarf_getlocation(dwarf_attr(variable, DW_AT_location, &attribute), &ops, &n) != 0 || n == 0)
    return false;
  if (ops[0].atom == DW_OP_addr) {
    *address = ops[0].number;
    return true;
  }
  Dwarf_Attribute result;
  if (ops[0].atom != DW_OP_addrx || dwarf_getlocation_attr(&attribute, ops, &result) != 0)
    return false;
  return dwarf_formaddr(&result, address) == 0;
}

/* Globals, and statics within functions. */
static bool find_variable(Dwarf_Die *scope, uint64_t address, uint64_t size, char *text, size_t room) {
  Dwarf_Die die;
  if (dwarf_child(scope, &die) != 0)
    return false;
  do {
    int tag = dwarf_tag(&die);
    Dwarf_Addr at;
    Dwarf_Die type;
    if ((tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block) && find_variable(&die, address, size, text, room))
      return true;
    if (tag != DW_TAG_variable || !variable_address(&die, &at) || !bare_type(&die, &type))
      continue;
    uint64_t length = size_of(&type);
    const char *name = dwarf_diename(&die);
    if (!name || address < at || address >= at + (length ? length : 1))
      continue;
    snprintf(text, room, "%s", name);
    describe(&type, address - at, size, text, room);
    return true;
  } while (dwarf_siblingof(&die, &die) == 0);
  return false;
}

static bool find_global(struct lab_names *names, uint64_t address, uint64_t size, char *text, size_t room) {
  Dwarf_Addr bias;
  for (Dwarf_Die *cu = dwfl_module_nextcu(names->module, NULL, &bias); cu;
       cu = dwfl_module_nextcu(names->module, cu, &bias))
    if (find_variable(cu, address, size, text, room))
      return true;
  return false;
}

/* The child of this name. */
static bool child_named(Dwarf_Die *parent, const char *name, Dwarf_Die *child) {
  if (dwarf_child(parent, child) != 0)
    return false;
  do {
    const char *is = dwarf_diename(child);
    if (is && strcmp(is, name) == 0)
      return true;
  } while (dwarf_siblingof(child, child) == 0);
  return false;
}

/* The state of a variant: what the audit of its table points to.  LAB_VARIANT calls the table lab_typed_. */
static bool state_type(struct lab_names *names, uint64_t pc, Dwarf_Die *type) {
  Dwarf_Die *cu = unit_of(names, pc);
  Dwarf_Die table, structure, member, pointer, function, parameter, state;
  if (!cu || !child_named(cu, "lab_typed_", &table) || !bare_type(&table, &structure) ||
      !child_named(&structure, "audit", &member) || !bare_type(&member, &pointer) || !bare_type(&pointer, &function) ||
      dwarf_child(&function, &parameter) != 0 || !bare_type(&parameter, &state))
    return false;
  return bare_type(&state, type);
}

bool lab_names_object(struct lab_names *names, uint64_t address, uint64_t size, uint64_t state, uint64_t pc, char *text,
                      size_t room) {
  text[0] = 0;
  if (!names || address == 0)
    return false;
  Dwarf_Die type;
  if (state && address >= state && state_type(names, pc - 1, &type) && address < state + size_of(&type)) {
    describe_member(&type, address - state, size, text, room);
    return text[0] != 0;
  }
  return find_global(names, address, size, text, room);
}
