/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "host/host.h"
#include <signal.h>
#include <sys/mman.h>

static struct lab_channel *crash_channel;

void lab_crash_record(struct lab_channel *channel, const struct lab_worker *worker, int signal, uint64_t address) {
  struct lab_crash *crash = &channel->crash;
  unsigned expected = 0;
  if (!atomic_compare_exchange_strong(&crash->taken, &expected, 1))
    return;
  crash->signal = (uint32_t)signal;
  crash->address = address;
  crash->actor = worker ? (uint32_t)(worker - channel->workers) : LAB_ACTORS_MAX;
  crash->iteration = worker ? worker->batch_first + worker->position : 0;
}

/* SA_RESETHAND has put the default action back: the signal that is raised here kills on return. */
static void on_fatal(int number, siginfo_t *info, void *context) {
  (void)context;
  lab_crash_record(crash_channel, lab_gang_self(), number, info->si_code > 0 ? (uint64_t)(uintptr_t)info->si_addr : 0);
  raise(number);
}

bool lab_crash_install(struct lab_channel *channel) {
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};
  crash_channel = channel;
  struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
    if (sigaction(fatal[i], &action, NULL) != 0)
      return false;
  return lab_crash_thread();
}

/* A stack of its own: the handler must run even when the lab has overflowed or overwritten the thread's. */
bool lab_crash_thread(void) {
  const size_t bytes = 64 << 10;
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  const stack_t stack = {.ss_sp = memory, .ss_size = bytes};
  return sigaltstack(&stack, NULL) == 0;
}
