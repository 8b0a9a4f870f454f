/* SPDX-License-Identifier: MIT */
#include "cli/help.h"
#include <stdio.h>
#include <string.h>

#define COLUMNS 100
#define COLUMN_OF_OPTIONS 28

static int run_help(const struct lab_options *options, struct lab_error *error);

static const struct argp_option options_of_help[] = {
    {"man", LAB_OPTION_MAN, NULL, 0, "Print the man page: lab help --man | man -l -", 0},
    {"bash-completion", LAB_OPTION_BASH_COMPLETION, NULL, 0, "Print the completion: . <(lab help --bash-completion)",
     0},
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "Explain a command; print the man page or the completion for bash",
    .details = "The man page and the completion are made from the tables that the options are read with.",
    .options = options_of_help,
    .least = 0,
    .most = 1,
    .run = run_help,
};

/* Words of text up to the end of its paragraph, wrapped, every line but the first indented; returns what is left. */
static const char *put_wrapped(FILE *out, const char *text, int column, int indent) {
  int at = column;
  for (bool first = true; *text && strncmp(text, "\n\n", 2) != 0; first = false) {
    const int length = (int)strcspn(text, " \n");
    if (!first && at + 1 + length > COLUMNS) {
      fprintf(out, "\n%*s", indent, "");
      at = indent;
    } else if (!first) {
      fputc(' ', out);
      at++;
    }
    fprintf(out, "%.*s", length, text);
    at += length;
    text += length;
    text += *text == ' ';
  }
  fputc('\n', out);
  return text;
}

void lab_help_overview(FILE *out) {
  fputs("usage: lab COMMAND [OPTION...] [LAB[/VARIANT]...]\n\n"
        "A laboratory for races and synchronization in C.\n\n",
        out);
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++) {
    fprintf(out, "  %-8s", (*verb)->name);
    put_wrapped(out, (*verb)->summary, 10, 10);
  }
  fputs("\n  lab COMMAND --help   its options      lab --version   the version\n\n"
        "Begin with:  lab run counter-race --iterations 1000\n",
        out);
}

void lab_help_verb(FILE *out, const struct lab_verb *verb) {
  fprintf(out, "usage: lab %s [OPTION...]%s%s\n\n", verb->name, verb->most ? " " : "",
          verb->most ? verb->operands : "");
  put_wrapped(out, verb->summary, 0, 0);
  for (const char *text = verb->details; *text;) {
    fputc('\n', out);
    text = put_wrapped(out, text, 0, 0);
    text += strspn(text, "\n");
  }
  fputs("\noptions:\n", out);
  for (const struct argp_option *o = verb->options; o->name; o++) {
    char left[100], brief[8] = "    ";
    if (o->key < 0x100)
      snprintf(brief, sizeof brief, "-%c, ", o->key);
    snprintf(left, sizeof left, "  %s--%s%s%s", brief, o->name, o->arg ? "=" : "", o->arg ? o->arg : "");
    fprintf(out, "%-*s", COLUMN_OF_OPTIONS, left);
    if (strlen(left) >= COLUMN_OF_OPTIONS)
      fprintf(out, "\n%*s", COLUMN_OF_OPTIONS, "");
    put_wrapped(out, o->doc, COLUMN_OF_OPTIONS, COLUMN_OF_OPTIONS);
  }
}

bool lab_help_print(const struct lab_verb *verb, struct lab_error *error) {
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return false;
  lab_help_verb(page.stream, verb);
  return lab_page_print(&page, error);
}

static int run_help(const struct lab_options *options, struct lab_error *error) {
  const struct lab_verb *verb = NULL;
  if (options->man && options->bash_completion) {
    lab_fail(error, LAB_EXIT_USAGE, "--man and --bash-completion exclude each other");
    return error->code;
  }
  if (options->request.n_patterns) {
    verb = lab_verb_find(options->request.patterns[0], error);
    if (!verb)
      return error->code;
  }
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return error->code;
  if (options->man)
    lab_help_man(page.stream);
  else if (options->bash_completion)
    lab_help_completion(page.stream);
  else if (verb)
    lab_help_verb(page.stream, verb);
  else
    lab_help_overview(page.stream);
  lab_page_print(&page, error);
  return error->code;
}
