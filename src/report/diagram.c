/* SPDX-License-Identifier: MIT */
/*
 * The timing diagram on a terminal: a line per lane, a character per moment.
 */
#include "report/diagram.h"
#include "report/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LANES_SHOWN 16
#define AXIS_PARTS 8

bool lab_section_timed(const struct lab_section *section) {
  for (size_t l = 0; l < section->n_lines; l++)
    if (section->lines[l].info->kind != LAB_TIMED)
      return false;
  return section->n_lines > 0;
}

void lab_section_order(const struct lab_section *section, size_t *order) {
  static const enum lab_role roles[LAB_ROLES] = {LAB_ROLE_WAY, LAB_ROLE_FIXED, LAB_ROLE_BROKEN, LAB_ROLE_EXERCISE};
  size_t n = 0;
  for (int r = 0; r < LAB_ROLES; r++)
    for (size_t l = 0; l < section->n_lines; l++)
      if (section->lines[l].info->role == roles[r])
        order[n++] = l;
}

const struct lab_lanes *lab_line_lanes(const struct lab_line *line) {
  const struct lab_job_result *job = lab_line_main(line);
  const struct lab_times *times = job ? job->record.times : NULL;
  return times && times->lanes.duration_ns && times->lanes.n_spans ? &times->lanes : NULL;
}

uint64_t lab_section_extent(const struct lab_section *section) {
  uint64_t extent = 0;
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_lanes *lanes = lab_line_lanes(&section->lines[l]);
    if (!lanes)
      continue;
    extent = lanes->duration_ns > extent ? lanes->duration_ns : extent;
    for (unsigned s = 0; s < lanes->n_spans; s++)
      extent = lanes->spans[s].end_ns > extent ? lanes->spans[s].end_ns : extent;
  }
  return extent;
}

double lab_axis_step(double extent, int n) {
  const double power = pow(10, floor(log10(extent / n)));
  static const double rounds[] = {1, 2, 5, 10};
  for (size_t r = 0; r < sizeof(rounds) / sizeof(*rounds); r++)
    if (extent / (rounds[r] * power) <= n)
      return rounds[r] * power;
  return 20 * power;
}

double lab_axis_value(double ns, double like, const char **unit) {
  static const char *const units[] = {"ns", "us", "ms", "s"};
  double scale = 1;
  int u = 0;
  for (; u < 3 && like >= scale * 1000; u++)
    scale *= 1000;
  *unit = units[u];
  return ns / scale;
}

/* -- The terminal. -- */
struct canvas {
  const struct lab_style *style;
  FILE *out;
  double extent; /* ns */
  int label, cells;
};

/* What there is of a cell of a lane. */
struct share {
  double work, wait;
};

static void fill_shares(const struct canvas *canvas, const struct lab_lanes *lanes, unsigned lane,
                        struct share *shares) {
  const double cell = canvas->extent / canvas->cells;
  memset(shares, 0, (size_t)canvas->cells * sizeof(*shares));
  for (unsigned s = 0; s < lanes->n_spans; s++) {
    const struct lab_span *span = &lanes->spans[s];
    if (span->lane != lane)
      continue;
    for (int c = (int)((double)span->begin_ns / cell); c < canvas->cells; c++) {
      const double from = fmax((double)span->begin_ns, c * cell), to = fmin((double)span->end_ns, (c + 1) * cell);
      if (to <= from)
        break;
      *(span->kind == LAB_SPAN_WORK ? &shares[c].work : &shares[c].wait) += (to - from) / cell;
    }
  }
}

enum mark { MARK_IDLE, MARK_WAIT, MARK_BOTH, MARK_WORK, MARK_END, MARKS };

static const char *glyph_of(enum mark mark, const struct lab_style *style) {
  static const char *const glyphs[MARKS][2] = {[MARK_IDLE] = {" ", " "},
                                               [MARK_WAIT] = {"-", "░"},
                                               [MARK_BOTH] = {"=", "▒"},
                                               [MARK_WORK] = {"#", "█"},
                                               [MARK_END] = {"|", "│"}};
  return glyphs[mark][style->unicode];
}

/* A cell is what most of it is; both where neither has a quarter less than the other. */
static enum mark mark_of(struct share share) {
  if (share.work + share.wait < 0.25)
    return MARK_IDLE;
  if (share.work > 3 * share.wait)
    return MARK_WORK;
  return share.wait > 3 * share.work ? MARK_WAIT : MARK_BOTH;
}

/* A lane that did something has a mark, however short it was at it. */
static void raise_shares(const struct canvas *canvas, struct share *shares) {
  int most = 0;
  for (int c = 0; c < canvas->cells; c++)
    if (shares[c].work + shares[c].wait > shares[most].work + shares[most].wait)
      most = c;
  const double all = shares[most].work + shares[most].wait;
  if (all <= 0 || mark_of(shares[most]) != MARK_IDLE)
    return;
  shares[most].work /= all;
  shares[most].wait /= all;
}

