/* SPDX-License-Identifier: MIT */
#include "engines/explore/signals.h"
#include "engines/explore/arena.h"
#include "engines/explore/image.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { TICK_MS = 50, STUCK_TICKS = 60, LATE_TICKS = 10 };
#define STUCK_SECONDS 3.0   /* that it runs without an access or a call that is seen; */
#define LATE_SECONDS 1.0    /* the same, where the time is up */
#define ASLEEP_SECONDS 1e-4 /* one that sleeps runs less than this between two ticks */
enum { ROOM_TO_FAIL = 64 * 1024, RED_ZONE = 128 };

LAB_ENGINE volatile int lab_signals_stop = 0;
LAB_ENGINE volatile int lab_signals_ticks = 0;
static LAB_ENGINE int complain_to = STDERR_FILENO;
static LAB_ENGINE char alternate[64 * 1024] = {0};
static LAB_ENGINE double deadline = 0;
static LAB_ENGINE uint64_t last_execution = 0;
static LAB_ENGINE uint32_t last_depth = 0, last_hooks = 0;
static LAB_ENGINE int ticks_without_hook = 0, ticks_too_late = 0;
static LAB_ENGINE double ran_at_hook = 0;

static bool on_fiber(uintptr_t sp) { return sp - LAB_ARENA_BASE < LAB_ARENA_SIZE; }

static const char *describe(int signal, const siginfo_t *info) {
  uintptr_t address = (uintptr_t)info->si_addr;
  switch (signal) {
  case SIGSEGV:
    if (address - (uintptr_t)lab_arena_slot(lab_exec.me->index) < 4096)
      return "stack overflow (a stack has 8 MB)";
    return address < 65536 ? "access through a null pointer" : "access to memory that is not there";
  case SIGBUS: return "misaligned or missing memory (SIGBUS)";
  case SIGFPE: return "arithmetic fault, such as a division by zero (SIGFPE)";
  case SIGILL: return "illegal instruction (SIGILL)";
  default: return "SIGABRT";
  }
}

/* The fault that the program is about to end with. */
static LAB_ENGINE struct fault {
  enum lab_end end;
  uintptr_t pc, address;
  const char *text;
} fault = {.end = LAB_END_NONE};

static _Noreturn void die(void) { lab_sched_fail(fault.end, fault.pc, fault.address, "%s", fault.text); }

/* Goes on in die() on the actor's own stack, if there is room, as if the program had called it. */
/* The hook that looks at an access before the program performs it faults in the program's place. */
static uintptr_t culprit(uintptr_t pc, uintptr_t address) {
  const struct lab_op *op = &lab_exec.me->op;
  return op->kind >= LAB_OP_READ && op->kind <= LAB_OP_CAS && address - op->address < op->length ? op->pc : pc;
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  if (signal == SIGSEGV && lab_image_fault((uintptr_t)info->si_addr))
    return;
  if (!on_fiber((uintptr_t)registers[REG_RSP]) && signal != SIGSEGV)
    _exit(70);
  if (!on_fiber((uintptr_t)registers[REG_RSP])) {
    static const char text[] = "lab-explore: internal error: fault in the explorer itself\n";
    if (write(complain_to, text, sizeof text - 1) < 0)
      _exit(71);
    _exit(70);
  }
  fault = (struct fault){signal == SIGABRT ? LAB_END_ABORT : LAB_END_CRASH,
                         culprit((uintptr_t)registers[REG_RIP], (uintptr_t)info->si_addr), (uintptr_t)info->si_addr,
                         describe(signal, info)};
  uintptr_t room = (uintptr_t)registers[REG_RSP] - (uintptr_t)lab_arena_slot(lab_exec.me->index);
  if (room < ROOM_TO_FAIL || room > LAB_STACK_SIZE)
    die();
  registers[REG_RIP] = (greg_t)die;
  registers[REG_RSP] = (greg_t)(((uintptr_t)registers[REG_RSP] - RED_ZONE) & ~(uintptr_t)15) - 8;
}

static void on_stop(int signal) { lab_signals_stop = signal; }

