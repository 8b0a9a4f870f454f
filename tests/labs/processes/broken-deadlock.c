/* SPDX-License-Identifier: MIT */
/* For tests: two processes wait for what nobody will post, while a third waits at the next gate. */
#include <lab/lab.h>
#include <semaphore.h>

struct state {
  sem_t never;
};

static void setup(struct state *s) { sem_init(&s->never, 1, 0); }

static void wait(struct state *s) { sem_wait(&s->never); }

static void pass(struct state *s) { (void)s; }

LAB_VARIANT(struct state, .title = "a deadlock of processes", .kind = LAB_PROCESSES,
            .actors = {{"waits", wait}, {"waits", wait}, {"passes", pass}}, .setup = setup, .threads = 3,
            .expect = {.native = LAB_DEADLOCK, .tsan = LAB_DEADLOCK});
