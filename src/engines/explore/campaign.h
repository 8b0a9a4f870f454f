/* SPDX-License-Identifier: MIT */
/* A campaign: phases of search, the best failing schedule, what is proved. */
#ifndef LAB_EXPLORE_CAMPAIGN_H
#define LAB_EXPLORE_CAMPAIGN_H

#include "engines/explore/best.h"
#include "engines/explore/outcome.h"
#include "engines/explore/search.h"

#define LAB_PHASES_MAX 20u
#define LAB_IDENTITY_MAX 40u

enum lab_stop_reason { LAB_STOP_EXHAUSTED, LAB_STOP_EXECUTIONS, LAB_STOP_TIME, LAB_STOP_FAILURE, LAB_STOP_SIGNAL };

struct lab_phase {
  char name[24];
  uint64_t executions, complete, asleep, futile, cut, bad;
  bool limited; /* executions ran past the step bound, or into what is not modelled; */
  bool refused; /* the latter */
  double seconds;
  enum lab_stop_reason stopped;
};

struct lab_campaign {
  /* what is asked for */
  const char *strategy;    /* NULL: the mix */
  uint64_t max_executions; /* per phase, 0: none */
  double seconds;          /* in all */
  bool count;              /* every interleaving, for the exact distribution */
  char identity[LAB_IDENTITY_MAX];
  /* what came out */
  struct lab_phase phases[LAB_PHASES_MAX];
  uint32_t n_phases;
  bool exhausted;            /* one of the phases saw everything */
  int32_t counted;           /* the phase that lab_endings stem from, -1: none */
  uint64_t nondeterministic; /* repeated executions that differed */
  bool strayed;              /* the program did not follow the schedule that was replayed to its end */
  struct lab_best best;
  uint32_t ruled_out;   /* preemptions: no schedule with fewer fails */
  int32_t fewest;       /* preemptions of the best, where none with fewer fails; -1: that is not known */
  double first_failure; /* seconds until the first failing execution, negative: none */
};
extern struct lab_campaign lab_campaign;

void lab_campaign_run(void);

/* One execution, and what it ended in, into lab_ending_now. */
void lab_campaign_execute(void);

/* Replays the best schedule through its token, filling lab_show; false if it does not come out the same. */
bool lab_campaign_show(const char *token);
bool lab_ending_is_bad(const struct lab_ending *ending);

#endif
