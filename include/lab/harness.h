/* SPDX-License-Identifier: MIT */
/*
 * The seam between a variant and the hosts that execute it.  Included by lab.h; lab authors do not need it.
 *
 * LAB_VARIANT puts a pointer to one lab_registration into the linker section "lab_variants", so adding a file adds a
 * variant.  The loops over states are expanded here, inside the variant's own translation unit: the actor and the
 * audit are inlined, which is what lets a host run hundreds of millions of iterations a second.  The loops are
 * marked LAB_UNSEEN, so no sanitizer instruments them: the harness is invisible to the instrument.
 */
#ifndef LAB_HARNESS_H
#define LAB_HARNESS_H

#if defined(__clang__)
#define LAB_UNSEEN __attribute__((disable_sanitizer_instrumentation))
#else
#define LAB_UNSEEN __attribute__((no_sanitize("thread", "address", "undefined")))
#endif
#define LAB_INLINE_UNSEEN LAB_UNSEEN __attribute__((always_inline)) static inline

/* The compiler may keep nothing in registers across this: each operation is done for real, none is folded. */
#define LAB_COMPILER_BARRIER() __asm__ __volatile__("" ::: "memory")

/* -- What an audit finds in one iteration. -- */
struct lab_audit {
  unsigned long expected; /* operations of all actors */
  const struct lab_outcome *outcomes;
  unsigned n_outcomes;
  bool anomalous;                   /* any tally, or an outcome that is not acceptable */
  bool observed;                    /* lab_observe was called */
  int outcome;                      /* index of the observed outcome, -1 where it is not listed */
  long values[LAB_OBSERVED_MAX];    /* what was observed */
  unsigned n_values;                /* how many of them */
  unsigned long tally[LAB_TALLIES]; /* anomalies by kind */
};

/* -- Distribution of a tally per iteration: log-linear buckets, exact below 64, within 1/32 above. -- */
#define LAB_BUCKETS_EXACT 64u
#define LAB_BUCKETS_PER_OCTAVE 32u
#define LAB_BUCKETS (LAB_BUCKETS_EXACT + 34u * LAB_BUCKETS_PER_OCTAVE) /* up to 2^40, the last takes the rest */

struct lab_tally_counts {
  uint64_t iterations;           /* iterations with at least one */
  uint64_t total;                /* anomalies */
  uint64_t max;                  /* most in one iteration */
  uint64_t first;                /* index of the first iteration that had one, if iterations > 0 */
  double squares;                /* sum of the squares of the amount per iteration */
  uint64_t buckets[LAB_BUCKETS]; /* iterations by amount; amount 0 is not counted here */
};

/* Everything that is counted of a variant on an engine.  Sizes are fixed: memory is flat in the iterations. */
struct lab_counts {
  uint64_t iterations; /* audited */
  uint64_t anomalous;  /* of those: any tally or an outcome that is not acceptable */
  uint64_t reported;   /* of those: the sanitizer reported in it */
  uint64_t first_anomalous;
  uint64_t first_reported;
  uint64_t outcomes[LAB_OUTCOMES_MAX];       /* declared outcomes seen */
  uint64_t unlisted;                         /* observations that no outcome declares */
  int64_t unlisted_values[LAB_OBSERVED_MAX]; /* the first such observation */
  uint64_t unlisted_n;                       /* how many values it had */
  struct lab_tally_counts tally[LAB_TALLIES];
};

/* Adds what the audit of one iteration found; the host counts the iteration itself, batch by batch. */
void lab_counts_fold(struct lab_counts *counts, const struct lab_audit *audit, uint64_t iteration);

/* -- One actor's way through a batch of states. -- */
struct lab_sweep {
  char *base;
  size_t stride;         /* bytes from one state to the next */
  const uint32_t *order; /* state visited at each position, or NULL for 0, 1, 2, ... */
  uint32_t count;        /* states in the batch */
  unsigned role;
  unsigned long ops;
  volatile uint32_t *position; /* index of the state, written before it is entered: where a crash happened */
};

