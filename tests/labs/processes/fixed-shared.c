/* SPDX-License-Identifier: MIT */
/* For tests: what processes share, the state and what setup maps shared, and what they do not. */
#include <lab/lab.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int own = 1; /* in memory of the process's own */

struct state {
  atomic_long *mapped;
  long *copied;
  int host;
  atomic_long in_host; /* actors that are no process of their own */
  long slots[];
};

static void setup(struct state *s) {
  s->mapped = mmap(NULL, sizeof *s->mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  s->copied = calloc(1, sizeof *s->copied);
  s->host = (int)getpid();
}

static void act(struct state *s) {
  atomic_fetch_add(s->mapped, 1);
  *s->copied = *s->copied + 1;
  own++;
  s->slots[lab_self()]++;
  s->in_host += getpid() == s->host || getppid() != s->host;
}

static void audit(const struct state *s, struct lab_audit *audit) {
  long sum = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    sum += s->slots[i];
  lab_expect_total(audit, *s->mapped);
  lab_count(audit, LAB_CROSSED, *s->copied != 0 || own != 1 || s->in_host != 0);
  lab_count(audit, LAB_TORN, sum != *s->mapped);
}

static void teardown(struct state *s) {
  munmap(s->mapped, sizeof *s->mapped);
  free(s->copied);
}

LAB_VARIANT(struct state, .title = "shares what it maps", .kind = LAB_PROCESSES, .actor = act, .setup = setup,
            .audit = audit, .teardown = teardown, .per_actor = sizeof(long), .ops = 100,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
