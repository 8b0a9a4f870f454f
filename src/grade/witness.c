/* SPDX-License-Identifier: MIT */
#include "grade/witness.h"
#include "grade/lexer.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* How many tokens from here on are this piece of C; 0: they are something else. */
static size_t match(const struct lab_tokens *tokens, size_t at, const char *piece, struct lab_error *error) {
  struct lab_tokens wanted;
  size_t length = 0;
  if (lab_tokens_read(&wanted, piece, strlen(piece), error) && at + wanted.n <= tokens->n &&
      lab_tokens_equal(&tokens->all[at], wanted.n, wanted.all, wanted.n))
    length = wanted.n;
  lab_tokens_clear(&wanted);
  return length;
}

/* Copies the text, with what falsifies in the place of what is falsified; all other bytes stay. */
static void falsify(FILE *file, const struct lab_handed_in *handed, const struct lab_tokens *tokens,
                    const json_t *pieces, struct lab_error *error) {
  size_t copied = 0;
  for (size_t t = 0; t < tokens->n;) {
    size_t length = 0;
    for (size_t i = 0; i < json_array_size(pieces) && length == 0; i++) {
      const json_t *piece = json_array_get(pieces, i);
      length = match(tokens, t, json_string_value(json_object_get(piece, "text")), error);
      if (length == 0)
        continue;
      fwrite(handed->text + copied, 1, tokens->all[t].from - copied, file);
      fputs(json_string_value(json_object_get(piece, "as")), file);
      copied = tokens->all[t + length - 1].to;
    }
    t += length ? length : 1;
  }
  fwrite(handed->text + copied, 1, handed->size - copied, file);
}

bool lab_witness_write(const char *path, const struct lab_handed_in *handed, const struct lab_rubric *rubric,
                       struct lab_error *error) {
  struct lab_tokens tokens;
  FILE *file = fopen(path, "we");
  if (!file)
    return lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
  bool good = lab_tokens_read(&tokens, handed->text, handed->size, error);
  if (good)
    falsify(file, handed, &tokens, rubric->falsify, error);
  lab_tokens_clear(&tokens);
  good = good && !error->code && !ferror(file);
  return (fclose(file) == 0 && good) || lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
}
