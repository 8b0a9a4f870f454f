/* SPDX-License-Identifier: MIT */
#include "grade/witness.h"
#include "grade/lexer.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A piece of C that is looked for, and what takes its place. */
struct piece {
  struct lab_tokens wanted;
  const char *as;
};

/* The first of n pieces that the tokens from here on are; NULL: they are something else. */
static const struct piece *match(const struct lab_tokens *tokens, size_t at, const struct piece pieces[], size_t n) {
  for (size_t i = 0; i < n; i++) {
    const struct lab_tokens *wanted = &pieces[i].wanted;
    if (wanted->n > 0 && wanted->n <= tokens->n - at &&
        lab_tokens_equal(&tokens->all[at], wanted->n, wanted->all, wanted->n))
      return &pieces[i];
  }
  return NULL;
}

/* Copies the text, with what falsifies in the place of what is falsified; all other bytes stay. */
static void falsify(FILE *file, const struct lab_handed_in *handed, const struct lab_tokens *tokens,
                    const struct piece pieces[], size_t n) {
  size_t copied = 0;
  for (size_t t = 0; t < tokens->n; t++) {
    const struct piece *piece = match(tokens, t, pieces, n);
    if (!piece)
      continue;
    fwrite(handed->text + copied, 1, tokens->all[t].from - copied, file);
    fputs(piece->as, file);
    t += piece->wanted.n - 1;
    copied = tokens->all[t].to;
  }
  fwrite(handed->text + copied, 1, handed->size - copied, file);
}

static bool falsify_pieces(FILE *file, const struct lab_handed_in *handed, const struct lab_tokens *tokens,
                           const json_t *list, struct lab_error *error) {
  const size_t n = json_array_size(list);
  struct piece *pieces = calloc(n ? n : 1, sizeof *pieces);
  bool good = pieces || lab_fail(error, 3, "out of memory");
  for (size_t i = 0; i < n && good; i++) {
    const json_t *piece = json_array_get(list, i);
    const char *text = json_string_value(json_object_get(piece, "text"));
    pieces[i].as = json_string_value(json_object_get(piece, "as"));
    good = lab_tokens_read(&pieces[i].wanted, text, strlen(text), error);
  }
  if (good)
    falsify(file, handed, tokens, pieces, n);
  for (size_t i = 0; i < n && pieces; i++)
    lab_tokens_clear(&pieces[i].wanted);
  free(pieces);
  return good;
}

bool lab_witness_write(const char *path, const struct lab_handed_in *handed, const struct lab_rubric *rubric,
                       struct lab_error *error) {
  struct lab_tokens tokens;
  FILE *file = fopen(path, "we");
  if (!file)
    return lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
  bool good = lab_tokens_read(&tokens, handed->text, handed->size, error);
  good = good && falsify_pieces(file, handed, &tokens, rubric->falsify, error);
  lab_tokens_clear(&tokens);
  good = good && !ferror(file);
  return (fclose(file) == 0 && good) || lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
}
