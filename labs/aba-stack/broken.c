/* SPDX-License-Identifier: MIT */
/*
 * A lock-free stack whose popped buffer comes back.
 *
 * A pool of buffers is kept as a stack of those that are free.  Actors borrow two of them, 250 times each, and give
 * both back.  There are enough for everybody.  No buffer should ever be lent to two borrowers at once.
 *
 * Question: the exchange succeeds only if top still is what was loaded.  What may have happened in the meantime all the
 * same?
 *
 * Run: lab run aba-stack/broken
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct buffer {
  _Alignas(64) _Atomic(struct buffer *) next; /* in the stack */
  atomic_uint borrower;                       /* who has it, if it is not in the stack */
};

struct pool {
  _Atomic(struct buffer *) top;
  _Alignas(64) atomic_ulong twice; /* lent to somebody else while they were lent */
  struct buffer buffer[];          /* two for each actor */
};

static struct buffer *pop(struct pool *p) {
  struct buffer *next, *top = atomic_load(&p->top);
  do {
    if (!top)
      return NULL;
    next = atomic_load(&top->next);
  } while (!atomic_compare_exchange_weak(&p->top, &top, next));
  return top;
}

static void push(struct pool *p, struct buffer *b) {
  struct buffer *top = atomic_load(&p->top);
  do
    atomic_store_explicit(&b->next, top, memory_order_relaxed); /* the exchange publishes it */
  while (!atomic_compare_exchange_weak(&p->top, &top, b));
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

LAB_VARIANT(struct pool, .title = "compare-and-exchange on a pointer", .actor = copy, .setup = setup, .audit = audit,
            .per_actor = 2 * sizeof(struct buffer), .ops = 250,
            .watch = {LAB_WATCH(struct pool, top), LAB_WATCH(struct pool, twice)},
            .expect = {.native = LAB_DUPLICATES,
                       .tsan = LAB_HOLDS "|" LAB_DUPLICATES,
                       .explore = LAB_DUPLICATES,
                       .why = "all accesses are atomic, so there is no data race and ThreadSanitizer is rightly "
                              "silent; native on one CPU: an interrupt has to come between the load of next and the "
                              "exchange, and the others have to stop with the same buffer on top"});

/*
 * Afterword: A loads top, which is X, and X's next, which is Y.  B borrows X, borrows Y, and gives X back.  Top is X
 * again, so A's exchange succeeds, and makes Y the top: a buffer that B has.  The next to borrow gets it too.
 *
 * This is the ABA problem: the exchange asks whether top is A, and what it should know is whether top has been A all
 * the time.  Equal pointers do not mean that nothing has happened.  Here it is X's next that has changed in the
 * meantime.  Looking at top once more before the exchange does not help: it is X then, too.
 *
 * From then on the pool is ruined: two hold Y, both push it, and Y's next may become Y.  That is why one ABA makes so
 * many lendings wrong.
 *
 * It takes a thing that comes back: a buffer, an index, an address that malloc hands out again.  With an element that
 * is never used twice the stack is right, and a language with a garbage collector has no trouble with new objects
 * either, as X cannot come back while A holds on to it.
 *
 * The fix: make it differ when it comes back (fixed-tagged, fixed-ck-stack), or lock (fixed-mutex).
 */