/* -- One worker's share of the audit. -- */
struct lab_inspection {
  char *base;
  size_t stride;
  uint32_t first, end; /* states first to end - 1, in the order of memory */
  unsigned long expected;
  uint64_t iteration; /* index of the iteration that state 0 stands for */
  volatile uint32_t *position;
  struct lab_counts *counts;
};

/* What a host knows of a variant: the typed table without its type.  Pointers are to static storage. */
struct lab_variant {
  const char *file; /* __FILE__ of the variant */
  const char *title;
  size_t size, align, per_actor;
  unsigned long ops;
  unsigned threads;
  enum lab_kind kind;
  unsigned unit_us;    /* of a timed variant */
  unsigned iterations; /* of a timed variant */
  bool exclusive;
  bool mortal;
  bool acts;   /* it has .actor, .actors or .work */
  bool audits; /* it has .audit */
  struct lab_expect expect;
  const char *roles[LAB_ROLES_MAX];
  unsigned n_roles;
  const struct lab_watch *watch;
  unsigned n_watch;
  const struct lab_outcome *outcomes;
  unsigned n_outcomes;
  const char *const *observes; /* names of the observed values */
  unsigned n_values;
  void (*setup)(void *state);    /* NULL where the variant has none */
  void (*teardown)(void *state); /* NULL where the variant has none */
  void (*sweep)(const struct lab_sweep *sweep);
  void (*inspect)(const struct lab_inspection *inspection);
};

struct lab_registration {
  void (*describe)(struct lab_variant *variant);
};

/* Set by the host: the actor's index in its own thread or process, the number of actors for all. */
extern _Thread_local unsigned lab_self_index;
extern unsigned lab_actor_count;

LAB_INLINE_UNSEEN unsigned lab_self(void) { return lab_self_index; }
LAB_INLINE_UNSEEN unsigned lab_actors(void) { return lab_actor_count; }

LAB_INLINE_UNSEEN void lab_count(struct lab_audit *audit, enum lab_tally tally, unsigned long n) {
  audit->tally[tally] += n;
  audit->anomalous |= n != 0;
}

LAB_INLINE_UNSEEN void lab_expect_total(struct lab_audit *audit, long total) {
  long missing = (long)audit->expected - total;
  if (missing > 0)
    lab_count(audit, LAB_LOST, (unsigned long)missing);
  else if (missing < 0)
    lab_count(audit, LAB_DUPLICATED, -(unsigned long)missing);
}

LAB_INLINE_UNSEEN void lab_observe_values_(struct lab_audit *audit, const long *values, unsigned n) {
  audit->observed = true;
  audit->outcome = -1;
  audit->n_values = n;
  for (unsigned v = 0; v < n; v++)
    audit->values[v] = values[v];
  for (unsigned o = 0; o < audit->n_outcomes; o++) {
    bool same = true;
    for (unsigned v = 0; v < n; v++)
      same &= audit->outcomes[o].values[v] == values[v];
    if (same) {
      audit->outcome = (int)o;
      break;
    }
  }
  audit->anomalous |= audit->outcome < 0 || audit->outcomes[audit->outcome].grade != LAB_ACCEPTABLE;
}

/* -- The loops; run, begin, finish and audit are constants at every call, so they are inlined. -- */
LAB_INLINE_UNSEEN void lab_sweep_with_(const struct lab_sweep *sweep, void (*begin)(void *), void (*run)(void *),
                                       void (*finish)(void *)) {
  char *const base = sweep->base;
  const size_t stride = sweep->stride;
  const uint32_t *const order = sweep->order;
  const uint32_t count = sweep->count;
  const unsigned long ops = sweep->ops;
  volatile uint32_t *const position = sweep->position;
  for (uint32_t p = 0; p < count; p++) {
    const uint32_t index = order ? order[p] : p;
    void *state = base + index * stride;
    *position = index;
    if (begin)
      begin(state);
    for (unsigned long k = 0; k < ops; k++) {
      run(state);
      LAB_COMPILER_BARRIER();
    }
    if (finish)
      finish(state);
    LAB_COMPILER_BARRIER();
  }
}

