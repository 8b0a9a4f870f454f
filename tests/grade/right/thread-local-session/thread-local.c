/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <string.h>

struct calendar {
  char buffer[16];
  unsigned long crossed[];
};

static _Thread_local char own[16];

static const char *label(struct calendar *c, unsigned day) {
  (void)c;
  memset(own, 'a' + (int)(day % 26), sizeof own - 1);
  own[sizeof own - 1] = '\0';
  return own;
}

static void ask(struct calendar *c) {
  const char *name = label(c, lab_self());
  c->crossed[lab_self()] += strspn(name, (char[]){(char)('a' + lab_self() % 26), '\0'}) != sizeof c->buffer - 1;
}
