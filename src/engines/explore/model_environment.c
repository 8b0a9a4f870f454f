/* SPDX-License-Identifier: MIT */
/*
 * The environment: what the program sets is kept in its own heap, in front of what the process was given, so it is
 * gone in the next execution.  Looking is a read and setting is a write of one object, and not atomic: POSIX lets
 * getenv race with setenv.
 */
#include "engines/explore/heap.h"
#include "engines/explore/hooks.h"
#include "engines/explore/scheduler.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct variable {
  struct variable *before;
  char *value; /* NULL: not set any more */
  char name[];
};

/* In the program's data: reset with it.  Named in traces. */
struct variable *lab_environment = NULL;

static void visit(bool write, uintptr_t pc, uintptr_t frame) {
  lab_hook_access((uintptr_t)&lab_environment, sizeof lab_environment, write, pc, frame);
}

static char *find(const char *name) {
  for (const struct variable *v = lab_environment; v; v = v->before)
    if (strcmp(v->name, name) == 0)
      return v->value;
  return getenv(name);
}

static int put(const char *name, size_t length, char *value) {
  struct variable *v = lab_heap_allocate(sizeof *v + length + 1, 16, false);
  if (!v) {
    errno = ENOMEM;
    return -1;
  }
  memcpy(v->name, name, length);
  v->value = value;
  v->before = lab_environment;
  lab_environment = v;
  return 0;
}

static bool is_name(const char *name) { return name && *name && !strchr(name, '='); }

char *lab_model_getenv(const char *name);
char *lab_model_getenv(const char *name) {
  visit(false, LAB_PC(), LAB_FRAME());
  return find(name);
}

int lab_model_setenv(const char *name, const char *value, int overwrite);
int lab_model_setenv(const char *name, const char *value, int overwrite) {
  visit(true, LAB_PC(), LAB_FRAME());
  if (!is_name(name)) {
    errno = EINVAL;
    return -1;
  }
  if (!overwrite && find(name))
    return 0;
  char *copy = lab_heap_allocate(strlen(value) + 1, 16, false);
  return copy ? put(name, strlen(name), strcpy(copy, value)) : -1;
}

int lab_model_unsetenv(const char *name);
int lab_model_unsetenv(const char *name) {
  visit(true, LAB_PC(), LAB_FRAME());
  if (!is_name(name)) {
    errno = EINVAL;
    return -1;
  }
  return put(name, strlen(name), NULL);
}

int lab_model_putenv(char *text);
int lab_model_putenv(char *text) {
  visit(true, LAB_PC(), LAB_FRAME());
  char *equals = strchr(text, '=');
  return equals ? put(text, (size_t)(equals - text), equals + 1) : put(text, strlen(text), NULL);
}
