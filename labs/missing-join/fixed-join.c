/* SPDX-License-Identifier: MIT */
/*
 * Start threads, read what they have got: when they are done.
 *
 * An actor asks two servers for a page each, in a thread for each, because servers are slow: the first takes 200
 * microseconds to answer, the second 100.  Then it counts the pages that have come.
 *
 * Question: why does nothing here have to be atomic, and nothing locked?
 *
 * Run: lab run missing-join/fixed-join
 */
#include <lab/lab.h>
#include <pthread.h>
#include <time.h>

#define REQUESTS 2

struct request {
  pthread_t thread;
  long delay_ns; /* until the server answers */
  long pages;    /* that have come */
};

struct client {
  struct request request[REQUESTS];
  unsigned started; /* threads that nobody has joined yet */
  long pages;       /* that the actor has counted */
};

struct office {
  unsigned clients;
  struct client client[]; /* one per actor */
};

static void setup(struct office *o) {
  o->clients = lab_actors();
  for (unsigned i = 0; i < o->clients * REQUESTS; i++)
    o->client[i / REQUESTS].request[i % REQUESTS].delay_ns = 100000 * (REQUESTS - i % REQUESTS);
}

static void *ask(void *argument) {
  struct request *r = argument;
  nanosleep(&(struct timespec){.tv_nsec = r->delay_ns}, NULL); /* the server is at work */
  r->pages = 1;
  return NULL;
}

static void fetch(struct office *o) {
  struct client *c = &o->client[lab_self()];
  for (; c->started < REQUESTS; c->started++)
    if (pthread_create(&c->request[c->started].thread, NULL, ask, &c->request[c->started]) != 0)
      break;
  for (; c->started > 0; c->started--)
    pthread_join(c->request[c->started - 1].thread, NULL);
  c->pages = c->request[0].pages + c->request[1].pages;
}

static void audit(const struct office *o, struct lab_audit *audit) {
  for (unsigned i = 0; i < o->clients; i++)
    lab_count(audit, LAB_LOST, o->client[i].pages < REQUESTS);
}

LAB_VARIANT(struct office, .title = "a join for each thread", .actor = fetch, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct client), .threads = 1, .exclusive = true,
            .watch = {LAB_WATCH(struct office, client[0].pages)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: because nobody shares anything at the same time.  What the actor writes before pthread_create is seen by
 * the new thread.  What the thread has written is seen by whoever has joined it.  Each request has one owner at any
 * time: first the actor, then the thread, then the actor again.
 *
 * That is the simplest way to work concurrently, and the one to try first: split, start, join, put together.
 *
 * The time per operation is the true one now: that of the slower server, and some for starting two threads.  One after
 * the other it would be the sum of the two.  The threads wait at the same time, and that takes one CPU, not two.
 *
 * A thread that nobody joins keeps its stack until the process ends, unless it is detached.  A detached one cannot be
 * joined at all, and has to tell in some other way that it is done.
 */
