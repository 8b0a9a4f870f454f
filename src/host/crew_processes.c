/* SPDX-License-Identifier: MIT */
/*
 * Actors that are processes.
 *
 * The main thread makes a batch of states ready, forks an actor each, waits until they are gone, and audits.  So what
 * setup has opened or mapped the actors inherit, as the children of any program do, and what an actor does to memory
 * that is not shared is gone with it.  States, gang and gate lie in shared memory; the channel does anyway.
 *
 * An actor that dies takes the host with it, by the same signal or status: to the front end a crash in an actor is one
 * of the host.  Not so the death of a mortal actor by SIGKILL.  If the host dies, so do its actors.
 */
#define _GNU_SOURCE
#include "host/sweeper.h"
#include "host/ticks.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* States per birth: a birth takes longer than many an iteration.  But a state may hold descriptors and mappings, of
 * which a process has so many and no more. */
#define BATCH 64
#define PER_GATE_MOST 4 /* states */
#define PATIENCE 8      /* to be born takes longer than to arrive at a gate */

struct crew {
  struct lab_gang gang;
  uint32_t per_gate; /* states */
  pid_t host, actors[LAB_ACTORS_MAX];
  struct pollfd waits[LAB_ACTORS_MAX]; /* pidfds, -1 for those that are gone */
};

static void *start_crew(const struct lab_gang_config *config) {
  void *memory = mmap(NULL, sizeof(struct crew), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return NULL;
  struct crew *crew = memory;
  lab_gang_init(&crew->gang, config);
  crew->gang.shares = 1;
  crew->gang.arena.shared = true;
  crew->host = getpid();
  return crew;
}

/* -- In the actor's process. -- */

/* A gate every few states: actors that were born apart, or run on CPUs that others want too, meet again. */
static void sweep(struct lab_sweeper *s, uint64_t batch, uint32_t per_gate) {
  const uint32_t states = lab_gang_states(s->gang, batch);
  for (uint32_t first = 0; first < states; first += per_gate) {
    lab_sweeper_gate(s, true);
    lab_sweeper_sweep(s, batch, first, first + per_gate < states ? first + per_gate : states);
  }
}

static _Noreturn void act(struct crew *crew, unsigned index, uint64_t batch) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != crew->host) /* it died before the line above took effect */
    _exit(127);
  close(LAB_FD_SOCKET); /* its end shall be closed when the host is gone */
  struct lab_sweeper s = {.gang = &crew->gang, .worker = &crew->gang.config.channel->workers[index], .index = index};
  lab_gang_enter(s.worker, index);
  lab_gang_pin(&crew->gang, index);
  const struct lab_sweep nothing = {0};
  crew->gang.config.variant->sweep(&nothing); /* a process that is new has none of its pages yet, not even of code */
  lab_sweeper_gate(&s, false);                /* all are born; who waited long may have given up its CPU */
  sweep(&s, batch, crew->per_gate);
  fflush(NULL);
  s.worker->phase = LAB_PHASE_IDLE;
  _exit(0);
}

/* -- In the host. -- */

/* The rest of the process goes the way the actor went. */
static _Noreturn void die_like(const struct crew *crew, unsigned index, int status) {
  struct lab_channel *channel = crew->gang.config.channel;
  if (WIFSIGNALED(status)) {
    lab_crash_record(channel, &channel->workers[index], WTERMSIG(status), 0);
    signal(WTERMSIG(status), SIG_DFL);
    raise(WTERMSIG(status));
  }
  for (unsigned i = 0; i < crew->gang.config.actors; i++)
    if (i != index)
      channel->workers[i].phase = LAB_PHASE_IDLE; /* it happened in the iteration of this one */
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 127);
}

/* Reaps it; does not return where it has not come to the end of its batch and was not meant to be killed. */
static void bury(const struct crew *crew, unsigned index) {
  struct lab_worker *worker = &crew->gang.config.channel->workers[index];
  int status = 0;
  while (waitpid(crew->actors[index], &status, 0) < 0 && errno == EINTR)
    ;
  const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  const bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0 && worker->phase == LAB_PHASE_IDLE;
  if (!done && !(killed && crew->gang.config.variant->mortal))
    die_like(crew, index, status);
  worker->phase = LAB_PHASE_IDLE;
}

/* In the order in which they go: one that has crashed may be what the others wait for. */
static void await_actors(struct crew *crew) {
  const unsigned actors = crew->gang.config.actors;
  for (unsigned left = actors; left > 0;) {
    if (poll(crew->waits, actors, -1) < 0)
      continue;
    for (unsigned i = 0; i < actors; i++) {
      if (crew->waits[i].fd < 0 || crew->waits[i].revents == 0)
        continue;
      close(crew->waits[i].fd);
      crew->waits[i].fd = -1;
      bury(crew, i);
      left--;
    }
  }
}

/*
 * _Fork, the C library's fork without handlers: ThreadSanitizer's own handlers take twice as long as all the rest, and
 * are of use only where there are other threads.
 */
static bool fork_actor(struct crew *crew, unsigned index, uint64_t batch) {
  const pid_t pid = _Fork();
  if (pid == 0)
    act(crew, index, batch);
  if (pid < 0)
    return false;
  crew->actors[index] = pid;
  crew->waits[index] = (struct pollfd){.fd = (int)syscall(SYS_pidfd_open, pid, 0u), .events = POLLIN};
  return crew->waits[index].fd >= 0;
}

static bool sweep_batch(struct crew *crew, uint64_t batch) {
  struct lab_gang *gang = &crew->gang;
  lab_gate_init(&gang->gate, gang->config.actors, gang->cpus);
  if (gang->config.actors <= gang->cpus)
    gang->gate.spins *= PATIENCE;
  fflush(NULL);
  for (unsigned i = 0; i < gang->config.actors; i++)
    if (!fork_actor(crew, i, batch))
      return false;
  await_actors(crew);
  return true;
}

static void refuse(struct lab_reply *reply) {
  reply->kind = LAB_REPLY_REFUSED;
  snprintf(reply->text, sizeof reply->text, "no process for an actor: %s", strerror(errno));
}

static void run_slice(void *memory, const struct lab_command *command, struct lab_reply *reply) {
  struct crew *crew = memory;
  struct lab_gang *gang = &crew->gang;
  struct lab_command limited = *command;
  crew->per_gate = command->layout.batch < PER_GATE_MOST ? command->layout.batch : PER_GATE_MOST;
  if (crew->per_gate == 0)
    crew->per_gate = 1;
  limited.layout.batch = BATCH;
  if (!lab_gang_plan(gang, &limited, reply))
    return;
  gang->strict = true; /* one half of the arena will do */
  gang->aligned = gang->config.actors <= gang->cpus && !lab_host_engine.stagger_ns;
  struct lab_sweeper s = {.gang = gang, .worker = &gang->config.channel->workers[0]};
  lab_gang_enter(s.worker, 0);
  for (uint64_t batch = 0; batch < gang->last_batch; batch++) {
    if (batch > 0 && gang->deadline_ns && lab_now_ns() >= gang->deadline_ns)
      break;
    s.worker->tid = (int32_t)crew->host;
    lab_sweeper_prepare(&s, batch);
    if (!sweep_batch(crew, batch)) {
      refuse(reply);
      return;
    }
    s.worker->tid = (int32_t)crew->host;
    lab_sweeper_audit(&s, batch);
    s.worker->phase = LAB_PHASE_IDLE;
    if (lab_host_engine.between)
      lab_host_engine.between();
  }
  lab_gang_settle(gang, reply);
}

const struct lab_crew lab_crew_processes = {start_crew, run_slice};
