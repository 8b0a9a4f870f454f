/* SPDX-License-Identifier: MIT */
/*
 * The explorer's core types: operations, actors, the state of one execution, the steps of a trace.
 *
 * How it works.  The program under test is compiled with -fsanitize=thread and linked with this directory in place of
 * ThreadSanitizer's runtime.  Every access and every synchronization call therefore lands in a hook here.  Actors are
 * fibers on one OS thread.  A hook announces the operation that its actor is about to perform and lets the scheduler
 * decide which actor goes on, so the pending operation of every actor is always known; the operation and everything
 * up to the actor's next hook then run as one step.  An execution ends in an outcome; the search then resets all that
 * the program can see and runs it again along another path.
 *
 *   hooks_access.c hooks_atomic.c    what -fsanitize=thread calls
 *   model_*.c                        pthread, semaphores, C11 threads, time, processes
 *   arena.c heap.c image.c tls.c     memory: where it lives, who touched it, how it is reset
 *   fiber.c scheduler.c              who runs
 *   buffer.c                         the memory model: store buffers of x86-TSO
 *   spin.c                           loops that wait
 *   depend.c clocks.c                which steps commute, what depends on what
 *   happens.c races.c                what happens before what by C11, data races
 *   search_*.c                       strategies: what to run next
 *   trace.c minimise.c token.c       steps, the shortest failing schedule, its one-line form
 *   outcome.c result.c host.c        what came out, as JSON; the process
 */
#ifndef LAB_EXPLORE_ENGINE_H
#define LAB_EXPLORE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The engine's own variables: everything else in the executable's data is the program's and is reset. */
#define LAB_ENGINE __attribute__((section("lab_engine")))

#define LAB_X_ACTORS 512u /* actors of one execution; their store buffers are entities of their own */
#define LAB_X_WORDS 16u   /* 64-bit words in a set of entities: actors, then buffers */
#define LAB_X_NOBODY 0xffffu
#define LAB_X_STEPS_MAX 1000000u

/* What an actor can be about to do. */
enum lab_op_kind {
  LAB_OP_NONE,
  /* memory */
  LAB_OP_READ,
  LAB_OP_WRITE,
  LAB_OP_RMW,
  LAB_OP_CAS,
  LAB_OP_FREE,  /* counts as a write to the whole block */
  LAB_OP_DRAIN, /* a store buffer writes its oldest entry to memory */
  LAB_OP_FENCE, /* of any order; may wait for the actor's store buffer to be empty */
  /* mutexes, and what is built like one */
  LAB_OP_LOCK,
  LAB_OP_TRYLOCK,
  LAB_OP_UNLOCK,
  LAB_OP_RDLOCK,
  LAB_OP_TRYRDLOCK,
  LAB_OP_RDUNLOCK,
  LAB_OP_DESTROY,
  /* condition variables */
  LAB_OP_ENQUEUE, /* a waiter joins the queue; releasing the mutex is its next step */
  LAB_OP_SIGNAL,
  LAB_OP_BROADCAST,
  LAB_OP_WAITING, /* in the queue: not enabled until a signal turns it into LAB_OP_LOCK */
  LAB_OP_TIMEOUT, /* in the queue, may give up */
  /* semaphores, barriers */
  LAB_OP_SEM_WAIT,
  LAB_OP_SEM_TRYWAIT,
  LAB_OP_SEM_POST,
  LAB_OP_SEM_VALUE,
  LAB_OP_ARRIVE,
  LAB_OP_HELD,   /* at a barrier that is not full */
  LAB_OP_RESUME, /* released; commutes with everything */
  /* threads and the process */
  LAB_OP_CREATE,
  LAB_OP_JOIN,
  LAB_OP_EXIT,
  LAB_OP_CHOOSE,
  /* what tasks await: nobody else goes on before one of these */
  LAB_OP_TURN,
  LAB_OP_SLEEP,     /* until arg, on the virtual clock */
  LAB_OP_AWAIT,     /* struct lab_awaited */
  LAB_OP_TASK_LOCK, /* until it is handed over */
  LAB_OP_KINDS
};

enum lab_op_flag {
  LAB_OPF_READ = 1,
  LAB_OPF_WRITE = 2,
  LAB_OPF_ATOMIC = 4,
  LAB_OPF_VOLATILE = 8,
  LAB_OPF_DRAINS = 16, /* needs the actor's own store buffer to be empty */
  LAB_OPF_FAILED = 32, /* a trylock or compare-exchange that did not get it: known when the step is taken */
  LAB_OPF_SILENT = 64, /* a write that left the value as it was */
  LAB_OPF_LOCAL = 128, /* commutes with everything: taken at once, never a choice */
};

/* The first eight bytes are one word, so that a hook stores them at once. */
struct lab_op {
  uint8_t kind, flags, order, spare; /* order: a memory_order; of a compare-exchange | order of failure << 4 */
  uint32_t length;
  uintptr_t address;
  uintptr_t pc;    /* return address of the hook */
  uintptr_t frame; /* the caller's stack from here up is the actor's local state */
  uint64_t arg, arg2;
};

#define LAB_OP_HEAD(kind, flags, order, length)                                                                        \
  ((uint64_t)(kind) | (uint64_t)(flags) << 8 | (uint64_t)(order) << 16 | (uint64_t)(length) << 32)

enum lab_actor_state { LAB_ACTOR_ABSENT, LAB_ACTOR_ALIVE, LAB_ACTOR_DONE, LAB_ACTOR_JOINED };

