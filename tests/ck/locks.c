/* SPDX-License-Identifier: MIT */
/* Cases about exclusion: locks, atomic operations. */
#include "cases.h"
#include <ck_cohort.h>

/* One lock around guarded; LOCK and UNLOCK may use self and the variables that the case declares. */
#define EXCLUSION(name, INIT, LOCK, UNLOCK)                                                                            \
  static void name##_setup(void) { INIT; }                                                                             \
  static void name##_run(unsigned self, bool racy) {                                                                   \
    (void)self;                                                                                                        \
    for (int i = 0; i < CK_ROUNDS; i++) {                                                                              \
      LOCK;                                                                                                            \
      guarded = guarded + 1;                                                                                           \
      UNLOCK;                                                                                                          \
    }                                                                                                                  \
    touch_bare(racy);                                                                                                  \
  }

static ck_spinlock_fas_t fas_lock;
static ck_spinlock_cas_t cas_lock;
static ck_spinlock_dec_t dec_lock;
static ck_spinlock_ticket_t ticket_lock;
static ck_spinlock_mcs_t mcs_lock;
EXCLUSION(fas, ck_spinlock_fas_init(&fas_lock), ck_spinlock_fas_lock(&fas_lock), ck_spinlock_fas_unlock(&fas_lock))
EXCLUSION(cas, ck_spinlock_cas_init(&cas_lock), ck_spinlock_cas_lock(&cas_lock), ck_spinlock_cas_unlock(&cas_lock))
EXCLUSION(dec, ck_spinlock_dec_init(&dec_lock), ck_spinlock_dec_lock(&dec_lock), ck_spinlock_dec_unlock(&dec_lock))
EXCLUSION(ticket, ck_spinlock_ticket_init(&ticket_lock), ck_spinlock_ticket_lock(&ticket_lock),
          ck_spinlock_ticket_unlock(&ticket_lock))
EXCLUSION(mcs, ck_spinlock_mcs_init(&mcs_lock), ck_spinlock_mcs_context_t me;
          ck_spinlock_mcs_lock(&mcs_lock, &me), ck_spinlock_mcs_unlock(&mcs_lock, &me))

static ck_spinlock_fas_t fas_eb_lock;
static ck_spinlock_ticket_t ticket_pb_lock;
EXCLUSION(fas_eb, ck_spinlock_fas_init(&fas_eb_lock), ck_spinlock_fas_lock_eb(&fas_eb_lock),
          ck_spinlock_fas_unlock(&fas_eb_lock))
EXCLUSION(ticket_pb, ck_spinlock_ticket_init(&ticket_pb_lock), ck_spinlock_ticket_lock_pb(&ticket_pb_lock, 1),
          ck_spinlock_ticket_unlock(&ticket_pb_lock))

EXCLUSION(fas_try, ck_spinlock_fas_init(&fas_lock), UNTIL(ck_spinlock_fas_trylock(&fas_lock)),
          ck_spinlock_fas_unlock(&fas_lock))
EXCLUSION(ticket_try, ck_spinlock_ticket_init(&ticket_lock), UNTIL(ck_spinlock_ticket_trylock(&ticket_lock)),
          ck_spinlock_ticket_unlock(&ticket_lock))
EXCLUSION(mcs_try, ck_spinlock_mcs_init(&mcs_lock), ck_spinlock_mcs_context_t me;
          UNTIL(ck_spinlock_mcs_trylock(&mcs_lock, &me)), ck_spinlock_mcs_unlock(&mcs_lock, &me))

static ck_spinlock_anderson_t anderson_lock;
static ck_spinlock_anderson_thread_t anderson_slots[4];
EXCLUSION(anderson, ck_spinlock_anderson_init(&anderson_lock, anderson_slots, 4), ck_spinlock_anderson_thread_t *slot;
          ck_spinlock_anderson_lock(&anderson_lock, &slot), ck_spinlock_anderson_unlock(&anderson_lock, slot))

