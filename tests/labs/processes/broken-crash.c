/* SPDX-License-Identifier: MIT */
/* For tests: the second of two processes crashes, while the first waits for it. */
#include <lab/lab.h>
#include <semaphore.h>

struct state {
  sem_t never;
  int *nowhere;
};

static void setup(struct state *s) { sem_init(&s->never, 1, 0); }

static void wait(struct state *s) { sem_wait(&s->never); }

static void crash(struct state *s) { *s->nowhere = 1; }

static void audit(const struct state *s, struct lab_audit *audit) { lab_count(audit, LAB_TORN, s->nowhere != 0); }

LAB_VARIANT(struct state, .title = "crashes in a process", .kind = LAB_PROCESSES,
            .actors = {{"waits", wait}, {"crashes", crash}}, .setup = setup, .audit = audit,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
