/* SPDX-License-Identifier: MIT */
/*
 * Ask for a page and get it: a session for each thread, closed at its end.
 *
 * A session is a connection to a server with room for one request and one response, and it counts its requests.  Each
 * actor asks for pages of its own, two hundred of them, and looks whether it got what it asked for.  When all of them
 * are done no page should have gone to the wrong actor, and every request should be counted.
 *
 * Question: the key is one for all threads.  What is it the key to?
 *
 * Run: lab run thread-local-session/fixed-key
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct session {
  void (*serve)(struct session *); /* the server, at the other end */
  long request, response;
  long requests; /* served so far */
  struct client *client;
};

struct client {
  pthread_key_t key;       /* of the session of each thread */
  atomic_long requests;    /* of all sessions that have been closed */
  unsigned long crossed[]; /* one per actor: responses that were not its own */
};

static void serve(struct session *s) {
  s->response = s->request;
  s->requests = s->requests + 1;
}

static void close_session(void *session) {
  struct session *s = session;
  atomic_fetch_add(&s->client->requests, s->requests);
  free(s);
}

static void setup(struct client *c) { pthread_key_create(&c->key, close_session); }

static struct session *session_of(struct client *c) {
  struct session *s = pthread_getspecific(c->key);
  if (!s) {
    s = malloc(sizeof *s);
    if (!s)
      abort();
    *s = (struct session){.serve = serve, .client = c};
    pthread_setspecific(c->key, s);
  }
  return s;
}

static void fetch(struct client *c) {
  struct session *s = session_of(c);
  long page = lab_self() + 1;
  s->request = page;
  s->serve(s);
  c->crossed[lab_self()] += s->response != page;
}

static void finish(struct client *c) { /* what the end of a thread does, for workers that go on living */
  void *s = pthread_getspecific(c->key);
  pthread_setspecific(c->key, NULL);
  if (s)
    close_session(s);
}

static void audit(const struct client *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->requests);
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_CROSSED, c->crossed[i]);
}

static void teardown(struct client *c) { pthread_key_delete(c->key); }

LAB_VARIANT(struct client, .title = "pthread_key with a destructor", .actor = fetch, .setup = setup, .finish = finish,
            .audit = audit, .teardown = teardown, .per_actor = sizeof(unsigned long), .ops = 200, .exclusive = true,
            .watch = {LAB_WATCH(struct client, requests)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: to a pointer that each thread has for itself, NULL at first.  A thread opens its session when it first
 * needs it, and no thread that needs none has one.
 *
 * When a thread ends, its pointer is handed to the destructor that was named with the key, so the connection is closed
 * and its count is not lost, however the thread ends.  That is what _Thread_local in C does not do.  (The workers of
 * this laboratory go on living, so finish does by hand what their end would do.  To delete a key calls no destructors.)
 *
 * The price: a call for each look, and keys are few, 1024 in a process with glibc.  That is state outside the
 * structure, so only one iteration at a time is under way (.exclusive).
 *
 * The client must live until the last of its threads has ended: close_session writes to it.  Who joins, and when, is
 * part of the design.
 */
