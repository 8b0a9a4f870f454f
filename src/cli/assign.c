/* SPDX-License-Identifier: MIT */
/*
 * lab assign: what students get.  The lesson up to its answer, the broken program up to its afterword, the exercise;
 * nothing of the fixed variants, not even what the lesson asks about them.
 */
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/terminal.h"
#include "grade/assignment.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int run_assign(const struct lab_options *options, struct lab_error *error);

static const struct argp_option options_of_assign[] = {
    {"force", LAB_OPTION_FORCE, NULL, 0, "Write into a folder that is not empty; files of these names are replaced", 0},
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_assign = {
    .name = "assign",
    .operands = "LAB DIR",
    .summary = "Write a hand-out for students: lesson, broken program, exercise",
    .details = "Writes into DIR, which is made: lesson.md (up to its answer), broken.c, exercise.c, README.md with the "
               "commands, and a makefile (run, explore, check). Nothing of the fixed variants is in it. Students need "
               "lab installed, and hand in exercise.c; \"lab grade\" grades it.",
    .options = options_of_assign,
    .least = 2,
    .most = 2,
    .run = run_assign,
};

struct handout {
  const struct lab_catalog *catalog;
  const struct lab_info *broken, *exercise;
  const char *directory;
  struct lab_error *error;
};

static FILE *create(const struct handout *handout, const char *name, struct lab_error *error) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%s", handout->directory, name);
  FILE *file = fopen(path, "we");
  if (!file)
    lab_fail(error, LAB_EXIT_SYSTEM, "cannot write %s: %s", path, strerror(errno));
  return file;
}

static bool finish(const struct handout *handout, FILE *file, const char *name) {
  const bool bad = ferror(file) != 0;
  return (fclose(file) == 0 && !bad) ||
         lab_fail(handout->error, LAB_EXIT_SYSTEM, "cannot write %s/%s: %s", handout->directory, name, strerror(errno));
}

/* -- Texts. -- */
static bool mentions_fixed(const char *line) { return strstr(line, "fixed-") || strstr(line, "lab diff"); }
static bool is_blank(const char *line) { return line[strspn(line, " \t")] == '\0'; }
static bool is_code(const char *line) { return strncmp(line, "    ", 4) == 0; }
static bool is_item(const char *line) { return isdigit((unsigned char)line[0]) && strstr(line, ". "); }

/* Of text, what goes together: a paragraph, an item of a list with its further lines; of code, a line. */
static size_t block_end(const struct lab_lines *lines, size_t first) {
  size_t end = first + 1;
  while (end < lines->answer && !is_code(lines->lines[first]) && !is_blank(lines->lines[first]) &&
         !is_blank(lines->lines[end]) && !is_item(lines->lines[end]))
    end++;
  return end;
}

static bool write_lesson(const struct handout *handout) {
  struct lab_lines lines;
  if (!lab_lesson_read(&lines, handout->catalog, handout->exercise->lab, handout->error))
    return false;
  FILE *file = create(handout, "lesson.md", handout->error);
  unsigned item = 0;
  bool blank = false;
  for (size_t first = 0, end = 0; file && first < lines.answer; first = end) {
    bool given_away = false;
    end = block_end(&lines, first);
    for (size_t l = first; l < end; l++)
      given_away |= mentions_fixed(lines.lines[l]);
    const char *line = lines.lines[first];
    if (strncmp(line, "#", 1) == 0)
      item = 0;
    if (given_away || (blank && is_blank(line))) /* what was left out leaves no gap */
      continue;
    blank = is_blank(line);
    if (is_item(line))
      fprintf(file, "%u%s\n", ++item, strstr(line, ". "));
    else
      fprintf(file, "%s\n", line);
    for (size_t l = first + 1; l < end; l++)
      fprintf(file, "%s\n", lines.lines[l]);
  }
  lab_lines_clear(&lines);
  return file && finish(handout, file, "lesson.md");
}

