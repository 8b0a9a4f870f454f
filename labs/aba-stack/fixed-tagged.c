/* SPDX-License-Identifier: MIT */
/*
 * A lock-free stack of indexes, with a tag beside the index.
 *
 * A pool of buffers is kept as a stack of those that are free.  Actors borrow two of them, 250 times each, and give
 * both back.  There are enough for everybody.  No buffer should ever be lent to two borrowers at once.
 *
 * Question: the tag has 32 bits.  How can that still go wrong, and how likely is it?
 *
 * Run: lab run aba-stack/fixed-tagged
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct buffer {
  _Alignas(64) atomic_uint next; /* in the stack: 1 + index of a buffer, 0 at the bottom */
  atomic_uint borrower;          /* who has it, if it is not in the stack */
};

struct pool {
  _Atomic uint64_t top;            /* a tag in the upper half, 1 + index of a buffer in the lower */
  _Alignas(64) atomic_ulong twice; /* lent to somebody else while they were lent */
  struct buffer buffer[];          /* two for each actor */
};

static struct buffer *pop(struct pool *p) {
  uint64_t next, top = atomic_load(&p->top);
  do {
    if ((uint32_t)top == 0)
      return NULL;
    next = ((top >> 32) + 1) << 32 | atomic_load(&p->buffer[(uint32_t)top - 1].next);
  } while (!atomic_compare_exchange_weak(&p->top, &top, next));
  return &p->buffer[(uint32_t)top - 1];
}

static void push(struct pool *p, struct buffer *b) {
  uint64_t top = atomic_load(&p->top);
  do
    atomic_store_explicit(&b->next, (uint32_t)top, memory_order_relaxed); /* the exchange publishes it */
  while (!atomic_compare_exchange_weak(&p->top, &top, top >> 32 << 32 | (uint64_t)(b - p->buffer + 1)));
}

static void setup(struct pool *p) {
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

LAB_VARIANT(struct pool, .title = "an index and a tag in one word", .actor = copy, .setup = setup, .audit = audit,
            .per_actor = 2 * sizeof(struct buffer), .ops = 250,
            .watch = {LAB_WATCH(struct pool, top), LAB_WATCH(struct pool, twice)},
            .expect = {
                .native = LAB_HOLDS,
                .tsan = LAB_HOLDS,
                .explore = LAB_HOLDS,
                .why = "explore: one operation is four exchanges, each with retries; two actors with one each are "
                       "proved, with two each there are too many interleavings to see them all in seconds"});

/*
 * Afterword: every pop adds one to the tag, so top is never again the word that it was, even if the same buffer is on
 * top.  The exchange that was overtaken fails.
 *
 * "Never" means for 2^32 pops.  A would have to be interrupted between its load of next and its exchange while others
 * pop exactly that many times, or a multiple of it: minutes of work at the least, and then by a hit of one in four
 * thousand million.  Whether that is good enough is a decision.  With a tag of a few bits, hidden where an aligned
 * pointer has zeros, it is not: the fewer bits, the sooner A comes round.
 *
 * Indexes are what makes room.  A pointer fills the word; 32 bits are plenty to number the buffers of a pool.  The
 * price is that it works for a fixed array and not for any memory.  For pointers there is the exchange of two words,
 * fixed-ck-stack.
 */
