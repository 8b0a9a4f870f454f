/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <stdatomic.h>

struct buffer {
  _Alignas(64) atomic_uint next;
  atomic_uint borrower;
};

struct pool {
  _Atomic uint64_t top; /* a tag in the upper half */
  _Alignas(64) atomic_ulong twice;
  atomic_ulong refused;
  struct buffer buffer[];
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
    atomic_store_explicit(&b->next, (uint32_t)top, memory_order_relaxed);
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
