/* SPDX-License-Identifier: MIT */
/* The process: exit and what it calls, abort, failed assertions; and the words of lab/explore.h. */
#include "engines/explore/heap.h"
#include "engines/explore/model.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What atexit() is told, latest first.  In the program's data: reset with it. */
static struct leaving {
  struct leaving *before;
  void (*run)(void);
} *leaving = NULL;

int lab_model_atexit(void (*run)(void));
int lab_model_atexit(void (*run)(void)) {
  struct leaving *fresh = lab_heap_allocate(sizeof *fresh, 16, false);
  if (!fresh)
    return -1;
  *fresh = (struct leaving){leaving, run};
  leaving = fresh;
  return 0;
}

_Noreturn void lab_process_exit(int code, uintptr_t pc) {
  while (leaving) {
    void (*run)(void) = leaving->run;
    leaving = leaving->before;
    run();
  }
  lab_sched_exit(code, pc);
}

_Noreturn void lab_model_exit(int code);
_Noreturn void lab_model_exit(int code) { lab_process_exit(code, LAB_PC()); }
_Noreturn void lab_model__exit(int code);
_Noreturn void lab_model__exit(int code) { lab_sched_exit(code, LAB_PC()); }
_Noreturn void lab_model__Exit(int code);
_Noreturn void lab_model__Exit(int code) { lab_sched_exit(code, LAB_PC()); }
_Noreturn void lab_model_quick_exit(int code);
_Noreturn void lab_model_quick_exit(int code) { lab_sched_exit(code, LAB_PC()); }

_Noreturn void lab_model_abort(void);
_Noreturn void lab_model_abort(void) { lab_sched_fail(LAB_END_ABORT, LAB_PC(), 0, "abort() was called"); }

_Noreturn void lab_model___assert_fail(const char *text, const char *file, unsigned line, const char *function);
_Noreturn void lab_model___assert_fail(const char *text, const char *file, unsigned line, const char *function) {
  (void)file, (void)line, (void)function;
  lab_sched_fail(LAB_END_ASSERT, LAB_PC(), 0, "assertion failed: %s", text);
}

/* -- include/lab/explore.h -- */

void lab_explore_assume(int holds);
void lab_explore_assume(int holds) {
  if (!holds && !lab_exec.quiet)
    lab_sched_end(LAB_END_ASSUME);
}

unsigned lab_explore_choose(unsigned n);
unsigned lab_explore_choose(unsigned n) { return lab_sched_choose(n, LAB_PC()); }

_Noreturn void lab_explore_fail(const char *text);
_Noreturn void lab_explore_fail(const char *text) { lab_sched_fail(LAB_END_FAIL, LAB_PC(), 0, "%s", text); }

void lab_explore_atomic(int begin);
void lab_explore_atomic(int begin) {
  struct lab_actor *me = lab_exec.me;
  if (begin && me->atomic++ == 0)
    me->atomic_since = lab_exec.depth;
  if (!begin && me->atomic)
    me->atomic--;
}
