/* SPDX-License-Identifier: MIT */
/*
 * Which labs and variants there are.  The front end never runs lab code: it asks each host directory's lab-native
 * ("--describe": one JSON document, see src/host/registry.c) and keeps the answer.
 */
#ifndef LAB_PLAN_CATALOG_H
#define LAB_PLAN_CATALOG_H

#include "plan/engine.h"
#include <lab/lab.h>

/* "threads", "processes", "timed", "tasks". */
const char *lab_kind_name(enum lab_kind kind);

/* What a variant is: its file name says it, or else what it declares. */
enum lab_role { LAB_ROLE_BROKEN, LAB_ROLE_WAY, LAB_ROLE_FIXED, LAB_ROLE_EXERCISE, LAB_ROLES };
/* "broken", "way", "fixed", "exercise". */
const char *lab_role_name(enum lab_role role);

struct lab_info_outcome {
  long values[LAB_OBSERVED_MAX];
  char *id; /* "0, 1" */
  enum lab_grade grade;
  char *meaning;
};

/* One variant, as its host describes it.  Strings are owned by the catalog. */
struct lab_info {
  char *lab;     /* "counter-race" */
  char *variant; /* "broken" */
  char *name;    /* "counter-race/broken" */
  char *title;
  unsigned unit, place; /* of the lab in the reading order: "Unit: 1.2 Races" in its lesson; 0, 0 where it says none */
  char *unit_title;     /* "Races", or NULL */
  char *hosts;          /* directory of the host executables that contain it */
  char *given;          /* of a file that was given by path: what a command line says to mean it; or NULL */
  char *source;         /* path of its .c file, or NULL where it is not installed */
  enum lab_role role;
  unsigned long ops;
  unsigned threads;
  enum lab_kind kind;
  unsigned unit_us;    /* timed variants: microseconds in a unit */
  unsigned iterations; /* timed variants: how often the work is done by default */
  size_t state_size;
  bool exclusive;
  char *expect[LAB_ENGINES]; /* NULL: nothing declared; else words separated by '|' */
  char *why;
  char **roles; /* names of differing actors */
  unsigned n_roles;
  struct lab_info_outcome *outcomes;
  unsigned n_outcomes;
  char *const *wrapper; /* words that the command of its hosts stands behind, a sandbox for instance; not owned */
  size_t n_wrapper;     /* at most LAB_WRAPPER_MAX */
};
#define LAB_WRAPPER_MAX 96

/* Something that was odd while loading; what could be loaded was loaded all the same. */
struct lab_catalog_note {
  bool loud;  /* worth a line on stderr before any command; the others are for "lab doctor" */
  char *text; /* one line */
};

struct lab_catalog {
  struct lab_info *variants; /* in reading order, then by lab, then broken, ways, fixed, exercise, then by name */
  size_t count;
  struct lab_catalog_note *notes;
  size_t n_notes;
};

struct lab_error {
  int code;       /* exit code of DESIGN: 2 usage, 3 system, 4 nothing matched, 77 cannot run here; 0: no error */
  char text[600]; /* one line, no newline */
};

/* Sets error unless it is set already (the first one wins); returns false, so that callers can return it. */
bool lab_fail(struct lab_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Where host executables are looked for: the directories of LAB_HOSTS (a colon-separated list), then
 * <prefix>/libexec/lab; each once.  *n is their number.  Static storage, read once per process.
 */
const char *const *lab_host_directories(size_t *n);

/*
 * Puts a directory before all others: that of files given by path, whose labs hide others of their names without a
 * word. Before lab_host_directories is called for the first time.
 */
void lab_host_directories_put_first(const char *directory);
/* That directory, or "". */
const char *lab_host_directories_first(void);

/*
 * Loads the catalog from the directories of lab_host_directories().  Returns false and sets error when no host
 * answers, or that of files given by path does not.  The caller frees it with lab_catalog_free.
 */
bool lab_catalog_load(struct lab_catalog *catalog, struct lab_error *error);
void lab_catalog_free(struct lab_catalog *catalog);

/* The installed or built tree that this executable belongs to: <prefix>/bin/lab.  Absolute, static storage. */
const char *lab_prefix(void);

/* lab.md of a lab, or NULL; the caller frees. */
char *lab_lesson_path(const struct lab_catalog *catalog, const char *lab);

/*
 * Selects variants by patterns: "LAB", "LAB/VARIANT", either part with globs (fnmatch(3)), or "all".  In catalog
 * order, each once.  A pattern without any match sets error (2 for a name, with the nearest one; 4 for a glob).
 * *chosen is an array of pointers into the catalog, freed by the caller.
 */
bool lab_catalog_select(const struct lab_catalog *catalog, char *const *patterns, size_t n_patterns,
                        const struct lab_info ***chosen, size_t *n_chosen, struct lab_error *error);

/* The candidate closest to word by edit distance, or NULL where none is near (more than a third of it wrong). */
const char *lab_nearest(const char *word, const char *const *candidates, size_t n);

#endif
