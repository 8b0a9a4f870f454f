/* SPDX-License-Identifier: MIT */
/* Every command and every option that the parser reads is in the help, in the man page and in the completion. */
#include "cli/help.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *text_of(void (*make)(FILE *)) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  make(out);
  fclose(out);
  return text;
}

/* A copy of the part of text from one mark to the next. */
static char *between(const char *text, const char *from, const char *to) {
  const char *start = strstr(text, from);
  if (!start)
    fail_msg("there is no %s", from);
  const char *end = strstr(start + strlen(from), to);
  return strndup(start, end ? (size_t)(end - start) : strlen(start));
}

static void must_have(const char *text, const char *what, const char *where, const char *verb) {
  if (!strstr(text, what))
    fail_msg("%s of lab %s has no %s", where, verb, what);
}

static void the_man_page_has_every_option(void **state) {
  (void)state;
  char *man = text_of(lab_help_man);
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++) {
    char from[100], name[100];
    snprintf(from, sizeof from, ".SS \"lab %s [OPTION", (*verb)->name);
    char *section = between(man, from, "\n.S");
    for (const struct argp_option *o = (*verb)->options; o->name; o++) {
      size_t used = (size_t)snprintf(name, sizeof name, "\\fB\\-\\-");
      for (const char *c = o->name; *c; c++)
        used += (size_t)snprintf(name + used, sizeof name - used, "%s%c", *c == '-' ? "\\" : "", *c);
      snprintf(name + used, sizeof name - used, "\\fR");
      must_have(section, name, "the man page", (*verb)->name);
    }
    free(section);
  }
  free(man);
}

static void no_line_of_the_man_page_is_a_request_by_accident(void **state) {
  (void)state;
  static const char *const requests[] = {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I", ".br"};
  char *man = text_of(lab_help_man);
  for (char *line = strtok(man, "\n"); line; line = strtok(NULL, "\n")) {
    bool known = line[0] != '.' && line[0] != '\'';
    for (size_t r = 0; r < sizeof requests / sizeof *requests && !known; r++)
      known = strncmp(line, requests[r], strlen(requests[r])) == 0 && strchr(" ", line[strlen(requests[r])]);
    if (!known)
      fail_msg("\"%s\" is a request", line);
  }
  free(man);
}

static void the_completion_has_every_option(void **state) {
  (void)state;
  char *completion = text_of(lab_help_completion);
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++) {
    char from[100], name[100];
    snprintf(from, sizeof from, "\n  %s)\n", (*verb)->name);
    char *section = between(completion, from, "\n    ;;");
    char *options = between(section, "options='", "'\n");
    for (const struct argp_option *o = (*verb)->options; o->name; o++) {
      snprintf(name, sizeof name, "--%s", o->name);
      must_have(options, name, "the completion", (*verb)->name);
      const char *const *choices = lab_option_choices(*verb, o->key);
      for (size_t c = 0; choices && choices[c]; c++)
        must_have(section, choices[c], "the completion", (*verb)->name);
      snprintf(name, sizeof name, "--%s)", o->name);
      if (o->arg)
        must_have(section, name, "the completion of values", (*verb)->name);
    }
    free(options);
    free(section);
  }
  free(completion);
}

static void the_help_has_every_option(void **state) {
  (void)state;
  char *overview = NULL;
  size_t length = 0;
  FILE *page = open_memstream(&overview, &length);
  lab_help_overview(page, 100);
  fclose(page);
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++) {
    must_have(overview, (*verb)->name, "the overview", (*verb)->name);
    char *text = NULL, name[100];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lab_help_verb(out, *verb, 100);
    fclose(out);
    for (const struct argp_option *o = (*verb)->options; o->name; o++) {
      snprintf(name, sizeof name, "--%s%s%s", o->name, o->arg ? "=" : " ", o->arg ? o->arg : " ");
      must_have(text, name, "the help", (*verb)->name);
      assert_non_null(o->doc);
    }
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
      assert_in_range(strlen(line), 0, 100);
    free(text);
  }
  free(overview);
}

/* Every option of the tables is one that the parser acts on: none is announced and then refused. */
static void the_parser_takes_every_option(void **state) {
  (void)state;
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++) {
    if ((*verb)->run_words) /* makes its parser from the same table */
      continue;
    for (const struct argp_option *o = (*verb)->options; o->name; o++) {
      char name[100];
      snprintf(name, sizeof name, "--%s", o->name);
      const char *const *choices = lab_option_choices(*verb, o->key);
      const char *value = choices                       ? choices[0]
                          : o->key == LAB_OPTION_OUTPUT ? "a.json"
                          : o->key == LAB_OPTION_SHARD  ? "1/2"
                                                        : "1";
      char *argv[8] = {(char *)(*verb)->name, name};
      int argc = 2;
      struct lab_options options;
      struct lab_error error = {0};
      if (o->arg)
        argv[argc++] = (char *)value;
      for (unsigned operand = 0; operand < (*verb)->least; operand++)
        argv[argc++] = "a";
      if (!lab_options_parse(&options, *verb, argc, argv, &error))
        fail_msg("lab %s does not take %s: %s", (*verb)->name, name, error.text);
      lab_options_clear(&options);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_man_page_has_every_option),
      cmocka_unit_test(no_line_of_the_man_page_is_a_request_by_accident),
      cmocka_unit_test(the_completion_has_every_option),
      cmocka_unit_test(the_help_has_every_option),
      cmocka_unit_test(the_parser_takes_every_option),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
