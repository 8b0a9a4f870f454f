/* SPDX-License-Identifier: MIT */
/*
 * Start threads, read what they have got: waiting for the last.
 *
 * An actor asks two servers for a page each, in a thread for each, because servers are slow: the first takes 200
 * microseconds to answer, the second 100.  Then it counts the pages that have come.
 *
 * Question: the thread that was started last is done.  What does that say of the one that was started first?
 *
 * Run: lab run missing-join/broken-join-last
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
  if (c->started > 0)
    pthread_join(c->request[--c->started].thread, NULL);
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

LAB_VARIANT(struct office, .title = "a join for the last thread alone", .actor = fetch, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct client), .threads = 1, .exclusive = true,
            .watch = {LAB_WATCH(struct office, client[0].pages)},
            .expect = {.native = LAB_LOSES_UPDATES, .tsan = LAB_DATA_RACE, .explore = LAB_LOSES_UPDATES});

/*
 * Afterword: nothing.  Here the first server is the slow one, so its page is nearly always missing and the result is
 * wrong.  With two servers that take the same time it would mostly be right: threads that are started in turn and have
 * equal work mostly end in turn.  So the test passes, and the error waits for a slow server.
 *
 * ThreadSanitizer reports it either way, because it does not ask in what order things happened to happen, but what made
 * them happen in that order.  For the last thread it was the join.  For the first there is nothing.
 *
 * The same error in other clothes: to sleep until they "must be done", to wait for the biggest request, to poll a
 * counter that is raised before the result is stored.
 *
 * The fix: a join for each.  The order of the joins does not matter; to join one that has ended takes no time.
 */