static ck_spinlock_clh_t clh_nodes[CK_THREADS + 1], *clh_lock, *clh_mine[CK_THREADS];
static void clh_init(void) {
  ck_spinlock_clh_init(&clh_lock, &clh_nodes[CK_THREADS]);
  for (unsigned i = 0; i < CK_THREADS; i++)
    clh_mine[i] = &clh_nodes[i];
}
EXCLUSION(clh, clh_init(), ck_spinlock_clh_lock(&clh_lock, clh_mine[self]), ck_spinlock_clh_unlock(&clh_mine[self]))

/* One local queue, or two that are spliced into the global one. */
static ck_spinlock_hclh_t hclh_nodes[CK_THREADS + 3], *hclh_lock, *hclh_local[2], *hclh_mine[CK_THREADS];
static void hclh_init(void) {
  ck_spinlock_hclh_init(&hclh_lock, &hclh_nodes[CK_THREADS], -1);
  for (int i = 0; i < 2; i++)
    ck_spinlock_hclh_init(&hclh_local[i], &hclh_nodes[CK_THREADS + 1 + i], i);
  for (unsigned i = 0; i < CK_THREADS; i++)
    hclh_mine[i] = &hclh_nodes[i];
}
EXCLUSION(hclh, hclh_init(), ck_spinlock_hclh_lock(&hclh_lock, &hclh_local[0], hclh_mine[self]),
          ck_spinlock_hclh_unlock(&hclh_mine[self]))

/* Elision needs hardware transactions; without them these are the locks themselves, by names that are not wrapped. */
EXCLUSION(elide_fas, ck_spinlock_fas_init(&fas_lock), ck_elide_ck_spinlock_fas_lock(&fas_lock),
          ck_elide_ck_spinlock_fas_unlock(&fas_lock))
EXCLUSION(elide_ticket, ck_spinlock_ticket_init(&ticket_lock), ck_elide_ck_spinlock_ticket_lock(&ticket_lock),
          ck_elide_ck_spinlock_ticket_unlock(&ticket_lock))

/* A cohort of two local locks under one global lock, which one thread takes and another one of the cohort lets go. */
static void fas_lock_in(void *lock, void *context) {
  (void)context;
  ck_spinlock_fas_lock(lock);
}
static void fas_unlock_in(void *lock, void *context) {
  (void)context;
  ck_spinlock_fas_unlock(lock);
}
static bool fas_locked_in(void *lock, void *context) {
  (void)context;
  return ck_spinlock_fas_locked(lock);
}
CK_COHORT_PROTOTYPE(fas_fas, fas_lock_in, fas_unlock_in, fas_locked_in, fas_lock_in, fas_unlock_in, fas_locked_in)
static CK_COHORT_INSTANCE(fas_fas) cohorts[2];
static ck_spinlock_fas_t cohort_global, cohort_local[2];
static void cohort_init(void) {
  for (int i = 0; i < 2; i++)
    ck_cohort_fas_fas_init(&cohorts[i], &cohort_global, &cohort_local[i], 8);
}
EXCLUSION(cohort, cohort_init(), ck_cohort_fas_fas_lock(&cohorts[self % 2], NULL, NULL),
          ck_cohort_fas_fas_unlock(&cohorts[self % 2], NULL, NULL))

/* -- Lock order: an inversion is reported for ck's locks as for any mutex. -- */
static ck_spinlock_fas_t first = CK_SPINLOCK_FAS_INITIALIZER, second = CK_SPINLOCK_FAS_INITIALIZER;
static void order_run(unsigned self, bool racy) {
  for (unsigned turn = 0; turn < CK_THREADS; turn++, meet()) {
    if (turn != self)
      continue;
    ck_spinlock_fas_lock(racy && self == 1 ? &second : &first);
    ck_spinlock_fas_lock(racy && self == 1 ? &first : &second);
    guarded = guarded + CK_ROUNDS;
    ck_spinlock_fas_unlock(&second);
    ck_spinlock_fas_unlock(&first);
  }
}

/* -- Atomic operations. -- */
static uint64_t faa_word;
static void faa_run(unsigned self, bool racy) {
  (void)self;
  for (int i = 0; i < CK_ROUNDS; i++)
    ck_pr_faa_64(&faa_word, 1);
  touch_bare(racy);
}
static bool faa_check(void) { return faa_word == (uint64_t)CK_THREADS * CK_ROUNDS; }

