/* SPDX-License-Identifier: MIT */
#include <lab/lab.h>
#include <pthread.h>

struct counter {
  long x;
  pthread_mutex_t lock;
};

static void setup(struct counter *c) { pthread_mutex_init(&c->lock, NULL); }

static void increment(struct counter *c) {
  pthread_mutex_lock(&c->lock);
  c->x = c->x + 1;
  pthread_mutex_unlock(&c->lock);
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "x = x + 1 under a mutex", .setup = setup, .actor = increment, .audit = audit,
            .watch = {LAB_WATCH(struct counter, x)}, .expect = {.explore = LAB_HOLDS});
