/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/help.h"
#include "cli/terminal.h"
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

const struct lab_verb *const lab_verbs[] = {
    &lab_verb_run,   &lab_verb_explore,
    &lab_verb_check, &lab_verb_merge,
    &lab_verb_bench, &lab_verb_compare,
    &lab_verb_list,  &lab_verb_show,
    &lab_verb_diff,  &lab_verb_assign,
    &lab_verb_grade, &lab_verb_doctor,
    &lab_verb_help,  NULL,
};

#define NAMES_MAX 64

const struct lab_verb *lab_verb_find(const char *name, struct lab_error *error) {
  const char *names[NAMES_MAX];
  size_t n = 0;
  for (const struct lab_verb *const *verb = lab_verbs; *verb && n < NAMES_MAX; verb++) {
    if (strcmp((*verb)->name, name) == 0)
      return *verb;
    names[n++] = (*verb)->name;
  }
  const char *near = lab_nearest(name, names, n);
  if (near)
    lab_fail(error, LAB_EXIT_USAGE, "no command \"%s\"; did you mean \"%s\"?", name, near);
  else if (name[0] == '-')
    lab_fail(error, LAB_EXIT_USAGE, "\"%s\" comes before the command; options follow it: \"lab run LAB %s\"", name,
             name);
  else
    lab_fail(error, LAB_EXIT_USAGE, "no command \"%s\"; \"lab help\" lists them", name);
  return NULL;
}

void lab_cli_complain(const struct lab_error *error) {
  fflush(stdout);
  fprintf(stderr, "lab: %s\n", error->text);
}

void lab_cli_note(const char *text) { fprintf(stderr, "lab: note: %s\n", text); }

bool lab_cli_catalog(struct lab_catalog *catalog, const struct lab_options *options, struct lab_error *error) {
  if (!lab_catalog_load(catalog, error))
    return false;
  for (size_t i = 0; i < catalog->n_notes; i++)
    if ((catalog->notes[i].loud || options->verbose) && !options->quiet)
      lab_cli_note(catalog->notes[i].text);
  return true;
}

static bool is_any(const char *word, const char *a, const char *b, const char *c) {
  return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

static int print_version(struct lab_error *error) {
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return error->code;
  fprintf(page.stream, "lab %s\n", LAB_VERSION);
  return lab_page_print(&page, error) ? 0 : error->code;
}

static int dispatch(int argc, char **argv, struct lab_error *error) {
  if (argc < 2) {
    lab_help_overview(stderr, lab_terminal_columns());
    return LAB_EXIT_USAGE;
  }
  if (is_any(argv[1], "--version", "-V", "version"))
    return print_version(error);
  if (is_any(argv[1], "--help", "-h", "-?"))
    return lab_help_print(NULL, error) ? 0 : error->code;
  const struct lab_verb *verb = lab_verb_find(argv[1], error);
  if (!verb)
    return error->code;
  if (verb->run_words)
    return verb->run_words(argc - 1, argv + 1);
  struct lab_options options;
  int code = 0;
  if (!lab_options_parse(&options, verb, argc - 1, argv + 1, error))
    code = error->code;
  else if (options.help)
    code = lab_help_print(verb, error) ? 0 : error->code;
  else
    code = verb->run(&options, error);
  lab_options_clear(&options);
  return code;
}

int lab_cli_main(int argc, char **argv) {
  /* A reader that has gone shows as EPIPE where we write, and is handled there. */
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* as does a file that may not grow: EFBIG */
  setlocale(LC_CTYPE, "");
  struct lab_error error = {0};
  const int code = dispatch(argc, argv, &error);
  if (error.code == 0)
    return code;
  lab_cli_complain(&error);
  return error.code;
}