/* Each operation once in a while, on one word per kind; the sums tell whether all of them were atomic. */
static unsigned int op_add, op_dec = CK_THREADS * CK_ROUNDS, op_fas, op_zero;
static int op_cas;
static void *op_ptr;
static uint64_t op_pair[2] __attribute__((aligned(16)));
static void operations_run(unsigned self, bool racy) {
  for (int i = 0; i < CK_ROUNDS; i++) {
    ck_pr_add_uint(&op_add, 2);
    ck_pr_sub_uint(&op_add, 1);
    bool zero;
    ck_pr_dec_uint_zero(&op_dec, &zero);
    if (zero)
      ck_pr_inc_uint(&op_zero);
    int seen = ck_pr_load_int(&op_cas);
    while (!ck_pr_cas_int_value(&op_cas, seen, seen + 1, &seen))
      ;
    ck_pr_fas_uint(&op_fas, self + 1);
    ck_pr_faa_ptr(&op_ptr, 1);
    uint64_t old[2], new[2];
    ck_pr_load_64_2(op_pair, old);
    do {
      new[0] = old[0] + 1;
      new[1] = old[1] + 2;
    } while (!ck_pr_cas_64_2_value(op_pair, old, new, old));
  }
  touch_bare(racy);
}
static bool operations_check(void) {
  const unsigned n = CK_THREADS * CK_ROUNDS;
  return op_add == n && op_dec == 0 && op_zero == 1 && op_cas == (int)n && op_fas >= 1 && op_fas <= CK_THREADS &&
         (uintptr_t)op_ptr == n && op_pair[0] == n && op_pair[1] == 2 * (uint64_t)n;
}

/* -- Sequence: a write is seen whole or not at all; reading after the retry is a race. -- */
static ck_sequence_t sequence = CK_SEQUENCE_INITIALIZER;
static long left, right;
static bool torn;
static void sequence_run(unsigned self, bool racy) {
  if (self == 0) {
    for (int i = 1; i <= CK_ROUNDS; i++) {
      ck_sequence_write_begin(&sequence);
      left = i;
      right = -i;
      ck_sequence_write_end(&sequence);
    }
    meet();
    ck_sequence_write_begin(&sequence);
    left = right = 0;
    ck_sequence_write_end(&sequence);
    return;
  }
  long l, r;
  unsigned version;
  for (int i = 0; i < CK_ROUNDS; i++) {
    do {
      version = ck_sequence_read_begin(&sequence);
      l = left;
      r = right;
    } while (ck_sequence_read_retry(&sequence, version));
    if (l + r != 0)
      __atomic_store_n(&torn, true, __ATOMIC_RELAXED);
  }
  if (racy && left == -1)
    __atomic_store_n(&torn, true, __ATOMIC_RELAXED);
  meet();
}
static bool sequence_check(void) { return !torn; }

#define CASE(name) {#name, name##_setup, name##_run, guarded_is_complete, EITHER_WAY}
const struct ck_case ck_lock_cases[] = {
    CASE(fas),
    CASE(fas_eb),
    CASE(fas_try),
    CASE(cas),
    CASE(dec),
    CASE(ticket),
    CASE(ticket_pb),
    CASE(ticket_try),
    CASE(mcs),
    CASE(mcs_try),
    CASE(anderson),
    CASE(clh),
    {"hclh", hclh_setup, hclh_run, guarded_is_complete, ANNOTATED_ONLY}, /* reads a node that is still being written */
    CASE(elide_fas),
    CASE(elide_ticket),
    {"cohort", cohort_setup, cohort_run, guarded_is_complete, VISIBLE_ONLY},
    {"lock_order", NULL, order_run, guarded_is_complete,
     ANNOTATED_ONLY}, /* without the annotations there are no locks */
    {"faa", NULL, faa_run, faa_check, EITHER_WAY},
    {"operations", NULL, operations_run, operations_check, EITHER_WAY},
    {"sequence", NULL, sequence_run, sequence_check, ANNOTATED_ONLY},
    {NULL, NULL, NULL, NULL, EITHER_WAY},
};
