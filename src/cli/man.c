/* SPDX-License-Identifier: MIT */
/*
 * The man page, lab(1), in the man(7) macros.
 */
#include "cli/help.h"
#include <string.h>

/* Text as roff reads it literally: a hyphen that can be copied, no line that looks like a request. */
static void put(FILE *out, const char *text) {
  bool fresh = true;
  for (; *text; text++) {
    if (fresh && (*text == '.' || *text == '\''))
      fputs("\\&", out);
    if (*text == '-')
      fputs("\\-", out);
    else if (*text == '\\')
      fputs("\\e", out);
    else
      fputc(*text, out);
    fresh = *text == '\n';
  }
}

static void put_paragraphs(FILE *out, const char *text) {
  while (*text) {
    const char *end = strstr(text, "\n\n");
    const size_t length = end ? (size_t)(end - text) : strlen(text);
    char paragraph[2000];
    snprintf(paragraph, sizeof paragraph, "%.*s", (int)length, text);
    fputs(".PP\n", out);
    put(out, paragraph);
    fputc('\n', out);
    text += length;
    text += strspn(text, "\n");
  }
}

static void put_option(FILE *out, const struct argp_option *option) {
  fputs(".TP\n", out);
  if (option->key < 0x100)
    fprintf(out, "\\fB\\-%c\\fR, ", option->key);
  fputs("\\fB\\-\\-", out);
  put(out, option->name);
  fputs("\\fR", out);
  if (option->arg)
    fprintf(out, "=\\fI%s\\fR", option->arg);
  fputc('\n', out);
  put(out, option->doc);
  fputs(".\n", out);
}

static void put_verb(FILE *out, const struct lab_verb *verb) {
  fprintf(out, ".SS \"lab %s [OPTION...]%s%s\"\n", verb->name, verb->most ? " " : "", verb->most ? verb->operands : "");
  put(out, verb->summary);
  fputs(".\n", out);
  put_paragraphs(out, verb->details);
  for (const struct argp_option *option = verb->options; option->name; option++)
    put_option(out, option);
}

static void put_items(FILE *out, const char *const items[][2], size_t n) {
  for (size_t i = 0; i < n; i++) {
    fprintf(out, ".TP\n.B %s\n", items[i][0]);
    put(out, items[i][1]);
    fputc('\n', out);
  }
}

static const char *const variables[][2] = {
    {"LAB_HOSTS", "Directories of host executables, separated by colons; looked into before those installed with lab."},
    {"LAB_CLANG", "The clang that compiles files given by path; else the one that lab was configured with."},
    {"TMPDIR", "Where files given by path are built; else /tmp."},
    {"COLUMNS", "How wide a table may be; else as wide as the terminal, or 80 columns."},
    {"TSAN_OPTIONS", "As ThreadSanitizer has them; they come after those of lab."},
    {"GITHUB_ACTIONS, GITHUB_STEP_SUMMARY", "Set by GitHub: annotations, and the page of the job."},
    {"NO_COLOR", "If set and not empty, no colour unless --color=always asks for it."},
};

void lab_help_man(FILE *out) {
  static const char *const codes[][2] = {
      {"0", "All is as declared; a bug that is shown on purpose is a success."},
      {"1", "An expectation is broken."},
      {"2", "The command line is wrong, or a name is unknown; the message has the nearest one."},
      {"3", "An internal or a system error: a file that cannot be written, a full disk."},
      {"4", "Nothing matched."},
      {"77", "This cannot run here."},
      {"129, 130, 143", "Interrupted by SIGHUP, SIGINT or SIGTERM; the results are partial and marked so."},
  };
  static const char *const examples[][2] = {
      {"lab run counter-race \\-\\-iterations 1000", "Every variant on every engine, side by side."},
      {"lab run counter-race/broken \\(aqcounter-race/fixed-*\\(aq \\-\\-engine native", "Some of them, natively."},
      {"lab check \\-\\-output report.xml", "Everything against what it declares, with a JUnit report for CI."},
  };
  fprintf(out, ".TH LAB 1 \"\" \"lab %s\" \"User Commands\"\n", LAB_VERSION);
  fputs(".SH NAME\nlab \\- a laboratory for races and synchronization in C\n", out);
  fputs(".SH SYNOPSIS\n.B lab\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fILAB\\fR[/\\fIVARIANT\\fR]...]\n.br\n"
        ".B lab \\-\\-version\n.br\n.B lab \\-\\-help\n",
        out);
  fputs(
      ".SH DESCRIPTION\nA lab is one lesson about shared state: a folder of small programs, broken ones and fixed "
      "ones.\n.B lab\nruns each of them many times, natively and under ThreadSanitizer, and says with honest "
      "statistics what was lost, what the sanitizer saw and what the fix costs. An explorer runs the same source "
      "under a scheduler of its own: it finds the interleaving that loses an update, replays it, or proves that there "
      "is none.\n",
      out);
  fputs(".SH COMMANDS\n", out);
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++)
    put_verb(out, *verb);
  fputs(".SH EXIT STATUS\n", out);
  put_items(out, codes, sizeof codes / sizeof *codes);
  fputs(".SH ENVIRONMENT\n", out);
  put_items(out, variables, sizeof variables / sizeof *variables);
  fputs(".SH EXAMPLES\n", out);
  put_items(out, examples, sizeof examples / sizeof *examples);
}
