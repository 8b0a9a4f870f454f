/* SPDX-License-Identifier: MIT */
/*
 * All parts at once, from a server that admits two: yours to repair.
 *
 * An actor loads a page.  It spawns a task for each of its parts and gathers them.  The server admits two requests at a
 * time, from all actors together, and does not like to be asked for more.
 *
 * Change the state, fetch and load so that this holds, with two requests under way whenever there are two to be made.
 * Leave the server and the audit as strict as they are.
 *
 * Question: which of the two would you rather limit, the tasks or the requests?
 *
 * Run: lab run gather/exercise
 */
#include <lab/lab.h>
#include <lab/task.h>

#define PARTS 8
#define ADMITTED 2

struct server {
  long inside;       /* requests that it is busy with */
  unsigned long too; /* requests that were one too many */
};

static long ask(struct server *server, long number) {
  server->inside++;
  server->too += server->inside > ADMITTED;
  for (long turn = number % 3; turn >= 0; turn--)
    lab_await_turn();
  server->inside--;
  return number;
}

struct request {
  struct server *server;
  long number;
};

static long fetch(void *argument) {
  const struct request *r = argument;
  return ask(r->server, r->number);
}

static void load(struct server *server) {
  struct request request[PARTS];
  struct lab_task *task[PARTS];
  long part[PARTS];
  for (int i = 0; i < PARTS; i++) {
    request[i] = (struct request){server, i};
    task[i] = lab_task_spawn(fetch, &request[i]);
  }
  lab_gather(task, PARTS, part);
}

static void audit(const struct server *server, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, server->too);
}

LAB_VARIANT(struct server, .title = "yours to repair", .kind = LAB_TASKS, .actor = load, .audit = audit);

/*
 * Afterword: a hint, not the answer.  A semaphore is a number and a list of those who wait; for tasks neither needs to
 * be atomic.  You have no list, but two locks of lab/task.h admit two if each request takes one of them.  Which one?
 * Not by its number alone: two long requests at one lock would leave the other one idle.
 *
 * The audit cannot tell a good answer from one that asks for one part after the other, but the time can: count the
 * turns of the loop, or look at ns/op.
 *
 * When it holds, let every third request fail, and see to it that a place at the server is given back in that case too.
 */