static bool write_listing(const struct handout *handout, const struct lab_info *info, const char *name, bool whole) {
  struct lab_lines lines;
  if (!lab_listing_read(&lines, info, handout->error))
    return false;
  FILE *file = create(handout, name, handout->error);
  size_t end = whole ? lines.count : lines.answer;
  while (end > 0 && is_blank(lines.lines[end - 1]))
    end--;
  for (size_t l = 0; l < end && file; l++)
    fprintf(file, "%s\n", lines.lines[l]);
  lab_lines_clear(&lines);
  return file && finish(handout, file, name);
}

/* What the rubric wants to stay as it is, and what it counts. */
static void write_rubric(const struct lab_rubric *rubric, FILE *file) {
  const char *text;
  const size_t unchanged = json_array_size(rubric->unchanged), denied = json_array_size(rubric->deny);
  for (size_t i = 0; i < unchanged; i++)
    fprintf(file, "%s`%s`%s",
            i > 0            ? ", "
            : unchanged == 1 ? "\nThis function stays as it is, too: "
                             : "\nThese functions stay as they are, too: ",
            json_string_value(json_array_get(rubric->unchanged, i)), i + 1 == unchanged ? ".\n" : "");
  for (size_t i = 0; (text = lab_rubric_piece(rubric, i)); i++)
    fprintf(file, "%s    %s\n", i == 0 ? "\nThese pieces show what happens, and have to stay in the program:\n\n" : "",
            text);
  for (size_t i = 0; i < denied; i++)
    fprintf(file, "%s`%s`%s", i == 0 ? "\nNothing may be used whose name begins with\n" : ", ",
            json_string_value(json_array_get(rubric->deny, i)),
            i + 1 == denied ? ".\n"
            : i % 5 == 4    ? ",\n"
                            : "");
  fputs("\n## Points\n\n", file);
  for (int c = 0; c < LAB_CRITERIA; c++)
    if (rubric->points[c] > 0)
      fprintf(file, "    %-9s %3g   %s\n", lab_criterion_name((enum lab_criterion)c), rubric->points[c],
              lab_criterion_meaning((enum lab_criterion)c));
}

static bool write_readme(const struct handout *handout) {
  struct lab_rubric rubric;
  if (!lab_rubric_read_of(&rubric, handout->exercise->source, NULL, handout->error))
    return false;
  FILE *file = create(handout, "README.md", handout->error);
  if (!file) {
    lab_rubric_clear(&rubric);
    return false;
  }
  char *title = lab_lesson_title(handout->catalog, handout->exercise->lab);
  fprintf(file, "# %s: an exercise\n\n", title ? title : handout->exercise->lab);
  free(title);
  fprintf(
      file,
      "Read `lesson.md`; write your answers to its questions down first. Watch `broken.c` go wrong. Then repair\n"
      "`exercise.c`, and hand in that one file.\n\n"
      "    lab run ./broken.c          how often it goes wrong, and what ThreadSanitizer sees\n"
      "    lab explore ./broken.c      the shortest interleaving that goes wrong, step by step\n"
      "    make run                    the same for exercise.c\n"
      "    make explore                every interleaving of a few operations\n"
      "    make check                  run and explore: is it done?\n\n"
      "In a checkout of lab that is not installed, say where it is: make LAB=/path/to/lab check\n\n"
      "## Rules\n\n"
      "You may change the state, the actors and the functions that they call, and add functions of your own "
      "(static),\n"
      "`setup`, `begin`, `finish` and `teardown`. The audit and the rest of the table at the end stay as they are.\n"
      "Include nothing beyond threads, atomics, memory and strings; no assembly, attributes, pragmas or "
      "conditional\n"
      "compilation. Do not sleep%s.\n\n"
      "It is right when it holds in every interleaving, ThreadSanitizer has nothing to report, and it does not "
      "cost\n"
      "much more than it has to. That it holds in a thousand runs is not enough: say why it is right.\n",
      rubric.points[LAB_CRITERION_WAITING] > 0 ? ", and do not wait in a loop" : "");
  if (!lab_assignment_objection(handout->exercise, &rubric))
    write_rubric(&rubric, file);
  lab_rubric_clear(&rubric);
  return finish(handout, file, "README.md");
}