LAB_INLINE_UNSEEN void lab_inspect_with_(const struct lab_inspection *in, void (*judge)(void *, struct lab_audit *),
                                         const struct lab_outcome *outcomes, unsigned n_outcomes) {
  for (uint32_t p = in->first; p < in->end; p++) {
    void *state = in->base + p * in->stride;
    struct lab_audit audit = {.expected = in->expected, .outcomes = outcomes, .n_outcomes = n_outcomes};
    *in->position = p;
    judge(state, &audit);
    if (audit.anomalous || audit.observed) {
      struct lab_audit copy = audit; /* so that the common case lives in registers */
      lab_counts_fold(in->counts, &copy, in->iteration + p);
    }
  }
}

#define LAB_ROLE_(n)                                                                                                   \
  LAB_UNSEEN __attribute__((unused)) static void lab_role_##n##_(void *state) { lab_typed_.actors[n].run(state); }

#define LAB_SWEEP_(run)                                                                                                \
  do {                                                                                                                 \
    if (lab_typed_.begin || lab_typed_.finish)                                                                         \
      lab_sweep_with_(sweep, lab_typed_.begin ? lab_begin_ : NULL, run, lab_typed_.finish ? lab_finish_ : NULL);       \
    else                                                                                                               \
      lab_sweep_with_(sweep, NULL, run, NULL);                                                                         \
  } while (0)

