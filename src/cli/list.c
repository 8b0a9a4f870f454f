/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/terminal.h"
#include "report/draw.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run_list(const struct lab_options *options, struct lab_error *error);

static const struct argp_option options_of_list[] = {
    {"format", LAB_OPTION_FORMAT, "FORMAT", 0, "table or json", 0},
    {"names", LAB_OPTION_NAMES, NULL, 0, "Names alone, labs and variants, one in a line", 0},
    {"verbose", LAB_OPTION_VERBOSE, NULL, 0, "Show what each variant is expected to show, and why", 0},
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_list = {
    .name = "list",
    .operands = "[LAB[/VARIANT]...]",
    .summary = "List the labs and their variants",
    .details =
        "Prints the labs in reading order, one in a line.  With names or patterns, or --verbose: each variant too, "
        "with its actors, the operations of each actor in an iteration, and the engines that can run it here.",
    .options = options_of_list,
    .kinds = 1u << LAB_OUTPUT_TABLE | 1u << LAB_OUTPUT_JSON,
    .least = 0,
    .most = 100000,
    .run = run_list,
};

static bool has_engine(const struct lab_info *info, enum lab_engine engine) {
  char *path = NULL;
  if (asprintf(&path, "%s/%s", info->hosts, lab_engine_facts(engine)->host) < 0)
    return false;
  const bool there = access(path, X_OK) == 0;
  free(path);
  return there;
}

struct chosen {
  const struct lab_info **infos;
  size_t n;
};

static int longest_name(const struct chosen *chosen) {
  size_t longest = 0;
  for (size_t i = 0; i < chosen->n; i++) {
    const size_t length = strlen(chosen->infos[i]->variant);
    longest = length > longest ? length : longest;
  }
  return (int)longest;
}

static int longest_title(const struct chosen *chosen) {
  size_t longest = 0;
  for (size_t i = 0; i < chosen->n; i++) {
    const size_t length = strlen(chosen->infos[i]->title);
    longest = length > longest ? length : longest;
  }
  return longest < 60 ? (int)longest : 60;
}

static void print_expectations(FILE *out, const struct lab_info *info) {
  fprintf(out, "      expected:");
  bool any = false;
  for (int e = 0; e < LAB_ENGINES; e++) {
    if (info->expect[e])
      fprintf(out, "%s %s %s", any ? "," : "", lab_engine_name((enum lab_engine)e), info->expect[e]);
    any |= info->expect[e] != NULL;
  }
  fprintf(out, "%s%s%s\n", any ? "" : " nothing declared", info->why ? "; " : "", info->why ? info->why : "");
}

/* "Unit 1, Races" before the first lab of a unit. */
static void print_unit(FILE *out, const struct chosen *chosen, size_t i, const struct lab_style *style) {
  const struct lab_info *info = chosen->infos[i];
  if (i > 0 && chosen->infos[i - 1]->unit == info->unit)
    return;
  const char *title = info->unit_title;
  if (info->unit)
    fprintf(out, "%s%sUnit %u%s%s%s\n", i ? "\n" : "", style->color ? "\033[1m" : "", info->unit, title ? ", " : "",
            title ? title : "", style->color ? "\033[0m" : "");
  else if (i > 0)
    fprintf(out, "\n%sOthers%s\n", style->color ? "\033[1m" : "", style->color ? "\033[0m" : "");
}

static size_t end_of_lab(const struct chosen *chosen, size_t first) {
  size_t end = first;
  while (end < chosen->n && strcmp(chosen->infos[end]->lab, chosen->infos[first]->lab) == 0)
    end++;
  return end;
}

/* The title of a lab ends its line; on a terminal without room for it, it stands on the next. */
static void print_title(FILE *out, const struct lab_catalog *catalog, const char *lab, const struct lab_style *style,
                        int used) {
  char *title = lab_lesson_title(catalog, lab);
  const bool fits = !style->terminal || !title || used + 2 + lab_text_width(title) <= style->width;
  fprintf(out, "%s%s\n", fits ? "  " : "\n    ", title ? title : "");
  free(title);
}

/* A line per lab: name, title, what it has. */
static void print_labs(FILE *out, const struct lab_catalog *catalog, const struct chosen *chosen,
                       const struct lab_style *style) {
  int width = 0;
  for (size_t i = 0; i < chosen->n; i++) {
    const int length = (int)strlen(chosen->infos[i]->lab);
    width = length > width ? length : width;
  }
  for (size_t i = 0; i < chosen->n; i = end_of_lab(chosen, i)) {
    unsigned by_role[LAB_ROLES] = {0};
    for (size_t v = i; v < end_of_lab(chosen, i); v++)
      by_role[chosen->infos[v]->role]++;
    print_unit(out, chosen, i, style);
    const unsigned right = by_role[LAB_ROLE_FIXED] + by_role[LAB_ROLE_WAY];
    const int used = fprintf(out, "  %-*s  %u actor%s  %2u broken %2u %s", width, chosen->infos[i]->lab,
                             chosen->infos[i]->threads, chosen->infos[i]->threads == 1 ? " " : "s",
                             by_role[LAB_ROLE_BROKEN], right, by_role[LAB_ROLE_WAY] ? "ways " : "fixed");
    print_title(out, catalog, chosen->infos[i]->lab, style, used);
  }
  fprintf(out, "\nNext: lab show %s, lab list %s, lab run %s\n", chosen->infos[0]->lab, chosen->infos[0]->lab,
          chosen->infos[0]->lab);
}

static void print_variant(FILE *out, const struct lab_info *info, int names, int titles) {
  fprintf(out, "  %-*s  %-*s  %u x %lu ", names, info->variant, titles, info->title, info->threads, info->ops);
  for (int e = 0; e < LAB_ENGINES; e++)
    if (has_engine(info, (enum lab_engine)e))
      fprintf(out, " %s", lab_engine_name((enum lab_engine)e));
  fputc('\n', out);
}

static void print_variants(FILE *out, const struct lab_catalog *catalog, const struct chosen *chosen,
                           const struct lab_options *options, const struct lab_style *style) {
  const int names = longest_name(chosen), titles = longest_title(chosen);
  for (size_t i = 0; i < chosen->n; i++) {
    const struct lab_info *info = chosen->infos[i];
    if (i == 0 || strcmp(info->lab, chosen->infos[i - 1]->lab) != 0) {
      char *title = lab_lesson_title(catalog, info->lab);
      fprintf(out, "%s%s%s%s%s%s\n", i ? "\n" : "", style->color ? "\033[1m" : "", info->lab,
              style->color ? "\033[0m" : "", title ? "  " : "", title ? title : "");
      free(title);
    }
    print_variant(out, info, names, titles);
    if (options->verbose)
      print_expectations(out, info);
  }
  if (!options->quiet && chosen->n)
    fprintf(out, "\n2 x 1000: two actors, each doing 1000 operations in an iteration.  Try: lab run %s\n",
            chosen->infos[0]->lab);
}

static void print_table(FILE *out, const struct lab_catalog *catalog, const struct chosen *chosen,
                        const struct lab_options *options) {
  const struct lab_style style = lab_style_of(options);
  if (options->request.n_patterns || options->verbose)
    print_variants(out, catalog, chosen, options, &style);
  else
    print_labs(out, catalog, chosen, &style);
}

static json_t *variant_json(const struct lab_info *info) {
  json_t *engines = json_array(), *expect = json_object();
  for (int e = 0; e < LAB_ENGINES; e++) {
    const char *name = lab_engine_name((enum lab_engine)e);
    if (has_engine(info, (enum lab_engine)e))
      json_array_append_new(engines, json_string(name));
    json_object_set_new(expect, name, info->expect[e] ? json_string(info->expect[e]) : json_null());
  }
  return json_pack("{s:s, s:s, s:s, s:i, s:I, s:b, s:o, s:o, s:s?, s:s?}", "variant", info->variant, "title",
                   info->title, "role", lab_role_name(info->role), "actors", (int)info->threads, "ops",
                   (json_int_t)info->ops, "exclusive", (int)info->exclusive, "engines", engines, "expect", expect,
                   "why", info->why, "source", info->source);
}

static bool print_json(FILE *out, const struct lab_catalog *catalog, const struct chosen *chosen) {
  json_t *labs = json_array(), *variants = NULL;
  const char *lab = "";
  for (size_t i = 0; i < chosen->n; i++) {
    const struct lab_info *info = chosen->infos[i];
    if (strcmp(info->lab, lab) != 0) {
      char *title = lab_lesson_title(catalog, info->lab);
      variants = json_array();
      json_array_append_new(labs, json_pack("{s:s, s:s?, s:i, s:i, s:o}", "lab", info->lab, "title", title, "unit",
                                            (int)info->unit, "place", (int)info->place, "variants", variants));
      free(title);
    }
    lab = info->lab;
    json_array_append_new(variants, variant_json(info));
  }
  json_t *document = json_pack("{s:s, s:o}", "schema", "lab-list/1", "labs", labs);
  const bool good = document && json_dumpf(document, out, JSON_INDENT(2)) == 0;
  fputc('\n', out);
  json_decref(document);
  return good;
}

static void print_names(FILE *out, const struct chosen *chosen) {
  const char *lab = "";
  for (size_t i = 0; i < chosen->n; i++) {
    const struct lab_info *info = chosen->infos[i];
    if (strcmp(info->lab, lab) != 0)
      fprintf(out, "%s\n", info->lab);
    lab = info->lab;
    fprintf(out, "%s\n", info->name);
  }
}

static void print_list(const struct lab_catalog *catalog, const struct chosen *chosen,
                       const struct lab_options *options, struct lab_error *error) {
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return;
  if (options->names)
    print_names(page.stream, chosen);
  else if (options->targets.kind == LAB_OUTPUT_TABLE)
    print_table(page.stream, catalog, chosen, options);
  else if (!print_json(page.stream, catalog, chosen))
    lab_fail(error, LAB_EXIT_SYSTEM, "a text of a lab cannot be written as JSON (is it UTF-8?)");
  lab_page_print(&page, error);
}

static int run_list(const struct lab_options *options, struct lab_error *error) {
  static char *everything[] = {"all"};
  const size_t n = options->request.n_patterns;
  struct lab_catalog catalog;
  struct chosen chosen = {0};
  if (!lab_cli_catalog(&catalog, options, error))
    return error->code;
  if (lab_catalog_select(&catalog, n ? options->request.patterns : everything, n ? n : 1, &chosen.infos, &chosen.n,
                         error))
    print_list(&catalog, &chosen, options, error);
  free(chosen.infos);
  lab_catalog_free(&catalog);
  return error->code;
}