static bool write_makefile(const struct handout *handout) {
  FILE *file = create(handout, "makefile", handout->error);
  if (!file)
    return false;
  fputs("LAB = lab\n\n"
        "check: run explore\n\n"
        "run:\n\t$(LAB) run ./exercise.c\n\n"
        "explore:\n\t$(LAB) explore ./exercise.c\n\n"
        ".PHONY: check run explore\n",
        file);
  return finish(handout, file, "makefile");
}

/* -- The folder. -- */
static int is_entry(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static bool make_folder(const char *path, bool force, struct lab_error *error) {
  if (mkdir(path, 0777) == 0)
    return true;
  if (errno != EEXIST)
    return lab_fail(error, LAB_EXIT_USAGE, "cannot make %s: %s", path, strerror(errno));
  struct dirent **entries = NULL;
  const int n = scandir(path, &entries, is_entry, NULL);
  for (int e = 0; e < n; e++)
    free(entries[e]);
  free(entries);
  if (n < 0)
    return lab_fail(error, LAB_EXIT_USAGE, "%s is no folder to write to: %s", path, strerror(errno));
  return n == 0 || force ||
         lab_fail(error, LAB_EXIT_USAGE, "%s is not empty; --force writes into it all the same", path);
}

static bool find_variants(struct handout *handout, const char *lab, struct lab_error *error) {
  const struct lab_info **chosen = NULL;
  size_t n = 0;
  char *pattern = (char *)(uintptr_t)lab;
  if (strpbrk(lab, "/*?["))
    return lab_fail(error, LAB_EXIT_USAGE, "\"%.100s\" is not the name of one lab; \"lab list\" shows them", lab);
  if (!lab_catalog_select(handout->catalog, &pattern, 1, &chosen, &n, error))
    return false;
  for (size_t i = n; i > 0; i--) { /* the first broken one stands for a lab without a "broken" */
    if (chosen[i - 1]->role == LAB_ROLE_BROKEN)
      handout->broken = chosen[i - 1];
    if (strcmp(chosen[i - 1]->variant, "exercise") == 0)
      handout->exercise = chosen[i - 1];
  }
  free(chosen);
  return handout->exercise || lab_fail(error, LAB_EXIT_USAGE, "%s has no exercise that could be handed out", lab);
}

static void say_what_next(const struct handout *handout) {
  struct lab_rubric rubric;
  if (!lab_rubric_read_of(&rubric, handout->exercise->source, NULL, handout->error))
    return;
  const char *objection = lab_assignment_objection(handout->exercise, &rubric);
  printf("%s: lesson.md, %sexercise.c, README.md, makefile\n", handout->directory, handout->broken ? "broken.c, " : "");
  if (objection)
    printf("What comes back cannot be graded by lab: %s.\n", objection);
  else
    printf("Grade what comes back:  lab grade %s FILE|DIR...\n", handout->exercise->lab);
  lab_rubric_clear(&rubric);
}

static int run_assign(const struct lab_options *options, struct lab_error *error) {
  struct lab_catalog catalog;
  if (!lab_cli_catalog(&catalog, options, error))
    return error->code;
  struct handout handout = {.catalog = &catalog, .directory = options->request.patterns[1], .error = error};
  const char *lab = options->request.patterns[0];
  const bool good = find_variants(&handout, lab, error) && make_folder(handout.directory, options->force, error) &&
                    write_lesson(&handout) &&
                    (!handout.broken || write_listing(&handout, handout.broken, "broken.c", false)) &&
                    write_listing(&handout, handout.exercise, "exercise.c", true) && write_readme(&handout) &&
                    write_makefile(&handout);
  if (good && !options->quiet)
    say_what_next(&handout);
  lab_catalog_free(&catalog);
  return error->code;
}
