/* SPDX-License-Identifier: MIT */
/*
 * Internal to src/supervise: one job on its way, and what all of them share.
 */
#ifndef LAB_SUPERVISE_TURN_H
#define LAB_SUPERVISE_TURN_H

#include "supervise/harvest.h"
#include "supervise/host_process.h"
#include "supervise/supervise.h"
#include "supervise/work.h"

#define LAB_ROUNDS 10        /* slices that a job's iterations are dealt out in, if time allows */
#define LAB_HOSTS_AT_ONCE 32 /* processes alive at a time, and one more for tuning */

/* The channel was damaged somewhere in these iterations: they are run again one by one, to find out where. */
struct lab_suspicion {
  bool on;
  struct lab_range range;
  char text[120]; /* of the incident, should it not show again */
};

struct lab_turn {
  const struct lab_job *job;
  struct lab_record *record;
  const char *executable;
  struct lab_layout layout;

  struct lab_host host;
  struct lab_harvest harvest; /* of this host, up to the last slice that ended well */
  uint64_t end;               /* highest iteration that this host was told to run, plus one */

  struct lab_work work;
  struct lab_suspicion suspicion;
  bool careful; /* after an incident: one state per batch, so that the next one is attributed exactly */
  bool over;    /* nothing more will be done */
  unsigned hangs;
  double used; /* seconds spent in slices */
};

struct lab_supervisor {
  const struct lab_plan *plan;
  const struct lab_catalog *catalog;
  const struct lab_progress *progress;
  struct lab_run *run;
  int signals;                                   /* signalfd(2) */
  const char *interruption;                      /* name of the signal that ended it all, or NULL */
  struct lab_host *hosts[LAB_HOSTS_AT_ONCE + 2]; /* those that are alive, so that none is left undrained */
  size_t n_hosts;
  uint64_t random;
  unsigned cpus;
};

/* How a slice ended. */
enum lab_ending {
  LAB_ENDING_DONE,
  LAB_ENDING_REFUSED,
  LAB_ENDING_DIED,
  LAB_ENDING_FLOOD,
  LAB_ENDING_DAMAGED, /* nonsense in the socket or the shared memory, or the socket closed */
  LAB_ENDING_HUNG,
  LAB_ENDING_DEADLOCKED,
  LAB_ENDING_INTERRUPTED
};

/* Begins a job: the record must be zeroed and its plan's part filled in.  No process yet. */
void lab_turn_begin(struct lab_turn *turn, const struct lab_job *job, struct lab_record *record,
                    const struct lab_layout *layout, const char *executable);

/* Starts its host, which becomes ready while others work.  Where that is impossible, the turn is over, refused. */
void lab_turn_start_host(struct lab_supervisor *supervisor, struct lab_turn *turn);

/* Waits for the host to be ready; false if the turn is over or the run was interrupted. */
bool lab_turn_await(struct lab_supervisor *supervisor, struct lab_turn *turn);

/* Runs at most this many iterations for about this long, and settles whatever happens in them. */
void lab_turn_slice(struct lab_supervisor *supervisor, struct lab_turn *turn, uint64_t iterations, double seconds);

/* Adds what the host counted to the record, and lets it go.  Idle where there is no host. */
void lab_turn_finish(struct lab_supervisor *supervisor, struct lab_turn *turn);

/* An incident of this slice: kills the host, keeps what it had counted, takes the iteration out of the work, and
 * starts a fresh host or gives up.  An empty slice means that it happened between two. */
void lab_turn_settle(struct lab_supervisor *supervisor, struct lab_turn *turn, enum lab_ending ending,
                     struct lab_range slice);

/* What is said of an incident.  Looks at the host's memory and status; the host is dead. */
struct lab_position {
  uint64_t iteration, batch_first;
  unsigned actor; /* LAB_ACTORS_MAX: unknown */
  bool known;     /* false: somewhere in the slice */
};
struct lab_position lab_incident_position(const struct lab_host *host, struct lab_range slice);
enum lab_incident lab_incident_of(const struct lab_host *host, enum lab_ending ending);
void lab_incident_describe(char *text, size_t size, const struct lab_host *host, enum lab_incident kind,
                           const struct lab_position *position, double timeout);

/* Waits for news of all hosts; true if the run was interrupted now or before. */
bool lab_supervisor_pump(struct lab_supervisor *supervisor, double seconds);
void lab_supervisor_add_host(struct lab_supervisor *supervisor, struct lab_host *host);
void lab_supervisor_drop_host(struct lab_supervisor *supervisor, struct lab_host *host);

/* The next pseudo-random number (splitmix64). */
uint64_t lab_supervisor_random(struct lab_supervisor *supervisor);

/* The layout for all native jobs of a lab, measured in a throw-away host; that of lab_layout_default otherwise. */
bool lab_tune(struct lab_supervisor *supervisor, const char *lab, struct lab_layout *layout);

/* -- Signals. -- */
/* Routes SIGINT, SIGTERM and SIGHUP into a descriptor, those that are ignored excepted; -1 with errno set. */
int lab_signals_open(void);
/* Name of a pending one, or NULL. */
const char *lab_signals_read(int fd);
/* Puts things back; after an interruption the signals stay blocked, so that the results are still printed.  Those that
 * came when all was measured are dropped: what they should end is over, and the results must not go with them. */
void lab_signals_close(int fd, bool interrupted);

/* -- Machine. -- */
/* CPU seconds that all processes of the machine, and this one with its ended children, have used; negative: unknown. */
double lab_machine_busy_seconds(void);
double lab_machine_own_seconds(void);
/* Hosts of this kind that memory and limits allow together, 2 to LAB_HOSTS_AT_ONCE. */
unsigned lab_machine_hosts(unsigned actors, bool detector);

#endif
