/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "host/sweeper.h"
#include "host/ticks.h"
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

_Thread_local unsigned lab_self_index;
unsigned lab_actor_count;

static _Thread_local struct lab_worker *self_worker;
struct lab_worker *lab_gang_self(void) { return self_worker; }
void lab_gang_adopt(struct lab_worker *worker) { self_worker = worker; }

/* -- Parking between slices: the raw system call, which a sanitizer does not intercept. -- */
static void futex_wait(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake(_Atomic uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0); }

/* -- Workers. -- */
void lab_gang_pin(const struct lab_gang *gang, unsigned index) {
  if (!gang->config.pin)
    return;
  cpu_set_t usable, one;
  if (sched_getaffinity(0, sizeof usable, &usable) != 0)
    return;
  unsigned wanted = index % (unsigned)CPU_COUNT(&usable);
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &usable) || wanted-- > 0)
      continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

void lab_gang_enter(struct lab_worker *worker, unsigned index) {
  self_worker = worker;
  lab_self_index = index;
  worker->tid = (int32_t)syscall(SYS_gettid);
}

static void *work(void *argument) {
  struct lab_sweeper s = *(struct lab_sweeper *)argument;
  free(argument);
  struct lab_gang *gang = s.gang;
  lab_gang_enter(s.worker, s.index);
  lab_gang_pin(gang, s.index);
  lab_crash_thread();
  for (uint32_t seen = 0;;) {
    s.worker->phase = LAB_PHASE_IDLE;
    if (lab_host_engine.gate_release)
      lab_host_engine.gate_release(gang);
    if (atomic_fetch_add(&gang->parked, 1) + 1 == gang->config.actors)
      futex_wake(&gang->parked);
    while (atomic_load(&gang->slice) == seen)
      futex_wait(&gang->slice, seen);
    seen = atomic_load(&gang->slice);
    if (lab_host_engine.gate_acquire)
      lab_host_engine.gate_acquire(gang);
    lab_sweeper_run(&s);
  }
  return NULL;
}

static bool start_worker(struct lab_gang *gang, unsigned index) {
  struct lab_sweeper *s = malloc(sizeof *s);
  if (!s)
    return false;
  *s = (struct lab_sweeper){.gang = gang, .worker = &gang->config.channel->workers[index], .index = index};
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, s) != 0) {
    free(s);
    return false;
  }
  pthread_detach(thread);
  return true;
}

static void wait_parked(struct lab_gang *gang) {
  for (;;) {
    const uint32_t parked = atomic_load(&gang->parked);
    if (parked == gang->config.actors)
      return;
    futex_wait(&gang->parked, parked);
  }
}

void lab_gang_init(struct lab_gang *gang, const struct lab_gang_config *config) {
  gang->config = *config;
  cpu_set_t usable;
  gang->cpus = sched_getaffinity(0, sizeof usable, &usable) == 0 ? (unsigned)CPU_COUNT(&usable) : 1;
  gang->shares = config->actors;
  lab_gate_init(&gang->gate, config->actors, gang->cpus);
  if (lab_host_engine.hide)
    lab_host_engine.hide(gang, sizeof *gang);
  lab_actor_count = config->actors;
}

static void *start_gang(const struct lab_gang_config *config) {
  struct lab_gang *gang = aligned_alloc(128, (sizeof *gang + 127) / 128 * 128);
  if (!gang)
    return NULL;
  memset(gang, 0, sizeof *gang);
  lab_gang_init(gang, config);
  for (unsigned i = 0; i < config->actors; i++)
    if (!start_worker(gang, i))
      return NULL;
  wait_parked(gang);
  return gang;
}

