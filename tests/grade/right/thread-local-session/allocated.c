/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <stdlib.h>
#include <string.h>

struct calendar {
  char buffer[16];
  unsigned long crossed[];
};

static char *label(struct calendar *c, unsigned day) {
  char *name = calloc(1, sizeof c->buffer);
  if (name)
    memset(name, 'a' + (int)(day % 26), sizeof c->buffer - 1);
  return name;
}

static void ask(struct calendar *c) {
  char *name = label(c, lab_self());
  if (name)
    c->crossed[lab_self()] += strspn(name, (char[]){(char)('a' + lab_self() % 26), '\0'}) != sizeof c->buffer - 1;
  free(name);
}
