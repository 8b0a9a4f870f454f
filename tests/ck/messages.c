/* SPDX-License-Identifier: MIT */
/*
 * Cases about passing messages: rings, queues, stacks.  Threads 0 and 1 produce (0 alone where one producer is
 * allowed), the others consume.  In the racy case a producer writes to its last message after it has handed it over.
 */
#include "cases.h"

struct message {
  long value;
  ck_fifo_spsc_entry_t spsc;
  ck_fifo_mpmc_entry_t mpmc;
  ck_stack_entry_t entry;
};
CK_STACK_CONTAINER(struct message, entry, message_of)

enum { MESSAGES = 500 };
static struct message messages[2][MESSAGES];
static unsigned taken;
static unsigned long sum;

/* put and take return false where they have to be tried again. */
static void pass(unsigned self, bool racy, unsigned producers, unsigned consumers, bool (*put)(struct message *),
                 bool (*take)(struct message **)) {
  if (self < producers) {
    for (int i = 0; i < MESSAGES; i++) {
      messages[self][i].value = i + 1;
      while (!put(&messages[self][i]))
        ck_pr_stall();
    }
    if (racy)
      messages[self][MESSAGES - 1].value = MESSAGES; /* the value it has: the race is the write, not the result */
    return;
  }
  if (self - producers >= consumers)
    return;
  struct message *m;
  /* Counting orders nothing: relaxed. */
  while (__atomic_load_n(&taken, __ATOMIC_RELAXED) < producers * MESSAGES) {
    if (!take(&m)) {
      ck_pr_stall();
      continue;
    }
    __atomic_fetch_add(&sum, (unsigned long)m->value, __ATOMIC_RELAXED);
    m->value = -m->value; /* the consumer owns it now */
    __atomic_fetch_add(&taken, 1, __ATOMIC_RELAXED);
  }
}

static bool all_of(unsigned producers) {
  return taken == producers * MESSAGES && sum == (unsigned long)producers * MESSAGES * (MESSAGES + 1) / 2;
}
static bool from_one(void) { return all_of(1); }
static bool from_two(void) { return all_of(2); }

/* -- Rings; smaller than the number of messages, so that they run full and around. -- */
enum { SLOTS = 64 };
static ck_ring_t ring;
static ck_ring_buffer_t buffer[SLOTS];
static void ring_setup(void) { ck_ring_init(&ring, SLOTS); }

#define RING(kind, producers, consumers, TAKE)                                                                         \
  static bool ring_##kind##_put(struct message *m) { return ck_ring_enqueue_##kind(&ring, buffer, m); }                \
  static bool ring_##kind##_take(struct message **m) { return TAKE(&ring, buffer, m); }                                \
  static void ring_##kind##_run(unsigned self, bool racy) {                                                            \
    pass(self, racy, producers, consumers, ring_##kind##_put, ring_##kind##_take);                                     \
  }
RING(spsc, 1, 1, ck_ring_dequeue_spsc)
RING(spmc, 1, 2, ck_ring_dequeue_spmc)
RING(mpsc, 2, 1, ck_ring_dequeue_mpsc)
RING(mpmc, 2, 1, ck_ring_trydequeue_mpmc)

static bool ring_reserve_put(struct message *m) {
  void **slot = ck_ring_enqueue_reserve_spsc(&ring, buffer);
  if (!slot)
    return false;
  *slot = m;
  ck_ring_enqueue_commit_spsc(&ring);
  return true;
}
static void ring_reserve_run(unsigned self, bool racy) { pass(self, racy, 1, 1, ring_reserve_put, ring_spsc_take); }

/* -- Queues. -- */
static ck_fifo_spsc_t spsc;
static ck_fifo_spsc_entry_t spsc_stub;
static void fifo_spsc_setup(void) { ck_fifo_spsc_init(&spsc, &spsc_stub); }
static bool fifo_spsc_put(struct message *m) {
  ck_fifo_spsc_enqueue(&spsc, &m->spsc, m);
  return true;
}
static bool fifo_spsc_take(struct message **m) { return ck_fifo_spsc_dequeue(&spsc, m); }
static void fifo_spsc_run(unsigned self, bool racy) { pass(self, racy, 1, 1, fifo_spsc_put, fifo_spsc_take); }

