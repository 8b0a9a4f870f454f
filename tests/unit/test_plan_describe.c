/* SPDX-License-Identifier: MIT */
/* What hosts say of themselves: good documents are taken whole, anything else is refused with its reason. */
#include "plan/describe.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A good variant of a good document, with one part to replace. */
static const char good[] = "{\"schema\":\"lab-describe/"
                           "1\",\"variants\":[{\"lab\":\"one\",\"variant\":\"broken\",\"file\":\"labs/one/broken.c\","
                           "\"title\":\"a title\",\"ops\":1000,\"threads\":2,\"size\":8,\"exclusive\":false,"
                           "\"expect\":{\"native\":\"lost|0, 1\",\"tsan\":\"data-race\",\"explore\":null,\"why\":null},"
                           "\"roles\":[\"producer\",\"consumer\"],\"watch\":[\"x\"],"
                           "\"outcomes\":[{\"values\":[0,1],\"grade\":\"interesting\",\"meaning\":\"stale\"}]}]}";

static bool read_text(struct lab_catalog *catalog, const char *text, struct lab_error *error) {
  *catalog = (struct lab_catalog){0};
  *error = (struct lab_error){0};
  return lab_describe_read(catalog, text, strlen(text), "/there", error);
}

static void takes_all_of_a_good_document(void **state) {
  (void)state;
  struct lab_catalog catalog;
  struct lab_error error;
  assert_true(read_text(&catalog, good, &error));
  assert_int_equal(catalog.count, 1);
  const struct lab_info *info = &catalog.variants[0];
  assert_string_equal(info->name, "one/broken");
  assert_string_equal(info->title, "a title");
  assert_string_equal(info->hosts, "/there");
  assert_null(info->source);
  assert_int_equal(info->role, LAB_ROLE_BROKEN);
  assert_int_equal(info->ops, 1000);
  assert_int_equal(info->threads, 2);
  assert_int_equal(info->state_size, 8);
  assert_false(info->exclusive);
  assert_string_equal(info->expect[LAB_ENGINE_NATIVE], "lost|0, 1");
  assert_string_equal(info->expect[LAB_ENGINE_TSAN], "data-race");
  assert_null(info->expect[LAB_ENGINE_EXPLORE]);
  assert_null(info->why);
  assert_int_equal(info->n_roles, 2);
  assert_string_equal(info->roles[1], "consumer");
  assert_int_equal(info->n_outcomes, 1);
  assert_string_equal(info->outcomes[0].id, "0, 1");
  assert_int_equal(info->outcomes[0].grade, LAB_INTERESTING);
  lab_catalog_free(&catalog);
}

/* The good document with the first `from` replaced. */
static const char *with(const char *from, const char *to) {
  static char text[4096];
  const char *at = strstr(good, from);
  assert_non_null(at);
  snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
  return text;
}

