/* SPDX-License-Identifier: MIT */
/*
 * The engines: how a variant can be executed.  Everything that is said of all of them, and everything that treats them
 * differently only in facts, reads this table.
 */
#ifndef LAB_PLAN_ENGINE_H
#define LAB_PLAN_ENGINE_H

#include <stdbool.h>

enum lab_engine {
  LAB_ENGINE_NATIVE,
  LAB_ENGINE_TSAN,
  LAB_ENGINE_EXPLORE,
  LAB_ENGINE_ASAN,
  LAB_ENGINE_HELGRIND,
  LAB_ENGINE_DRD,
  LAB_ENGINES
};

struct lab_engine_facts {
  const char *name;     /* as in --engine, in declarations and in JSON */
  const char *host;     /* executable in a directory of hosts */
  const char *summary;  /* what it does, a phrase for help and lists */
  const char *limits;   /* what it cannot show, a sentence for reports */
  bool standard;        /* run and check take it where nobody says --engine */
  bool iterates;        /* runs iterations, whose counts are statistics; else it searches, and its counts are exact */
  const char *detector; /* the tool that watches a native execution and reports what it finds, or NULL */
  const char *valgrind; /* the tool of valgrind that its host is run by, or NULL */
};

/* The facts of an engine below LAB_ENGINES; static storage. */
const struct lab_engine_facts *lab_engine_facts(enum lab_engine engine);

/* Its name. */
const char *lab_engine_name(enum lab_engine engine);

#endif
