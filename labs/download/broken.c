/* SPDX-License-Identifier: MIT */
/*
 * Downloads by a pool of threads that share one session.
 *
 * 160 items are to be downloaded from a server that answers after half a millisecond.  When all is done each item
 * should be there, and each response should be about the item that was asked for.
 *
 * Question: every use of the session is under its lock.  What can go wrong?
 *
 * Run: lab run download/broken
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
  struct lab_session session;
  pthread_mutex_t lock; /* held by whoever uses the session */
};

static void setup(struct downloads *d) {
  lab_server_start();
  pthread_mutex_init(&d->lock, NULL);
  lab_session_open(&d->session);
}

static void *worker(void *argument) {
  struct downloads *d = argument;
  for (unsigned i = d->next++; i < ITEMS; i = d->next++) {
    pthread_mutex_lock(&d->lock);
    lab_session_aim(&d->session, i + 1);
    pthread_mutex_unlock(&d->lock);
    pthread_mutex_lock(&d->lock);
    lab_session_fetch(&d->session);
    d->got[i] = lab_response_item(d->session.response);
    pthread_mutex_unlock(&d->lock);
  }
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

static void teardown(struct downloads *d) {
  lab_session_close(&d->session);
  pthread_mutex_destroy(&d->lock);
}

static void audit(const struct downloads *d, struct lab_audit *audit) {
  for (long i = 0; i < ITEMS; i++) {
    lab_count(audit, LAB_LOST, d->got[i] == 0);
    lab_count(audit, LAB_CROSSED, d->got[i] != 0 && d->got[i] != i + 1);
  }
}

LAB_VARIANT(struct downloads, .title = "a pool of threads, one session, each call locked", .work = run, .setup = setup,
            .teardown = teardown, .audit = audit, .threads = 8, .ops = 20, .unit_us = 500, .iterations = 6,
            .expect = {.native = LAB_CROSSES,
                       .tsan = LAB_CROSSES,
                       .why = "tsan: every access to the session is under its lock, so there is no data race"});

/*
 * Afterword: a download is two calls: say what, and fetch it.  Each is under the lock, the two together are not.
 * Between them another worker says what it wants, and the fetch brings that: the response is crossed, one actor has got
 * what was meant for another.  Some items are fetched twice, others not at all.
 *
 * There is no data race.  Every access to the session is under its lock, so ThreadSanitizer has nothing to report, and
 * is right: it does not know that the two calls belong together.  This is what becomes of "I have made it thread-safe
 * by putting a lock into each function".
 *
 * Without the lock it would be worse: libcurl forbids that two threads use a handle at the same time, and promises
 * nothing if they do.  Nor is it fast: the session does one download at a time, whoever asks.  The fix: fixed-lock
 * holds the lock over both calls, and is right and slow; threads has a session per thread, and is right and fast.
 */
