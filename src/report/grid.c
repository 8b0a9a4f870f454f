/* SPDX-License-Identifier: MIT */
#include "report/draw.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MIN 12 /* column 0 is not shortened below this */

int lab_grid_column(struct lab_grid *grid, const char *group, const char *head, bool right, int gap) {
  grid->columns[grid->n_columns] = (struct lab_column){.group = group, .head = head, .right = right, .gap = gap};
  return grid->n_columns++;
}

struct lab_row *lab_grid_row(struct lab_grid *grid, enum lab_row_kind kind, enum lab_paint paint) {
  static struct lab_row nowhere; /* what callers write to when there is no memory */
  if (grid->n_rows == grid->room) {
    const size_t room = grid->room ? grid->room * 2 : 32;
    struct lab_row *rows = realloc(grid->rows, room * sizeof(*rows));
    if (!rows) {
      grid->failed = true;
      return &nowhere;
    }
    grid->rows = rows;
    grid->room = room;
  }
  struct lab_row *row = &grid->rows[grid->n_rows++];
  *row = (struct lab_row){.kind = kind, .paint = paint};
  return row;
}

void lab_cell_set(struct lab_row *row, int column, enum lab_paint paint, const char *format, ...) {
  if (column < 0)
    return;
  struct lab_cell *cell = &row->cells[column];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(cell->text, sizeof(cell->text), format, arguments);
  va_end(arguments);
  cell->paint = paint;
}

static int max_of(int a, int b) { return a > b ? a : b; }

/* Columns from first to the one after the last, gaps between them included. */
static int extent(const struct lab_grid *grid, const int *widths, int first, int after) {
  int total = 0;
  for (int c = first; c < after; c++)
    total += widths[c] + (c > first ? grid->columns[c].gap : 0);
  return total;
}

static int group_end(const struct lab_grid *grid, int first) {
  int after = first + 1;
  while (grid->columns[first].group && after < grid->n_columns &&
         grid->columns[after].group == grid->columns[first].group)
    after++;
  return after;
}

/* What spans several columns widens the last of them, where they are not wide enough together. */
static void widen(const struct lab_grid *grid, int *widths, int first, int after, const char *text) {
  const int missing = lab_text_width(text) - extent(grid, widths, first, after);
  if (missing > 0)
    widths[after - 1] += missing;
}

static void measure(const struct lab_grid *grid, int *widths) {
  for (int c = 0; c < grid->n_columns; c++)
    widths[c] = lab_text_width(grid->columns[c].head);
  for (size_t r = 0; r < grid->n_rows; r++)
    for (int c = 0; c < grid->n_columns && grid->rows[r].kind == LAB_ROW_CELLS; c++)
      if (grid->rows[r].cells[c].span <= 1)
        widths[c] = max_of(widths[c], lab_text_width(grid->rows[r].cells[c].text));
  for (size_t r = 0; r < grid->n_rows; r++)
    for (int c = 0; c < grid->n_columns && grid->rows[r].kind == LAB_ROW_CELLS; c++)
      if (grid->rows[r].cells[c].span > 1)
        widen(grid, widths, c, c + grid->rows[r].cells[c].span, grid->rows[r].cells[c].text);
  for (int c = 0; c < grid->n_columns; c = group_end(grid, c))
    if (grid->columns[c].group)
      widen(grid, widths, c, group_end(grid, c), grid->columns[c].group);
}

int lab_grid_width(const struct lab_grid *grid) {
  int widths[LAB_COLUMNS_MAX];
  measure(grid, widths);
  return extent(grid, widths, 0, grid->n_columns);
}

int lab_grid_width_least(const struct lab_grid *grid) {
  int widths[LAB_COLUMNS_MAX];
  measure(grid, widths);
  widths[0] = widths[0] < NAME_MIN ? widths[0] : NAME_MIN;
  int width = extent(grid, widths, 0, grid->n_columns);
  for (int c = 1; c < grid->n_columns; c++)
    width -= max_of(0, grid->columns[c].gap - 1);
  return width;
}

