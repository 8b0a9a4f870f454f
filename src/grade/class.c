/* SPDX-License-Identifier: MIT */
#include "grade/class.h"
#include "grade/keep.h"
#include "grade/worker.h"
#include "supervise/process.h"
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct grading {
  struct lab_class *class;
  json_t **results; /* by submission; NULL: none yet */
  struct lab_worker_process workers[LAB_JOBS_MAX];
  size_t next, done, fresh;
  int signals;
  sigset_t before;
  double begin;
  struct lab_error *error;
};

/* -- Signals. -- */
static bool open_signals(struct grading *g) {
  static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof watched / sizeof *watched; i++) {
    struct sigaction action;
    /* What the caller ignores (nohup, a background job) stays ignored. */
    if (sigaction(watched[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset(&set, watched[i]);
  }
  sigprocmask(SIG_BLOCK, &set, &g->before);
  g->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return g->signals >= 0 || lab_fail(g->error, 3, "cannot take in signals: %s", strerror(errno));
}

/* After an interruption the signals stay blocked, so that the results are still printed. */
static void close_signals(const struct grading *g) {
  if (g->signals >= 0)
    close(g->signals);
  if (!g->class->interruption)
    sigprocmask(SIG_SETMASK, &g->before, NULL);
}

static void read_signals(const struct grading *g) {
  struct signalfd_siginfo info;
  while (read(g->signals, &info, sizeof info) == (ssize_t)sizeof info)
    g->class->interruption = info.ssi_signo == SIGINT ? "SIGINT" : info.ssi_signo == SIGHUP ? "SIGHUP" : "SIGTERM";
}

/* -- Results. -- */
static json_t *gather(const struct grading *g) {
  json_t *all = json_array();
  for (size_t i = 0; i < g->class->submissions->n; i++)
    if (g->results[i])
      json_array_append(all, g->results[i]);
  return all;
}

static void save(struct grading *g) {
  json_t *all = gather(g);
  if (g->class->keep && !g->error->code)
    lab_keep_write(g->class->keep, all, g->error);
  json_decref(all);
}

static void tell(const struct grading *g) {
  const size_t all = g->class->submissions->n;
  const double each = g->fresh ? (lab_process_now() - g->begin) / (double)g->fresh : 0;
  if (g->class->tell)
    g->class->tell(g->class->context, g->done, all, each * (double)(all - g->done));
}

static void take_result(struct grading *g, size_t index, json_t *result) {
  g->results[index] = result;
  g->done++;
  g->fresh++;
  save(g);
  tell(g);
}

/* -- Workers. -- */
/* Begins with the next submission: one that was judged before, and is the same, is done at once. */
static void start_next(struct grading *g, struct lab_worker_process *worker, const json_t *kept) {
  const struct lab_submission *submission = &g->class->submissions->all[g->next];
  struct lab_handed_in handed;
  struct lab_error intake = {0};
  lab_intake_take(&handed, submission, &intake);
  json_t *known = lab_keep_find(kept, g->class->assignment, submission, &handed);
  worker->index = g->next++;
  if (known) {
    g->results[worker->index] = known;
    g->done++;
    g->class->kept++;
  } else if (!lab_worker_start(worker, g->class->assignment, submission, &handed, &intake, &g->before, g->error)) {
    take_result(g, worker->index, lab_grade_error(g->class->assignment, submission, g->error->text));
  }
  lab_intake_clear(&handed);
}

static void end_worker(struct grading *g, struct lab_worker_process *worker) {
  const struct lab_submission *submission = &g->class->submissions->all[worker->index];
  json_t *result = lab_worker_end(worker);
  if (!result && !g->class->interruption)
    result = lab_grade_error(g->class->assignment, submission, "the grader's process ended without a result");
  if (result)
    take_result(g, worker->index, result);
}

/* Waits for news, at most a while. */
static void pump(struct grading *g) {
  struct pollfd watched[LAB_JOBS_MAX + 1];
  struct lab_worker_process *of[LAB_JOBS_MAX];
  nfds_t n = 0;
  for (unsigned w = 0; w < g->class->jobs; w++) {
    if (!g->workers[w].pid)
      continue;
    of[n] = &g->workers[w];
    watched[n++] = (struct pollfd){.fd = g->workers[w].output, .events = POLLIN};
  }
  watched[n] = (struct pollfd){.fd = g->signals, .events = POLLIN};
  poll(watched, n + 1, 500);
  read_signals(g);
  for (nfds_t i = 0; i < n; i++)
    if ((watched[i].revents && lab_worker_read(of[i])) || lab_process_now() > of[i]->deadline)
      end_worker(g, of[i]);
}

static bool busy(const struct grading *g) {
  bool any = false;
  for (unsigned w = 0; w < g->class->jobs; w++)
    any |= g->workers[w].pid != 0;
  return any;
}

static void grade_all(struct grading *g, const json_t *kept) {
  const size_t n = g->class->submissions->n;
  while ((g->next < n || busy(g)) && !g->class->interruption && !g->error->code) {
    for (unsigned w = 0; w < g->class->jobs; w++)
      while (!g->workers[w].pid && g->next < n && !g->error->code)
        start_next(g, &g->workers[w], kept);
    if (busy(g))
      pump(g);
  }
  for (unsigned w = 0; w < g->class->jobs; w++)
    if (g->workers[w].pid)
      kill(g->workers[w].pid, SIGTERM);
  for (unsigned w = 0; w < g->class->jobs; w++)
    if (g->workers[w].pid)
      json_decref(lab_worker_end(&g->workers[w]));
}

bool lab_class_grade(struct lab_class *class, struct lab_error *error) {
  struct grading g = {.class = class, .signals = -1, .begin = lab_process_now(), .error = error};
  json_t *kept = NULL;
  class->results = NULL;
  if (class->keep && !lab_keep_read(class->keep, &kept, error))
    return false;
  g.results = calloc(class->submissions->n + 1, sizeof *g.results);
  if (!g.results || !open_signals(&g)) {
    json_decref(kept);
    free(g.results);
    return lab_fail(error, 3, "out of memory");
  }
  grade_all(&g, kept);
  class->results = gather(&g);
  close_signals(&g);
  for (size_t i = 0; i < class->submissions->n; i++)
    json_decref(g.results[i]);
  free(g.results);
  json_decref(kept);
  return error->code == 0;
}
