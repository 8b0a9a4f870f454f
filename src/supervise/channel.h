/* SPDX-License-Identifier: MIT */
/*
 * What the front end and one host process share.
 *
 * Two things: a SOCK_SEQPACKET socket pair (commands down, replies up; end of file either way means that the other
 * has died) and an anonymous shared-memory object, struct lab_channel, mapped by both.  A command and its reply carry
 * everything that decides; the memory holds what must survive the host's death: positions and counts.  A lab may
 * write over it, so the front end believes it only while lab_channel_intact() holds, and keeps its own snapshot.
 *
 * The host gets the two as inherited descriptors, LAB_FD_SOCKET and LAB_FD_MEMORY.  Where valgrind runs it, valgrind
 * writes its reports to LAB_FD_REPORTS.
 */
#ifndef LAB_SUPERVISE_CHANNEL_H
#define LAB_SUPERVISE_CHANNEL_H

#include <lab/lab.h>
#include <lab/lane.h>
#include <stdatomic.h>
#include <stdint.h>

#define LAB_FD_SOCKET 3
#define LAB_FD_MEMORY 4
#define LAB_FD_REPORTS 5
#define LAB_CHANNEL_VERSION 1u

#define LAB_REPORTS_MAX 32       /* distinct sanitizer reports kept per host; more are counted, not kept */
#define LAB_REPORTS_BATCH_MAX 64 /* states in a batch of an engine that reports */
#define LAB_REPORT_FRAMES 12     /* return addresses kept per access */
#define LAB_REPORT_STACKS 8      /* accesses (a race has 2), or the stacks of a deadlock report (2 for each lock) */

/* How states are laid out and swept: src/supervise/tune.c chooses one of src/plan/layout.c; the host clamps it to what
 * fits. */
struct lab_layout {
  uint32_t batch;   /* states per gate, 1 to LAB_BATCH_MAX */
  uint32_t stride;  /* bytes from state to state; 0: packed, as tight as size and alignment allow */
  uint32_t shuffle; /* 1: visited in a random order that all actors share */
};
#define LAB_BATCH_MAX 65536u
#define LAB_ARENA_BYTES ((size_t)8 << 20) /* states of a batch, unless one alone is larger */

/* -- Commands: front end to host. -- */
enum lab_command_kind { LAB_COMMAND_RUN = 1, LAB_COMMAND_STOP };

struct lab_command {
  uint32_t kind;
  uint32_t sequence;   /* repeated in the reply */
  uint64_t first;      /* index of the first iteration */
  uint64_t iterations; /* how many, at least 1 */
  uint64_t budget_ns;  /* stop at the first gate after this time; 0: no limit */
  struct lab_layout layout;
  uint32_t reserved;
};

/* -- Replies: host to front end. -- */
enum lab_reply_kind {
  LAB_REPLY_READY = 1, /* after start; the host waits for commands */
  LAB_REPLY_DONE,      /* a slice is done: iterations first .. first + iterations - 1 have been counted */
  LAB_REPLY_REFUSED    /* the host cannot run this here; text says why */
};

struct lab_reply {
  uint32_t kind;
  uint32_t sequence;
  uint64_t iterations; /* counted in this slice */
  uint64_t wall_ns;    /* from the first gate to the last audit */
  char text[160];
};

/* -- Shared memory. -- */
enum lab_phase { LAB_PHASE_IDLE, LAB_PHASE_GATE, LAB_PHASE_SETUP, LAB_PHASE_SWEEP, LAB_PHASE_AUDIT };

/* One actor's worker.  Written by the worker alone; whole cache lines, so workers do not disturb one another. */
struct lab_worker {
  _Alignas(128) volatile uint32_t position; /* in the current batch, within the phase */
  volatile uint32_t phase;                  /* enum lab_phase */
  volatile uint64_t batch_first;            /* iteration at position 0 of the batch in this phase */
  volatile int32_t tid;                     /* kernel thread id */
  uint64_t sweep_ns;                        /* time in sweeps, all batches */
  uint64_t sweep_ops;                       /* operations in them */
  struct lab_counts counts;                 /* this worker's share of the audits */
};

/* The signal that is killing the host, written by its signal handler. */
struct lab_crash {
  atomic_uint taken; /* 1: the rest is being or has been written, by the first thread that got here */
  uint32_t signal;
  uint32_t actor; /* index of the worker, LAB_ACTORS_MAX for another thread */
  uint64_t iteration;
  uint64_t address; /* si_addr */
};

