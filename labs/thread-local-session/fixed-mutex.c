/* SPDX-License-Identifier: MIT */
/*
 * Ask for a page and get it: one session, one at a time.
 *
 * A session is a connection to a server with room for one request and one response, and it counts its requests.  Each
 * actor asks for pages of its own, two hundred of them, and looks whether it got what it asked for.  When all of them
 * are done no page should have gone to the wrong actor, and every request should be counted.
 *
 * Question: the server takes a millisecond to answer.  How many pages a second do ten actors get?
 *
 * Run: lab run thread-local-session/fixed-mutex
 */
#include <lab/lab.h>
#include <pthread.h>

struct session {
  void (*serve)(struct session *); /* the server, at the other end */
  long request, response;
  long requests; /* served so far */
};

struct client {
  struct session session;  /* shared by all actors */
  pthread_mutex_t lock;    /* held by whoever uses the session */
  unsigned long crossed[]; /* one per actor: responses that were not its own */
};

static void serve(struct session *s) {
  s->response = s->request;
  s->requests = s->requests + 1;
}

static void setup(struct client *c) {
  c->session.serve = serve;
  pthread_mutex_init(&c->lock, NULL);
}

static void fetch(struct client *c) {
  struct session *s = &c->session;
  long page = lab_self() + 1;
  pthread_mutex_lock(&c->lock);
  s->request = page;
  s->serve(s);
  long response = s->response;
  pthread_mutex_unlock(&c->lock);
  c->crossed[lab_self()] += response != page;
}

static void audit(const struct client *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->session.requests);
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_CROSSED, c->crossed[i]);
}

static void teardown(struct client *c) { pthread_mutex_destroy(&c->lock); }

LAB_VARIANT(struct client, .title = "one session under a mutex", .actor = fetch, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(unsigned long), .ops = 200,
            .watch = {LAB_WATCH(struct client, session.request), LAB_WATCH(struct client, session.response)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: a thousand, as many as one actor gets.  The lock is held while the server is at work, so the actors take
 * turns, and what they were started for, to wait at the same time, is gone.
 *
 * It is right all the same, and sometimes it is all there can be: one printer, one serial line, a database file that
 * allows one writer.
 *
 * The response is copied under the lock and used after it.  To go on reading s->response after the unlock would be a
 * race again, and an easy one to write where the response is a buffer and the copy a pointer to it.
 */
