/* SPDX-License-Identifier: MIT */
#include "build/argv.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes the word over. */
static void append(struct lab_argv *words, char *word) {
  char **grown = word ? realloc(words->all, (words->n + 2) * sizeof *grown) : NULL;
  if (!grown) {
    words->failed = true;
    free(word);
    return;
  }
  words->all = grown;
  grown[words->n++] = word;
  grown[words->n] = NULL;
}

void lab_argv_add(struct lab_argv *words, const char *word) {
  if (word)
    append(words, strdup(word));
}

void lab_argv_format(struct lab_argv *words, const char *format, ...) {
  char *word = NULL;
  va_list arguments;
  va_start(arguments, format);
  if (vasprintf(&word, format, arguments) < 0)
    word = NULL;
  va_end(arguments);
  append(words, word);
}

void lab_argv_add_all(struct lab_argv *words, char *const *more, size_t n) {
  for (size_t i = 0; i < n; i++)
    lab_argv_add(words, more[i]);
}

void lab_argv_clear(struct lab_argv *words) {
  for (size_t i = 0; i < words->n; i++)
    free(words->all[i]);
  free(words->all);
  *words = (struct lab_argv){0};
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Copies one word without its quotes; returns what follows it, NULL where a quote is left open. */
static const char *take_word(char *into, const char *from) {
  char quote = '\0';
  for (; *from && (quote || !is_blank(*from)); from++) {
    if (*from == quote) {
      quote = '\0';
    } else if (!quote && (*from == '"' || *from == '\'')) {
      quote = *from;
    } else if (*from == '\\' && from[1] && (!quote || (quote == '"' && strchr("\"\\$`", from[1])))) {
      *into++ = *++from;
    } else {
      *into++ = *from;
    }
  }
  *into = '\0';
  return quote ? NULL : from;
}

bool lab_argv_split(struct lab_argv *words, const char *command) {
  char *word = malloc(strlen(command) + 1);
  if (!word) {
    words->failed = true;
    return false;
  }
  for (;;) {
    while (is_blank(*command))
      command++;
    if (!*command)
      break;
    command = take_word(word, command);
    if (!command)
      break;
    lab_argv_add(words, word);
  }
  free(word);
  return command != NULL;
}
