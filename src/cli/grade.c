/* SPDX-License-Identifier: MIT */
#include "report/grade.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "grade/class.h"
#include "grade/tally.h"
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static int run_grade(const struct lab_options *options, struct lab_error *error);

static const struct argp_option options_of_grade[] = {
    {"rubric", LAB_OPTION_RUBRIC, "FILE", 0, "Points by this rubric instead of the lab's (labs/LAB/rubric.json)", 0},
    {"jobs", LAB_OPTION_JOBS, "N", 0, "Submissions at a time: 1..64 (default: one for each two CPUs)", 0},
    {"keep", LAB_OPTION_KEEP, "FILE", 0,
     "Keep each result in this file as soon as it is there, and grade nobody again whose result it has", 0},
    {"no-sandbox", LAB_OPTION_NO_SANDBOX, NULL, 0, "Run submissions without bubblewrap: only those that you trust", 0},
    {"format", LAB_OPTION_FORMAT, "FORMAT", 0, "table, json, csv, junit, gradescope or classroom", 0},
    {"output", LAB_OPTION_OUTPUT, "FILE", 0, "Write to a file as well; several are possible", 0},
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_grade = {
    .name = "grade",
    .operands = "LAB FILE|DIR...",
    .summary = "Grade solutions of a lab's exercise: one, or those of a class",
    .details =
        "Each submission is one .c file that takes the place of the exercise. It is held against the rules, compiled "
        "and run in a sandbox, explored to the end of a few operations, run under ThreadSanitizer, and its cost is "
        "compared with a fixed variant. A folder with sub-folders is a class: one submission in each.\n\n"
        "PASS is proved as far as the rubric says, FAIL comes with the interleaving or the two lines that show it, "
        "INCONCLUSIVE means that neither could be shown within the limits, ERROR that it was not judged. The exit code "
        "is 0 if all passed, 1 if not, 3 if one was not judged.\n\n"
        "Submissions are taken for hostile: without bubblewrap they are not run, unless --no-sandbox is given.",
    .options = options_of_grade,
    .kinds = 1u << LAB_OUTPUT_TABLE | 1u << LAB_OUTPUT_JSON | 1u << LAB_OUTPUT_CSV | 1u << LAB_OUTPUT_JUNIT |
             1u << LAB_OUTPUT_GRADESCOPE | 1u << LAB_OUTPUT_CLASSROOM,
    .least = 2,
    .most = LAB_OPERANDS_MAX,
    .run = run_grade,
};

static void render(const void *what, enum lab_output_kind kind, const struct lab_style *style, FILE *out) {
  static lab_grades_renderer *const renderers[LAB_OUTPUT_KINDS] = {[LAB_OUTPUT_TABLE] = lab_grades_table,
                                                                   [LAB_OUTPUT_JSON] = lab_grades_json,
                                                                   [LAB_OUTPUT_CSV] = lab_grades_csv,
                                                                   [LAB_OUTPUT_JUNIT] = lab_grades_junit,
                                                                   [LAB_OUTPUT_GRADESCOPE] = lab_grades_gradescope,
                                                                   [LAB_OUTPUT_CLASSROOM] = lab_grades_classroom};
  if (renderers[kind])
    renderers[kind](what, style, out);
}

static void tell(void *line, size_t done, size_t all, double seconds_left) {
  char text[100];
  snprintf(text, sizeof text, "%zu of %zu submissions, about %.0f s left", done, all, seconds_left);
  lab_progress_update(line, all ? (double)done / (double)all : 1, text);
}

/* Two each: that is how many actors there mostly are, and what is measured should not share its CPUs. */
static unsigned default_jobs(void) {
  cpu_set_t usable;
  const int cpus = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
  const unsigned jobs = cpus < 4 ? 1 : (unsigned)cpus / 2;
  return jobs < LAB_JOBS_MAX ? jobs : LAB_JOBS_MAX;
}

static int exit_code(const struct lab_class *class) {
  int code = LAB_EXIT_AS_DECLARED;
  const json_t *result;
  size_t i;
  json_array_foreach(class->results, i, result) {
    if (lab_judgement_of(result) == LAB_JUDGED_ERROR)
      code = LAB_EXIT_SYSTEM;
    else if (lab_judgement_of(result) != LAB_JUDGED_PASS && code == LAB_EXIT_AS_DECLARED)
      code = LAB_EXIT_BROKEN;
  }
  if (!class->interruption)
    return code;
  return 128 + (strcmp(class->interruption, "SIGINT") == 0   ? SIGINT
                : strcmp(class->interruption, "SIGHUP") == 0 ? SIGHUP
                                                             : SIGTERM);
}

/* Grades and renders; what was judged is shown also where something went wrong then. */
static int grade(struct lab_class *class, const struct lab_options *options, struct lab_error *error) {
  struct lab_progress_line line;
  lab_progress_start(&line, options->quiet);
  class->tell = tell;
  class->context = &line;
  const time_t started = time(NULL);
  struct lab_error problem = {0};
  lab_class_grade(class, &problem);
  lab_progress_end(&line);
  if (class->kept && !options->quiet) {
    char text[100];
    snprintf(text, sizeof text, "%zu results taken from the file, not graded again", class->kept);
    lab_cli_note(text);
  }
  struct lab_options unseeded = *options;
  unseeded.seeded = true; /* there is none to repeat */
  char *command = lab_options_repeat(&unseeded, 0);
  json_t *summary = lab_grades_summary(class->results);
  const struct lab_grades grades = {.command = command ? command : "lab grade",
                                    .lab = class->assignment->exercise->lab,
                                    .results = class->results,
                                    .summary = summary,
                                    .started = started,
                                    .all = class->submissions->n,
                                    .interruption = class->interruption};
  const struct lab_style style = lab_style_of(options);
  if (class->results)
    lab_targets_render(&options->targets, render, &grades, &style, error);
  json_decref(summary);
  free(command);
  if (problem.code)
    lab_fail(error, problem.code, "%s", problem.text);
  const int code = exit_code(class);
  json_decref(class->results);
  return code;
}

static int run_grade(const struct lab_options *options, struct lab_error *error) {
  struct lab_catalog catalog;
  struct lab_assignment assignment;
  struct lab_submissions submissions = {0};
  int code = 0;
  const size_t n = options->request.n_patterns;
  if (!lab_targets_check(&options->targets, error) || !lab_cli_catalog(&catalog, options, error))
    return error->code;
  if (lab_assignment_open(&assignment, &catalog, options->request.patterns[0], options->rubric, !options->no_sandbox,
                          error)) {
    struct lab_class class = {.assignment = &assignment,
                              .submissions = &submissions,
                              .jobs = options->jobs ? options->jobs : default_jobs(),
                              .keep = options->keep};
    if (lab_submissions_find(&submissions, options->request.patterns + 1, n - 1, error))
      code = grade(&class, options, error);
    lab_submissions_clear(&submissions);
    lab_assignment_close(&assignment);
  }
  lab_catalog_free(&catalog);
  return code;
}
