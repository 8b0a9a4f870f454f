/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/listing.h"
#include "cli/terminal.h"
#include "report/draw.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int run_show(const struct lab_options *options, struct lab_error *error);

static const struct argp_option options_of_show[] = {
    {"answer", LAB_OPTION_ANSWER, NULL, 0, "Print what was held back: the answer", 0},
    LAB_OPTION_OF_FILES,
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_show = {
    .name = "show",
    .operands = "LAB[/VARIANT] | FILE.c | DIR/ [-- FLAGS]",
    .summary = "Print a lesson and its listing, up to the question",
    .details = "For a lab: its lesson and the listing of its broken variant, up to the question that they ask. For a "
               "variant: its listing. Predict first; --answer then prints the rest.",
    .options = options_of_show,
    .takes_files = true,
    .least = 1,
    .most = 1,
    .run = run_show,
};

struct shower {
  FILE *out;
  struct lab_style style;
  bool answer, numbered, held_back, printed;
};

/* How far the lines of a list's item are set in behind its mark, "1. " or "- "; 0 where none begins. */
static int item_indent(const char *line) {
  const size_t digits = strspn(line, "0123456789");
  if (digits > 0 && strncmp(line + digits, ". ", 2) == 0)
    return (int)digits + 2;
  return strncmp(line, "- ", 2) == 0 ? 2 : 0;
}

/* Headings, tables, commands and empty lines stay as they are. */
static bool is_prose(const char *line) {
  return *line != '\0' && !strchr("#|", *line) && strncmp(line, "    ", 4) != 0 && strncmp(line, "Unit:", 5) != 0;
}

/* A paragraph or item of a lesson, as wide as the terminal is.  Returns the number of lines that it takes. */
static size_t print_paragraph(struct shower *shower, const char *const *lines, size_t n) {
  size_t used = 1, size = strlen(lines[0]) + 1;
  for (; used < n && is_prose(lines[used]) && !item_indent(lines[used]); used++)
    size += strlen(lines[used]) + 1;
  char *text = calloc(1, size);
  for (size_t i = 0; i < used && text; i++) {
    const char *line = lines[i];
    while (i > 0 && isspace((unsigned char)*line))
      line++;
    strcat(strcat(text, i > 0 ? " " : ""), line);
  }
  if (text)
    lab_draw_wrapped(shower->out, &shower->style, LAB_PAINT_NONE, 0, item_indent(text), text);
  free(text);
  return used;
}

static void print_lesson(struct shower *shower, const struct lab_lines *lines, size_t first, size_t end) {
  for (size_t i = first; i < end;)
    if (is_prose(lines->lines[i]))
      i += print_paragraph(shower, lines->lines + i, end - i);
    else
      fprintf(shower->out, "%s\n", lines->lines[i++]);
}

/* Lines first to end - 1; empty ones at both ends are left out. */
static void print_lines(struct shower *shower, const struct lab_lines *lines, size_t first, size_t end, bool listing) {
  while (first < end && lines->lines[first][strspn(lines->lines[first], " \t")] == '\0')
    first++;
  while (end > first && lines->lines[end - 1][strspn(lines->lines[end - 1], " \t")] == '\0')
    end--;
  if (first < end && shower->printed)
    fputc('\n', shower->out);
  shower->printed |= first < end;
  if (!listing)
    print_lesson(shower, lines, first, end);
  for (size_t i = first; i < end && listing; i++) {
    if (shower->numbered)
      fprintf(shower->out, "%s%3zu%s  ", shower->style.color ? "\033[2m" : "", i + 1,
              shower->style.color ? "\033[0m" : "");
    fprintf(shower->out, "%s\n", lines->lines[i]);
  }
}

static void show_part(struct shower *shower, const struct lab_lines *lines, bool listing) {
  if (shower->answer)
    print_lines(shower, lines, lines->answer, lines->count, listing);
  else
    print_lines(shower, lines, 0, lines->answer, listing);
  shower->held_back |= lines->answer < lines->count;
}

static bool show_listing(struct shower *shower, const struct lab_info *info, struct lab_error *error) {
  struct lab_lines lines;
  if (!lab_listing_read(&lines, info, error))
    return false;
  if (!shower->answer || lines.answer < lines.count) {
    if (shower->printed)
      fputc('\n', shower->out);
    fprintf(shower->out, "%s-- %s.c --%s\n", shower->style.color ? "\033[1m" : "", info->name,
            shower->style.color ? "\033[0m" : "");
    shower->printed = true;
  }
  show_part(shower, &lines, true);
  lab_lines_clear(&lines);
  return true;
}

static bool show_lab(struct shower *shower, const struct lab_catalog *catalog, const char *lab,
                     const struct lab_info *first, struct lab_error *error) {
  char *path = lab_lesson_path(catalog, lab);
  struct lab_lines lesson;
  if (path) { /* a lab without a lesson is its listings */
    free(path);
    if (!lab_lesson_read(&lesson, catalog, lab, error))
      return false;
    show_part(shower, &lesson, false);
    lab_lines_clear(&lesson);
  }
  return show_listing(shower, first, error);
}

static void print_hint(const struct shower *shower, const char *operand, const struct lab_info *info) {
  if (!shower->answer) {
    fprintf(shower->out, "\nSee it happen:  lab run %s\n", operand);
    if (shower->held_back)
      fprintf(shower->out, "The answer:     lab show %s --answer\n", operand);
  } else if (shower->held_back) {
    fprintf(shower->out, "\nThe cure, line by line:  lab diff %s\n", info->lab);
  } else {
    fprintf(shower->out, "Nothing of it is held back:  lab show %s\n", operand);
  }
}

static void show(const struct lab_catalog *catalog, const struct lab_info **chosen, size_t n,
                 const struct lab_options *options, struct lab_error *error) {
  const char *operand = options->request.patterns[0];
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return;
  struct shower shower = {
      .out = page.stream, .style = lab_style_of(options), .answer = options->answer, .numbered = lab_terminal_out()};
  const bool whole = lab_path_is(operand) ? n > 1 : !strchr(operand, '/');
  bool good = true;
  if (whole) {
    const char *lab = "";
    for (size_t i = 0; i < n && good; i++) {
      if (strcmp(chosen[i]->lab, lab) != 0)
        good = show_lab(&shower, catalog, chosen[i]->lab, chosen[i], error);
      lab = chosen[i]->lab;
    }
  }
  for (size_t i = 0; i < n && good && !whole; i++)
    good = show_listing(&shower, chosen[i], error);
  if (good && !options->quiet)
    print_hint(&shower, operand, chosen[0]);
  lab_page_print(&page, error);
}

static void show_request(const struct lab_request *request, const struct lab_options *options,
                         struct lab_error *error) {
  struct lab_catalog catalog;
  const struct lab_info **chosen = NULL;
  size_t n = 0;
  if (!lab_cli_catalog(&catalog, options, error))
    return;
  if (lab_catalog_select(&catalog, request->patterns, request->n_patterns, &chosen, &n, error))
    show(&catalog, chosen, n, options, error);
  free(chosen);
  lab_catalog_free(&catalog);
}

static int run_show(const struct lab_options *options, struct lab_error *error) {
  struct lab_request request = options->request;
  struct lab_files files;
  request.engines[LAB_ENGINE_NATIVE] = true;
  if (lab_files_use(&files, &request, options, error))
    show_request(&request, options, error);
  lab_files_close(&files);
  return error->code;
}