#define LAB_VARIANT_(type, ...)                                                                                        \
  struct lab_typed_role_ {                                                                                             \
    const char *name;                                                                                                  \
    void (*run)(type *);                                                                                               \
  };                                                                                                                   \
  static const struct lab_typed_ {                                                                                     \
    const char *title;                                                                                                 \
    void (*actor)(type *);                                                                                             \
    struct lab_typed_role_ actors[LAB_ROLES_MAX];                                                                      \
    void (*work)(type *);                                                                                              \
    unsigned unit_us;                                                                                                  \
    unsigned iterations;                                                                                               \
    void (*setup)(type *);                                                                                             \
    void (*begin)(type *);                                                                                             \
    void (*finish)(type *);                                                                                            \
    void (*audit)(const type *, struct lab_audit *);                                                                   \
    void (*teardown)(type *);                                                                                          \
    size_t per_actor;                                                                                                  \
    unsigned long ops;                                                                                                 \
    unsigned threads;                                                                                                  \
    enum lab_kind kind;                                                                                                \
    bool exclusive;                                                                                                    \
    bool mortal;                                                                                                       \
    struct lab_watch watch[LAB_WATCH_MAX];                                                                             \
    const char *observes[LAB_OBSERVED_MAX];                                                                            \
    struct lab_outcome outcomes[LAB_OUTCOMES_MAX];                                                                     \
    struct lab_expect expect;                                                                                          \
  } lab_typed_ = {__VA_ARGS__};                                                                                        \
  LAB_UNSEEN static void lab_actor_(void *state) { (lab_typed_.work ? lab_typed_.work : lab_typed_.actor)(state); }    \
  LAB_ROLE_(0)                                                                                                         \
  LAB_ROLE_(1)                                                                                                         \
  LAB_ROLE_(2)                                                                                                         \
  LAB_ROLE_(3)                                                                                                         \
  LAB_ROLE_(4)                                                                                                         \
  LAB_ROLE_(5) LAB_ROLE_(6) LAB_ROLE_(7) LAB_UNSEEN __attribute__((unused)) static void lab_setup_(void *state) {      \
    lab_typed_.setup(state);                                                                                           \
  }                                                                                                                    \
  LAB_UNSEEN __attribute__((unused)) static void lab_begin_(void *state) { lab_typed_.begin(state); }                  \
  LAB_UNSEEN __attribute__((unused)) static void lab_finish_(void *state) { lab_typed_.finish(state); }                \
  LAB_UNSEEN __attribute__((unused)) static void lab_teardown_(void *state) { lab_typed_.teardown(state); }            \
  LAB_UNSEEN static void lab_judge_(void *state, struct lab_audit *audit) {                                            \
    if (lab_typed_.audit)                                                                                              \
      lab_typed_.audit(state, audit);                                                                                  \
  }                                                                                                                    \
  LAB_UNSEEN static void lab_sweep_(const struct lab_sweep *sweep) {                                                   \
    if (lab_typed_.actor || lab_typed_.work) {                                                                         \
      LAB_SWEEP_(lab_actor_);                                                                                          \
      return;                                                                                                          \
    }                                                                                                                  \
    switch (sweep->role) {                                                                                             \
    case 0: LAB_SWEEP_(lab_role_0_); break;                                                                            \
    case 1: LAB_SWEEP_(lab_role_1_); break;                                                                            \
    case 2: LAB_SWEEP_(lab_role_2_); break;                                                                            \
    case 3: LAB_SWEEP_(lab_role_3_); break;                                                                            \
    case 4: LAB_SWEEP_(lab_role_4_); break;                                                                            \
    case 5: LAB_SWEEP_(lab_role_5_); break;                                                                            \
    case 6: LAB_SWEEP_(lab_role_6_); break;                                                                            \
    default: LAB_SWEEP_(lab_role_7_); break;                                                                           \
    }                                                                                                                  \
  }                                                                                                                    \
  LAB_INLINE_UNSEEN unsigned lab_n_outcomes_(void) {                                                                   \
    unsigned n = 0;                                                                                                    \
    while (n < LAB_OUTCOMES_MAX && lab_typed_.outcomes[n].meaning)                                                     \
      n++;                                                                                                             \
    return n;                                                                                                          \
  }                                                                                                                    \
  LAB_UNSEEN static void lab_inspect_(const struct lab_inspection *inspection) {                                       \
    lab_inspect_with_(inspection, lab_judge_, lab_typed_.outcomes, lab_n_outcomes_());                                 \
  }                                                                                                                    \
  LAB_UNSEEN static void lab_describe_(struct lab_variant *v) {                                                        \
    *v = (struct lab_variant){.file = __FILE__,                                                                        \
                              .title = lab_typed_.title,                                                               \
                              .size = sizeof(type),                                                                    \
                              .align = _Alignof(type),                                                                 \
                              .per_actor = lab_typed_.per_actor,                                                       \
                              .ops = lab_typed_.ops ? lab_typed_.ops : 1,                                              \
                              .threads = lab_typed_.threads ? lab_typed_.threads : 2,                                  \
                              .kind = lab_typed_.work ? LAB_TIMED : lab_typed_.kind,                                   \
                              .unit_us = lab_typed_.unit_us ? lab_typed_.unit_us : 5000,                               \
                              .iterations = lab_typed_.iterations ? lab_typed_.iterations : 20,                        \
                              .exclusive = lab_typed_.exclusive || lab_typed_.mortal,                                  \
                              .mortal = lab_typed_.mortal,                                                             \
                              .acts = lab_typed_.actor || lab_typed_.work || lab_typed_.actors[0].run,                 \
                              .audits = lab_typed_.audit != NULL,                                                      \
                              .expect = lab_typed_.expect,                                                             \
                              .watch = lab_typed_.watch,                                                               \
                              .outcomes = lab_typed_.outcomes,                                                         \
                              .n_outcomes = lab_n_outcomes_(),                                                         \
                              .observes = lab_typed_.observes,                                                         \
                              .setup = lab_typed_.setup ? lab_setup_ : NULL,                                           \
                              .teardown = lab_typed_.teardown ? lab_teardown_ : NULL,                                  \
                              .sweep = lab_sweep_,                                                                     \
                              .inspect = lab_inspect_};                                                                \
    while (v->n_roles < LAB_ROLES_MAX && lab_typed_.actors[v->n_roles].run) {                                          \
      v->roles[v->n_roles] = lab_typed_.actors[v->n_roles].name;                                                       \
      v->n_roles++;                                                                                                    \
    }                                                                                                                  \
    while (v->n_watch < LAB_WATCH_MAX && lab_typed_.watch[v->n_watch].name)                                            \
      v->n_watch++;                                                                                                    \
    while (v->n_values < LAB_OBSERVED_MAX && lab_typed_.observes[v->n_values])                                         \
      v->n_values++;                                                                                                   \
  }                                                                                                                    \
  static const struct lab_registration lab_registration_ = {lab_describe_};                                            \
  __attribute__((used, section("lab_variants"))) static const struct lab_registration *const lab_entry_ =              \
      &lab_registration_

#endif
