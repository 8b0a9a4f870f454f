/* SPDX-License-Identifier: MIT */
#include "engines/explore/unseen.h"
#include "engines/explore/engine.h"
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <string.h>

extern ElfW(Dyn) _DYNAMIC[];

static LAB_ENGINE const char *imported[LAB_UNSEEN_MAX] = {NULL};
static LAB_ENGINE unsigned n_imported = 0;

/*
 * Of libc: what touches no memory but its arguments' and keeps nothing between executions that could be seen, and what
 * the explorer itself calls (a program's calls of those have another name, or are refused).
 */
static const char harmless[] =
    " __libc_start_main __gmon_start__ __errno_location __stack_chk_fail __cxa_finalize __cxa_atexit _exit exit abort "
    "printf parse_printf_format fprintf vprintf vfprintf putchar putc fputc puts fputs perror fflush setvbuf setbuf "
    "setlinebuf fileno "
    "fclose "
    "bcmp memchr memcmp memcpy memmove memset strcat strchr strcmp strcpy stpcpy strlen strncat strncmp strncpy "
    "strnlen "
    "strrchr strstr strspn strcspn strpbrk strtok_r strsep strcasecmp strncasecmp memmem memrchr strchrnul strerror_r "
    "__xpg_strerror_r __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc isalnum isalpha isdigit isspace isupper "
    "islower ispunct isxdigit isprint tolower toupper abs labs llabs div ldiv qsort bsearch strtod strtof strtold "
    "strtol "
    "strtoul strtoll strtoull strtoimax strtoumax atof atoll snprintf vsnprintf __isoc99_sscanf sscanf "
    "__isoc99_vsscanf "
    "gmtime_r localtime_r mktime timegm strftime difftime asctime_r ctime_r sysconf getpid gettid getpagesize "
    "get_nprocs "
    "get_nprocs_conf getopt getopt_long pthread_attr_init pthread_attr_destroy pthread_attr_setstacksize "
    "pthread_attr_getstacksize pthread_attr_setdetachstate pthread_attr_getdetachstate pthread_attr_setscope "
    "pthread_attr_setguardsize pthread_attr_setschedpolicy pthread_attr_setschedparam pthread_attr_setinheritsched "
    "pthread_mutexattr_init pthread_mutexattr_destroy pthread_mutexattr_settype pthread_mutexattr_gettype "
    "pthread_mutexattr_setpshared pthread_mutexattr_setprotocol pthread_condattr_init pthread_condattr_destroy "
    "pthread_condattr_setclock pthread_condattr_setpshared pthread_rwlockattr_init pthread_rwlockattr_destroy "
    "pthread_rwlockattr_setpshared pthread_rwlockattr_setkind_np pthread_barrierattr_init pthread_barrierattr_destroy "
    "pthread_barrierattr_setpshared pthread_setconcurrency pthread_testcancel pthread_setcancelstate "
    "pthread_setcanceltype sched_get_priority_max sched_get_priority_min setlocale _setjmp setjmp sigsetjmp "
    "__sigsetjmp longjmp siglongjmp _longjmp clock_gettime dup dup2 execv fdopen fgets fwrite free getenv madvise "
    "malloc "
    "basename fcntl mmap mprotect open personality setenv setitimer sigaction sigaltstack write dladdr dlsym stdin "
    "stdout "
    "stderr ";

/* -- Of libck, which variants share: calls are noted on the way there. -- */

struct entry {
  const char *name;
  const unsigned char *called;
};
extern const struct entry __start_lab_unseen[], __stop_lab_unseen[];

#define UNSEEN(name)                                                                                                   \
  LAB_ENGINE unsigned char lab_called_##name = 0;                                                                      \
  static const struct entry entry_##name __attribute__((used, section("lab_unseen"))) = {#name, &lab_called_##name};   \
  __asm__(".text\n.weak " #name "\n.globl lab_model_" #name "\n.type lab_model_" #name ", @function\n"                 \
          "lab_model_" #name ":\n  movb $1, lab_called_" #name "(%rip)\n  jmp " #name "@PLT\n");

UNSEEN(ck_barrier_centralized)
UNSEEN(ck_barrier_combining)
UNSEEN(ck_barrier_dissemination)
UNSEEN(ck_barrier_tournament)
UNSEEN(ck_barrier_mcs)
UNSEEN(ck_epoch_register)
UNSEEN(ck_epoch_poll)
UNSEEN(ck_epoch_synchronize)
UNSEEN(ck_epoch_barrier)
UNSEEN(ck_epoch_reclaim)
UNSEEN(ck_hp_register)
UNSEEN(ck_hp_reclaim)
UNSEEN(ck_hp_retire)
UNSEEN(ck_hp_purge)
UNSEEN(ck_hp_free)

static bool is_of_libck(const char *name) {
  const struct entry *e = __start_lab_unseen;
  while (e < __stop_lab_unseen && strcmp(e->name, name) != 0)
    e++;
  return e < __stop_lab_unseen;
}

const char *lab_unseen_name(unsigned i) {
  if (i < n_imported)
    return imported[i];
  i -= n_imported;
  for (const struct entry *e = __start_lab_unseen; e < __stop_lab_unseen; e++)
    if (*e->called && i-- == 0)
      return e->name;
  return NULL;
}

static bool is_harmless(const char *name) {
  size_t length = strlen(name);
  for (const char *at = strstr(harmless, name); at; at = strstr(at + 1, name))
    if (at[-1] == ' ' && at[length] == ' ')
      return true;
  return false;
}

/* Functions of libm are functions. */
static bool is_of_libm(const char *name) {
  Dl_info info;
  void *at = dlsym(RTLD_DEFAULT, name);
  return at && dladdr(at, &info) && info.dli_fname && strstr(info.dli_fname, "/libm.so");
}

static void look_at(const ElfW(Rela) * all, size_t size, const ElfW(Sym) * symbols, const char *names) {
  for (size_t r = 0; r < size / sizeof *all; r++) {
    const ElfW(Sym) *symbol = &symbols[ELF64_R_SYM(all[r].r_info)];
    const char *name = names + symbol->st_name;
    bool function = ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx == SHN_UNDEF;
    if (function && n_imported < LAB_UNSEEN_MAX && !is_harmless(name) && !is_of_libck(name) && !is_of_libm(name))
      imported[n_imported++] = name;
  }
}

void lab_unseen_open(bool program) {
  const ElfW(Sym) *symbols = NULL;
  const char *names = NULL;
  const ElfW(Rela) *calls = NULL, *others = NULL;
  size_t calls_size = 0, others_size = 0;
  for (const ElfW(Dyn) *d = _DYNAMIC; program && d->d_tag != DT_NULL; d++) {
    switch (d->d_tag) {
    case DT_SYMTAB: symbols = (const ElfW(Sym) *)d->d_un.d_ptr; break;
    case DT_STRTAB: names = (const char *)d->d_un.d_ptr; break;
    case DT_JMPREL: calls = (const ElfW(Rela) *)d->d_un.d_ptr; break;
    case DT_PLTRELSZ: calls_size = d->d_un.d_val; break;
    case DT_RELA: others = (const ElfW(Rela) *)d->d_un.d_ptr; break;
    case DT_RELASZ: others_size = d->d_un.d_val; break;
    default: break;
    }
  }
  if (!symbols || !names)
    return;
  if (calls)
    look_at(calls, calls_size, symbols, names);
  if (others)
    look_at(others, others_size, symbols, names);
}
