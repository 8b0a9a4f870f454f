/* SPDX-License-Identifier: MIT */
/*
 * Concurrency Kit's stack: a pointer and a generation, exchanged together.
 *
 * A pool of buffers is kept as a stack of those that are free.  Actors borrow two of them, 250 times each, and give
 * both back.  There are enough for everybody.  No buffer should ever be lent to two borrowers at once.
 *
 * Question: the generation counts pops, not pushes.  Why is that enough?
 *
 * Run: lab run aba-stack/fixed-ck-stack
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct buffer {
  _Alignas(64) ck_stack_entry_t entry; /* in the stack */
  atomic_uint borrower;                /* who has it, if it is not in the stack */
};

struct pool {
  _Alignas(16) ck_stack_t top;     /* two words, for one exchange */
  _Alignas(64) atomic_ulong twice; /* lent to somebody else while they were lent */
  struct buffer buffer[];          /* two for each actor */
};

CK_STACK_CONTAINER(struct buffer, entry, buffer_of)

static void setup(struct pool *p) {
  ck_stack_init(&p->top);
  for (unsigned i = 0; i < 2 * lab_actors(); i++)
    ck_stack_push_mpmc(&p->top, &p->buffer[i].entry);
}

static struct buffer *borrow(struct pool *p) {
  ck_stack_entry_t *entry = ck_stack_pop_mpmc(&p->top);
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
  ck_stack_push_mpmc(&p->top, &b->entry);
}

static void copy(struct pool *p) {
  struct buffer *from = borrow(p), *to = borrow(p);
  give_back(p, from);
  give_back(p, to);
}

static void audit(const struct pool *p, struct lab_audit *audit) { lab_count(audit, LAB_DUPLICATED, p->twice); }

LAB_VARIANT(struct pool, .title = "ck_stack, with a double-word exchange", .actor = copy, .setup = setup,
            .audit = audit, .per_actor = 2 * sizeof(struct buffer), .ops = 250,
            .watch = {LAB_WATCH(struct pool, top), LAB_WATCH(struct pool, twice)},
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .explore = LAB_HOLDS "|" LAB_DATA_RACE,
                       .why = "explore: pop looks at the next entry of one that others may have taken: to the letter "
                              "of C11 a data race, though what it found goes with the exchange that fails; there are "
                              "too many interleavings of two operations each to see them all in seconds"});

/*
 * Afterword: an element has to be popped before it can come back, so each way from A to A goes through a pop, and each
 * pop adds one to the generation.  A pop that was overtaken finds another generation and fails, whatever the pointer
 * says.  A push needs no such care: it only says what is below the new top, and whatever top is at the exchange, that
 * is below.
 *
 * Pointer and generation must change in one step.  On x86-64 that is cmpxchg16b, which wants 16 bytes aligned to 16:
 * hence the _Alignas.  Not every machine has such an instruction; fixed-tagged does with one word.
 *
 * A generation of 64 bits does not come round again in the life of a machine.
 *
 * An overtaken pop still reads the next of a buffer that somebody else has by now.  That is harmless because buffers
 * are never freed while the pool exists: the memory stays a buffer.  Where they are, see the lab reclamation.
 */
