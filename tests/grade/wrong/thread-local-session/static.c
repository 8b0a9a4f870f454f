/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <string.h>

struct calendar {
  char buffer[16];
  unsigned long crossed[];
};

static const char *label(unsigned day) {
  static char name[16];
  memset(name, 'a' + (int)(day % 26), sizeof name - 1);
  return name;
}

static void ask(struct calendar *c) {
  const char *name = label(lab_self());
  c->crossed[lab_self()] += strspn(name, (char[]){(char)('a' + lab_self() % 26), '\0'}) != sizeof c->buffer - 1;
}
