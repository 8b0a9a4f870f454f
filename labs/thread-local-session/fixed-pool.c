/* SPDX-License-Identifier: MIT */
/*
 * Ask for a page and get it: sessions lent out.
 *
 * A session is a connection to a server with room for one request and one response, and it counts its requests.  Each
 * actor asks for pages of its own, two hundred of them, and looks whether it got what it asked for.  When all of them
 * are done no page should have gone to the wrong actor, and every request should be counted.
 *
 * Question: what does an actor do when all sessions are lent out?
 *
 * Run: lab run thread-local-session/fixed-pool
 */
#include <lab/ck.h>
#include <lab/lab.h>

#define SESSIONS 4
#define RING 8 /* a power of two, more than there are sessions */

struct session {
  void (*serve)(struct session *); /* the server, at the other end */
  long request, response;
  long requests; /* served so far */
};

struct client {
  struct session session[SESSIONS];
  ck_ring_t idle; /* sessions that nobody uses */
  ck_ring_buffer_t slots[RING];
  unsigned long crossed[]; /* one per actor: responses that were not its own */
};

static void serve(struct session *s) {
  s->response = s->request;
  s->requests = s->requests + 1;
}

static void setup(struct client *c) {
  ck_ring_init(&c->idle, RING);
  for (unsigned i = 0; i < SESSIONS; i++) {
    c->session[i].serve = serve;
    ck_ring_enqueue_mpmc(&c->idle, c->slots, &c->session[i]);
  }
}

static void fetch(struct client *c) {
  struct session *s;
  while (!ck_ring_dequeue_mpmc(&c->idle, c->slots, &s))
    ck_pr_stall();
  long page = lab_self() + 1;
  s->request = page;
  s->serve(s);
  c->crossed[lab_self()] += s->response != page;
  ck_pr_fence_release(); /* all that was read of the session was read before it is given back */
  ck_ring_enqueue_mpmc(&c->idle, c->slots, s);
}

static void audit(const struct client *c, struct lab_audit *audit) {
  long requests = 0;
  for (unsigned i = 0; i < SESSIONS; i++)
    requests += c->session[i].requests;
  lab_expect_total(audit, requests);
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_CROSSED, c->crossed[i]);
}

LAB_VARIANT(struct client, .title = "a pool of sessions in a ck_ring", .actor = fetch, .setup = setup, .audit = audit,
            .per_actor = sizeof(unsigned long), .ops = 200,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: it waits until one is given back.  Between taking a session and giving it back it is the only one to use
 * it, so the exchange is that of broken, without a lock.
 *
 * The number of sessions is not tied to the number of threads.  A thousand threads that fetch a page now and then need
 * a few connections, and the server may not allow more.  With SESSIONS 1 this is fixed-mutex, with as many as there are
 * threads it is as good as a session for each.
 *
 * The ring hands over more than a pointer.  Whoever takes a session sees all that its last user has written to it.
 * That is why requests can be a plain long.  A lock promises more: that its last user has done reading, too.  ck's
 * enqueue orders stores only, hence the fence, which on x86 is no instruction, and on Arm is one.
 *
 * What can go wrong is what goes wrong with anything lent out: not given back (an early return), given back twice, or
 * used after that.  And a session that comes back remembers its last user, so what must not be seen by the next is to
 * be cleared.
 *
 * Waiting is by asking again and again here.  Where it may take long, sleep: a condition variable, or a semaphore.
 */
