/* SPDX-License-Identifier: MIT */
/*
 * Concurrency Kit's stack, with the operations for elements that never come back.
 *
 * A pool of buffers is kept as a stack of those that are free.  Actors borrow two of them, 250 times each, and give
 * both back.  There are enough for everybody.  No buffer should ever be lent to two borrowers at once.
 *
 * Question: the names end in upmc, for unique producers and many consumers.  Which of the two is it about?
 *
 * Run: lab run aba-stack/broken-upmc
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct buffer {
  _Alignas(64) ck_stack_entry_t entry; /* in the stack */
  atomic_uint borrower;                /* who has it, if it is not in the stack */
};

struct pool {
  _Alignas(16) ck_stack_t top;
  _Alignas(64) atomic_ulong twice; /* lent to somebody else while they were lent */
  struct buffer buffer[];          /* two for each actor */
};

CK_STACK_CONTAINER(struct buffer, entry, buffer_of)

static void setup(struct pool *p) {
  ck_stack_init(&p->top);
  for (unsigned i = 0; i < 2 * lab_actors(); i++)
    ck_stack_push_upmc(&p->top, &p->buffer[i].entry);
}

static struct buffer *borrow(struct pool *p) {
  ck_stack_entry_t *entry = ck_stack_pop_upmc(&p->top);
  struct buffer *b = entry ? buffer_of(entry) : NULL;
  if (b)
    atomic_store_explicit(&b->borrower, lab_self(), memory_order_relaxed);
  return b;
}

static void give_back(struct pool *p, struct buffer *b) {
  if (!b)
    return;
  if (atomic_load_explicit(&b->borrower, memory_order_relaxed) != lab_self())
    atomic_fetch_add(&p->twice, 1);
  ck_stack_push_upmc(&p->top, &b->entry);
}

static void copy(struct pool *p) {
  struct buffer *from = borrow(p), *to = borrow(p);
  give_back(p, from);
  give_back(p, to);
}

static void audit(const struct pool *p, struct lab_audit *audit) { lab_count(audit, LAB_DUPLICATED, p->twice); }

LAB_VARIANT(struct pool, .title = "ck_stack, the operations for unique entries", .actor = copy, .setup = setup,
            .audit = audit, .per_actor = 2 * sizeof(struct buffer), .ops = 250,
            .watch = {LAB_WATCH(struct pool, top), LAB_WATCH(struct pool, twice)},
            .expect = {.native = LAB_DUPLICATES,
                       .tsan = LAB_HOLDS "|" LAB_DUPLICATES,
                       .explore = LAB_DUPLICATES,
                       .why = "the steps of ck_stack are taken on trust under ThreadSanitizer, and no plain access of "
                              "this file is disordered; native on one CPU: an interrupt has to come in the middle of a "
                              "pop, and the others have to stop with the same buffer on top"});

/*
 * Afterword: about neither number.  "Unique" is said of what is pushed: an entry that was popped must not be pushed
 * again while somebody may still be in the middle of a pop.  These operations exchange one word, the pointer, and are
 * broken in Concurrency Kit's clothes.  They are right for a stack whose entries are used once, and cheaper.
 *
 * A buffer pool is the opposite: the same entries come back all the time.  For those there are the operations named
 * mpmc, which exchange the pointer together with a generation.  The difference is two words in the source, both work in
 * every test that is not after it, and the compiler accepts either.  What a lock-free structure asks of its user is in
 * its documentation, and nowhere else.
 *
 * The fix: fixed-ck-stack.
 */
