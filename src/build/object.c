/* SPDX-License-Identifier: MIT */
#include "build/object.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

static bool is_main(const char *name) { return strcmp(name, "main") == 0 || strcmp(name, "lab_model_main") == 0; }

static bool defines_main(Elf *elf, Elf_Scn *section, const GElf_Shdr *header) {
  Elf_Data *data = elf_getdata(section, NULL);
  const size_t n = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
  for (size_t s = 0; s < n; s++) {
    GElf_Sym symbol;
    if (!gelf_getsym(data, (int)s, &symbol) || symbol.st_shndx == SHN_UNDEF ||
        GELF_ST_TYPE(symbol.st_info) != STT_FUNC || GELF_ST_BIND(symbol.st_info) == STB_LOCAL)
      continue;
    const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);
    if (name && is_main(name))
      return true;
  }
  return false;
}

static bool look(struct lab_object *object, Elf *elf) {
  size_t names = 0;
  if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names) != 0)
    return false;
  for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header))
      return false;
    const char *name = elf_strptr(elf, names, header.sh_name);
    object->variant |= name && strcmp(name, "lab_variants") == 0;
    object->program |= header.sh_type == SHT_SYMTAB && defines_main(elf, section, &header);
  }
  return true;
}

bool lab_object_read(struct lab_object *object, const char *path, struct lab_error *error) {
  *object = (struct lab_object){0};
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return lab_fail(error, 2, "the compiler wrote no object file: %s: %s", path, strerror(errno));
  elf_version(EV_CURRENT);
  Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
  const bool good = elf && look(object, elf);
  elf_end(elf);
  close(fd);
  return good || lab_fail(error, 2, "the compiler wrote %s, which is no object file; are its flags odd?", path);
}
