/* SPDX-License-Identifier: MIT */
/*
 * The crew of a timed variant: there is none.  The main thread does the whole work, again and again, and looks at the
 * clock before and after; threads, processes and loops are the variant's own.  The main thread, so that a variant that
 * forks does so in a process with one thread.
 */
#define _GNU_SOURCE
#include "host/host.h"
#include "labkit/labkit.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STRAGGLER_UNITS 64               /* how long threads and processes that were left behind are waited for, */
#define STRAGGLER_NS UINT64_C(500000000) /* and this much more */
#define POLL_NS 100000

struct timed {
  struct lab_gang_config config;
  struct lab_worker *worker;
  void *state;
  size_t bytes;
  unsigned threads; /* of this process, when no work is being done */
};

static unsigned count_threads(void) {
  unsigned n = 0;
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks)
    return 1;
  for (const struct dirent *entry = readdir(tasks); entry; entry = readdir(tasks))
    n += entry->d_name[0] != '.';
  closedir(tasks);
  return n;
}

static void *start(const struct lab_gang_config *config) {
  const struct lab_variant *variant = config->variant;
  struct timed *timed = calloc(1, sizeof *timed);
  if (!timed)
    return NULL;
  timed->config = *config;
  timed->worker = &config->channel->workers[0];
  timed->worker->tid = (int32_t)syscall(SYS_gettid);
  timed->bytes = variant->size + config->actors * variant->per_actor;
  const size_t align = variant->align > 128 ? variant->align : 128;
  timed->state = aligned_alloc(align, (timed->bytes + align) / align * align);
  lab_gang_adopt(timed->worker);
  lab_actor_count = config->actors;
  lab_kit_start(&config->channel->timing, config->unit_us);
  timed->threads = count_threads();
  return timed->state ? timed : NULL;
}

/* Reaps children that have ended; true while there are others. */
static bool have_children(void) {
  for (;;) {
    const pid_t pid = waitpid(-1, NULL, WNOHANG);
    if (pid == 0)
      return true;
    if (pid < 0 && errno != EINTR)
      return false;
  }
}

/*
 * A variant that does not wait for its threads is over before they are; the next iteration must not meet them, and
 * their state must stay where it is until then.  Those that stay for good (a library's pool) are got used to.
 */
static void await_stragglers(struct timed *timed) {
  const uint64_t begin = lab_kit_now_ns();
  const uint64_t limit = STRAGGLER_NS + STRAGGLER_UNITS * UINT64_C(1000) * timed->config.unit_us;
  const struct timespec pause = {.tv_nsec = POLL_NS};
  unsigned threads = count_threads();
  while (threads > timed->threads || have_children()) {
    if (lab_kit_now_ns() - begin > limit)
      break;
    nanosleep(&pause, NULL);
    threads = count_threads();
  }
  timed->threads = threads;
}

static void enter_phase(struct timed *timed, enum lab_phase phase) { timed->worker->phase = phase; }

static void do_work(struct timed *timed, struct lab_timing *timing) {
  struct lab_worker *worker = timed->worker;
  const struct lab_variant *variant = timed->config.variant;
  const struct lab_sweep sweep = {.base = timed->state, .count = 1, .ops = 1, .position = &worker->position};
  enter_phase(timed, LAB_PHASE_SWEEP);
  lab_kit_begin();
  variant->sweep(&sweep);
  const uint64_t ns = lab_kit_end();
  timing->durations_ns[atomic_load(&timing->n_durations)] = ns;
  worker->sweep_ns += ns;
  worker->sweep_ops += 1;
}

static void judge(struct timed *timed, uint64_t iteration) {
  struct lab_worker *worker = timed->worker;
  const struct lab_inspection in = {.base = timed->state,
                                    .end = 1,
                                    .expected = timed->config.actors * timed->config.ops,
                                    .iteration = iteration,
                                    .position = &worker->position,
                                    .counts = &worker->counts};
  enter_phase(timed, LAB_PHASE_AUDIT);
  timed->config.variant->inspect(&in);
}

static void iterate(struct timed *timed, uint64_t iteration) {
  struct lab_worker *worker = timed->worker;
  const struct lab_variant *variant = timed->config.variant;
  struct lab_timing *timing = &timed->config.channel->timing;
  worker->position = 0;
  worker->batch_first = iteration;
  enter_phase(timed, LAB_PHASE_SETUP);
  memset(timed->state, 0, timed->bytes);
  if (variant->setup)
    variant->setup(timed->state);
  do_work(timed, timing);
  judge(timed, iteration);
  await_stragglers(timed);
  lab_kit_seal();
  if (lab_host_engine.audited)
    lab_host_engine.audited(worker, iteration, 0, 1);
  if (variant->teardown)
    variant->teardown(timed->state);
  if (lab_host_engine.between)
    lab_host_engine.between();
  worker->counts.iterations++;
  atomic_fetch_add(&timing->n_durations, 1);
}

static void run_slice(void *crew, const struct lab_command *command, struct lab_reply *reply) {
  struct timed *timed = crew;
  const uint64_t begin = lab_kit_now_ns();
  const uint64_t most = command->iterations < LAB_DURATIONS_MAX ? command->iterations : LAB_DURATIONS_MAX;
  atomic_store(&timed->config.channel->timing.n_durations, 0);
  do {
    iterate(timed, command->first + reply->iterations++);
  } while (reply->iterations < most && (!command->budget_ns || lab_kit_now_ns() - begin < command->budget_ns));
  enter_phase(timed, LAB_PHASE_IDLE);
  reply->wall_ns = lab_kit_now_ns() - begin;
  reply->kind = LAB_REPLY_DONE;
}

const struct lab_crew lab_crew_timed = {start, run_slice};
