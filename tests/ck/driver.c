/* SPDX-License-Identifier: MIT */
/*
 * Runs one case: driver CASE right|racy.  Prints the number of ThreadSanitizer's reports and whether the structure did
 * its work, and exits 0.  "driver --list" and "driver --list-visible" name the cases, all or those fit for the shim.
 *
 * Reports are counted in the runtime's hook, not read from text.
 */
#include "cases.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define UNSEEN __attribute__((disable_sanitizer_instrumentation))

long guarded, bare;

/* The runtime's C++ hook __tsan::OnReport; true drops the report. */
static unsigned reports;
_Bool count_report(const void *report, _Bool suppressed) __asm__("_ZN6__tsan8OnReportEPKNS_10ReportDescEb");
UNSEEN _Bool count_report(const void *report, _Bool suppressed) {
  (void)report, (void)suppressed;
  __atomic_fetch_add(&reports, 1, __ATOMIC_RELAXED);
  return 1;
}

const char *__tsan_default_options(void);
UNSEEN const char *__tsan_default_options(void) {
  return "exitcode=86:symbolize=0:atexit_sleep_ms=0:history_size=7:detect_deadlocks=1:second_deadlock_stack=1";
}

UNSEEN void meet(void) {
  static unsigned arrived;
  unsigned mine = __atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
  unsigned all = (mine + CK_THREADS - 1) / CK_THREADS * CK_THREADS;
  while (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < all)
    sched_yield();
}

static const struct ck_case *const families[] = {ck_lock_cases, ck_rwlock_cases, ck_message_cases, ck_reclaim_cases};
enum { FAMILIES = sizeof families / sizeof *families };

static const struct ck_case *find(const char *name) {
  for (unsigned f = 0; f < FAMILIES; f++)
    for (const struct ck_case *c = families[f]; c->name; c++)
      if (strcmp(c->name, name) == 0)
        return c;
  return NULL;
}

static void list(bool visible) {
  for (unsigned f = 0; f < FAMILIES; f++)
    for (const struct ck_case *c = families[f]; c->name; c++)
      if (c->how != (visible ? ANNOTATED_ONLY : VISIBLE_ONLY))
        puts(c->name);
}

static const struct ck_case *chosen;
static bool racy;

static void *thread(void *self) {
  meet();
  chosen->run((unsigned)(uintptr_t)self, racy);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc == 2 && strncmp(argv[1], "--list", 6) == 0) {
    list(strcmp(argv[1], "--list-visible") == 0);
    return 0;
  }
  chosen = argc == 3 ? find(argv[1]) : NULL;
  if (!chosen)
    return 2;
  racy = strcmp(argv[2], "racy") == 0;
  if (chosen->setup)
    chosen->setup();
  pthread_t threads[CK_THREADS];
  for (unsigned i = 0; i < CK_THREADS; i++)
    if (pthread_create(&threads[i], NULL, thread, (void *)(uintptr_t)i) != 0)
      return 3;
  for (unsigned i = 0; i < CK_THREADS; i++)
    pthread_join(threads[i], NULL);
  printf("%u %s\n", reports, chosen->check() ? "works" : "fails");
  return 0;
}
