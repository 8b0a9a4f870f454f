/* SPDX-License-Identifier: MIT */
#include "grade/symbols.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#define SIZE_MAX_OF_OBJECT (16 << 20)

/* Beginnings of names; a whole name ends with '$'. */
static const char *const allowed[] = {
    /* Threads, but for making and ending them, and what hangs on signals and process-wide state. */
    "pthread_mutex_", "pthread_mutexattr_", "pthread_cond_", "pthread_condattr_", "pthread_rwlock_",
    "pthread_rwlockattr_", "pthread_spin_", "pthread_barrier_", "pthread_barrierattr_", "pthread_once$", "pthread_key_",
    "pthread_getspecific$", "pthread_setspecific$", "pthread_self$", "pthread_equal$", "sem_init$", "sem_destroy$",
    "sem_wait$", "sem_trywait$", "sem_timedwait$", "sem_post$", "sem_getvalue$",
    /* Concurrency Kit, whose greater part is inlined. */
    "ck_",
    /* Memory and strings. */
    "malloc$", "calloc$", "realloc$", "free$", "aligned_alloc$", "memcpy$", "memmove$", "memset$", "memcmp$", "memchr$",
    "bcmp$", "strlen$", "strnlen$", "strcmp$", "strncmp$", "strcpy$", "strncpy$", "strcat$", "strncat$", "strchr$",
    "strrchr$", "strspn$", "strcspn$", "strstr$", "abs$", "labs$", "__errno_location$", "__assert_fail$",
    /* Atomics that the compiler leaves to a library; thread-local storage. */
    "__atomic_", "__tls_get_addr$", "_GLOBAL_OFFSET_TABLE_$",
    /* The harness. */
    "lab_self_index$", "lab_actor_count$", "lab_counts_fold$", "lab_task_", "lab_await_", "lab_gather$"};

static const char *const sleeping[] = {"sleep$",      "usleep$",      "nanosleep$",  "clock_nanosleep$",
                                       "thrd_sleep$", "sched_yield$", "thrd_yield$", "pthread_yield$"};

static bool matches(const char *name, const char *const *list, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const size_t length = strcspn(list[i], "$");
    if (strncmp(name, list[i], length) == 0 && (list[i][length] == '\0' || name[length] == '\0'))
      return true;
  }
  return false;
}
#define MATCHES(name, list) matches(name, list, sizeof(list) / sizeof *(list))

static bool is_in(const json_t *list, const char *name) {
  for (size_t i = 0; i < json_array_size(list); i++)
    if (strcmp(json_string_value(json_array_get(list, i)), name) == 0)
      return true;
  return false;
}

struct look {
  struct lab_reach *reach; /* NULL: sizes alone count */
  const json_t *allow;
  struct lab_error *error;
};

static bool check_symbol(const struct look *look, const GElf_Sym *symbol, const char *name) {
  const bool local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL;
  if (GELF_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC)
    return lab_fail(look->error, 1, "%.80s is chosen while the program is loaded, which is not for submissions", name);
  if (local || name[0] == '\0' || strncmp(name, "__start_lab_", 12) == 0 || strncmp(name, "__stop_lab_", 11) == 0)
    return true;
  if (symbol->st_shndx != SHN_UNDEF)
    return lab_fail(look->error, 1, "%.80s is not static; everything of a submission is", name);
  if (MATCHES(name, allowed) || is_in(look->allow, name))
    return true;
  if (!MATCHES(name, sleeping))
    return lab_fail(look->error, 1,
                    "%.80s may not be used; a solution needs threads' locks, atomics, memory and "
                    "strings, nothing else",
                    name);
  if (!look->reach->sleeps[0])
    snprintf(look->reach->sleeps, sizeof look->reach->sleeps, "%.39s", name);
  return true;
}

static bool check_symbols(const struct look *look, Elf *elf, Elf_Scn *section, const GElf_Shdr *header) {
  Elf_Data *data = elf_getdata(section, NULL);
  const size_t n = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
  for (size_t s = 0; s < n; s++) {
    GElf_Sym symbol;
    const char *name = gelf_getsym(data, (int)s, &symbol) ? elf_strptr(elf, header->sh_link, symbol.st_name) : NULL;
    if (!name)
      return lab_fail(look->error, 3, "a symbol of the object cannot be read: %s", elf_errmsg(-1));
    if (!check_symbol(look, &symbol, name))
      return false;
  }
  return true;
}

static bool check_section(const struct look *look, const GElf_Shdr *header, const char *name) {
  static const char *const running[] = {".init", ".fini", ".ctors", ".dtors", ".preinit_array"};
  bool runs =
      header->sh_type == SHT_INIT_ARRAY || header->sh_type == SHT_FINI_ARRAY || header->sh_type == SHT_PREINIT_ARRAY;
  for (size_t i = 0; i < sizeof running / sizeof *running; i++)
    runs |= strncmp(name, running[i], strlen(running[i])) == 0;
  return !runs ||
         lab_fail(look->error, 1, "code that runs before or after the actors (%.40s) is not for submissions", name);
}

static bool look_at(const struct look *look, Elf *elf) {
  size_t names = 0;
  GElf_Xword size = 0;
  if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names) != 0)
    return lab_fail(look->error, 3, "the object is not ELF: %s", elf_errmsg(-1));
  for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    const char *name = gelf_getshdr(section, &header) ? elf_strptr(elf, names, header.sh_name) : NULL;
    if (!name)
      return lab_fail(look->error, 3, "a section of the object cannot be read: %s", elf_errmsg(-1));
    size += header.sh_flags & SHF_ALLOC ? header.sh_size : 0;
    if (size > SIZE_MAX_OF_OBJECT)
      return lab_fail(look->error, 1, "its static objects take more than %d MB", SIZE_MAX_OF_OBJECT >> 20);
    if (look->reach && !check_section(look, &header, name))
      return false;
    if (look->reach && (header.sh_type == SHT_SYMTAB && !check_symbols(look, elf, section, &header)))
      return false;
  }
  return true;
}

static bool open_and_look(const struct look *look, const char *object) {
  const int fd = open(object, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return lab_fail(look->error, 3, "cannot read %s: %s", object, strerror(errno));
  elf_version(EV_CURRENT);
  Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
  const bool good = elf ? look_at(look, elf) : lab_fail(look->error, 3, "%s: %s", object, elf_errmsg(-1));
  elf_end(elf);
  close(fd);
  return good;
}

bool lab_symbols_check(struct lab_reach *reach, const char *object, const json_t *allow, struct lab_error *error) {
  *reach = (struct lab_reach){0};
  const struct look look = {reach, allow, error};
  return open_and_look(&look, object);
}

bool lab_symbols_check_size(const char *object, struct lab_error *error) {
  const struct look look = {NULL, NULL, error};
  return open_and_look(&look, object);
}
