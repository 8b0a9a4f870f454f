/* SPDX-License-Identifier: MIT */
#include "report/number.h"
#include "report/draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* value, below 1000 but for rounding, with three digits. */
static void three_digits(char *to, double value) {
  snprintf(to, LAB_NUMBER, "%.*f", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value);
}

const char *lab_number_short(char *to, uint64_t n) {
  static const char *const units[] = {"M", "G", "T", "P", "E"};
  if (n < 1000000)
    return lab_format_count(to, n);
  double value = (double)n / 1e6;
  unsigned unit = 0;
  for (; value >= 999.5 && unit < 4; unit++)
    value /= 1000;
  char digits[LAB_NUMBER];
  three_digits(digits, value);
  snprintf(to, LAB_NUMBER, "%.20s %s", digits, units[unit]);
  return to;
}

const char *lab_number_percent(char *to, double share) {
  const double percent = share * 100;
  if (!(percent > 0) || percent >= 0.01)
    return lab_format_percent(to, share);
  if (percent < 0.0001)
    snprintf(to, LAB_NUMBER, "%.0e %%", percent);
  else
    snprintf(to, LAB_NUMBER, "%.*f %%", 1 - (int)floor(log10(percent)), percent);
  return to;
}

const char *lab_number_interval(char *to, struct lab_interval interval, const struct lab_style *style) {
  char low[LAB_NUMBER], high[LAB_NUMBER];
  lab_number_percent(low, interval.low);
  lab_number_percent(high, interval.high);
  char *unit = strstr(low, " %");
  if (unit)
    *unit = '\0';
  /* The ends are rounded outward where a mark would be needed: to 99.99 from below, to 100 from above. */
  snprintf(to, LAB_NUMBER, "%.12s%s%.14s", low + (*low == '>'), lab_glyph(style, LAB_GLYPH_RANGE),
           *high == '>' ? "100 %" : high);
  return to;
}

const char *lab_number_three(char *to, double value) {
  if (value >= 999.5)
    return lab_number_short(to, value < 1e18 ? (uint64_t)(value + 0.5) : (uint64_t)1e18);
  three_digits(to, value);
  return to;
}

const char *lab_number_actors(int kind, unsigned n) {
  switch (kind) {
  case LAB_THREADS: return n == 1 ? "thread" : "threads";
  case LAB_PROCESSES: return n == 1 ? "process" : "processes";
  case LAB_TASKS: return n == 1 ? "task" : "tasks";
  default: return n == 1 ? "actor" : "actors";
  }
}
