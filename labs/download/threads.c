/* SPDX-License-Identifier: MIT */
/*
 * Downloads by a pool of threads, each with a session of its own.
 *
 * 160 items are to be downloaded from a server that answers after half a millisecond.  When all is done each item
 * should be there, and each response should be about the item that was asked for.
 *
 * Question: eight threads on two CPUs: how many times as fast?
 *
 * Run: lab run download/threads
 */
#include <lab/http.h>
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { ITEMS = 160 };

struct downloads {
  long got[ITEMS];  /* number of the item that the response was about, from 1 */
  atomic_uint next; /* item to be downloaded next, from 0 */
};

static _Thread_local struct lab_session session;

static void setup(struct downloads *d) {
  (void)d;
  lab_server_start();
}

static void *worker(void *argument) {
  struct downloads *d = argument;
  lab_session_open(&session);
  for (unsigned i = d->next++; i < ITEMS; i = d->next++) {
    lab_session_get(&session, i + 1);
    d->got[i] = lab_response_item(session.response);
  }
  lab_session_close(&session);
  return NULL;
}

static void run(struct downloads *d) {
  pthread_t workers[LAB_ACTORS_MAX];
  for (unsigned w = 0; w < lab_actors(); w++)
    if (pthread_create(&workers[w], NULL, worker, d) != 0)
      abort();
  for (unsigned w = 0; w < lab_actors(); w++)
    pthread_join(workers[w], NULL);
}

static void audit(const struct downloads *d, struct lab_audit *audit) {
  for (long i = 0; i < ITEMS; i++) {
    lab_count(audit, LAB_LOST, d->got[i] == 0);
    lab_count(audit, LAB_CROSSED, d->got[i] != 0 && d->got[i] != i + 1);
  }
}

LAB_VARIANT(struct downloads, .title = "a pool of threads, a session each", .work = run, .setup = setup, .audit = audit,
            .threads = 8, .ops = 20, .unit_us = 500, .iterations = 6,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: nearly eight, as long as the CPUs can keep up with what a download costs them.  A thread that waits needs
 * no CPU, so the number of threads that pays has nothing to do with the number of CPUs.  Where does it end?  Let lab
 * bench download tell: at some number of workers the CPUs, or the server, have no time left.
 *
 * Each thread has a session of its own, since a session can do one download at a time: _Thread_local makes one for each
 * thread out of one declaration.  d->next++ is an atomic addition, because next is atomic_uint; two workers never get
 * the same item.  Nobody else touches got[i], so it needs no lock, and pthread_join makes it seen.
 */
