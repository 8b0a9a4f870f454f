/* SPDX-License-Identifier: MIT */
/*
 * What a variant includes: the one header of ours in a listing.
 *
 * A variant is one file, labs/<lab>/<variant>.c: the shared state as a struct, its setup, the actors (one operation
 * each), the audit, and one LAB_VARIANT table.  The harness owns everything else: it makes fresh states, starts the
 * actors together, repeats the operation, and audits each state when every actor has left it.
 *
 * Contract of a variant:
 *  - everything the actors share lives in the state struct, or is reached from it (a variant with other shared state
 *    says .exclusive = true: then no two iterations are ever under way at once);
 *  - states start zeroed, then setup() runs; audit() and teardown() run once, after all actors are done;
 *  - an actor does one operation and returns; it observes into the state and never judges (audit() does).
 *
 * Thread-safety: setup, audit and teardown of one state are never concurrent with its actors, but those of different
 * states run in parallel.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAB_ACTORS_MAX 256 /* actors in one iteration, 1 to this many */
#define LAB_ROLES_MAX 8    /* differing actors that one variant can name */
#define LAB_WATCH_MAX 8    /* watched members of the state */
#define LAB_OUTCOMES_MAX 16
#define LAB_OBSERVED_MAX 4 /* values in one observation */

/* The kinds of anomaly that an audit can count.  The names in the reports are in lab_tally_name(). */
enum lab_tally {
  LAB_LOST,         /* an operation that was performed and is missing from the result */
  LAB_DUPLICATED,   /* an operation or item that counts more than once */
  LAB_CROSSED,      /* one actor got what was meant for another */
  LAB_TORN,         /* words that belong together, from different writes */
  LAB_STALE,        /* an old value seen after the news of the new one */
  LAB_OVERDRAWN,    /* a check that no longer held when it was acted on */
  LAB_OVERADMITTED, /* more actors inside than there is room for */
  LAB_OUT_OF_ORDER, /* right items in the wrong order */
  LAB_TALLIES
};

enum lab_grade {
  LAB_ACCEPTABLE,
  LAB_INTERESTING, /* the bug that this lab is about, shown on purpose */
  LAB_FORBIDDEN
};

/* A declared outcome of a lab about a few observed values; what is not listed is forbidden. */
struct lab_outcome {
  long values[LAB_OBSERVED_MAX];
  enum lab_grade grade;
  const char *meaning;
};

/*
 * What a variant is expected to show, per engine.  These are the words of the reports, so a lab about observations
 * can also name one of its own outcomes ("0, 0").  Alternatives are separated by '|'.  An engine that is left out
 * has nothing declared for it, and nothing is held against the variant.
 */
#define LAB_HOLDS "holds" /* nothing but acceptable outcomes, and no sanitizer report */
#define LAB_LOSES_UPDATES "lost"
#define LAB_DUPLICATES "duplicated"
#define LAB_CROSSES "crossed"
#define LAB_TEARS "torn"
#define LAB_GOES_STALE "stale"
#define LAB_OVERDRAWS "overdrawn"
#define LAB_OVERADMITS "over-admitted"
#define LAB_DISORDERS "out-of-order"
#define LAB_DATA_RACE "data-race"
#define LAB_LOCK_ORDER "lock-order-inversion"
#define LAB_USE_AFTER_FREE "heap-use-after-free"
#define LAB_MUTEX_BAD_UNLOCK "mutex-bad-unlock"
#define LAB_DEADLOCK "deadlock"
#define LAB_HANG "hang"
#define LAB_CRASH "crash"
#define LAB_EXIT "exit"

struct lab_expect {
  const char *native;
  const char *tsan;
  const char *explore;
  const char *asan;
  const char *why; /* why an engine is blind or a bug may stay unseen; required where the engines disagree */
};

/* What the actors of a variant are. */
enum lab_kind {
  LAB_THREADS, /* of one process */
  /* Forked when setup is done: they share the state struct, which lies in shared memory, and what setup maps shared.
   * All else is a copy of their own. */
  LAB_PROCESSES,
  LAB_TIMED, /* what .work makes of them: it does the whole work, and is timed */
  LAB_TASKS  /* coroutines of one thread, which only awaiting switches: lab/task.h */
};

/* How a watched member is printed. */
enum lab_format { LAB_SIGNED, LAB_UNSIGNED, LAB_BOOLEAN, LAB_POINTER, LAB_BYTES };

