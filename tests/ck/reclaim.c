/* SPDX-License-Identifier: MIT */
/*
 * Cases about phases and reclamation: barriers, epochs, hazard pointers.  Thread 0 replaces and destroys objects, the
 * others read them.  In the racy case a reader looks at its last object once more after it has let go of it.
 */
#include "cases.h"

/* -- Barriers: in each phase another thread writes what all read in the next. -- */
enum { PHASES = 6 }; /* few: in libck.a the tournament spins without yielding, with more threads than CPUs */
static bool late;

#define PHASED(name, INIT, STATE, WAIT)                                                                                \
  static void barrier_##name##_setup(void) { INIT; }                                                                   \
  static void barrier_##name##_run(unsigned self, bool racy) {                                                         \
    STATE;                                                                                                             \
    for (int phase = 0; phase < PHASES; phase++) {                                                                     \
      if (phase == 1)                                                                                                  \
        touch_bare(racy); /* by all, between the same two barriers */                                                  \
      if ((unsigned)phase % CK_THREADS == self)                                                                        \
        guarded = phase + 1;                                                                                           \
      WAIT;                                                                                                            \
      if (guarded != phase + 1)                                                                                        \
        __atomic_store_n(&late, true, __ATOMIC_RELAXED);                                                               \
      WAIT;                                                                                                            \
    }                                                                                                                  \
  }

static ck_barrier_centralized_t centralized = CK_BARRIER_CENTRALIZED_INITIALIZER;
PHASED(centralized, (void)0, ck_barrier_centralized_state_t state = CK_BARRIER_CENTRALIZED_STATE_INITIALIZER,
       ck_barrier_centralized(&centralized, &state, CK_THREADS))

static ck_barrier_combining_t combining;
static ck_barrier_combining_group_t root_group, group;
static void combining_init(void) {
  ck_barrier_combining_init(&combining, &root_group);
  ck_barrier_combining_group_init(&combining, &group, CK_THREADS);
}
PHASED(combining, combining_init(), (void)self;
       ck_barrier_combining_state_t state = CK_BARRIER_COMBINING_STATE_INITIALIZER,
       ck_barrier_combining(&combining, &group, &state))

static ck_barrier_dissemination_t dissemination[CK_THREADS];
static ck_barrier_dissemination_flag_t flags[CK_THREADS][8], *flag_rows[CK_THREADS];
static void dissemination_init(void) {
  for (unsigned i = 0; i < CK_THREADS; i++)
    flag_rows[i] = flags[i];
  ck_barrier_dissemination_init(dissemination, flag_rows, CK_THREADS);
}
PHASED(dissemination, dissemination_init(), ck_barrier_dissemination_state_t state;
       ck_barrier_dissemination_subscribe(dissemination, &state), ck_barrier_dissemination(dissemination, &state))

static ck_barrier_tournament_t tournament;
static ck_barrier_tournament_round_t rounds[CK_THREADS][8], *round_rows[CK_THREADS];
static void tournament_init(void) {
  for (unsigned i = 0; i < CK_THREADS; i++)
    round_rows[i] = rounds[i];
  ck_barrier_tournament_init(&tournament, round_rows, CK_THREADS);
}
PHASED(tournament, tournament_init(), ck_barrier_tournament_state_t state;
       ck_barrier_tournament_subscribe(&tournament, &state), ck_barrier_tournament(&tournament, &state))

static ck_barrier_mcs_t mcs[CK_THREADS];
PHASED(mcs, ck_barrier_mcs_init(mcs, CK_THREADS), ck_barrier_mcs_state_t state;
       ck_barrier_mcs_subscribe(mcs, &state), ck_barrier_mcs(mcs, &state))

static bool barrier_check(void) { return !late; }

/* -- Objects that are replaced while others read them. -- */
enum { OBJECTS = 300, GONE = -1 };
struct object {
  long value;
  ck_epoch_entry_t entry;
  ck_hp_hazard_t hazard;
};
CK_EPOCH_CONTAINER(struct object, entry, object_of)
static struct object objects[OBJECTS + 1], *current;
static unsigned destroyed;
static bool seen_gone;

static void objects_setup(void) {
  for (int i = 0; i <= OBJECTS; i++)
    objects[i].value = i;
  current = &objects[0];
}
static void destroy(struct object *o) {
  o->value = GONE;
  destroyed++; /* thread 0 destroys, nobody else */
}
static void look_at(const struct object *o) {
  if (o->value == GONE)
    __atomic_store_n(&seen_gone, true, __ATOMIC_RELAXED);
}
static bool objects_check(void) { return destroyed == OBJECTS && !seen_gone; }

/* -- Epochs. -- */
static ck_epoch_t epoch;
static ck_epoch_record_t records[CK_THREADS];
static void epoch_setup(void) {
  objects_setup();
  ck_epoch_init(&epoch);
  for (unsigned i = 0; i < CK_THREADS; i++)
    ck_epoch_register(&epoch, &records[i], NULL);
}
static void epoch_destroy(ck_epoch_entry_t *entry) { destroy(object_of(entry)); }

