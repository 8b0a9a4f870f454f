/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/difference.h"
#include "cli/listing.h"
#include "cli/terminal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT 3
#define SIDE_BY_SIDE_COLUMNS 120

static int run_diff(const struct lab_options *options, struct lab_error *error);

static const struct argp_option options_of_diff[] = {
    {"all", LAB_OPTION_ALL, NULL, 0, "Compare the whole files, the prose included", 0},
    {"unified", LAB_OPTION_UNIFIED, NULL, 0, "One text under the other, whatever the width", 0},
    {"side-by-side", LAB_OPTION_SIDE_BY_SIDE, NULL, 0, "One text beside the other, whatever the width", 0},
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_diff = {
    .name = "diff",
    .operands = "LAB [VARIANT [VARIANT]]",
    .summary = "Show the code of a broken variant beside that of a fixed one",
    .details = "Without variants, or with a broken one named LAB/VARIANT: that or broken, and the fixed variant that "
               "differs from it least; with another one: broken and that one. Compares the code alone, from the first "
               "include to the table. Side by side on a terminal of at "
               "least 120 columns, unified otherwise.",
    .options = options_of_diff,
    .least = 1,
    .most = 3,
    .run = run_diff,
};

/* One of the two texts. */
struct side {
  const struct lab_info *info;
  struct lab_lines lines;
  const char *const *from; /* what is compared */
  size_t n, offset;        /* lines, and those before them in the file */
};

static bool side_read(struct side *side, const struct lab_info *info, bool all, struct lab_error *error) {
  *side = (struct side){.info = info};
  if (!lab_listing_read(&side->lines, info, error))
    return false;
  const struct lab_lines *lines = &side->lines;
  size_t end = all ? lines->count : lines->answer;
  while (end > 0 && lines->lines[end - 1][0] == '\0')
    end--;
  side->offset = all ? 0 : lines->code;
  side->from = (const char *const *)lines->lines + side->offset;
  side->n = end - side->offset;
  return true;
}

static bool compare(struct lab_difference *difference, const struct side *a, const struct side *b,
                    struct lab_error *error) {
  return lab_difference_make(difference, a->from, a->n, b->from, b->n) ||
         lab_fail(error, LAB_EXIT_SYSTEM, "%s and %s are too long to be compared", a->info->name, b->info->name);
}

/* The fixed variant, or way to do it, with the fewest changed lines, or NULL with error set. */
static const struct lab_info *closest_fix(const struct lab_catalog *catalog, const struct side *broken, bool all,
                                          struct lab_error *error) {
  const struct lab_info *closest = NULL;
  size_t least = 0;
  for (size_t i = 0; i < catalog->count; i++) {
    const struct lab_info *info = &catalog->variants[i];
    struct side side;
    struct lab_difference difference;
    struct lab_error ignored = {0};
    if (info == broken->info || strcmp(info->lab, broken->info->lab) != 0 ||
        (info->role != LAB_ROLE_FIXED && info->role != LAB_ROLE_WAY) || !side_read(&side, info, all, &ignored))
      continue;
    if (compare(&difference, broken, &side, &ignored)) {
      if (!closest || difference.changed < least) {
        closest = info;
        least = difference.changed;
      }
      lab_difference_clear(&difference);
    }
    lab_lines_clear(&side.lines);
  }
  if (!closest)
    lab_fail(error, LAB_EXIT_NOTHING, "lab %s has no fixed variant to compare with; name two: lab diff %s A B",
             broken->info->lab, broken->info->lab);
  return closest;
}

/* -- Drawing. -- */
struct drawing {
  FILE *out;
  struct lab_style style;
  const struct side *a, *b;
  const struct lab_difference *difference;
};

static const char *color_of(const struct drawing *drawing, enum lab_edit_kind kind) {
  static const char *const colors[] = {"", "\033[31m", "\033[32m"};
  return drawing->style.color ? colors[kind] : "";
}

static const char *color_end(const struct drawing *drawing, enum lab_edit_kind kind) {
  return drawing->style.color && kind != LAB_EDIT_KEEP ? "\033[0m" : "";
}

static void draw_header(const struct drawing *drawing, size_t first, size_t end) {
  const struct lab_edit *edits = drawing->difference->edits;
  size_t n = 0, m = 0;
  for (size_t e = first; e < end; e++) {
    n += edits[e].kind != LAB_EDIT_INSERT;
    m += edits[e].kind != LAB_EDIT_DELETE;
  }
  /* diff(1): where a side has no lines, its number is that of the line before. */
  const size_t a = edits[first].a + drawing->a->offset + (n > 0), b = edits[first].b + drawing->b->offset + (m > 0);
  fprintf(drawing->out, "%s@@ -%zu,%zu +%zu,%zu @@%s\n", drawing->style.color ? "\033[36m" : "", a, n, b, m,
          drawing->style.color ? "\033[0m" : "");
}

static void draw_hunk(const struct drawing *drawing, size_t first, size_t end) {
  draw_header(drawing, first, end);
  for (size_t e = first; e < end; e++) {
    const struct lab_edit *edit = &drawing->difference->edits[e];
    const char *line = edit->kind == LAB_EDIT_INSERT ? drawing->b->from[edit->b] : drawing->a->from[edit->a];
    fprintf(drawing->out, "%s%c%s%s\n", color_of(drawing, edit->kind), " -+"[edit->kind], line,
            color_end(drawing, edit->kind));
  }
}

/* First edit at or after e that changes something; count where there is none. */
static size_t next_change(const struct lab_difference *difference, size_t e) {
  while (e < difference->count && difference->edits[e].kind == LAB_EDIT_KEEP)
    e++;
  return e;
}

static void draw_unified(const struct drawing *drawing) {
  const struct lab_difference *difference = drawing->difference;
  fprintf(drawing->out, "--- %s.c\n+++ %s.c\n", drawing->a->info->name, drawing->b->info->name);
  size_t change = next_change(difference, 0), done = 0;
  while (change < difference->count) {
    const size_t first = change > done + CONTEXT ? change - CONTEXT : done;
    size_t end = change;
    /* Changes whose contexts touch are one hunk. */
    while (change < difference->count && change <= end + 2 * CONTEXT) {
      end = change + 1;
      change = next_change(difference, end);
    }
    const size_t last = end + CONTEXT < difference->count ? end + CONTEXT : difference->count;
    draw_hunk(drawing, first, last);
    done = last;
  }
}

/* The part of a line that stands in one row of its cell; tabs and bytes beyond ASCII count as one column each. */
static void draw_cell(const struct drawing *drawing, const char *line, size_t number, enum lab_edit_kind kind, int row,
                      int width) {
  const int skip = row * width;
  if (!line || (row > 0 && skip >= (int)strlen(line))) {
    fprintf(drawing->out, "%*s", width + 5, "");
    return;
  }
  if (row == 0)
    fprintf(drawing->out, "%4zu ", number);
  else
    fputs("     ", drawing->out);
  fprintf(drawing->out, "%s%-*.*s%s", color_of(drawing, kind), width, width, line + skip, color_end(drawing, kind));
}

/* A line of each side, either may be missing; long ones go on in the rows below. */
static void draw_row(const struct drawing *drawing, const struct lab_edit *left, const struct lab_edit *right,
                     int width) {
  const struct side *a = drawing->a, *b = drawing->b;
  const char *one = left ? a->from[left->a] : NULL, *other = right ? b->from[right->b] : NULL;
  const char mark = !left ? '>' : !right ? '<' : left->kind == LAB_EDIT_KEEP ? ' ' : '|';
  for (int row = 0; row == 0 || (one && row * width < (int)strlen(one)) || (other && row * width < (int)strlen(other));
       row++) {
    draw_cell(drawing, one, left ? a->offset + left->a + 1 : 0, left ? left->kind : LAB_EDIT_KEEP, row, width);
    fprintf(drawing->out, " %c ", mark);
    if (right)
      draw_cell(drawing, other, b->offset + right->b + 1, right->kind, row, width);
    fputc('\n', drawing->out);
  }
}

static void draw_side_by_side(const struct drawing *drawing) {
  const struct lab_difference *difference = drawing->difference;
  const int width = (drawing->style.width < 40 ? 40 : drawing->style.width - 3) / 2 - 5;
  fprintf(drawing->out, "     %-*.*s        %s\n", width, width, drawing->a->info->name, drawing->b->info->name);
  for (size_t e = 0; e < difference->count;) {
    const struct lab_edit *edits = difference->edits;
    if (edits[e].kind == LAB_EDIT_KEEP) {
      draw_row(drawing, &edits[e], &edits[e], width);
      e++;
      continue;
    }
    /* Deletions and the insertions that follow them stand beside each other. */
    size_t left = e, middle = e;
    while (middle < difference->count && edits[middle].kind == LAB_EDIT_DELETE)
      middle++;
    size_t right = middle, end = middle;
    while (end < difference->count && edits[end].kind == LAB_EDIT_INSERT)
      end++;
    for (; left < middle || right < end; left++, right++)
      draw_row(drawing, left < middle ? &edits[left] : NULL, right < end ? &edits[right] : NULL, width);
    e = end;
  }
}

static void draw(const struct side *a, const struct side *b, const struct lab_options *options,
                 struct lab_error *error) {
  struct lab_difference difference;
  struct lab_page page;
  if (!compare(&difference, a, b, error))
    return;
  if (lab_page_open(&page, error)) {
    const struct drawing drawing = {
        .out = page.stream, .style = lab_style_of(options), .a = a, .b = b, .difference = &difference};
    const bool wide = lab_terminal_out() && drawing.style.width >= SIDE_BY_SIDE_COLUMNS;
    if (difference.changed == 0)
      fprintf(page.stream, "%s and %s have the same code%s.\n", a->info->name, b->info->name,
              options->all ? "" : "; --all compares the prose too");
    else if (options->side_by_side || (wide && !options->unified))
      draw_side_by_side(&drawing);
    else
      draw_unified(&drawing);
    lab_page_print(&page, error);
  }
  lab_difference_clear(&difference);
}

/* The variant "LAB/VARIANT"; or, for a word without a slash, that of this lab. */
static const struct lab_info *find(const struct lab_catalog *catalog, const char *lab, const char *word,
                                   struct lab_error *error) {
  char *name = NULL;
  const struct lab_info **chosen = NULL, *found = NULL;
  size_t n = 0;
  if ((strchr(word, '/') ? asprintf(&name, "%s", word) : asprintf(&name, "%s/%s", lab, word)) < 0) {
    lab_fail(error, LAB_EXIT_SYSTEM, "out of memory");
    return NULL;
  }
  if (lab_catalog_select(catalog, &name, 1, &chosen, &n, error)) {
    if (n == 1)
      found = chosen[0];
    else
      lab_fail(error, LAB_EXIT_USAGE, "diff: \"%s\" means %zu variants; name one", name, n);
  }
  free(chosen);
  free(name);
  return found;
}

/* The variant that is meant where none is named: `broken`, else the first broken one, else the first of all. */
static const char *default_variant(const struct lab_catalog *catalog, const char *lab) {
  const char *found = NULL;
  for (size_t i = 0; i < catalog->count; i++) {
    const struct lab_info *info = &catalog->variants[i];
    if (strcmp(info->lab, lab) != 0)
      continue;
    if (strcmp(info->variant, "broken") == 0)
      return info->variant;
    found = found ? found : info->variant;
  }
  return found ? found : "broken";
}

static void diff(const struct lab_catalog *catalog, const struct lab_options *options, struct lab_error *error) {
  char *const *words = options->request.patterns;
  size_t n = options->request.n_patterns;
  const bool full = strchr(words[0], '/') != NULL; /* "LAB/VARIANT ..." rather than "LAB ..." */
  if (full && n == 3) {
    lab_fail(error, LAB_EXIT_USAGE, "diff: \"%s\" is one too many; it takes %s", words[2], lab_verb_diff.operands);
    return;
  }
  const char *lab = words[0];
  const char *one = full ? words[0] : n == 3 ? words[1] : default_variant(catalog, lab);
  const char *other = full ? (n == 2 ? words[1] : NULL) : n > 1 ? words[n - 1] : NULL;
  if (!full && n == 2 && strcmp(words[1], one) == 0)
    other = NULL; /* beside its fix, rather than beside itself */
  struct side a = {0}, b = {0};
  const struct lab_info **chosen = NULL, *info = NULL;
  size_t found = 0;
  /* The lab first, so that an unknown one is named as such. */
  if (lab_catalog_select(catalog, words, 1, &chosen, &found, error))
    info = find(catalog, chosen[0]->lab, one, error);
  lab = info ? info->lab : lab;
  if (info && full && !other && info->role != LAB_ROLE_BROKEN) {
    other = words[0];
    info = find(catalog, lab, default_variant(catalog, lab), error);
  }
  free(chosen);
  if (info && side_read(&a, info, options->all, error)) {
    info = other ? find(catalog, lab, other, error) : closest_fix(catalog, &a, options->all, error);
    if (info && side_read(&b, info, options->all, error))
      draw(&a, &b, options, error);
  }
  lab_lines_clear(&a.lines);
  lab_lines_clear(&b.lines);
}

static int run_diff(const struct lab_options *options, struct lab_error *error) {
  struct lab_catalog catalog;
  if (!lab_cli_catalog(&catalog, options, error))
    return error->code;
  diff(&catalog, options, error);
  lab_catalog_free(&catalog);
  return error->code;
}