static ck_fifo_mpmc_t mpmc __attribute__((aligned(16)));
static ck_fifo_mpmc_entry_t mpmc_stub;
static void fifo_mpmc_setup(void) { ck_fifo_mpmc_init(&mpmc, &mpmc_stub); }
static bool fifo_mpmc_put(struct message *m) {
  ck_fifo_mpmc_enqueue(&mpmc, &m->mpmc, m);
  return true;
}
static bool fifo_mpmc_take(struct message **m) {
  ck_fifo_mpmc_entry_t *garbage;
  return ck_fifo_mpmc_dequeue(&mpmc, m, &garbage);
}
static void fifo_mpmc_run(unsigned self, bool racy) { pass(self, racy, 2, 1, fifo_mpmc_put, fifo_mpmc_take); }
static bool fifo_mpmc_tryput(struct message *m) { return ck_fifo_mpmc_tryenqueue(&mpmc, &m->mpmc, m); }
static bool fifo_mpmc_trytake(struct message **m) {
  ck_fifo_mpmc_entry_t *garbage;
  return ck_fifo_mpmc_trydequeue(&mpmc, m, &garbage);
}
static void fifo_mpmc_try_run(unsigned self, bool racy) { pass(self, racy, 1, 2, fifo_mpmc_tryput, fifo_mpmc_trytake); }

/* Nodes that come back.  The producer's next message takes the node, and with it the memory, of one that the consumer
 * has done with; in the racy case the consumer has not: it looks at the message before the last again. */
static void fifo_spsc_recycle_run(unsigned self, bool racy) {
  struct message *m = NULL;
  if (self == 0) {
    for (int i = 0; i < 2; i++) {
      messages[0][i].value = i;
      fifo_spsc_put(&messages[0][i]);
    }
  }
  meet();
  if (self == 1) {
    for (int i = 0; i < 2; i++)
      if (fifo_spsc_take(&m))
        __atomic_fetch_add(&sum, (unsigned long)m->value + 1, __ATOMIC_RELAXED);
    if (racy)
      __atomic_fetch_add(&sum, (unsigned long)messages[0][0].value, __ATOMIC_RELAXED);
  }
  meet();
  if (self != 0)
    return;
  for (ck_fifo_spsc_entry_t *node; (node = ck_fifo_spsc_recycle(&spsc)) != NULL;)
    if (node == &messages[0][0].spsc) {
      messages[0][0].value = 7;
      taken++;
    }
}
static bool recycled(void) { return taken == 1 && sum == 3; }

/* The node that a consumer gets back is another producer's.  In the racy case that one is not done with it. */
static void fifo_mpmc_garbage_run(unsigned self, bool racy) {
  struct message *m = NULL, *mine = &messages[0][0];
  ck_fifo_mpmc_entry_t *garbage = NULL;
  if (self == 0) {
    mine->value = 1;
    fifo_mpmc_put(mine);
  }
  meet();
  if (self == 1)
    fifo_mpmc_put(&messages[1][0]);
  meet();
  if (self == 0 && ck_fifo_mpmc_dequeue(&mpmc, &m, &garbage)) {
    taken += garbage == &mpmc_stub && m == mine;
    if (racy)
      mine->value = 2;
  }
  meet();
  if (self == 2 && ck_fifo_mpmc_dequeue(&mpmc, &m, &garbage) && garbage == &mine->mpmc) {
    mine->value = 3;
    sum = m == &messages[1][0];
  }
}
static bool garbage_came_back(void) { return taken == 1 && sum == 1; }

