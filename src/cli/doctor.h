/* SPDX-License-Identifier: MIT */
/*
 * What "lab doctor" looks at, one function per matter.
 */
#ifndef LAB_CLI_DOCTOR_H
#define LAB_CLI_DOCTOR_H

#include "plan/catalog.h"
#include <stdio.h>

enum lab_health { LAB_HEALTH_OK, LAB_HEALTH_WARN, LAB_HEALTH_FAIL };

struct lab_doctor {
  FILE *out;
  bool color;
  unsigned found[3]; /* by health */
  bool native, tsan; /* the engine can work */
};

/* One line: what was looked at and what was found. */
void lab_doctor_say(struct lab_doctor *doctor, enum lab_health health, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The line below it: what follows from it, and what to do. */
void lab_doctor_advise(struct lab_doctor *doctor, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The machine: CPUs, limits, address space, kernel. */
void lab_doctor_machine(struct lab_doctor *doctor);

#endif