struct lab_watch {
  const char *name;
  size_t offset;
  size_t size;
  enum lab_format format;
};

#define LAB_FORMAT_(expression)                                                                                        \
  _Generic((expression),                                                                                               \
      _Bool: LAB_BOOLEAN,                                                                                              \
      char: LAB_SIGNED,                                                                                                \
      signed char: LAB_SIGNED,                                                                                         \
      short: LAB_SIGNED,                                                                                               \
      int: LAB_SIGNED,                                                                                                 \
      long: LAB_SIGNED,                                                                                                \
      long long: LAB_SIGNED,                                                                                           \
      unsigned char: LAB_UNSIGNED,                                                                                     \
      unsigned short: LAB_UNSIGNED,                                                                                    \
      unsigned: LAB_UNSIGNED,                                                                                          \
      unsigned long: LAB_UNSIGNED,                                                                                     \
      unsigned long long: LAB_UNSIGNED,                                                                                \
      void *: LAB_POINTER,                                                                                             \
      default: LAB_BYTES)

/* A member of the state to follow in a trace: LAB_WATCH(struct counter, x). */
#define LAB_WATCH(type, member)                                                                                        \
  {#member, offsetof(type, member), sizeof(((type *)0)->member), LAB_FORMAT_(((type *)0)->member)}

struct lab_audit;

/* This actor's index, 0 to lab_actors() - 1; valid in actors, begin and finish. */
static inline unsigned lab_self(void);

/* How many actors this run has; valid everywhere. */
static inline unsigned lab_actors(void);

/* Every operation of every actor added one: total is what arrived.  Counts LAB_LOST, or LAB_DUPLICATED if too much. */
static inline void lab_expect_total(struct lab_audit *audit, long total);

/* n anomalies of this kind in this iteration (0 is fine). */
static inline void lab_count(struct lab_audit *audit, enum lab_tally tally, unsigned long n);

/* The values that the actors observed: lab_observe(audit, s->r1, s->r2).  Compared with .outcomes. */
#define lab_observe(audit, ...)                                                                                        \
  lab_observe_values_((audit), (const long[LAB_OBSERVED_MAX]){__VA_ARGS__},                                            \
                      (unsigned)(sizeof((const long[]){__VA_ARGS__}) / sizeof(long)))

/*
 * The table at the bottom of a variant: LAB_VARIANT(struct counter, .title = "...", .actor = increment, ...).
 *
 *   .title      one line for lists and tables
 *   .actor      the operation, for actors that are all alike, or
 *   .actors     { {"producer", produce}, {"consumer", consume} }: actor i takes role i modulo their number
 *   .setup      makes a state ready (it is zeroed already)
 *   .begin      run by each actor before its first operation of an iteration
 *   .finish     run by each actor after its last
 *   .audit      judges one state, after all actors are done
 *   .teardown   releases what setup took
 *   .per_actor  bytes per actor at the end of the state, for a flexible array member
 *   .ops        operations per actor and iteration, if --ops does not say; 0 means 1
 *   .threads    actors, if --threads does not say; 0 means 2
 *   .kind       what the actors are; threads if it is left out
 *   .work       instead of actors: does the whole work once, with threads, processes or an event loop of its own; the
 *               report is its time, compared with that of the variant `sequential` of the lab.  Next to broken,
 *               fixed-<how> and exercise, such a variant can have any name: it is one of the ways to do the work
 *   .unit_us    of such a variant: microseconds in the lab's unit of time (lab/unit.h), if --unit does not say; 0
 *               means 5000
 *   .iterations of such a variant: how often the work is done, if --iterations does not say; 0 means 20
 *   .mortal     actors that are processes may be killed (SIGKILL) in an operation; implies .exclusive
 *   .exclusive  iterations never overlap, because the variant has state outside its struct
 *   .watch      { LAB_WATCH(type, member), ... }
 *   .observes   { "r1", "r2" }: names of the values that audit() hands to lab_observe, in that order
 *   .outcomes   { {{0, 1}, LAB_ACCEPTABLE, "meaning"}, ... } for lab_observe
 *   .expect     { .native = LAB_..., .tsan = LAB_..., .explore = LAB_..., .asan = LAB_..., .why = "..." }
 *
 * Names come from the path of the file; nothing else registers a variant.
 */
#define LAB_VARIANT(type, ...) LAB_VARIANT_(type, __VA_ARGS__)

#include <lab/harness.h>

#endif
