/* SPDX-License-Identifier: MIT */
/*
 * Executes a plan: host processes, their channels, the watchdog, and what a death means.
 */
#ifndef LAB_SUPERVISE_SUPERVISE_H
#define LAB_SUPERVISE_SUPERVISE_H

#include "plan/plan.h"
#include "report/report.h"

#define LAB_RESTARTS_MAX 10       /* a variant on an engine is given up after this many fresh hosts beyond the first */
#define LAB_HANGS_MAX 3           /* ... or after this many hangs and deadlocks, since each is waited for */
#define LAB_OUTPUT_MAX (1u << 20) /* bytes that one host may print before it counts as a flood */

/* Called now and then from lab_execute, with the work done so far (0..1) and what is being done. */
struct lab_progress {
  void (*update)(void *context, double done, const char *text);
  void *context;
};

/*
 * Runs every job of the plan and fills run->jobs (allocated here; lab_run_clear frees), machine, partial,
 * interruption, elapsed and summaries.  Hosts are started once per job and take turns in slices, so that a machine
 * that changes under the run does not favour a variant.  SIGINT, SIGTERM, SIGHUP end the measuring: what was counted
 * is kept and marked.  Returns false and sets error only where nothing could be done at all (no memory, no host).
 * Call once per process, after lab_janitor_start.
 */
bool lab_execute(const struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_progress *progress,
                 struct lab_run *run, struct lab_error *error);
void lab_run_clear(struct lab_run *run);

/* Makes the summaries of a run whose records are complete and symbolized: the last step of lab_execute. */
void lab_run_conclude(struct lab_run *run);

/*
 * Splits the process in two: the caller goes on as the child; the parent waits, and when the child is gone, however
 * it went, kills every descendant that is left and ends with the child's status.  If the parent is killed, the child
 * gets SIGTERM and does the same.  Labs fork and leave, and kill -9 runs no handlers: this is what cleans up.
 * In the child, further calls do nothing.
 * Linux: PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG (prctl(2)).
 */
bool lab_janitor_start(struct lab_error *error);

/* What the janitor that is started after this does last of all: removing what must not stay, however it ended. */
void lab_janitor_at_end(void (*clean)(void));

/* Kills and reaps all descendants of this process but none else. */
void lab_janitor_sweep(void);

/* Round trip of a cache line between two usable CPUs in ns (median of a millisecond), 0 where there is only one. */
double lab_machine_round_trip(void);
/* Fills cpu, kernel, cpus. */
void lab_machine_describe(struct lab_machine *machine);

/* Announces what lab_symbolize will be asked for, so that all of it is looked up at once. */
void lab_symbolize_expect(const struct lab_record *record, const char *host_executable);

/* Symbolizes record->reports into record->findings, merging pairs of the same lines. */
void lab_symbolize(struct lab_record *record, const char *host_executable);

#endif