/* -- Slices. -- */
static void plan_slice(struct lab_gang *gang, const struct lab_command *command) {
  const struct lab_variant *variant = gang->config.variant;
  gang->first = command->first;
  gang->iterations = command->iterations;
  gang->batch = gang->arena.layout.batch;
  if (gang->batch > gang->iterations)
    gang->batch = (uint32_t)gang->iterations;
  gang->last_batch = (gang->iterations + gang->batch - 1) / gang->batch;
  gang->strict = lab_host_engine.strict || variant->exclusive;
  gang->aligned = gang->config.actors <= gang->cpus && gang->batch <= 16 && !lab_host_engine.stagger_ns;
  gang->start_ns = lab_now_ns();
  gang->start_ticks = lab_ticks();
  gang->deadline_ns = command->budget_ns ? gang->start_ns + command->budget_ns : 0;
}

static uint64_t counted(const struct lab_gang *gang) {
  uint64_t sum = 0;
  for (unsigned i = 0; i < gang->config.actors; i++)
    sum += gang->config.channel->workers[i].counts.iterations;
  return sum;
}

/* Turns the ticks that this slice added to sweep_ns into nanoseconds. */
static void convert_ticks(struct lab_gang *gang, uint64_t wall_ns) {
  const uint64_t ticks = lab_ticks() - gang->start_ticks;
  const double ns_per_tick = ticks ? (double)wall_ns / (double)ticks : 0;
  for (unsigned i = 0; i < gang->config.actors; i++) {
    struct lab_worker *worker = &gang->config.channel->workers[i];
    const uint64_t before = gang->sweep_before[i];
    worker->sweep_ns = before + (uint64_t)((double)(worker->sweep_ns - before) * ns_per_tick);
  }
}

/* Processes make no reports for which a batch would have to be short, and are dear to start. */
static void limit_batch(const struct lab_gang *gang, struct lab_layout *layout) {
  const uint64_t most_ops = lab_host_engine.max_batch_ops / gang->config.ops;
  if (lab_host_engine.max_batch && layout->batch > lab_host_engine.max_batch)
    layout->batch = lab_host_engine.max_batch;
  if (lab_host_engine.max_batch_ops && layout->batch > most_ops && gang->config.variant->kind != LAB_PROCESSES)
    layout->batch = most_ops ? (uint32_t)most_ops : 1;
}

bool lab_gang_plan(struct lab_gang *gang, const struct lab_command *command, struct lab_reply *reply) {
  const struct lab_variant *variant = gang->config.variant;
  struct lab_layout wish = command->layout;
  if (variant->exclusive)
    wish.batch = 1;
  else
    limit_batch(gang, &wish);
  if (!lab_arena_fit(&gang->arena, &wish, variant->size + gang->config.actors * variant->per_actor, variant->align,
                     lab_host_engine.min_stride, gang->config.seed)) {
    reply->kind = LAB_REPLY_REFUSED;
    strcpy(reply->text, "no memory for the states");
    return false;
  }
  for (unsigned i = 0; i < gang->config.actors; i++)
    gang->sweep_before[i] = gang->config.channel->workers[i].sweep_ns;
  gang->counted_before = counted(gang);
  plan_slice(gang, command);
  return true;
}

void lab_gang_settle(struct lab_gang *gang, struct lab_reply *reply) {
  reply->wall_ns = lab_now_ns() - gang->start_ns;
  convert_ticks(gang, reply->wall_ns);
  reply->iterations = counted(gang) - gang->counted_before;
  reply->kind = LAB_REPLY_DONE;
}

static void run_slice(void *crew, const struct lab_command *command, struct lab_reply *reply) {
  struct lab_gang *gang = crew;
  if (!lab_gang_plan(gang, command, reply))
    return;
  if (lab_host_engine.gate_release)
    lab_host_engine.gate_release(gang);
  atomic_store(&gang->parked, 0);
  atomic_fetch_add(&gang->slice, 1);
  futex_wake(&gang->slice);
  wait_parked(gang);
  if (lab_host_engine.gate_acquire)
    lab_host_engine.gate_acquire(gang);
  lab_gang_settle(gang, reply);
}

const struct lab_crew lab_crew_threads = {start_gang, run_slice};
