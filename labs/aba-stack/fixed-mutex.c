/* SPDX-License-Identifier: MIT */
/*
 * A stack under a mutex.
 *
 * A pool of buffers is kept as a stack of those that are free.  Actors borrow two of them, 250 times each, and give
 * both back.  There are enough for everybody.  No buffer should ever be lent to two borrowers at once.
 *
 * Question: how much slower is this than a stack without a lock, with two actors, and with eight?
 *
 * Run: lab run aba-stack/fixed-mutex
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

struct buffer {
  _Alignas(64) struct buffer *next; /* in the stack */
  atomic_uint borrower;             /* who has it, if it is not in the stack */
};

struct pool {
  struct buffer *top;
  pthread_mutex_t lock;            /* held by whoever touches top, or next of a buffer in the stack */
  _Alignas(64) atomic_ulong twice; /* lent to somebody else while they were lent */
  struct buffer buffer[];          /* two for each actor */
};

static struct buffer *pop(struct pool *p) {
  pthread_mutex_lock(&p->lock);
  struct buffer *top = p->top;
  if (top)
    p->top = top->next;
  pthread_mutex_unlock(&p->lock);
  return top;
}

static void push(struct pool *p, struct buffer *b) {
  pthread_mutex_lock(&p->lock);
  b->next = p->top;
  p->top = b;
  pthread_mutex_unlock(&p->lock);
}

static void setup(struct pool *p) {
  pthread_mutex_init(&p->lock, NULL);
  for (unsigned i = 0; i < 2 * lab_actors(); i++)
    push(p, &p->buffer[i]);
}

static struct buffer *borrow(struct pool *p) {
  struct buffer *b = pop(p);
  if (b)
    atomic_store_explicit(&b->borrower, lab_self(), memory_order_relaxed);
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

static void audit(const struct pool *p, struct lab_audit *audit) { lab_count(audit, LAB_DUPLICATED, p->twice); }

static void teardown(struct pool *p) { pthread_mutex_destroy(&p->lock); }

LAB_VARIANT(struct pool, .title = "a stack under a mutex", .actor = copy, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = 2 * sizeof(struct buffer), .ops = 250,
            .watch = {LAB_WATCH(struct pool, top), LAB_WATCH(struct pool, twice)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: nobody can come between the load of next and the change of top, so it does not matter what comes back.
 *
 * Before building a structure without a lock, ask what the lock costs.  A pool that is used a few thousand times a
 * second does not notice.  What lock-free structures give is something else than speed: an actor that is interrupted in
 * the middle of a pop holds up nobody, and a signal handler or a process that may be killed can use them.  Where
 * neither matters, this is the version that can be understood, changed, and given a second operation, such as "borrow
 * two at once".
 */
