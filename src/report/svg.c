/* SPDX-License-Identifier: MIT */
/*
 * The timing diagrams of timed labs as one SVG 1.1 picture: a lane per actor, work as full bars, waiting as thin ones,
 * the same axis for all variants of a lab.  No colour alone: the two differ in height, and each span has a tooltip.
 */
#include "report/diagram.h"
#include "report/number.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 960
#define MARGIN 24
#define LABEL 110 /* columns of the lane's names */
#define LANE 16   /* height of a lane */
#define LANE_SMALL 8
#define MANY 24 /* lanes, from which on they are small */
#define AXIS_PARTS 8

static const char style_sheet[] =
    "  <style>\n"
    "    text { font: 12px sans-serif; fill: #222 } .title { font-size: 18px; font-weight: bold }\n"
    "    .variant { font-size: 13px; font-weight: bold } .faint { fill: #666 } .small { font-size: 9px }\n"
    "    .work { fill: #1f5fa8 } .wait { fill: #e0a33a } .grid { stroke: #ddd } .end { stroke: #b00020; "
    "stroke-width: 1.5; stroke-dasharray: 3 2 }\n"
    "  </style>\n";

struct picture {
  FILE *out;
  double y;
  double extent; /* ns on the axis */
};

static double x_of(const struct picture *picture, double ns) {
  return MARGIN + LABEL + ns / picture->extent * (WIDTH - 2 * MARGIN - LABEL);
}

static void put_escaped(FILE *out, const char *text) {
  char clean[256];
  lab_text_clean(clean, sizeof(clean), text ? text : "", true);
  for (const char *c = clean; *c; c++) {
    switch (*c) {
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '&': fputs("&amp;", out); break;
    case '"': fputs("&quot;", out); break;
    default: fputc(*c, out); break;
    }
  }
}

static void put_text(const struct picture *picture, double x, double y, const char *class, const char *anchor,
                     const char *text) {
  fprintf(picture->out, "  <text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">", x, y, class, anchor);
  put_escaped(picture->out, text);
  fputs("</text>\n", picture->out);
}

static unsigned named_lanes(const struct lab_lanes *lanes) {
  unsigned n = 0;
  for (unsigned l = 0; l < lanes->n_lanes; l++)
    n += lanes->names[l][0] != '\0';
  return n;
}

static int lane_height(const struct lab_lanes *lanes) { return named_lanes(lanes) >= MANY ? LANE_SMALL : LANE; }

static void put_span(const struct picture *picture, const struct lab_lanes *lanes, const struct lab_span *span,
                     double y, int height) {
  const bool work = span->kind == LAB_SPAN_WORK;
  const double x = x_of(picture, (double)span->begin_ns), end = x_of(picture, (double)span->end_ns);
  const double thick = work ? height - 3 : (height - 3) * 0.45;
  /* A hair between two that follow one another, and nothing too thin to be seen. */
  const double width = end - x > 1.2 ? end - x - 0.4 : 0.8;
  char begins[LAB_NUMBER], ends[LAB_NUMBER];
  fprintf(picture->out, "  <rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"><title>",
          work ? "work" : "wait", x, y + (height - thick) / 2, width, thick);
  put_escaped(picture->out, lanes->names[span->lane]);
  fprintf(picture->out, "%s%s: %s, %s to %s</title></rect>\n", *span->text ? " " : "", "", work ? "work" : "waiting",
          span->begin_ns ? lab_format_ns(begins, (double)span->begin_ns) : "0",
          lab_format_ns(ends, (double)span->end_ns));
}

static void put_lanes(struct picture *picture, const struct lab_lanes *lanes) {
  const int height = lane_height(lanes);
  const double top = picture->y;
  for (unsigned lane = 0; lane < lanes->n_lanes; lane++) {
    if (!lanes->names[lane][0])
      continue;
    put_text(picture, MARGIN + LABEL - 8, picture->y + height - (height == LANE ? 4 : 1),
             height == LANE ? "faint" : "faint small", "end", lanes->names[lane]);
    for (unsigned s = 0; s < lanes->n_spans; s++)
      if (lanes->spans[s].lane == lane)
        put_span(picture, lanes, &lanes->spans[s], picture->y, height);
    picture->y += height;
  }
  const double end = x_of(picture, (double)lanes->duration_ns);
  fprintf(picture->out, "  <line class=\"end\" x1=\"%.2f\" y1=\"%.1f\" x2=\"%.2f\" y2=\"%.1f\"/>\n", end, top - 3, end,
          picture->y + 3);
}

static void put_grid(const struct picture *picture, double top) {
  const double step = lab_axis_step(picture->extent, AXIS_PARTS);
  const char *unit = "";
  for (double at = 0; at <= picture->extent; at += step) {
    char text[48];
    const double x = x_of(picture, at), value = lab_axis_value(at, picture->extent, &unit);
    fprintf(picture->out, "  <line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x, top, x,
            picture->y);
    snprintf(text, sizeof(text), "%g %s", value, unit);
    put_text(picture, x, picture->y + 16, "faint", "middle", text);
  }
}

static double variant_height(const struct lab_lanes *lanes) {
  return 22 + (double)named_lanes(lanes) * lane_height(lanes) + 14;
}

static void put_variant(struct picture *picture, const struct lab_line *line, const struct lab_lanes *lanes) {
  const struct lab_summary *summary = &lab_line_main(line)->summary;
  char number[LAB_NUMBER], factor[LAB_NUMBER];
  struct lab_text text = {0};
  lab_text_add(&text, "%s: %s", line->info->variant, lab_format_ns(number, (double)lanes->duration_ns));
  if (summary->bad > 0)
    lab_text_add(&text, ", the result is wrong");
  else if (summary->speedup > 0 && strcmp(line->info->variant, "sequential") != 0)
    lab_text_add(&text, ", %s as fast as sequential", lab_format_factor(factor, summary->speedup));
  put_text(picture, MARGIN, picture->y + 14, "variant", "start", text.text);
  picture->y += 22;
  put_lanes(picture, lanes);
  picture->y += 14;
}

static void put_legend(struct picture *picture) {
  const double y = picture->y + 12;
  fprintf(picture->out, "  <rect class=\"work\" x=\"%d\" y=\"%.1f\" width=\"28\" height=\"13\"/>\n", MARGIN, y - 11);
  put_text(picture, MARGIN + 34, y, "faint", "start", "work");
  fprintf(picture->out, "  <rect class=\"wait\" x=\"%d\" y=\"%.1f\" width=\"28\" height=\"6\"/>\n", MARGIN + 84, y - 7);
  put_text(picture, MARGIN + 118, y, "faint", "start", "waiting");
  fprintf(picture->out, "  <line class=\"end\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n", MARGIN + 186, y - 12,
          MARGIN + 186, y + 3);
  put_text(picture, MARGIN + 194, y, "faint", "start", "the end of the run (one run of each variant, near its median)");
  picture->y += 26;
}

static double section_height(const struct lab_section *section) {
  double height = 34 + 26 + 40;
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_lanes *lanes = lab_line_lanes(&section->lines[l]);
    height += lanes ? variant_height(lanes) : 0;
  }
  return height;
}

