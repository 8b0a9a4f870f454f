/* SPDX-License-Identifier: MIT */
/*
 * What runs inside a host process: registry, arena, gang, crash handler; and the seam to the engine it is linked with.
 *
 * A host executes one variant.  Its main thread answers commands; the gang, one persistent worker per actor, sweeps
 * batches of states.  This code is never instrumented, so the start gate is invisible to a sanitizer.
 */
#ifndef LAB_HOST_HOST_H
#define LAB_HOST_HOST_H

#include "supervise/channel.h"
#include <lab/lab.h>

/* -- Registry: the variants linked into this executable. -- */
size_t lab_registry_count(void);
void lab_registry_describe(size_t index, struct lab_variant *variant);
/* Splits ".../<lab>/<variant>.c"; both buffers hold LAB_NAME_MAX bytes.  False where the path has no such shape. */
#define LAB_NAME_MAX 64
bool lab_registry_name(const char *file, char *lab, char *variant);
/* Finds "lab/variant"; false where it is not linked in. */
bool lab_registry_find(const char *name, struct lab_variant *variant);
/* Prints the JSON document that src/plan/describe.c reads; false if it could not be written. */
bool lab_registry_print(void);

/* -- Arena: memory for the states of two batches, so that one is audited while the other is swept. -- */
struct lab_arena {
  struct lab_layout layout; /* as granted: never more than fits */
  size_t stride;            /* bytes from state to state */
  char *half[2];
  uint32_t *order; /* NULL unless shuffled */
  bool shared;     /* with processes that are forked later; set before the first fit */
  size_t bytes;    /* of one half */
};

/*
 * Makes the arena fit the layout: the stride is rounded up to size and alignment of the state, to min_stride, and
 * the batch is cut so that a half stays below LAB_ARENA_BYTES (one state always fits).  Memory is zero.
 */
bool lab_arena_fit(struct lab_arena *arena, const struct lab_layout *wish, size_t state_bytes, size_t align,
                   size_t min_stride, uint64_t seed);
/* Gives its memory back; the arena can be fitted again. */
void lab_arena_clear(struct lab_arena *arena);

/* -- Gang. -- */
struct lab_gang;

struct lab_gang_config {
  const struct lab_variant *variant;
  struct lab_channel *channel;
  unsigned actors;
  unsigned long ops;
  uint64_t seed;
  bool pin;
  unsigned unit_us; /* of a timed variant */
};

/* One way of having actors; src/host/main.c chooses it by the variant's kind. */
struct lab_crew {
  /* Starts the actors, parked.  NULL where they cannot be had.  They live until the process ends. */
  void *(*start)(const struct lab_gang_config *config);
  /* Executes one slice and fills the reply.  Main thread only. */
  void (*run)(void *crew, const struct lab_command *command, struct lab_reply *reply);
};
extern const struct lab_crew lab_crew_threads; /* gang.c */
extern const struct lab_crew lab_crew_timed;   /* timed.c */
extern const struct lab_crew lab_crew_processes;
extern const struct lab_crew lab_crew_tasks;

/* The calling thread's worker, NULL for a thread that is none. */
struct lab_worker *lab_gang_self(void);
/* Makes the calling thread the worker of this actor. */
void lab_gang_adopt(struct lab_worker *worker);

/* -- Crash handler: writes channel->crash, then lets the signal kill the process. -- */
bool lab_crash_install(struct lab_channel *channel); /* once per process */
bool lab_crash_thread(void);                         /* once per thread: an alternate stack */
/* Writes channel->crash as the handler does, for a worker that was killed without a word. */
void lab_crash_record(struct lab_channel *channel, const struct lab_worker *worker, int signal, uint64_t address);

/* -- The engine this host is linked with; exactly one definition per executable. -- */
struct lab_host_engine {
  const char *name;
  bool strict;       /* audits never overlap sweeps; two gates per batch */
  size_t min_stride; /* bytes between states */
  uint32_t max_batch;
  uint64_t max_batch_ops; /* operations of one actor in a batch; 0: no limit */
  uint32_t stagger_ns;    /* actors leave a gate apart, see gang.c; 0: as close together as can be */
  /* Before the gang starts; false with a reason where the engine cannot work here. */
  bool (*start)(struct lab_channel *channel, const struct lab_gang_config *config, char *why, size_t why_size);
  /* By a worker that has arrived at, or left, a gate: everything before it happens before everything after it. */
  void (*gate_release)(void *gate);
  void (*gate_acquire)(void *gate);
  /* By a worker, after it has audited states first to end - 1: what the sanitizer said of them. */
  void (*audited)(struct lab_worker *worker, uint64_t iteration, uint32_t first, uint32_t end);
  /* By one worker after each batch, while the others wait at a gate. */
  void (*between)(void);
  /* Memory of the harness that actors write and read without an order that a detector would see. */
  void (*hide)(void *memory, size_t size);
};
extern const struct lab_host_engine lab_host_engine; /* members may be NULL, name may not */

#endif