static double look_at(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double now(void) { return look_at(CLOCK_MONOTONIC); }

/* Code of the executable itself. */
static bool in_program(uintptr_t pc) {
  extern const char __executable_start[], etext[];
  return pc >= (uintptr_t)__executable_start && pc < (uintptr_t)etext;
}

/* Where the program called a function that keeps no frame of its own, as far as can be told. */
static uintptr_t return_address(const greg_t *registers) {
  const uintptr_t *word = (const uintptr_t *)registers[REG_RSP];
  for (int w = 0; w < 64; w++)
    if (in_program(word[w]))
      return word[w];
  return 0;
}

static uintptr_t place_of(const greg_t *registers) {
  uintptr_t pc = (uintptr_t)registers[REG_RIP];
  return in_program(pc) ? pc : return_address(registers);
}

/* Has a step been taken since the last tick; or, until the search is to stop, at least an access or a call seen? */
static bool moved(void) {
  bool same = last_execution == lab_search.executions && last_depth == lab_exec.depth;
  const uint32_t hooks = lab_exec.me ? lab_exec.me->hooks : 0;
  bool hooked = last_hooks != hooks && !lab_signals_stop;
  last_execution = lab_search.executions;
  last_depth = lab_exec.depth;
  last_hooks = hooks;
  return !same || hooked;
}

/* True where the program has run, or slept, for seconds and nothing is seen of it.  Time in which others had the CPU is
 * neither. */
static bool is_stuck(bool moves) {
  const double ran = look_at(CLOCK_PROCESS_CPUTIME_ID);
  if (moves) {
    ticks_without_hook = 0;
    ran_at_hook = ran;
    return false;
  }
  const bool asleep = ran - ran_at_hook < ++ticks_without_hook * ASLEEP_SECONDS;
  return ran - ran_at_hook >= STUCK_SECONDS || (asleep && ticks_without_hook >= STUCK_TICKS);
}

static _Noreturn void fail_stuck(const greg_t *registers, double seconds) {
  Dl_info place = {.dli_sname = NULL};
  if (!in_program((uintptr_t)registers[REG_RIP]) && dladdr((void *)registers[REG_RIP], &place))
    lab_sched_fail(LAB_END_LIMIT, return_address(registers), 0,
                   "the program does not come back from %s() in %s, which was not compiled for the explorer: it cannot "
                   "let others run there",
                   place.dli_sname ? place.dli_sname : "a function", basename(place.dli_fname));
  lab_sched_fail(
      LAB_END_STUCK, (uintptr_t)registers[REG_RIP], 0,
      "runs on for %.1f s without reaching a scheduling point: a loop whose condition the compiler read only "
      "once, or one that never ends, or a long computation",
      seconds);
}

static _Noreturn void fail_late(const greg_t *registers, double seconds) {
  if (seconds >= LATE_SECONDS)
    fail_stuck(registers, seconds);
  if (lab_search.executions > 0)
    lab_sched_end(LAB_END_BOUND);
  lab_sched_fail(LAB_END_LIMIT, place_of(registers), 0,
                 "the time was up while actor %u went on without reaching a scheduling point: what it does there takes "
                 "too long to be explored",
                 lab_exec.me->index + 1u);
}

/* The program's own time stands still, so a tick may interrupt it anywhere. */
static void on_tick(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  lab_signals_ticks++;
  const greg_t *registers = ((const ucontext_t *)context)->uc_mcontext.gregs;
  if (deadline > 0 && now() > deadline)
    lab_signals_stop = SIGALRM;
  const bool moves = moved() || !on_fiber((uintptr_t)registers[REG_RSP]), stuck = is_stuck(moves);
  const double ran = look_at(CLOCK_PROCESS_CPUTIME_ID) - ran_at_hook;
  ticks_too_late = lab_signals_stop && !moves ? ticks_too_late + 1 : 0;
  if (stuck) {
    last_depth = UINT32_MAX; /* begins anew */
    fail_stuck(registers, ran);
  }
  if (ticks_too_late < LATE_TICKS)
    return;
  ticks_too_late = 0;
  fail_late(registers, ran);
}

void lab_signals_complain_to(int fd) { complain_to = fd; }

void lab_signals_deadline(double seconds) { deadline = seconds > 0 ? now() + seconds : 0; }

void lab_signals_open(void) {
  stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
  sigaltstack(&stack, NULL);
  static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  for (unsigned s = 0; s < sizeof faults / sizeof *faults; s++)
    sigaction(faults[s], &action, NULL);
  struct sigaction tick = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART};
  sigaction(SIGALRM, &tick, NULL);
  struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_ONSTACK | SA_RESTART};
  sigaction(SIGINT, &stop, NULL);
  sigaction(SIGTERM, &stop, NULL);
  sigaction(SIGHUP, &stop, NULL);
  struct itimerval interval = {{0, TICK_MS * 1000}, {0, TICK_MS * 1000}};
  setitimer(ITIMER_REAL, &interval, NULL);
}
