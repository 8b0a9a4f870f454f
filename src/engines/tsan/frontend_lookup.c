/* SPDX-License-Identifier: MIT */
#include "engines/tsan/frontend_lookup.h"
#include "plan/capture.h"
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS 120.0 /* for one call of the symbolizer */
#define OUTPUT_LIMIT (8u << 20)
#define ADDRESSES_AT_ONCE 1000 /* well below what a command line takes */
#define OPTIONS_MAX 6

static struct lab_location *locations;
static size_t n_locations, room;
static char note[160];

const char *lab_lookup_note(void) { return note[0] != '\0' ? note : NULL; }

static struct lab_location *find(const char *executable, uint64_t offset) {
  for (size_t i = 0; i < n_locations; i++) {
    if (locations[i].offset == offset && strcmp(locations[i].executable, executable) == 0)
      return &locations[i];
  }
  return NULL;
}

void lab_lookup_expect(const char *executable, uint64_t offset) {
  if (find(executable, offset))
    return;
  if (n_locations == room) {
    const size_t more = room ? room * 2 : 64;
    struct lab_location *grown = realloc(locations, more * sizeof *grown);
    if (!grown)
      return;
    locations = grown;
    room = more;
  }
  char *copy = strdup(executable);
  if (copy)
    locations[n_locations++] = (struct lab_location){.executable = copy, .offset = offset};
}

static char *known(const char *text) {
  return text && text[0] != '\0' && strcmp(text, "??") != 0 ? strdup(text) : NULL;
}

static void add_line(struct lab_location *location, const char *function, const char *file, long line, long column) {
  if (!location || location->n_lines == LAB_INLINED_MAX)
    return;
  struct lab_line *slot = &location->lines[location->n_lines++];
  *slot = (struct lab_line){.function = known(function),
                            .file = known(file),
                            .line = line > 0 ? (unsigned)line : 0,
                            .column = column > 0 ? (unsigned)column : 0};
}

/* [{"Address": "0x1130", "Symbol": [{"FunctionName", "FileName", "Line", "Column"}, ...]}, ...] */
static bool read_json(const char *executable, const struct lab_capture *capture) {
  json_t *root = json_loadb(capture->out, capture->size, 0, NULL);
  size_t i, s;
  json_t *entry, *symbol;
  json_array_foreach(root, i, entry) {
    const char *address = json_string_value(json_object_get(entry, "Address"));
    struct lab_location *location = address ? find(executable, strtoull(address, NULL, 16)) : NULL;
    json_array_foreach(json_object_get(entry, "Symbol"), s, symbol) {
      add_line(location, json_string_value(json_object_get(symbol, "FunctionName")),
               json_string_value(json_object_get(symbol, "FileName")),
               (long)json_integer_value(json_object_get(symbol, "Line")),
               (long)json_integer_value(json_object_get(symbol, "Column")));
    }
  }
  const bool good = json_is_array(root);
  json_decref(root);
  return good;
}

/* addr2line -a -i -f: an address, then pairs of lines: a function, and "file:line" with an optional remark. */
static bool read_pairs(const char *executable, const struct lab_capture *capture) {
  struct lab_location *location = NULL;
  char *function = NULL, *save = NULL;
  for (char *text = strtok_r(capture->out, "\n", &save); text; text = strtok_r(NULL, "\n", &save)) {
    if (strncmp(text, "0x", 2) == 0) {
      location = find(executable, strtoull(text, NULL, 16));
      function = NULL;
    } else if (!function) {
      function = text;
    } else {
      char *colon = strrchr(text, ':');
      const long line = colon ? strtol(colon + 1, NULL, 10) : 0;
      if (colon)
        *colon = '\0';
      add_line(location, function, text, line, 0);
      function = NULL;
    }
  }
  return true;
}

static const struct tool {
  const char *options[OPTIONS_MAX]; /* argv[0] first; the executable follows the last */
  bool (*read)(const char *executable, const struct lab_capture *capture);
} tools[] = {
    {{"llvm-symbolizer-19", "--output-style=JSON", "--obj"}, read_json},
    {{"llvm-symbolizer", "--output-style=JSON", "--obj"}, read_json},
    {{"addr2line", "-a", "-i", "-f", "-e"}, read_pairs},
};

/* Asks one tool for these addresses. */
static bool ask(const struct tool *tool, const char *executable, const uint64_t *offsets, size_t n) {
  char object[4200];
  char(*numbers)[24] = malloc(n * sizeof *numbers);
  char **argv = calloc(n + OPTIONS_MAX + 2, sizeof *argv);
  size_t used = 0;
  bool good = numbers && argv;
  for (; good && used < OPTIONS_MAX && tool->options[used]; used++)
    argv[used] = (char *)tool->options[used];
  if (good && tool->read == read_json) {
    /* One word: --obj=FILE */
    snprintf(object, sizeof object, "--obj=%s", executable);
    argv[used - 1] = object;
  } else if (good) {
    argv[used++] = (char *)executable;
  }
  for (size_t i = 0; good && i < n; i++) {
    snprintf(numbers[i], sizeof numbers[i], "0x%" PRIx64, offsets[i]);
    argv[used++] = numbers[i];
  }
  if (good) {
    struct lab_capture capture;
    good = lab_capture_run(&capture, argv, SECONDS, OUTPUT_LIMIT) && tool->read(executable, &capture);
    lab_capture_clear(&capture);
  }
  free(argv);
  free(numbers);
  return good;
}

static void ask_any(const char *executable, const uint64_t *offsets, size_t n) {
  for (size_t t = 0; t < sizeof tools / sizeof tools[0]; t++) {
    if (ask(&tools[t], executable, offsets, n)) {
      note[0] = '\0';
      return;
    }
  }
  snprintf(note, sizeof note, "lines are not named: llvm-symbolizer-19 did not run (package llvm-19)");
}

const struct lab_location *lab_lookup(const char *executable, uint64_t offset) {
  lab_lookup_expect(executable, offset);
  const struct lab_location *wanted = find(executable, offset);
  uint64_t offsets[ADDRESSES_AT_ONCE];
  while (wanted && !wanted->asked) {
    size_t n = 0;
    for (size_t i = 0; i < n_locations && n < ADDRESSES_AT_ONCE; i++) {
      if (locations[i].asked || strcmp(locations[i].executable, executable) != 0)
        continue;
      locations[i].asked = true;
      offsets[n++] = locations[i].offset;
    }
    ask_any(executable, offsets, n);
  }
  return wanted && wanted->n_lines > 0 ? wanted : NULL;
}
