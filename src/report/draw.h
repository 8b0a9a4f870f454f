/* SPDX-License-Identifier: MIT */
/*
 * Drawing on a terminal: display widths, colours, wrapped sentences and aligned columns.  Nothing here knows what a
 * lab is.
 *
 * Text that comes from elsewhere (source lines, messages of a lab) goes through lab_text_clean first, so that it can
 * neither break the layout nor send control sequences to the terminal.  Not thread-safe.
 */
#ifndef LAB_REPORT_DRAW_H
#define LAB_REPORT_DRAW_H

#include "report/report.h"

/* What a colour stands for.  Every use has a word or a mark too. */
enum lab_paint { LAB_PAINT_NONE, LAB_PAINT_STRONG, LAB_PAINT_FAINT, LAB_PAINT_GOOD, LAB_PAINT_BUG, LAB_PAINT_BAD };

/* Characters beyond ASCII that the tables use, with their fallbacks. */
enum lab_glyph { LAB_GLYPH_TIMES, LAB_GLYPH_RANGE, LAB_GLYPH_ELLIPSIS, LAB_GLYPH_RULE, LAB_GLYPHS };
const char *lab_glyph(const struct lab_style *style, enum lab_glyph glyph);

#define LAB_WIDTH_MIN 60 /* narrower terminals get lines of this width */
int lab_width(const struct lab_style *style);

/* Columns that text takes on a terminal; text is valid UTF-8. */
int lab_text_width(const char *text);

/* Bytes of the longest start of text that takes at most this many columns. */
size_t lab_text_prefix(const char *text, int columns);

/*
 * Copies text into to (size bytes, at least 1): valid UTF-8, no control characters (a tab becomes a space), cut
 * between characters.  Broken bytes, and what is not ASCII unless unicode, become '?'.  Returns to.
 */
char *lab_text_clean(char *to, size_t size, const char *text, bool unicode);

/* Shortens text in place to at most this many columns, with an ellipsis where something is missing. */
void lab_text_fit(char *text, size_t size, int columns, const struct lab_style *style);

/* A small text that is put together piece by piece; what does not fit is left out. */
struct lab_text {
  size_t length;
  char text[1024];
};
void lab_text_add(struct lab_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints text in this paint. */
void lab_draw(FILE *out, const struct lab_style *style, enum lab_paint paint, const char *text);

/* Words wrapped to the width, the first line indented by indent, the others by indent + hang. */
void lab_draw_wrapped(FILE *out, const struct lab_style *style, enum lab_paint paint, int indent, int hang,
                      const char *text);
void lab_draw_wrappedf(FILE *out, const struct lab_style *style, enum lab_paint paint, int indent, int hang,
                       const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A command line behind `used` columns, broken before words with a backslash, so that it can be pasted. */
void lab_draw_command(FILE *out, const struct lab_style *style, int used, const char *command);

/* LAB_SPARK shares of a distribution as one character each, scaled to the largest.  to has 32 bytes. */
void lab_draw_spark(char *to, const double *shares, const struct lab_style *style);

/* -- Aligned columns. -- */
#define LAB_COLUMNS_MAX 32

struct lab_column {
  const char *group; /* heading over consecutive columns that share this very pointer, or NULL */
  const char *head;
  bool right;
  int gap; /* spaces before it */
};

struct lab_cell {
  char text[64];
  enum lab_paint paint;
  int span; /* columns that it takes, 0 is 1 */
};

enum lab_row_kind { LAB_ROW_CELLS, LAB_ROW_LINE, LAB_ROW_HEADING };

struct lab_row {
  enum lab_row_kind kind;
  enum lab_paint paint;
  char line[256]; /* LINE: free text, wrapped with hang; HEADING: the title in a rule */
  int hang;
  struct lab_cell cells[LAB_COLUMNS_MAX];
};

struct lab_grid {
  struct lab_column columns[LAB_COLUMNS_MAX];
  int n_columns;
  struct lab_row *rows;
  size_t n_rows, room;
  bool failed; /* no memory: rows are missing */
};

/* Adds a column; returns its index. */
int lab_grid_column(struct lab_grid *grid, const char *group, const char *head, bool right, int gap);

/* Adds an empty row; the pointer is good until the next one is added. */
struct lab_row *lab_grid_row(struct lab_grid *grid, enum lab_row_kind kind, enum lab_paint paint);

void lab_cell_set(struct lab_row *row, int column, enum lab_paint paint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Columns that the grid takes, free lines apart. */
int lab_grid_width(const struct lab_grid *grid);

/* The same with column 0 and the gaps as small as they get. */
int lab_grid_width_least(const struct lab_grid *grid);

/* Draws it; where it would be wider than the style's width, the gaps and then column 0 are made smaller. */
void lab_grid_draw(struct lab_grid *grid, FILE *out, const struct lab_style *style);
void lab_grid_clear(struct lab_grid *grid);

#endif
