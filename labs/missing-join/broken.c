/* SPDX-License-Identifier: MIT */
/*
 * Start threads, read what they have got: without waiting for them.
 *
 * An actor asks two servers for a page each, in a thread for each, because servers are slow: the first takes 200
 * microseconds to answer, the second 100.  Then it counts the pages that have come.
 *
 * Question: how many pages will it count, and how long will it say that it took?
 *
 * Run: lab run missing-join/broken
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
  c->pages = c->request[0].pages + c->request[1].pages;
}

static void audit(const struct office *o, struct lab_audit *audit) {
  for (unsigned i = 0; i < o->clients; i++)
    lab_count(audit, LAB_LOST, o->client[i].pages < REQUESTS);
}

static void teardown(struct office *o) { /* so that no thread outlives its state; too late for the pages */
  for (unsigned i = 0; i < o->clients; i++)
    for (struct client *c = &o->client[i]; c->started > 0; c->started--)
      pthread_join(c->request[c->started - 1].thread, NULL);
}

LAB_VARIANT(struct office, .title = "no join", .actor = fetch, .setup = setup, .audit = audit, .teardown = teardown,
            .per_actor = sizeof(struct client), .threads = 1, .exclusive = true,
            .watch = {LAB_WATCH(struct office, client[0].pages)},
            .expect = {.native = LAB_LOSES_UPDATES, .tsan = LAB_DATA_RACE, .explore = LAB_LOSES_UPDATES});

/*
 * Afterword: none, in less time than any server takes.  pthread_create returns when the thread can run, not when it has
 * run, and the actor goes on at once.
 *
 * This is the program that prints "finished in 0.003 seconds" and then, one by one, the results of work that takes a
 * second.  The clock is right: that is how long it takes to start threads.  The runner here falls for it as well.
 * Compare its time per operation with that of fixed-join; what is missing is the wait for the answers.
 *
 * If the actor returns from main at this point, the process ends and the threads with it, in the middle of what they
 * do.  If the structures are on its stack, the threads write to a place that belongs to somebody else by then.
 *
 * It can pass a test.  Where the answers are quick or the actor is slow, the threads are done in time.
 *
 * ThreadSanitizer reports it as what it is: pages is written by one thread and read by another, and nothing orders
 * the two.
 *
 * The fix: pthread_join, for each of them, before the result is read: fixed-join.
 */