/* Makes the grid narrower by up to excess columns: first of the gaps, then of what is in column 0. */
static void squeeze(struct lab_grid *grid, int *widths, int excess) {
  for (int c = 1; c < grid->n_columns && excess > 0; c++)
    for (; grid->columns[c].gap > 1 && excess > 0; excess--)
      grid->columns[c].gap--;
  const int least = widths[0] < NAME_MIN ? widths[0] : NAME_MIN;
  if (excess > 0)
    widths[0] = max_of(least, widths[0] - excess);
}

/* Where a line is drawn: spaces are owed until something visible follows, so no line ends in spaces. */
struct pen {
  FILE *out;
  const struct lab_style *style;
  int owed;
};

static void put(struct pen *pen, enum lab_paint paint, const char *text, int width, bool right) {
  const int padding = max_of(0, width - lab_text_width(text));
  if (*text) {
    fprintf(pen->out, "%*s", pen->owed + (right ? padding : 0), "");
    lab_draw(pen->out, pen->style, paint, text);
    pen->owed = right ? 0 : padding;
  } else {
    pen->owed += width;
  }
}

static void draw_cells(const struct lab_grid *grid, const int *widths, const struct lab_row *row, FILE *out,
                       const struct lab_style *style) {
  struct pen pen = {.out = out, .style = style};
  for (int c = 0; c < grid->n_columns;) {
    const struct lab_cell *cell = &row->cells[c];
    const int after = c + max_of(1, cell->span);
    const int width = extent(grid, widths, c, after);
    char text[sizeof(cell->text)];
    strcpy(text, cell->text);
    lab_text_fit(text, sizeof(text), width, style);
    pen.owed += c ? grid->columns[c].gap : 0;
    put(&pen, cell->paint, text, width, grid->columns[c].right);
    c = after;
  }
  fputc('\n', out);
}

static void draw_heads(const struct lab_grid *grid, const int *widths, FILE *out, const struct lab_style *style) {
  struct pen pen = {.out = out, .style = style};
  for (int c = 0; c < grid->n_columns; c = group_end(grid, c)) {
    const char *group = grid->columns[c].group;
    pen.owed += c ? grid->columns[c].gap : 0;
    put(&pen, LAB_PAINT_STRONG, group ? group : "", extent(grid, widths, c, group_end(grid, c)), true);
  }
  fputc('\n', out);
  pen.owed = 0;
  for (int c = 0; c < grid->n_columns; c++) {
    pen.owed += c ? grid->columns[c].gap : 0;
    put(&pen, LAB_PAINT_STRONG, grid->columns[c].head, widths[c], grid->columns[c].right);
  }
  fputc('\n', out);
}

/* A rule over the whole width, with a title in it where there is one. */
static void draw_rule(const char *title, int width, FILE *out, const struct lab_style *style) {
  const char *dash = lab_glyph(style, LAB_GLYPH_RULE);
  struct lab_text rule = {0};
  if (*title) {
    lab_draw(out, style, LAB_PAINT_FAINT, dash);
    fputc(' ', out);
    lab_draw(out, style, LAB_PAINT_STRONG, title);
    fputc(' ', out);
    width -= 3 + lab_text_width(title);
  }
  for (int i = 0; i < width; i++)
    lab_text_add(&rule, "%s", dash);
  lab_draw(out, style, LAB_PAINT_FAINT, rule.text);
  fputc('\n', out);
}

void lab_grid_draw(struct lab_grid *grid, FILE *out, const struct lab_style *style) {
  int widths[LAB_COLUMNS_MAX];
  measure(grid, widths);
  squeeze(grid, widths, extent(grid, widths, 0, grid->n_columns) - lab_width(style));
  draw_heads(grid, widths, out, style);
  const int width = extent(grid, widths, 0, grid->n_columns);
  if (grid->n_rows == 0 || grid->rows[0].kind != LAB_ROW_HEADING)
    draw_rule("", width, out, style);
  for (size_t r = 0; r < grid->n_rows; r++) {
    const struct lab_row *row = &grid->rows[r];
    if (row->kind == LAB_ROW_CELLS)
      draw_cells(grid, widths, row, out, style);
    else if (row->kind == LAB_ROW_HEADING)
      draw_rule(row->line, width, out, style);
    else
      lab_draw_wrapped(out, style, row->paint, 0, row->hang, row->line);
  }
}

void lab_grid_clear(struct lab_grid *grid) {
  free(grid->rows);
  *grid = (struct lab_grid){0};
}
