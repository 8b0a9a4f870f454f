/* SPDX-License-Identifier: MIT */
/*
 * The rules of an assignment: tokens, outline, and what is allowed in a submission.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "grade/rules.h"
#include <string.h>

static const char handout[] = "#include <lab/lab.h>\n"
                              "#define SEATS 2\n"
                              "struct counter { long x; };\n"
                              "static long twice(long n) { return 2 * n; }\n"
                              "static void setup(struct counter *c) { c->x = 0; }\n"
                              "static void increment(struct counter *c) { c->x = c->x + 1; }\n"
                              "static void audit(const struct counter *c, struct lab_audit *audit) {\n"
                              "  lab_expect_total(audit, twice(c->x) / SEATS);\n"
                              "}\n"
                              "LAB_VARIANT(struct counter, .title = \"t\", .actor = increment, .setup = setup,\n"
                              "            .audit = audit, .ops = 10, .watch = {LAB_WATCH(struct counter, x)});\n";

/* -- Tokens. -- */
static void reads(const char *text, const char *const *words, size_t n) {
  struct lab_tokens tokens;
  struct lab_error error = {0};
  assert_true(lab_tokens_read(&tokens, text, strlen(text), &error));
  assert_int_equal(tokens.n, n);
  for (size_t t = 0; t < n; t++)
    assert_string_equal(tokens.all[t].text, words[t]);
  lab_tokens_clear(&tokens);
}
#define READS(text, ...)                                                                                               \
  reads(text, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void test_tokens(void **state) {
  (void)state;
  READS("a+++b", "a", "++", "+", "b");
  READS("x<<=1;y>>2", "x", "<<=", "1", ";", "y", ">>", "2");
  READS("a /* b */ c // d \\\n e\nf", "a", "c", "f");
  READS("as\\\nm (\"x\")", "asm", "(", "\"x\"", ")");
  READS("\"a\\\"b\" L'\\'' u8\"z\" 'q'", "\"a\\\"b\"", "L'\\''", "u8\"z\"", "'q'");
  READS("1.5e+3f .5 0x1p-2 a.b ...", "1.5e+3f", ".5", "0x1p-2", "a", ".", "b", "...");
  READS("#include <stdio.h>\na < b > c", "#", "include", "<stdio.h>", "a", "<", "b", ">", "c");
  READS("\"/* no comment */\" '//'", "\"/* no comment */\"", "'//'");
  READS("f(\"\\\\\");", "f", "(", "\"\\\\\"", ")", ";");
}

static void refuses_text(const char *text, const char *why) {
  struct lab_tokens tokens;
  struct lab_error error = {0};
  assert_false(lab_tokens_read(&tokens, text, strlen(text), &error));
  assert_int_equal(error.code, 1);
  assert_non_null(strstr(error.text, why));
  lab_tokens_clear(&tokens);
}

static void test_bad_tokens(void **state) {
  (void)state;
  refuses_text("\n/* never", "line 2: a comment");
  refuses_text("\"never\n\"", "line 1: a string");
  refuses_text("%:define x", "digraph");
  refuses_text("a\n?\?=b", "line 2: a trigraph");
  refuses_text("\\u0061sm", "does not belong");
  refuses_text("caf\xc3\xa9", "neither ASCII");
  refuses_text("a.. b", "..");
}

/* -- Rules. -- */
static const char harness_text[] = "#define LAB_VARIANT_(type, ...) static void lab_sweep_(void *state)\n";

static bool judged(const char *text, const char *rubric_text, struct lab_error *error) {
  struct lab_outline given, submission;
  struct lab_tokens harness;
  struct lab_rubric rubric;
  assert_true(lab_tokens_read(&harness, harness_text, sizeof harness_text - 1, error));
  assert_true(lab_rubric_read(&rubric, NULL, error));
  json_t *lists = json_loads(rubric_text, 0, NULL);
  rubric.keep = json_object_get(lists, "keep");
  rubric.unchanged = json_object_get(lists, "unchanged");
  assert_true(lab_outline_read(&given, handout, sizeof handout - 1, error));
  const bool good = lab_outline_read(&submission, text, strlen(text), error) &&
                    lab_rules_check(&given, &harness, &submission, &rubric, error);
  lab_tokens_clear(&harness);
  lab_outline_clear(&given);
  lab_outline_clear(&submission);
  lab_rubric_clear(&rubric);
  json_decref(lists);
  return good;
}

/* The hand-out with one piece replaced. */
static void change(char *text, size_t size, const char *from, const char *to) {
  const char *at = strstr(handout, from);
  assert_non_null(at);
  snprintf(text, size, "%.*s%s%s", (int)(at - handout), handout, to, at + strlen(from));
}

static void keeps(const char *from, const char *to) {
  char text[4000];
  struct lab_error error = {0};
  change(text, sizeof text, from, to);
  if (!judged(text, "{}", &error))
    fail_msg("%s", error.text);
}

static void breaks(const char *from, const char *to, const char *why) {
  char text[4000];
  struct lab_error error = {0};
  change(text, sizeof text, from, to);
  assert_false(judged(text, "{}", &error));
  assert_int_equal(error.code, 1);
  if (!strstr(error.text, why))
    fail_msg("%s: not \"%s\"", error.text, why);
}

static void test_allowed(void **state) {
  (void)state;
  keeps("#define", "#define");
  keeps("long x;", "_Atomic long x; struct { int a; } inner;");
  keeps("#include <lab/lab.h>\n", "#include <lab/lab.h>\n#include <pthread.h>\n#define MINE 3\n");
  keeps("c->x = c->x + 1;", "for (int i = 0; i < 1; i++) { c->x++; }");
  keeps("static void increment", "static int helper(void) { return 0; }\nstatic void increment");
  keeps(".ops = 10", ".ops = 10, .teardown = setup, .exclusive = true");
  keeps(".setup = setup,", "");
  keeps("c->x = 0;", "");
  keeps(".title = \"t\"", ".title = \"mine\"");
}

static void test_forbidden(void **state) {
  (void)state;
  breaks("c->x = c->x + 1;", "asm(\"nop\");", "line 6: asm");
  breaks("c->x = c->x + 1;", "__atomic_fetch_add(&c->x, 1, 5);", "belongs to the compiler");
  breaks("c->x = c->x + 1;", "lab_counts_fold(0, 0, 0);", "belongs to the harness");
  breaks("long x;", "long x __attribute__((aligned));", "__attribute__");
  breaks("struct counter {", "[[gnu::packed]] struct counter {", "attributes");
  breaks("#include <lab/lab.h>", "#include \"lab/lab.h\"", "only #include <header>");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#include <stdio.h>", "may not be included");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#if 1\n#endif", "#if is not");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#pragma once", "#pragma is not");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#define audit x", "audit may not be defined");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#define while if", "while may not be defined");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#define P(a, b) a##b", "##");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#define P(a) #a", "# is not");
  breaks("#include <lab/lab.h>", "#include <lab/lab.h>\n#define type int", "type may not be defined");
  breaks("#define SEATS 2", "#define SEATS 1", "SEATS");
  breaks("#define SEATS 2", "", "#define SEATS is missing");
}

static void test_what_judges(void **state) {
  (void)state;
  breaks("lab_expect_total(audit, twice(c->x) / SEATS);", "(void)c;", "the function audit was changed");
  breaks("return 2 * n;", "return 20;", "the function twice was changed");
  breaks("static void increment", "static void inc", "the function increment is missing");
  breaks(".ops = 10", ".ops = 1", ".ops has to stay");
  breaks(".ops = 10", ".ops = 10, .ops = 1", ".ops is set twice");
  breaks(".ops = 10", ".ops = 10, 7", ".member = value");
  breaks(".ops = 10", ".ops = 10, .expect.tsan = 0", ".member = value");
  breaks(".ops = 10", ".ops = 10, .kind = LAB_TASKS", ".kind has to stay");
  breaks(".ops = 10", ".ops = 10, .threads = 1", ".threads has to stay");
  breaks("LAB_VARIANT(struct counter", "LAB_VARIANT(struct other", "the name of the state");
  breaks("struct counter { long x; };", "struct counter { long x; };\nstatic int t = sizeof(LAB_VARIANT);",
         "belongs to the harness");
}

static void test_of_the_rubric(void **state) {
  (void)state;
  char text[4000];
  struct lab_error error = {0}, other = {0};
  change(text, sizeof text, "c->x = 0;", "c->x = 0; ;");
  assert_true(judged(text, "{}", &error));
  assert_false(judged(text, "{\"unchanged\": [\"setup\"]}", &error));
  assert_non_null(strstr(error.text, "the function setup was changed"));
  change(text, sizeof text, "c->x + 1", "1 + c->x");
  assert_false(judged(text, "{\"keep\": [\"c->x+1\"]}", &other));
  assert_non_null(strstr(other.text, "is missing"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tokens),    cmocka_unit_test(test_bad_tokens),  cmocka_unit_test(test_allowed),
      cmocka_unit_test(test_forbidden), cmocka_unit_test(test_what_judges), cmocka_unit_test(test_of_the_rubric),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
