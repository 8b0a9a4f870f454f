/* SPDX-License-Identifier: MIT */
/*
 * Ask for a page and get it: a session for each thread.
 *
 * A session is a connection to a server with room for one request and one response, and it counts its requests.  Each
 * actor asks for pages of its own, two hundred of them, and looks whether it got what it asked for.  When all of them
 * are done no page should have gone to the wrong actor, and every request should be counted.
 *
 * Question: how many sessions are there, and when does each of them begin and end?
 *
 * Run: lab run thread-local-session/fixed-thread-local
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct session {
  void (*serve)(struct session *); /* the server, at the other end */
  long request, response;
  long requests; /* served so far */
};

struct client {
  atomic_long requests;    /* of all sessions that have been closed */
  unsigned long crossed[]; /* one per actor: responses that were not its own */
};

static void serve(struct session *s) {
  s->response = s->request;
  s->requests = s->requests + 1;
}

static _Thread_local struct session session; /* of this thread */

static void begin(struct client *c) {
  (void)c;
  session = (struct session){.serve = serve};
}

static void fetch(struct client *c) {
  struct session *s = &session;
  long page = lab_self() + 1;
  s->request = page;
  s->serve(s);
  c->crossed[lab_self()] += s->response != page;
}

static void finish(struct client *c) { atomic_fetch_add(&c->requests, session.requests); }

static void audit(const struct client *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->requests);
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_CROSSED, c->crossed[i]);
}

LAB_VARIANT(struct client, .title = "_Thread_local session", .actor = fetch, .begin = begin, .finish = finish,
            .audit = audit, .per_actor = sizeof(unsigned long), .ops = 200,
            .watch = {LAB_WATCH(struct client, requests)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: one for each thread that ever looks at it, and they begin and end with their threads.  (The workers of
 * this laboratory outlive an iteration, so begin opens a new session each time, and finish closes it.)
 *
 * Nobody else can reach the session, so an exchange needs no lock, and all actors can wait for the server at the same
 * time.  The code of fetch is that of broken but for where the session comes from.
 *
 * Within a thread it is as global as before.  A callback that fetches a page while its caller is in the middle of an
 * exchange crosses with it; so do two coroutines on one thread.
 *
 * What a _Thread_local variable has in C is memory.  Nothing is run when the thread ends: a connection has to be closed
 * by hand, or is not.  For that see fixed-key.
 */
