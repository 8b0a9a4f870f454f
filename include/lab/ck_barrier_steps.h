/* SPDX-License-Identifier: MIT */
/*
 * How Concurrency Kit's barriers wait, in a form that every engine sees.  Included by <lab/ck.h> alone.
 *
 * In libck.a these functions spin in assembly: ThreadSanitizer does not see what they order, the explorer can run
 * nobody else while they wait, and with more actors than CPUs each wait costs time slices.  So the waiting is done
 * here, on ck's own structures, with ck's own operations; making and subscribing them stays with libck.a.  The
 * algorithms are those of Mellor-Crummey and Scott (1991), the combining tree that of Yew, Tzeng and Lawrie.  The
 * tournament barrier keeps the roles of its players to itself and is left as it is: annotated, and opaque to whoever
 * schedules steps.
 *
 * Each call returns when all have made it; what came before it in one thread comes before what follows it in all.
 */
#ifndef LAB_CK_BARRIER_STEPS_H
#define LAB_CK_BARRIER_STEPS_H

#ifndef LAB_CK_H
#error "include <lab/ck.h>"
#endif

CK_CC_INLINE static void lab_ck_await_(const unsigned int *word, unsigned int value) {
  while (ck_pr_load_uint(word) != value)
    ck_pr_stall();
}

/* The last to arrive turns the sense around. */
CK_CC_INLINE static void lab_ck_barrier_centralized(ck_barrier_centralized_t *barrier,
                                                    ck_barrier_centralized_state_t *state, unsigned int n) {
  const unsigned int sense = ~state->sense;
  state->sense = sense;
  ck_pr_fence_release();
  if (ck_pr_faa_uint(&barrier->value, 1) == n - 1) {
    ck_pr_store_uint(&barrier->value, 0);
    ck_pr_fence_store(); /* who is let go must find the count begun anew */
    ck_pr_store_uint(&barrier->sense, sense);
  } else {
    lab_ck_await_(&barrier->sense, sense);
  }
  ck_pr_fence_acquire();
}

/* The last of a group goes on to the group above it, and lets its own go when it comes back. */
CK_CC_INLINE static void lab_ck_barrier_combining(ck_barrier_combining_t *barrier, ck_barrier_combining_group_t *group,
                                                  ck_barrier_combining_state_t *state) {
  enum { GROUPS_UP = 64 }; /* the tree is a balanced one */
  ck_barrier_combining_group_t *closed[GROUPS_UP];
  unsigned int n = 0;
  (void)barrier;
  ck_pr_fence_release();
  while (group != NULL && n < GROUPS_UP && ck_pr_faa_uint(&group->count, 1) == group->k - 1) {
    closed[n++] = group;
    group = group->parent;
  }
  if (group != NULL)
    lab_ck_await_(&group->sense, state->sense);
  while (n > 0) {
    group = closed[--n];
    ck_pr_store_uint(&group->count, 0);
    ck_pr_fence_store(); /* as above */
    ck_pr_store_uint(&group->sense, ~group->sense);
  }
  ck_pr_fence_acquire();
  state->sense = ~state->sense;
}

/* In round i everybody tells whoever sits 2^i further on, and waits to be told. */
CK_CC_INLINE static void lab_ck_barrier_dissemination(ck_barrier_dissemination_t *barrier,
                                                      ck_barrier_dissemination_state_t *state) {
  ck_barrier_dissemination_flag_t *flags = barrier[state->tid].flags[state->parity];
  ck_pr_fence_release();
  for (unsigned int i = 0; i < barrier->size; i++) {
    ck_pr_store_uint(flags[i].pflag, state->sense);
    lab_ck_await_(&flags[i].tflag, state->sense);
  }
  ck_pr_fence_acquire();
  if (state->parity == 1)
    state->sense = ~state->sense;
  state->parity = 1 - state->parity;
}

/* Up a tree of four below each when all below have arrived, and down a tree of two when the root has. */
CK_CC_INLINE static void lab_ck_barrier_mcs(ck_barrier_mcs_t *barrier, ck_barrier_mcs_state_t *state) {
  ck_barrier_mcs_t *mine = &barrier[state->vpid];
  for (unsigned int child = 0; child < 4; child++)
    lab_ck_await_(&mine->childnotready[child], 0);
  for (unsigned int child = 0; child < 4; child++) /* before they are let go */
    ck_pr_store_uint(&mine->childnotready[child], mine->havechild[child]);
  ck_pr_fence_acqrel();
  ck_pr_store_uint(mine->parent, 0);
  if (state->vpid != 0)
    lab_ck_await_(&mine->parentsense, state->sense);
  ck_pr_fence_acqrel();
  ck_pr_store_uint(mine->children[0], state->sense);
  ck_pr_store_uint(mine->children[1], state->sense);
  state->sense = ~state->sense;
}

/* Function-like, because structures have the same names. */
#define ck_barrier_centralized(...) lab_ck_barrier_centralized(__VA_ARGS__)
#define ck_barrier_combining(...) lab_ck_barrier_combining(__VA_ARGS__)
#define ck_barrier_dissemination(...) lab_ck_barrier_dissemination(__VA_ARGS__)
#define ck_barrier_mcs(...) lab_ck_barrier_mcs(__VA_ARGS__)

#endif
