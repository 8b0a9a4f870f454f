/* SPDX-License-Identifier: MIT */
/*
 * Actors that are tasks: coroutines of the main thread, which libuv's loop runs (task.c).
 *
 * The loop is run once per state, with a task for each actor: so they meet in every one, however often each of them
 * awaits something.  Between iterations there is no loop and no gate.
 */
#define _GNU_SOURCE
#include "host/sweeper.h"
#include "host/task.h"
#include "host/ticks.h"
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* States between two looks at the clock: an iteration may take long. */
#define BATCH 64

struct actor {
  struct crew *crew;
  struct lab_worker *worker;
  struct lab_sweep sweep;
};

struct crew {
  struct lab_gang gang;
  uint32_t position; /* state under way, in the batch */
  int32_t tid;
  struct actor actors[];
};

static struct lab_channel *crew_channel;

/* What crashes, or is reported, from here on is this actor's. */
static void resumed(unsigned actor) { lab_gang_adopt(&crew_channel->workers[actor]); }

static void *start_crew(const struct lab_gang_config *config) {
  const size_t bytes = sizeof(struct crew) + config->actors * sizeof(struct actor);
  struct crew *crew = aligned_alloc(128, (bytes + 127) / 128 * 128);
  if (!crew)
    return NULL;
  memset(crew, 0, bytes);
  lab_gang_init(&crew->gang, config);
  crew->gang.shares = 1;
  crew_channel = config->channel;
  lab_gang_enter(&config->channel->workers[0], 0);
  lab_gang_pin(&crew->gang, 0);
  crew->tid = config->channel->workers[0].tid;
  return lab_tasks_open(resumed) ? crew : NULL;
}

/* -- One state. -- */
/* An actor that is done is no longer what the watchdog should look at. */
static long act(void *argument) {
  const struct actor *actor = argument;
  actor->crew->gang.config.variant->sweep(&actor->sweep);
  actor->worker->phase = LAB_PHASE_GATE;
  actor->worker->tid = 0;
  return 0;
}

/* All that are not done have the thread, and are in the iteration under way: who of them runs changes too often to be
 * told, and is no progress. */
static void enter_state(struct crew *crew, uint64_t batch, uint32_t position) {
  const struct lab_gang *gang = &crew->gang;
  crew->position = position;
  for (unsigned i = 0; i < gang->config.actors; i++) {
    struct lab_worker *worker = crew->actors[i].worker;
    worker->position = position;
    worker->batch_first = gang->first + batch * gang->batch;
    worker->tid = crew->tid;
    worker->phase = LAB_PHASE_SWEEP;
    lab_tasks_start(i, act, &crew->actors[i]);
  }
}

/* Nothing will ever happen again.  The watchdog knows a thread that waits for what cannot come. */
static _Noreturn void deadlock(void) {
  static uint32_t never;
  for (;;)
    syscall(SYS_futex, &never, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

/* -- Batches. -- */
static void sweep_batch(struct crew *crew, uint64_t batch) {
  struct lab_gang *gang = &crew->gang;
  const uint32_t states = lab_gang_states(gang, batch);
  const uint64_t start = lab_ticks();
  for (uint32_t p = 0; p < states; p++) {
    enter_state(crew, batch, p);
    if (!lab_tasks_run())
      deadlock();
  }
  /* They shared the time, so one of them has it all; ticks until the slice ends. */
  crew->actors[0].worker->sweep_ns += lab_ticks() - start;
  for (unsigned i = 0; i < gang->config.actors; i++)
    crew->actors[i].worker->sweep_ops += states * gang->config.ops;
}

/* The main thread is worker 0 where no task runs. */
static void leave_tasks(const struct crew *crew) {
  lab_gang_adopt(crew->actors[0].worker);
  lab_self_index = 0;
  crew->actors[0].worker->tid = crew->tid;
}

/* Every sweep is of one state, whose index is at crew->position. */
static void aim(struct crew *crew) {
  const struct lab_gang *gang = &crew->gang;
  const struct lab_variant *variant = gang->config.variant;
  for (unsigned i = 0; i < gang->config.actors; i++) {
    struct lab_worker *worker = &gang->config.channel->workers[i];
    crew->actors[i] = (struct actor){.crew = crew,
                                     .worker = worker,
                                     .sweep = {.base = gang->arena.half[0],
                                               .stride = gang->arena.stride,
                                               .order = &crew->position,
                                               .count = 1,
                                               .role = variant->n_roles ? i % variant->n_roles : 0,
                                               .ops = gang->config.ops,
                                               .position = &worker->position}};
  }
}

static void park(const struct crew *crew) {
  for (unsigned i = 0; i < crew->gang.config.actors; i++)
    crew->actors[i].worker->phase = LAB_PHASE_IDLE;
}

static void run_slice(void *memory, const struct lab_command *command, struct lab_reply *reply) {
  struct crew *crew = memory;
  struct lab_gang *gang = &crew->gang;
  struct lab_command limited = *command;
  limited.layout.shuffle = 0; /* one after the other, there is nothing to meet by */
  if (limited.layout.batch > BATCH)
    limited.layout.batch = BATCH;
  if (!lab_gang_plan(gang, &limited, reply))
    return;
  gang->strict = true; /* one half of the arena will do */
  aim(crew);
  struct lab_sweeper s = {.gang = gang, .worker = crew->actors[0].worker};
  for (uint64_t batch = 0; batch < gang->last_batch; batch++) {
    if (batch > 0 && gang->deadline_ns && lab_now_ns() >= gang->deadline_ns)
      break;
    lab_sweeper_prepare(&s, batch);
    sweep_batch(crew, batch);
    leave_tasks(crew);
    lab_sweeper_audit(&s, batch);
    if (lab_host_engine.between)
      lab_host_engine.between();
  }
  park(crew);
  lab_gang_settle(gang, reply);
}

const struct lab_crew lab_crew_tasks = {start_crew, run_slice};