static void epoch_read(ck_epoch_record_t *record, bool again) {
  ck_epoch_begin(record, NULL);
  struct object *o = ck_pr_load_ptr(&current);
  look_at(o);
  ck_epoch_end(record, NULL);
  if (again)
    look_at(o);
}

/* The last object is replaced after the readers' last look at it. */
static void epoch_run(unsigned self, bool racy, void (*retire)(struct object *)) {
  if (self != 0) {
    for (int i = 0; i < CK_ROUNDS; i++)
      epoch_read(&records[self], false);
    meet();
    epoch_read(&records[self], racy);
    meet();
    return;
  }
  for (int i = 1; i <= OBJECTS; i++) {
    if (i == OBJECTS) {
      meet();
      meet();
    }
    retire(ck_pr_fas_ptr(&current, &objects[i]));
  }
  ck_epoch_barrier(&records[0]);
}

static void retire_synchronized(struct object *o) {
  ck_epoch_synchronize(&records[0]);
  destroy(o);
}
static void retire_called(struct object *o) { ck_epoch_call(&records[0], &o->entry, epoch_destroy); }
static void retire_strict(struct object *o) { ck_epoch_call_strict(&records[0], &o->entry, epoch_destroy); }
static void retire_polled(struct object *o) {
  ck_epoch_call(&records[0], &o->entry, epoch_destroy);
  ck_epoch_poll(&records[0]);
}
static void epoch_synchronize_run(unsigned self, bool racy) { epoch_run(self, racy, retire_synchronized); }
static void epoch_call_run(unsigned self, bool racy) { epoch_run(self, racy, retire_called); }
static void epoch_strict_run(unsigned self, bool racy) { epoch_run(self, racy, retire_strict); }
static void epoch_poll_run(unsigned self, bool racy) { epoch_run(self, racy, retire_polled); }

/* -- Hazard pointers. -- */
static ck_hp_t domain;
static ck_hp_record_t hp_records[CK_THREADS];
static void *hp_pointers[CK_THREADS][1];
static void hp_destroy(void *o) { destroy(o); }
static void hp_setup(void) {
  objects_setup();
  ck_hp_init(&domain, 1, 8, hp_destroy);
  for (unsigned i = 0; i < CK_THREADS; i++)
    ck_hp_register(&domain, &hp_records[i], hp_pointers[i]);
}

static void hp_read(ck_hp_record_t *record, bool again) {
  struct object *o;
  do {
    o = ck_pr_load_ptr(&current);
    ck_hp_set_fence(record, 0, o);
  } while (o != ck_pr_load_ptr(&current));
  look_at(o);
  ck_hp_clear(record);
  if (again)
    look_at(o);
}

static void hp_run(unsigned self, bool racy) {
  if (self != 0) {
    for (int i = 0; i < CK_ROUNDS; i++)
      hp_read(&hp_records[self], false);
    meet();
    hp_read(&hp_records[self], racy);
    meet();
    return;
  }
  for (int i = 1; i <= OBJECTS; i++) {
    if (i == OBJECTS) {
      meet();
      meet();
    }
    struct object *o = ck_pr_fas_ptr(&current, &objects[i]);
    ck_hp_free(&hp_records[0], &o->hazard, o, o);
  }
  ck_hp_purge(&hp_records[0]);
}

/* Part of those for annotations only is in libck.a. */
const struct ck_case ck_reclaim_cases[] = {
    {"barrier_centralized", barrier_centralized_setup, barrier_centralized_run, barrier_check, EITHER_WAY},
    {"barrier_combining", barrier_combining_setup, barrier_combining_run, barrier_check, EITHER_WAY},
    {"barrier_dissemination", barrier_dissemination_setup, barrier_dissemination_run, barrier_check, EITHER_WAY},
    {"barrier_tournament", barrier_tournament_setup, barrier_tournament_run, barrier_check, ANNOTATED_ONLY},
    {"barrier_mcs", barrier_mcs_setup, barrier_mcs_run, barrier_check, EITHER_WAY},
    {"epoch_synchronize", epoch_setup, epoch_synchronize_run, objects_check, ANNOTATED_ONLY},
    {"epoch_call", epoch_setup, epoch_call_run, objects_check, ANNOTATED_ONLY},
    {"epoch_strict", epoch_setup, epoch_strict_run, objects_check, ANNOTATED_ONLY},
    {"epoch_poll", epoch_setup, epoch_poll_run, objects_check, ANNOTATED_ONLY},
    {"hazard_pointers", hp_setup, hp_run, objects_check, ANNOTATED_ONLY},
    {NULL, NULL, NULL, NULL, EITHER_WAY},
};