static void draw_lane(const struct canvas *canvas, const struct lab_lanes *lanes, unsigned lane, struct share *shares) {
  char name[64];
  const int end = (int)((double)lanes->duration_ns / (canvas->extent / canvas->cells));
  lab_text_clean(name, sizeof(name), lanes->names[lane], canvas->style->unicode);
  lab_text_fit(name, sizeof(name), canvas->label - 4, canvas->style);
  fprintf(canvas->out, "  %s%*s  ", name, canvas->label - 4 - lab_text_width(name), "");
  fill_shares(canvas, lanes, lane, shares);
  raise_shares(canvas, shares);
  int owed = 0;
  for (int c = 0; c <= canvas->cells; c++) {
    enum mark mark = c < canvas->cells ? mark_of(shares[c]) : MARK_IDLE;
    if (c == end && (mark == MARK_IDLE || end == 0))
      mark = MARK_END;
    else if (c == end + 1 && c > 1 && mark_of(shares[end]) != MARK_IDLE && mark == MARK_IDLE)
      mark = MARK_END;
    if (mark == MARK_IDLE) {
      owed++;
      continue;
    }
    fprintf(canvas->out, "%*s", owed, "");
    owed = 0;
    lab_draw(canvas->out, canvas->style, mark == MARK_WORK ? LAB_PAINT_GOOD : LAB_PAINT_NONE,
             glyph_of(mark, canvas->style));
  }
  fputc('\n', canvas->out);
}

static void draw_axis(const struct canvas *canvas) {
  char line[512];
  const double step = lab_axis_step(canvas->extent, AXIS_PARTS);
  const char *unit;
  memset(line, ' ', sizeof(line));
  int used = 0;
  for (double at = 0; at <= canvas->extent; at += step) {
    char text[48];
    const double value = lab_axis_value(at, canvas->extent, &unit);
    const bool last = at + step > canvas->extent;
    const int length = snprintf(text, sizeof(text), "%g%s%s", value, last ? " " : "", last ? unit : "");
    int column = canvas->label + (int)(at / canvas->extent * canvas->cells);
    if (column + length > canvas->label + canvas->cells)
      column = canvas->label + canvas->cells - length;
    if (column < used + (used > 0) || column + length >= (int)sizeof(line))
      continue;
    memcpy(line + column, text, (size_t)length);
    used = column + length;
  }
  line[used] = '\0';
  lab_draw(canvas->out, canvas->style, LAB_PAINT_FAINT, line);
  fputc('\n', canvas->out);
}

static void draw_variant(const struct canvas *canvas, const struct lab_line *line, const struct lab_lanes *lanes) {
  char name[128], number[LAB_NUMBER];
  struct share *shares = calloc((size_t)canvas->cells + 1, sizeof(*shares));
  if (!shares)
    return;
  lab_draw_wrappedf(canvas->out, canvas->style, LAB_PAINT_STRONG, 0, 2, "%s: %s",
                    lab_text_clean(name, sizeof(name), line->info->variant, canvas->style->unicode),
                    lab_format_ns(number, (double)lanes->duration_ns));
  unsigned shown = 0, hidden = 0;
  for (unsigned lane = 0; lane < lanes->n_lanes; lane++) {
    if (!lanes->names[lane][0])
      continue;
    if (shown++ < LANES_SHOWN)
      draw_lane(canvas, lanes, lane, shares);
    else
      hidden++;
  }
  if (hidden + lanes->lost)
    lab_draw_wrappedf(canvas->out, canvas->style, LAB_PAINT_FAINT, 2, 2, "%llu more not shown",
                      (unsigned long long)(hidden + lanes->lost));
  free(shares);
}

static int label_width(const struct lab_section *section) {
  int width = 8;
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_lanes *lanes = lab_line_lanes(&section->lines[l]);
    for (unsigned n = 0; lanes && n < lanes->n_lanes; n++)
      width = lab_text_width(lanes->names[n]) > width ? lab_text_width(lanes->names[n]) : width;
  }
  return width + 4;
}

void lab_table_diagram(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  const uint64_t extent = lab_section_extent(section);
  size_t *order = calloc(section->n_lines, sizeof(*order));
  if (extent == 0 || !order) {
    free(order);
    return;
  }
  struct canvas canvas = {.style = style, .out = out, .extent = (double)extent, .label = label_width(section)};
  const int width = lab_width(style) < 200 ? lab_width(style) : 200;
  canvas.cells = width - canvas.label - 1;
  lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2,
                    "One run of each, near the median, on the same axis; %s: work, %s: waiting, %s: both, "
                    "%s: the end of the run:",
                    glyph_of(MARK_WORK, style), glyph_of(MARK_WAIT, style), glyph_of(MARK_BOTH, style),
                    glyph_of(MARK_END, style));
  lab_section_order(section, order);
  for (size_t i = 0; i < section->n_lines; i++) {
    const struct lab_lanes *lanes = lab_line_lanes(&section->lines[order[i]]);
    if (lanes)
      draw_variant(&canvas, &section->lines[order[i]], lanes);
  }
  draw_axis(&canvas);
  fputc('\n', out);
  free(order);
}
