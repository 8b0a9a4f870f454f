/* SPDX-License-Identifier: MIT */
#include "explore/names.h"
#include "explore/types.h"
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
static bool find_variable(Dwarf_Die *scope, uint64_t address, Dwarf_Die *type, uint64_t *offset, char *text,
                          size_t room) {
  Dwarf_Die die;
  if (dwarf_child(scope, &die) != 0)
    return false;
  do {
    int tag = dwarf_tag(&die);
    Dwarf_Addr at;
    if ((tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block) &&
        find_variable(&die, address, type, offset, text, room))
      return true;
    if (tag != DW_TAG_variable || !variable_address(&die, &at) || !lab_type_bare(&die, type))
      continue;
    uint64_t length = lab_type_size(type);
    const char *name = dwarf_diename(&die);
    if (!name || address < at || address >= at + (length ? length : 1))
      continue;
    snprintf(text, room, "%s", name);
    *offset = address - at;
    return true;
  } while (dwarf_siblingof(&die, &die) == 0);
  return false;
}

static bool find_global(struct lab_names *names, uint64_t address, Dwarf_Die *type, uint64_t *offset, char *text,
                        size_t room) {
  Dwarf_Addr bias;
  for (Dwarf_Die *cu = dwfl_module_nextcu(names->module, NULL, &bias); cu;
       cu = dwfl_module_nextcu(names->module, cu, &bias))
    if (find_variable(cu, address, type, offset, text, room))
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
  if (!cu || !child_named(cu, "lab_typed_", &table) || !lab_type_bare(&table, &structure) ||
      !child_named(&structure, "audit", &member) || !lab_type_bare(&member, &pointer) ||
      !lab_type_bare(&pointer, &function) || dwarf_child(&function, &parameter) != 0 ||
      !lab_type_bare(&parameter, &state))
    return false;
  return lab_type_bare(&state, type);
}

static uint64_t id_of_pointee(Dwarf_Die *type, uint64_t offset) {
  Dwarf_Die pointee;
  return lab_type_pointee(type, offset, &pointee) ? dwarf_dieoffset(&pointee) : 0;
}

bool lab_names_object(struct lab_names *names, const struct lab_state *state, uint64_t address, uint64_t size,
                      uint64_t pc, char *text, size_t room, uint64_t *pointee) {
  Dwarf_Die type;
  uint64_t offset = 0;
  text[0] = 0;
  *pointee = 0;
  if (!names || address == 0)
    return false;
  if (state->address && address - state->address < state->size) {
    if (!state_type(names, pc - 1, &type))
      return false;
    offset = address - state->address;
    lab_type_describe_member(&type, offset, size, text, room);
  } else if (find_global(names, address, &type, &offset, text, room)) {
    lab_type_describe(&type, offset, size, text, room);
  }
  if (text[0])
    *pointee = id_of_pointee(&type, offset);
  return text[0] != 0;
}

static bool type_of(struct lab_names *names, uint64_t type, Dwarf_Die *die) {
  Dwarf_Addr bias;
  Dwarf *dwarf = names && type ? dwfl_module_getdwarf(names->module, &bias) : NULL;
  return dwarf && dwarf_offdie(dwarf, type, die);
}

uint64_t lab_names_size(struct lab_names *names, uint64_t type) {
  Dwarf_Die die;
  return type_of(names, type, &die) ? lab_type_size(&die) : 0;
}

bool lab_names_within(struct lab_names *names, uint64_t type, uint64_t offset, uint64_t size, char *text, size_t room,
                      uint64_t *pointee) {
  Dwarf_Die die;
  *pointee = 0;
  if (!type_of(names, type, &die) || lab_type_size(&die) <= offset)
    return false;
  lab_type_describe(&die, offset, size, text, room);
  *pointee = id_of_pointee(&die, offset);
  return true;
}
