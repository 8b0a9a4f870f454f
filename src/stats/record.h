/* SPDX-License-Identifier: MIT */
/*
 * What one variant did on one engine: the raw counts, as supervise collects them and stats and report read them.
 */
#ifndef LAB_STATS_RECORD_H
#define LAB_STATS_RECORD_H

#include "plan/catalog.h"
#include "supervise/channel.h"

/* How an iteration can end other than by an audit.  Names: lab_incident_name(). */
enum lab_incident {
  LAB_INCIDENT_CRASH,    /* a signal: "crash" */
  LAB_INCIDENT_EXIT,     /* the process ended by itself, whatever its status: "exit" */
  LAB_INCIDENT_HANG,     /* no progress for the time-out, still running: "hang" */
  LAB_INCIDENT_DEADLOCK, /* every actor that is not done waits for ever: "deadlock" */
  LAB_INCIDENT_CORRUPT,  /* the result channel was written over: "corrupt" */
  LAB_INCIDENT_FLOOD,    /* more output than the limit: "output-flood" */
  LAB_INCIDENTS
};
const char *lab_incident_name(enum lab_incident incident);
const char *lab_tally_name(enum lab_tally tally); /* "lost", "duplicated", ... */

#define LAB_INCIDENT_NOTES 8
struct lab_incident_note {
  enum lab_incident kind;
  uint64_t iteration;
  char text[120]; /* "SIGSEGV in actor 1", "exit status 0", ... */
};

/* One side of a report, symbolized. */
struct lab_place {
  char *function;
  char *file; /* relative to the labs where it can be: "counter-race/broken.c" */
  unsigned line, column;
  char *text; /* the source line, trimmed, or NULL */
};

/* A distinct pair of lines that the sanitizer reported. */
struct lab_finding {
  char kind[32];
  uint64_t iterations, count, first;
  unsigned n_accesses;
  struct {
    struct lab_place place;
    unsigned actor, size;
    bool write, atomic;
    bool freed; /* no access: the memory was freed there */
  } accesses[LAB_REPORT_STACKS];
};

/* Orders places by file, line and function. */
int lab_place_compare(const struct lab_place *a, const struct lab_place *b);
/* True where both are of the same kind and between the same lines.  Places without a line cannot be told to be the
 * same: such findings stay apart. */
bool lab_finding_same(const struct lab_finding *a, const struct lab_finding *b);
/* For qsort: the most iterations first, then by place. */
int lab_finding_order(const void *a, const void *b);
/* Frees what a finding owns. */
void lab_finding_clear(struct lab_finding *finding);

struct lab_times;       /* stats/timing.h */
struct lab_exploration; /* stats/exploration.h */

/* Time of the actors of one role. */
struct lab_role_time {
  double ns, ops;
};

struct lab_record {
  const struct lab_info *info;
  enum lab_engine engine;
  unsigned threads;
  unsigned long ops;
  uint64_t wanted; /* iterations asked for; 0: as many as the time allows */
  size_t index;    /* of the job in the plan of the whole */
  uint64_t first;  /* index of the first of them: not 0 in a shard */
  uint64_t total;  /* asked for of all shards together; as wanted where there is one alone */
  struct lab_layout layout;
  bool yielding; /* run on the build that yields between accesses, since one CPU shows nothing otherwise */

  struct lab_counts counts; /* of all workers and hosts */
  uint64_t incidents[LAB_INCIDENTS];
  struct lab_incident_note notes[LAB_INCIDENT_NOTES]; /* the first few */
  unsigned n_notes;
  unsigned restarts;
  bool gave_up;      /* stopped after the stated number of restarts */
  bool partial;      /* interrupted before all that was wanted was done */
  bool ran;          /* at least one host became ready */
  char refused[160]; /* why it cannot run here, if it never ran */
  bool unsuited;     /* refused since the engine is not for this kind of variant: nothing is missing here */

  double sweep_ns;                                /* actor time in operations */
  double sweep_ops;                               /* operations in it */
  struct lab_role_time role_times[LAB_ROLES_MAX]; /* the same by role of info, where actors differ */
  double wall_ns;                                 /* of all slices, or of the searches */

  struct lab_times *times; /* of a timed variant, else NULL */
  unsigned unit_us;        /* of a timed variant: its unit in this run */

  struct lab_exploration *exploration; /* of an engine that searches, else NULL; counts are 0 then */

  struct lab_report reports[LAB_REPORTS_MAX]; /* raw, by address */
  unsigned n_reports;
  uint64_t reports_dropped;     /* distinct reports beyond LAB_REPORTS_MAX */
  struct lab_finding *findings; /* symbolized, by pair of lines */
  unsigned n_findings;
  char *symbolizer_note; /* why places are missing, or NULL */
};

/* Iterations that ended in any way: audited ones and incidents. */
uint64_t lab_record_iterations(const struct lab_record *record);

/* Frees what the record owns, not the record. */
void lab_record_clear(struct lab_record *record);

/* Adds counts: into += from. */
void lab_counts_add(struct lab_counts *into, const struct lab_counts *from);

/* Adds times, role by role: into += from. */
void lab_role_times_add(struct lab_role_time into[LAB_ROLES_MAX], const struct lab_role_time from[LAB_ROLES_MAX]);

/* True where these can be counts of iterations below end, at most so many of them: what comes from elsewhere (a lab's
 * memory, a file) is not believed before. */
bool lab_counts_possible(const struct lab_counts *counts, uint64_t end, uint64_t iterations);

/* The machine at the time of the run. */
struct lab_machine {
  char cpu[96], kernel[64], compiler[64];
  unsigned cpus_usable, cpus_online;
  bool pinned;
  double round_trip_before_ns, round_trip_after_ns; /* of a cache line between two CPUs; 0: one CPU only */
  double foreign_load; /* CPUs' worth of time that others used during the run; negative: unknown */
};

#endif
