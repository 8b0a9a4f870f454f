/* SPDX-License-Identifier: MIT */
#include "cli/help.h"
#include "cli/terminal.h"
#include <stdio.h>
#include <string.h>

#define COLUMNS_MAX 100 /* longer lines are hard to read */
#define COLUMN_OF_OPTIONS 28
#define COLUMNS_NARROW 60 /* below, what an option does stands under it */
#define INDENT_NARROW 8

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
static const char *put_wrapped(FILE *out, const char *text, int column, int indent, int columns) {
  int at = column;
  for (bool first = true; *text && strncmp(text, "\n\n", 2) != 0; first = false) {
    const int length = (int)strcspn(text, " \n");
    if (!first && at + 1 + length > columns) {
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

void lab_help_overview(FILE *out, int columns) {
  int longest = 0;
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++) {
    const int length = (int)strlen((*verb)->name);
    longest = length > longest ? length : longest;
  }
  fputs("usage: lab COMMAND [OPTION...] [LAB[/VARIANT]...]\n\n", out);
  put_wrapped(out, "A laboratory for races and synchronization in C.", 0, 0, columns);
  fputc('\n', out);
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++) {
    fprintf(out, "  %-*s  ", longest, (*verb)->name);
    put_wrapped(out, (*verb)->summary, longest + 4, longest + 4, columns);
  }
  fputs("\n  lab COMMAND --help   its options\n  lab --version        the version\n\n"
        "Begin with: lab run counter-race --iterations 1000\n",
        out);
}

static void put_option(FILE *out, const struct argp_option *option, int columns) {
  const int indent = columns < COLUMNS_NARROW ? INDENT_NARROW : COLUMN_OF_OPTIONS;
  char left[100], brief[8] = "    ";
  if (option->key < 0x100)
    snprintf(brief, sizeof brief, "-%c, ", option->key);
  const int length = snprintf(left, sizeof left, "  %s--%s%s%s", brief, option->name, option->arg ? "=" : "",
                              option->arg ? option->arg : "");
  fprintf(out, "%-*s", indent, left);
  if (length >= indent)
    fprintf(out, "\n%*s", indent, "");
  put_wrapped(out, option->doc, indent, indent, columns);
}

void lab_help_verb(FILE *out, const struct lab_verb *verb, int columns) {
  fprintf(out, "usage: lab %s [OPTION...]%s%s\n\n", verb->name, verb->most ? " " : "",
          verb->most ? verb->operands : "");
  put_wrapped(out, verb->summary, 0, 0, columns);
  for (const char *text = verb->details; *text;) {
    fputc('\n', out);
    text = put_wrapped(out, text, 0, 0, columns);
    text += strspn(text, "\n");
  }
  fputs("\noptions:\n", out);
  for (const struct argp_option *o = verb->options; o->name; o++)
    put_option(out, o, columns);
}

static int columns_of_help(void) {
  const int columns = lab_terminal_columns();
  return columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

bool lab_help_print(const struct lab_verb *verb, struct lab_error *error) {
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return false;
  if (verb)
    lab_help_verb(page.stream, verb, columns_of_help());
  else
    lab_help_overview(page.stream, columns_of_help());
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
  if (!options->man && !options->bash_completion) {
    lab_help_print(verb, error);
    return error->code;
  }
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return error->code;
  if (options->man)
    lab_help_man(page.stream);
  else
    lab_help_completion(page.stream);
  lab_page_print(&page, error);
  return error->code;
}