static void refuses_anything_else_and_says_what(void **state) {
  (void)state;
  static const struct {
    const char *from, *to, *says;
  } cases[] = {
      {"lab-describe/1", "lab-describe/2", "lab-describe/2"},
      {"\"variants\":", "\"things\":", "no list of variants"},
      {"\"one\"", "\"../one\"", "\"lab\" is not a name"},
      {"\"one\"", "\"\"", "\"lab\" is not a name"},
      {"\"one\"", "7", "\"lab\" is not a name"},
      {"\"broken\"", "\"a b\"", "\"variant\" is not a name"},
      {"\"a title\"", "\"\"", "\"title\""},
      {"\"a title\"", "\"a\\nb\"", "\"title\""},
      {"\"a title\"", "\"\\u001b[31m\"", "\"title\""},
      {"\"ops\":1000", "\"ops\":0", "\"ops\" is not in 1..1000000000"},
      {"\"ops\":1000", "\"ops\":-1", "\"ops\""},
      {"\"ops\":1000", "\"ops\":1.5", "\"ops\""},
      {"\"threads\":2", "\"threads\":257", "\"threads\" is not in 1..256"},
      {"\"size\":8", "\"size\":null", "\"size\""},
      {"false", "0", "\"exclusive\""},
      {"\"lost|0, 1\"", "\"lost||0, 1\"", "it expects \"\""},
      {"\"lost|0, 1\"", "\"0, 2\"", "it expects \"0, 2\""},
      {"\"data-race\"", "\"Data Race\"", "it expects \"Data Race\""},
      {"\"data-race\"", "\"data-rac\"",
       "\"data-rac\" on tsan, which is neither a word nor one of its outcomes; did you "
       "mean \"data-race\"?"},
      {"\"lost|0, 1\"", "\"loses\"", "it expects \"loses\" on native, which is neither a word"},
      {"false", "false,\"acts\":false", "it has no .actor, .actors or .work"},
      {"false", "false,\"acts\":true,\"audits\":false", "it has no .audit, which alone can find its outcomes"},
      {"\"consumer\"", "null", "an actor has no name"},
      {"[0,1]", "[]", "no values"},
      {"[0,1]", "[0,1,2,3,4]", "too many"},
      {"[0,1]", "[0,\"1\"]", "not an integer"},
      {"\"interesting\"", "\"nice\"", "grade"},
      {"\"outcomes\"", "\"outcome\"", "\"outcomes\""},
      {"{\"schema\"", "{\"schema", "not JSON"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct lab_catalog catalog;
    struct lab_error error;
    assert_false(read_text(&catalog, with(cases[c].from, cases[c].to), &error));
    assert_int_equal(error.code, 3);
    assert_int_equal(catalog.count, 0);
    if (!strstr(error.text, cases[c].says))
      fail_msg("case %zu: \"%s\" does not say %s", c, error.text, cases[c].says);
    lab_catalog_free(&catalog);
  }
}

static void refuses_a_variant_that_is_there_twice(void **state) {
  (void)state;
  char text[8192];
  const char *list = strchr(good, '['), *end = strrchr(good, ']');
  snprintf(text, sizeof text, "%.*s,%.*s", (int)(end - good), good, (int)strlen(list + 1), list + 1);
  struct lab_catalog catalog;
  struct lab_error error;
  assert_false(read_text(&catalog, text, &error));
  assert_non_null(strstr(error.text, "twice"));
  assert_int_equal(catalog.count, 0);
  lab_catalog_free(&catalog);
}

static void names_make_roles(void **state) {
  (void)state;
  static const struct {
    const char *name;
    enum lab_role role;
    unsigned notes;
  } cases[] = {
      {"\"broken-far\"", LAB_ROLE_BROKEN, 0}, {"\"fixed-mutex\"", LAB_ROLE_FIXED, 0},
      {"\"exercise\"", LAB_ROLE_EXERCISE, 0}, {"\"brokenish\"", LAB_ROLE_BROKEN, 1},
      {"\"fixed\"", LAB_ROLE_BROKEN, 1},      {"\"something\"", LAB_ROLE_BROKEN, 1},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct lab_catalog catalog;
    struct lab_error error;
    assert_true(read_text(&catalog, with("\"broken\"", cases[c].name), &error));
    assert_int_equal(catalog.variants[0].role, cases[c].role);
    assert_int_equal(catalog.n_notes, cases[c].notes);
    lab_catalog_free(&catalog);
  }
}

/* Where the name says nothing, what is declared decides. */
static void declarations_make_roles(void **state) {
  (void)state;
  static const struct {
    const char *expect;
    enum lab_role role;
  } cases[] = {
      {"{\"native\":\"holds\",\"tsan\":\"holds\"}", LAB_ROLE_FIXED},
      {"{\"native\":\"holds\",\"tsan\":\"data-race\"}", LAB_ROLE_BROKEN},
      {"{\"native\":\"holds|lost\"}", LAB_ROLE_BROKEN},
      {"{\"explore\":\"deadlock\"}", LAB_ROLE_BROKEN},
      {"{\"explore\":\"holds\"}", LAB_ROLE_FIXED},
      {"{\"native\":\"0, 1\"}", LAB_ROLE_BROKEN}, /* an interesting outcome */
      {"{}", LAB_ROLE_EXERCISE},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct lab_catalog catalog;
    struct lab_error error;
    char text[2000], replaced[2000];
    snprintf(text, sizeof text, "%s", with("\"broken\"", "\"mine\""));
    const char *start = strstr(text, "{\"native\""), *end = strchr(start, '}') + 1;
    snprintf(replaced, sizeof replaced, "%.*s%s%s", (int)(start - text), text, cases[c].expect, end);
    assert_true(read_text(&catalog, replaced, &error));
    assert_int_equal(catalog.variants[0].role, cases[c].role);
    lab_catalog_free(&catalog);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(takes_all_of_a_good_document),
      cmocka_unit_test(refuses_anything_else_and_says_what),
      cmocka_unit_test(refuses_a_variant_that_is_there_twice),
      cmocka_unit_test(names_make_roles),
      cmocka_unit_test(declarations_make_roles),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
