/* SPDX-License-Identifier: MIT */
/*
 * Each worker keeps its own statistics: a cache line for each.
 *
 * Every actor counts the requests that it has served and the bytes that it has sent, in a structure that nobody else
 * touches while it is at work.  The structures stand side by side in one array.
 *
 * Question: one word has been added.  What does it cost?
 *
 * Run: lab run false-sharing
 */
#include <lab/lab.h>

struct stats {
  _Alignas(64) long requests; /* begins a cache line: what follows has it to itself */
  long bytes;
};

struct server {
  unsigned workers;
  struct stats stats[]; /* one per actor, written by that actor only */
};

static void setup(struct server *s) { s->workers = lab_actors(); }

static void serve(struct server *s) {
  struct stats *mine = &s->stats[lab_self()];
  mine->requests = mine->requests + 1;
  mine->bytes = mine->bytes + 512;
}

static void audit(const struct server *s, struct lab_audit *audit) {
  long requests = 0;
  for (unsigned i = 0; i < s->workers; i++)
    requests += s->stats[i].requests;
  lab_expect_total(audit, requests);
}

LAB_VARIANT(struct server, .title = "statistics a cache line apart", .actor = serve, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct stats), .ops = 1000,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: memory: 64 bytes for each actor, where 16 would do.  The alignment of the first member is that of the
 * structure, and its size is rounded up to it, so no two structures of the array have a cache line in common.
 *
 * requests and bytes stay together: they are written by the same actor at the same time, and one line holds both.  What
 * is used together by one belongs together; what is written by different ones belongs apart.
 *
 * Memory from malloc is aligned to 16 bytes.  For more, ask aligned_alloc.
 *
 * 64 is the line of x86 and of most Arm processors.  Some fetch two neighbouring lines at a time, and there 128 may be
 * better still.  C++ has a name for the number; in C it is written down, or asked of the system.
 */