struct lab_access {
  uint32_t actor; /* index of the worker, LAB_ACTORS_MAX for another thread */
  uint32_t size;  /* bytes */
  uint8_t write, atomic, freed, reserved;
  uint32_t n_frames;
  uint64_t frames[LAB_REPORT_FRAMES]; /* offsets in the host's executable of the call, not of the return; innermost
                                         first; addresses outside of it are left out */
};

struct lab_report {
  char kind[32]; /* ThreadSanitizer's own word: "data-race", "lock-order-inversion", ... */
  uint32_t n_accesses;
  uint32_t reserved;
  uint64_t count;      /* times this pair was reported */
  uint64_t iterations; /* iterations in which it was */
  uint64_t first;      /* first of them */
  uint64_t last;       /* last of them, for counting */
  struct lab_access accesses[LAB_REPORT_STACKS];
};

/* -- What timed variants leave behind: how long each iteration of a slice took, and the lanes of the last one. -- */
#define LAB_DURATIONS_MAX 1024 /* iterations in one slice of a timed variant */

struct lab_span {
  uint64_t begin_ns, end_ns; /* since the iteration began; end_ns 0: not ended */
  uint32_t lane;
  uint32_t kind; /* enum lab_span_kind */
  char text[LAB_SPAN_TEXT];
};

struct lab_lane_slot {
  atomic_uint open; /* span under way plus one, 0: none */
  char name[24];
};

struct lab_timing {
  atomic_uint n_durations; /* of this slice */
  uint64_t durations_ns[LAB_DURATIONS_MAX];
  /* Lanes: of the iteration under way, later of the last one. */
  atomic_uint recording;
  uint64_t start_ns;            /* CLOCK_MONOTONIC */
  uint64_t duration_ns;         /* 0 while it is under way */
  atomic_uint round;            /* changes with each iteration: threads that are left over from one get a lane again */
  atomic_uint n_lanes, n_spans; /* may exceed the room by what was not kept */
  struct lab_lane_slot lanes[LAB_LANES_MAX];
  struct lab_span spans[LAB_SPANS_MAX];
};

struct lab_channel {
  uint64_t magic; /* LAB_CHANNEL_MAGIC ^ nonce */
  uint64_t nonce; /* drawn by the front end for each host */
  uint32_t version;
  uint32_t actors;
  uint64_t size;   /* bytes of the whole mapping */
  uint64_t canary; /* as magic; so is the word after the last worker */

  struct lab_crash crash;

  atomic_uint n_reports;    /* of the table below; may exceed LAB_REPORTS_MAX by those not kept */
  atomic_uint sanitizer_on; /* set by the report hook's self-test: the sanitizer runtime is there */
  struct lab_report reports[LAB_REPORTS_MAX];
  /* States of the batch under way into which a report fell: the host's own, here because actors may be processes. */
  _Atomic uint8_t reported[LAB_REPORTS_BATCH_MAX];

  struct lab_timing timing; /* pages that nobody touches take no memory */

  struct lab_worker workers[];
};
#define LAB_CHANNEL_MAGIC UINT64_C(0x6c61622d6368616e)

/* Bytes of a channel for this many actors, the last canary included. */
static inline uint64_t lab_channel_size(unsigned actors) {
  return sizeof(struct lab_channel) + actors * sizeof(struct lab_worker) + sizeof(uint64_t);
}

/* Prepares a zeroed mapping. */
static inline void lab_channel_init(struct lab_channel *channel, unsigned actors, uint64_t nonce) {
  channel->nonce = nonce;
  channel->magic = channel->canary = LAB_CHANNEL_MAGIC ^ nonce;
  channel->version = LAB_CHANNEL_VERSION;
  channel->actors = actors;
  channel->size = lab_channel_size(actors);
  *(uint64_t *)(void *)&channel->workers[actors] = channel->magic;
}

/* True while nobody has written over the fixed words.  nonce and actors are the reader's own copies. */
static inline _Bool lab_channel_intact(const struct lab_channel *channel, unsigned actors, uint64_t nonce) {
  const uint64_t magic = LAB_CHANNEL_MAGIC ^ nonce;
  return channel->nonce == nonce && channel->magic == magic && channel->canary == magic &&
         channel->version == LAB_CHANNEL_VERSION && channel->actors == actors &&
         channel->size == lab_channel_size(actors) &&
         *(const uint64_t *)(const void *)&channel->workers[actors] == magic;
}

#endif