static void put_section(struct picture *picture, const struct lab_section *section) {
  size_t *order = calloc(section->n_lines, sizeof(*order));
  const struct lab_record *record = &lab_line_main(&section->lines[0])->record;
  char number[LAB_NUMBER];
  struct lab_text title = {0};
  if (!order)
    return;
  picture->extent = (double)lab_section_extent(section);
  lab_section_order(section, order);
  lab_text_add(&title, "%s: %u actors, a unit is %s", section->lab, record->threads,
               lab_format_ns(number, record->unit_us * 1e3));
  put_text(picture, MARGIN, picture->y + 20, "title", "start", title.text);
  picture->y += 34;
  put_legend(picture);
  const double top = picture->y;
  /* The grid lies under the bars, so its height is needed before they are drawn. */
  struct picture grid = *picture;
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_lanes *lanes = lab_line_lanes(&section->lines[l]);
    grid.y += lanes ? variant_height(lanes) : 0;
  }
  put_grid(&grid, top);
  for (size_t i = 0; i < section->n_lines; i++) {
    const struct lab_lanes *lanes = lab_line_lanes(&section->lines[order[i]]);
    if (lanes)
      put_variant(picture, &section->lines[order[i]], lanes);
  }
  picture->y += 40;
  free(order);
}

static double all_sections(const struct lab_run *run, struct picture *picture) {
  double height = 0;
  for (size_t at = 0; at < run->n_jobs;) {
    struct lab_section section;
    at = lab_section_make(&section, run, at);
    if (lab_section_timed(&section) && lab_section_extent(&section) > 0) {
      height += section_height(&section);
      if (picture)
        put_section(picture, &section);
    }
    lab_section_clear(&section);
  }
  return height;
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  const double height = all_sections(run, NULL);
  struct picture picture = {.out = out, .y = MARGIN / 2.0};
  const double total = height > 0 ? height + MARGIN : 80;
  fprintf(out,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
          "height=\"%.0f\" viewBox=\"0 0 %d %.0f\">\n  <title>Timing diagrams</title>\n  <desc>",
          WIDTH, total, WIDTH, total);
  put_escaped(out, run->command);
  fprintf(out, "</desc>\n%s  <rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n", style_sheet);
  if (height > 0)
    all_sections(run, &picture);
  else
    put_text(&picture, MARGIN, 40, "faint", "start", "No timed lab was run, so there is no timing diagram.");
  fputs("</svg>\n", out);
}

const struct lab_renderer lab_render_svg = {"svg", "timing diagrams of timed labs", render};