/* -- Stacks. -- */
static ck_stack_t stack __attribute__((aligned(16)));
static void stack_setup(void) { ck_stack_init(&stack); }
static bool taken_from(ck_stack_entry_t *entry, struct message **m) {
  *m = entry ? message_of(entry) : NULL;
  return entry != NULL;
}
static bool stack_mpmc_put(struct message *m) {
  ck_stack_push_mpmc(&stack, &m->entry);
  return true;
}
static bool stack_mpmc_take(struct message **m) { return taken_from(ck_stack_pop_mpmc(&stack), m); }
static void stack_mpmc_run(unsigned self, bool racy) { pass(self, racy, 2, 1, stack_mpmc_put, stack_mpmc_take); }
static void stack_spmc_run(unsigned self, bool racy) { pass(self, racy, 1, 2, stack_mpmc_put, stack_mpmc_take); }
static bool stack_try_put(struct message *m) { return ck_stack_trypush_mpmc(&stack, &m->entry); }
static bool stack_try_take(struct message **m) {
  ck_stack_entry_t *entry = NULL;
  return ck_stack_trypop_mpmc(&stack, &entry) && taken_from(entry, m);
}
static void stack_try_run(unsigned self, bool racy) { pass(self, racy, 2, 1, stack_try_put, stack_try_take); }
/* No entry comes back to the stack here, so the generation is not needed. */
static bool stack_upmc_put(struct message *m) {
  ck_stack_push_upmc(&stack, &m->entry);
  return true;
}
static bool stack_upmc_take(struct message **m) { return taken_from(ck_stack_pop_upmc(&stack), m); }
static void stack_upmc_run(unsigned self, bool racy) { pass(self, racy, 2, 1, stack_upmc_put, stack_upmc_take); }
/* All at once, then one by one. */
static bool stack_batch_take(struct message **m) {
  static ck_stack_entry_t *batch; /* of the one consumer */
  if (!batch)
    batch = ck_stack_batch_pop_mpmc(&stack);
  ck_stack_entry_t *entry = batch;
  if (entry)
    batch = entry->next;
  return taken_from(entry, m);
}
static void stack_batch_run(unsigned self, bool racy) { pass(self, racy, 2, 1, stack_mpmc_put, stack_batch_take); }

/* -- A flag: stored after the message, loaded before it. -- */
static unsigned int ready;
static struct message *posted;
static bool flag_put(struct message *m) {
  if (ck_pr_load_uint(&ready))
    return false;
  posted = m;
  ck_pr_fence_store();
  ck_pr_store_uint(&ready, 1);
  return true;
}
static bool flag_take(struct message **m) {
  if (!ck_pr_load_uint(&ready))
    return false;
  ck_pr_fence_load();
  *m = posted;
  ck_pr_fence_load_store();
  ck_pr_store_uint(&ready, 0);
  return true;
}
static void flag_run(unsigned self, bool racy) { pass(self, racy, 1, 1, flag_put, flag_take); }

const struct ck_case ck_message_cases[] = {
    {"ring_spsc", ring_setup, ring_spsc_run, from_one, EITHER_WAY},
    {"ring_reserve", ring_setup, ring_reserve_run, from_one, EITHER_WAY},
    {"ring_spmc", ring_setup, ring_spmc_run, from_one, ANNOTATED_ONLY}, /* reads the slot before it owns it */
    {"ring_mpsc", ring_setup, ring_mpsc_run, from_two, EITHER_WAY},
    {"ring_mpmc", ring_setup, ring_mpmc_run, from_two, ANNOTATED_ONLY}, /* the same */
    {"fifo_spsc", fifo_spsc_setup, fifo_spsc_run, from_one, EITHER_WAY},
    {"fifo_spsc_recycle", fifo_spsc_setup, fifo_spsc_recycle_run, recycled, EITHER_WAY},
    {"fifo_mpmc_garbage", fifo_mpmc_setup, fifo_mpmc_garbage_run, garbage_came_back, EITHER_WAY},
    {"fifo_mpmc", fifo_mpmc_setup, fifo_mpmc_run, from_two, EITHER_WAY},
    {"fifo_mpmc_try", fifo_mpmc_setup, fifo_mpmc_try_run, from_one, EITHER_WAY},
    {"stack_mpmc", stack_setup, stack_mpmc_run, from_two, EITHER_WAY},
    {"stack_spmc", stack_setup, stack_spmc_run, from_one, EITHER_WAY},
    {"stack_try", stack_setup, stack_try_run, from_two, EITHER_WAY},
    {"stack_upmc", stack_setup, stack_upmc_run, from_two, EITHER_WAY},
    {"stack_batch", stack_setup, stack_batch_run, from_two, EITHER_WAY},
    {"flag", NULL, flag_run, from_one, EITHER_WAY},
    {NULL, NULL, NULL, NULL, EITHER_WAY},
};
