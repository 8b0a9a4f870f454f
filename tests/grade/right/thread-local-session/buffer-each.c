/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <string.h>

struct session {
  char buffer[16];
};

struct calendar {
  char buffer[16]; /* whose size counts */
  unsigned long crossed[];
};

static const char *label(char *buffer, size_t size, unsigned day) {
  memset(buffer, 'a' + (int)(day % 26), size - 1);
  buffer[size - 1] = '\0';
  return buffer;
}

static void ask(struct calendar *c) {
  char mine[sizeof c->buffer];
  const char *name = label(mine, sizeof mine, lab_self());
  c->crossed[lab_self()] += strspn(name, (char[]){(char)('a' + lab_self() % 26), '\0'}) != sizeof c->buffer - 1;
}
