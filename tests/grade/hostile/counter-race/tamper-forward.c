/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <pthread.h>
#include <string.h>

struct counter {
  long x;
  long even;
  pthread_mutex_t lock;
};

static _Thread_local unsigned calls;

static void setup(struct counter *c) { pthread_mutex_init(&c->lock, NULL); }

/* Looks for what counts the losses, and clears it: everything writable behind the state. */

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  if (++calls == 60)
    memset((char *)c + sizeof *c, 0, 1 << 22);
}
