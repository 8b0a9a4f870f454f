/* SPDX-License-Identifier: MIT */
// expect: PASS *
// table: s/.watch = .*/.watch = {LAB_WATCH(struct pool, twice)});/
#include <stdatomic.h>

struct buffer {
  _Alignas(64) atomic_uint borrower;
};

struct pool {
  atomic_ulong free; /* no stack: a bit for each buffer, of which there are at most 64 here */
  _Alignas(64) atomic_ulong twice;
  atomic_ulong refused;
  struct buffer buffer[];
};

static struct buffer *pop(struct pool *p) {
  unsigned long free = atomic_load(&p->free);
  while (free != 0)
    if (atomic_compare_exchange_weak(&p->free, &free, free & (free - 1))) {
      unsigned i = 0;
      while (!(free >> i & 1))
        i++;
      return &p->buffer[i];
    }
  return NULL;
}

static void push(struct pool *p, struct buffer *b) { atomic_fetch_or(&p->free, 1ul << (b - p->buffer)); }

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
