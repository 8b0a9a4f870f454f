/* SPDX-License-Identifier: MIT */
#include "cli/terminal.h"
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_SECONDS 0.1

bool lab_terminal_out(void) { return isatty(STDOUT_FILENO); }

/* COLUMNS wins: it is how a person says it where there is no terminal to ask. */
static int columns(int fd, int otherwise) {
  struct winsize size;
  const char *said = getenv("COLUMNS");
  char *end = NULL;
  const long wanted = said ? strtol(said, &end, 10) : 0;
  if (wanted > 0 && wanted <= 1000 && *end == '\0')
    return (int)wanted;
  if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return otherwise;
}

int lab_terminal_columns(void) { return columns(STDOUT_FILENO, LAB_COLUMNS_DEFAULT); }

static bool wants_color(const struct lab_options *options) {
  const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
  if (options->color != LAB_COLOR_AUTO)
    return options->color == LAB_COLOR_ALWAYS;
  return lab_terminal_out() && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

struct lab_style lab_style_of(const struct lab_options *options) {
  return (struct lab_style){.color = wants_color(options),
                            .unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                            .width = lab_terminal_columns(),
                            .terminal = lab_terminal_out(),
                            .quiet = options->quiet,
                            .verbose = options->verbose};
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void lab_progress_start(struct lab_progress_line *line, bool quiet) {
  const char *term = getenv("TERM");
  *line = (struct lab_progress_line){.wanted = !quiet && isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0};
}

void lab_progress_update(void *context, double done, const char *text) {
  struct lab_progress_line *line = context;
  const double t = now();
  if (!line->wanted || (line->shown && t - line->last < REDRAW_SECONDS))
    return;
  const int room = columns(STDERR_FILENO, 80) - 8;
  const double percent = done < 0 ? 0 : done > 1 ? 100 : 100 * done;
  fprintf(stderr, "\r\033[K%3.0f %%  %.*s", percent, room > 0 ? room : 0, text ? text : "");
  fflush(stderr);
  line->shown = true;
  line->last = t;
}

void lab_progress_end(struct lab_progress_line *line) {
  if (line->shown)
    fputs("\r\033[K", stderr);
  line->shown = false;
}