struct lab_store; /* buffer.h */

struct lab_actor {
  void *sp;           /* saved while it does not run */
  uint64_t registers; /* hash of what its registers held when it announced the access, 0: not known; see hooks.h */
  struct lab_op op;
  struct lab_actor *launcher; /* waits for this actor's first announcement */
  uint32_t hooks;             /* accesses and calls so far: what schedule tokens count in */
  uint32_t writes;            /* that no other actor sees as a step; see spin.c */
  int32_t last;               /* its latest step, -1: none */
  int32_t birth;              /* the step that created it, -1: none */
  int32_t woken;              /* the step that released it, -1: none */
  uint32_t streak;            /* private reads in a row */
  uint32_t looks;             /* at a clock, since it slept */
  uint32_t alone, sleeps;     /* private accesses, and sleeps, since step `alone_since` */
  int32_t alone_since;
  uint16_t index;
  uint8_t state;
  uint8_t detached;
  uint8_t atomic;        /* lab_atomic_begin nesting */
  uint32_t atomic_since; /* depth at the outermost one */
  uint16_t children;     /* threads created so far */
  uint16_t buffered;     /* entries in its store buffer */
  int32_t drained;       /* latest step of its store buffer, -1: none */
  int32_t yielded;       /* its latest step + 1 when it yielded or slept, -1: never */
  char *heap;            /* next free byte of its heap */
  void *(*start)(void *);
  int (*start_c11)(void *);
  void *argument, *result;
  void **tls; /* thread-locals by index */
  uint32_t n_tls;
  void **keys;      /* pthread_setspecific */
  void *cleanups;   /* pthread_cleanup_push, latest first */
  uintptr_t queued; /* the condition variable that it waits on, 0: none */
  uint32_t ticket;  /* what lab_self() returns */
  int error;        /* errno, while it does not run */
};

#define LAB_X_KEYS 64u
struct lab_key {
  bool used;
  void (*destructor)(void *);
};

/* Why an execution stopped. */
enum lab_end {
  LAB_END_NONE,
  LAB_END_DONE,
  LAB_END_EXIT,
  LAB_END_DEADLOCK,
  LAB_END_LIVELOCK,
  LAB_END_ASSERT,
  LAB_END_ABORT,
  LAB_END_CRASH,
  LAB_END_FREED,   /* use after free */
  LAB_END_OUTSIDE, /* access outside of any block */
  LAB_END_GONE,    /* access to the stack of an actor that has ended */
  LAB_END_DOUBLE,  /* free of what is not allocated */
  LAB_END_MISUSE,
  LAB_END_FAIL,      /* lab_fail */
  LAB_END_STUCK,     /* runs on without reaching a scheduling point */
  LAB_END_STEPS,     /* step bound */
  LAB_END_LIMIT,     /* something that the explorer does not model */
  LAB_END_FAILURES_, /* those above but DONE and EXIT are failures, those below are not complete executions */
  LAB_END_ASSUME,    /* the program says it is of no interest */
  LAB_END_ASLEEP,    /* every way on from here was explored elsewhere */
  LAB_END_FUTILE,    /* an actor had looked too early; the execution where it looks later is explored elsewhere */
  LAB_END_BOUND,     /* cut by the strategy */
  LAB_ENDS
};

/* The state of one execution; small, since checkpoints copy it. */
struct lab_exec {
  struct lab_actor *me;
  uint32_t depth;    /* steps taken */
  uint32_t fast_end; /* below this depth the hooks follow the path by themselves */
  uint32_t n_actors, n_alive;
  uint32_t n_unjoined; /* alive, or done but joined by nobody: could run beside any other */
  bool quiet;          /* set-up and audit: nothing is a step */
  bool tso_pending;    /* a store of `me` has been announced and is not in the buffer yet */
  uint8_t end;         /* enum lab_end */
  int exit_code;
  uint64_t now_ns; /* virtual time */
  char *overflow;  /* large blocks */
  uint32_t n_thread_locals;
  uint64_t n_waits;                  /* for a lock of tasks, so far */
  uint32_t n_keys;                   /* of those below, ever used */
  uint64_t conditional[LAB_X_WORDS]; /* actors whose operation is not always enabled */
  uint64_t alive[LAB_X_WORDS];
  uint64_t spun[LAB_X_WORDS]; /* actors that would repeat a loop in vain */
  struct lab_actor harness;   /* runs set-up and audit */
  struct lab_actor actors[LAB_X_ACTORS];
  struct lab_key keys[LAB_X_KEYS]; /* of pthread_key_create */
};
extern struct lab_exec lab_exec;

/* One step of a trace. */
struct lab_step {
  uint16_t entity; /* see lab_entity_* */
  uint8_t kind, flags, order, spare;
  uint16_t child; /* the actor that a CREATE made or a JOIN waited for */
  uint32_t length;
  uint32_t seq; /* 1, 2, ... within its entity */
  uintptr_t address, pc;
  uint64_t before; /* value of the bytes, up to 8, before the step */
  uint64_t arg;    /* choice taken, actor signalled, value to store */
  uint64_t local;  /* hash of the actor's local state */
  uint32_t hooks, writes;
  int32_t prev;  /* previous step of the entity */
  int32_t cause; /* a step that this one waited for (birth, wake-up, join, store), -1: none */
  int32_t cause2;
};

#endif
