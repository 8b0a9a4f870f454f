/* SPDX-License-Identifier: MIT */
/*
 * Downloads by a pool of processes, each with a session of its own.
 *
 * 160 items are to be downloaded from a server that answers after half a millisecond.  When all is done each item
 * should be there, and each response should be about the item that was asked for.
 *
 * Question: how do the responses get back?
 *
 * Run: lab run download/processes
 */
#include <lab/http.h>
#include <lab/lab.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ITEMS = 160 };

struct downloads {
  long got[ITEMS]; /* number of the item that the response was about, from 1 */
};

struct result {
  unsigned item; /* from 0 */
  long got;
};

static void setup(struct downloads *d) {
  (void)d;
  lab_server_start();
}

static int worker(unsigned self, int out) {
  struct lab_session session;
  lab_session_open(&session);
  for (unsigned i = self; i < ITEMS; i += lab_actors()) {
    lab_session_get(&session, i + 1);
    const struct result result = {i, lab_response_item(session.response)};
    if (write(out, &result, sizeof result) != (ssize_t)sizeof result)
      return 1;
  }
  lab_session_close(&session);
  return 0;
}

static void run(struct downloads *d) {
  int ends[2];
  struct result result;
  if (pipe(ends) != 0)
    return;
  for (unsigned w = 0; w < lab_actors(); w++)
    if (fork() == 0)
      _exit(worker(w, ends[1]));
  close(ends[1]);
  while (read(ends[0], &result, sizeof result) == (ssize_t)sizeof result)
    d->got[result.item] = result.got;
  close(ends[0]);
  while (wait(NULL) > 0)
    ;
}

static void audit(const struct downloads *d, struct lab_audit *audit) {
  for (long i = 0; i < ITEMS; i++) {
    lab_count(audit, LAB_LOST, d->got[i] == 0);
    lab_count(audit, LAB_CROSSED, d->got[i] != 0 && d->got[i] != i + 1);
  }
}

LAB_VARIANT(struct downloads, .title = "a pool of processes, a session each", .work = run, .setup = setup,
            .audit = audit, .threads = 8, .ops = 20, .unit_us = 500, .iterations = 6,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: through a pipe that all of them write to.  Up to PIPE_BUF bytes (4096 on Linux) are written in one piece,
 * so results of several workers do not mix.  When the last worker has closed its end, read returns 0: that is how the
 * parent knows that all is there.  It had to close its own copy of that end first.
 *
 * Each worker opens its session after the fork, which is what the initializer of a process pool is for.  A session
 * opened before it would be one connection in all of them: the responses would be crossed, and no lock could help,
 * since a lock would be copied too.
 *
 * Items are dealt out in advance, since a counter that all can see would have to be in shared memory.  That is fine as
 * long as all downloads take about as long.  Compare the time with threads: what is lost is the making of processes.
 */
