/* SPDX-License-Identifier: MIT */
#include "explore/assembly.h"
#include "grade/lexer.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_READ ((size_t)4 << 20)

/* The whole file, terminated; NULL where it cannot be read or is no source. */
static char *contents_of(const char *path, size_t *size) {
  FILE *file = fopen(path, "re");
  char *text = file ? malloc(SIZE_MAX_READ + 1) : NULL;
  *size = text ? fread(text, 1, SIZE_MAX_READ, file) : 0;
  if (text)
    text[*size] = '\0';
  if (file)
    fclose(file);
  return text;
}

static bool is_token(const struct lab_tokens *tokens, size_t t, const char *text) {
  return t < tokens->n && lab_token_is(&tokens->all[t], text);
}

/* A name behind a declarator is no code: int f(void) __asm__("g"); int x __asm__("y"). */
static bool is_label(const struct lab_tokens *tokens, size_t t) {
  if (t == 0 || !is_token(tokens, t + 1, "(") || !is_token(tokens, t + 3, ")"))
    return false;
  const struct lab_token *before = &tokens->all[t - 1];
  return is_token(tokens, t - 1, ")") || is_token(tokens, t - 1, "]") ||
         (before->kind == LAB_TOKEN_WORD && !lab_token_is(before, "else") && !lab_token_is(before, "do"));
}

static bool is_assembly(const struct lab_tokens *tokens, size_t t) {
  static const char *const words[] = {"asm", "__asm", "__asm__"};
  for (size_t w = 0; w < sizeof words / sizeof *words; w++)
    if (is_token(tokens, t, words[w]))
      return !is_label(tokens, t);
  return false;
}

static void find_in(json_t *unseen, const char *path) {
  struct lab_tokens tokens = {0};
  struct lab_error ignored = {0};
  size_t size;
  char *text = contents_of(path, &size);
  const char *slash = strrchr(path, '/');
  if (text && lab_tokens_read(&tokens, text, size, &ignored)) {
    for (size_t t = 0; t < tokens.n; t++)
      if (is_assembly(&tokens, t))
        json_array_append_new(unseen,
                              json_sprintf("inline assembly at %s:%u", slash ? slash + 1 : path, tokens.all[t].line));
  }
  lab_tokens_clear(&tokens);
  free(text);
}

void lab_explore_find_assembly(json_t *result, char *const *sources, size_t n) {
  json_t *unseen = json_object_get(result, "unseen");
  for (size_t s = 0; json_is_array(unseen) && s < n; s++)
    if (sources[s])
      find_in(unseen, sources[s]);
}

static bool ends_with(const char *text, const char *end) {
  const size_t n = strlen(text), m = strlen(end);
  return n > m && strcmp(text + n - m, end) == 0;
}

void lab_explore_find_objects(json_t *result, char *const *flags, size_t n) {
  json_t *unseen = json_object_get(result, "unseen");
  for (size_t f = 0; json_is_array(unseen) && f < n; f++)
    if (flags[f][0] != '-' && (ends_with(flags[f], ".o") || ends_with(flags[f], ".a")))
      json_array_append_new(unseen, json_sprintf("code of %s, which was compiled elsewhere", flags[f]));
}
