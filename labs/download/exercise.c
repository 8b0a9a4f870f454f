/* SPDX-License-Identifier: MIT */
/*
 * Downloads by a pool of threads with a few sessions: yours to repair.
 *
 * 160 items are to be downloaded from a server that answers after half a millisecond.  When all is done each item
 * should be there, and each response should be about the item that was asked for.
 *
 * Change the state, setup, teardown and worker so that this holds.  Leave the audit as strict as it is.
 *
 * Question: eight workers, two sessions: who may use which, and when?
 *
 * Run: lab run download/exercise
 */
#include <lab/http.h>
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

enum { ITEMS = 160 };

struct downloads {
  long got[ITEMS];  /* number of the item that the response was about, from 1 */
  atomic_uint next; /* item to be downloaded next, from 0 */
  atomic_uint turn;
  struct lab_session sessions[2];
  pthread_mutex_t locks[2]; /* each held by whoever uses that session */
};

static void setup(struct downloads *d) {
  lab_server_start();
  for (int s = 0; s < 2; s++) {
    pthread_mutex_init(&d->locks[s], NULL);
    lab_session_open(&d->sessions[s]);
  }
}

static void *worker(void *argument) {
  struct downloads *d = argument;
  for (unsigned i = d->next++; i < ITEMS; i = d->next++) {
    const unsigned s = d->turn++ % 2;
    pthread_mutex_lock(&d->locks[s]);
    lab_session_get(&d->sessions[s], i + 1);
    pthread_mutex_unlock(&d->locks[s]);
    d->got[i] = lab_response_item(d->sessions[s].response);
  }
  return NULL;
}

static void run(struct downloads *d) {
  pthread_t workers[LAB_ACTORS_MAX];
  for (unsigned w = 0; w < lab_actors(); w++)
    pthread_create(&workers[w], NULL, worker, d);
  for (unsigned w = 0; w < lab_actors(); w++)
    pthread_join(workers[w], NULL);
}

static void teardown(struct downloads *d) {
  for (int s = 0; s < 2; s++) {
    lab_session_close(&d->sessions[s]);
    pthread_mutex_destroy(&d->locks[s]);
  }
}

static void audit(const struct downloads *d, struct lab_audit *audit) {
  for (long i = 0; i < ITEMS; i++) {
    lab_count(audit, LAB_LOST, d->got[i] == 0);
    lab_count(audit, LAB_CROSSED, d->got[i] != 0 && d->got[i] != i + 1);
  }
}

LAB_VARIANT(struct downloads, .title = "yours to repair", .work = run, .setup = setup, .teardown = teardown,
            .audit = audit, .threads = 8, .ops = 20, .unit_us = 500, .iterations = 6);

/*
 * Afterword: a hint, not the answer.  When is the lock given back, and what is still needed of the session then?
 * ThreadSanitizer sees it at once; natively it may take some luck.
 *
 * When it is right: a worker waits for the session whose turn it is, even if the other one is free.  Let it take
 * whichever is free (a stack of sessions with a lock and a condition variable), and compare the times for two, four and
 * eight sessions.
 */
