/* SPDX-License-Identifier: MIT */
#include "stats/record.h"
#include <stdlib.h>
#include <string.h>

static int compare_text(const char *a, const char *b) {
  if (!a || !b)
    return (a != NULL) - (b != NULL);
  return strcmp(a, b);
}

int lab_place_compare(const struct lab_place *a, const struct lab_place *b) {
  const int files = compare_text(a->file, b->file);
  if (files != 0)
    return files;
  if (a->line != b->line)
    return a->line < b->line ? -1 : 1;
  return compare_text(a->function, b->function);
}

bool lab_finding_same(const struct lab_finding *a, const struct lab_finding *b) {
  if (strcmp(a->kind, b->kind) != 0 || a->n_accesses != b->n_accesses)
    return false;
  for (unsigned i = 0; i < a->n_accesses; i++) {
    if (!a->accesses[i].place.file || a->accesses[i].write != b->accesses[i].write ||
        lab_place_compare(&a->accesses[i].place, &b->accesses[i].place) != 0)
      return false;
  }
  return true;
}

void lab_finding_clear(struct lab_finding *finding) {
  for (unsigned a = 0; a < finding->n_accesses; a++) {
    free(finding->accesses[a].place.function);
    free(finding->accesses[a].place.file);
    free(finding->accesses[a].place.text);
  }
}

int lab_finding_order(const void *a, const void *b) {
  const struct lab_finding *x = a, *y = b;
  if (x->iterations != y->iterations)
    return x->iterations < y->iterations ? 1 : -1;
  return x->n_accesses > 0 && y->n_accesses > 0 ? lab_place_compare(&x->accesses[0].place, &y->accesses[0].place) : 0;
}
