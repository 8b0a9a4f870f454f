/* SPDX-License-Identifier: MIT */
/*
 * A lock-free stack of indexes: yours to repair.
 *
 * A pool of buffers is kept as a stack of those that are free.  Actors borrow two of them, 250 times each, and give
 * both back.  There are enough for everybody, so nobody should be refused one.  No buffer should ever be lent to two
 * borrowers at once.
 *
 * Somebody heard that the ABA problem is about pointers, and made the stack of indexes instead.
 *
 * Change the state, pop and push so that no buffer is lent twice, without a lock.  Leave the other functions and the
 * audit as strict as they are.
 *
 * Question: there are no pointers here.  What comes back?
 *
 * Run: lab run aba-stack/exercise
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct buffer {
  _Alignas(64) atomic_uint next; /* in the stack: 1 + index of a buffer, 0 at the bottom */
  atomic_uint borrower;          /* who has it, if it is not in the stack */
};

struct pool {
  atomic_uint top;                 /* 1 + index of a buffer, 0 if none is left */
  _Alignas(64) atomic_ulong twice; /* lent to somebody else while they were lent */
  atomic_ulong refused;            /* asked for when none was left */
  struct buffer buffer[];          /* two for each actor */
};

static struct buffer *pop(struct pool *p) {
  unsigned next, top = atomic_load(&p->top);
  do {
    if (top == 0)
      return NULL;
    next = atomic_load(&p->buffer[top - 1].next);
  } while (!atomic_compare_exchange_weak(&p->top, &top, next));
  return &p->buffer[top - 1];
}

static void push(struct pool *p, struct buffer *b) {
  unsigned top = atomic_load(&p->top);
  do
    atomic_store_explicit(&b->next, top, memory_order_relaxed); /* the exchange publishes it */
  while (!atomic_compare_exchange_weak(&p->top, &top, (unsigned)(b - p->buffer + 1)));
}

static void setup(struct pool *p) {
  for (unsigned i = 0; i < 2 * lab_actors(); i++)
    push(p, &p->buffer[i]);
}

static struct buffer *borrow(struct pool *p) {
  struct buffer *b = pop(p);
  if (b)
    atomic_store_explicit(&b->borrower, lab_self(), memory_order_relaxed);
  else
    atomic_fetch_add(&p->refused, 1);
  return b;
}

static void give_back(struct pool *p, struct buffer *b) {
  if (!b)
    return;
  if (atomic_load_explicit(&b->borrower, memory_order_relaxed) != lab_self())
    atomic_fetch_add(&p->twice, 1);
  push(p, b);
}

static void copy(struct pool *p) {
  struct buffer *from = borrow(p), *to = borrow(p);
  give_back(p, from);
  give_back(p, to);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_DUPLICATED, p->twice);
  lab_count(audit, LAB_LOST, p->refused);
}

LAB_VARIANT(struct pool, .title = "yours to repair", .actor = copy, .setup = setup, .audit = audit,
            .per_actor = 2 * sizeof(struct buffer), .ops = 250,
            .watch = {LAB_WATCH(struct pool, top), LAB_WATCH(struct pool, twice)});

/*
 * Afterword: a hint, not the answer.  An index comes back as a pointer does.  But there are at most 512 buffers here,
 * and top has 32 bits: how many of them does an index need, and what could the others say?
 *
 * Work out how often pop can be called before your top is the word that it was.  Then try it with two bits less, and
 * look when it begins to fail.  A number that is too large to test is the reason to calculate.
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  That they hold proves little: say
 * in two sentences why your version is right, and for each line that you added what would go wrong without it.
 */
