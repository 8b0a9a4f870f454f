/* SPDX-License-Identifier: MIT */
#include "plan/catalog.h"
#include <ctype.h>
#include <string.h>

#define WORD_MAX 96

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static bool same(char a, char b) { return tolower((unsigned char)a) == tolower((unsigned char)b); }

/* Edit distance, case apart; two neighbours in the wrong order are one mistake (optimal string alignment). */
static size_t distance(const char *a, size_t n, const char *b, size_t m) {
  size_t rows[3][WORD_MAX + 1];
  size_t *before = rows[0], *above = rows[1], *row = rows[2];
  for (size_t j = 0; j <= m; j++)
    above[j] = j;
  for (size_t i = 1; i <= n; i++) {
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same(a[i - 1], b[j - 1]));
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = least(row[j], before[j - 2] + 1);
    }
    size_t *oldest = before;
    before = above;
    above = row;
    row = oldest;
  }
  return above[m];
}

const char *lab_nearest(const char *word, const char *const *candidates, size_t n) {
  const size_t length = strlen(word);
  const char *nearest = NULL;
  size_t best = 0;
  if (length == 0 || length > WORD_MAX)
    return NULL;
  for (size_t i = 0; i < n; i++) {
    const size_t other = strlen(candidates[i]);
    if (other > WORD_MAX)
      continue;
    size_t wrong = distance(word, length, candidates[i], other);
    const size_t longer = length > other ? length : other;
    /* A beginning that was left unfinished is not a mistake, however much is missing. */
    const bool beginning = length >= 2 && strncasecmp(word, candidates[i], length) == 0;
    if (beginning)
      wrong = least(wrong, 1);
    const bool near = beginning || wrong * 3 <= longer;
    if (near && (!nearest || wrong < best)) {
      nearest = candidates[i];
      best = wrong;
    }
  }
  return nearest;
}
