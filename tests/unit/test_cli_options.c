/* SPDX-License-Identifier: MIT */
/* The command line: strict numbers, every option of every command read, messages with the nearest valid thing. */
#include "cli/cli.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORDS_MAX 16

/* Parses "run ..." with the words separated by blanks. */
static bool parse(struct lab_options *options, const char *line, struct lab_error *error) {
  static char text[1000];
  static char *argv[WORDS_MAX + 1];
  int argc = 0;
  snprintf(text, sizeof text, "%s", line);
  for (char *word = strtok(text, " "); word && argc < WORDS_MAX; word = strtok(NULL, " "))
    argv[argc++] = word;
  argv[argc] = NULL;
  *error = (struct lab_error){0};
  const struct lab_verb *verb = lab_verb_find(argv[0], error);
  assert_non_null(verb);
  return lab_options_parse(options, verb, argc, argv, error);
}

static void integers_are_strict(void **state) {
  (void)state;
  static const char *const bad[] = {"",
                                    " 1",
                                    "1 ",
                                    "+1",
                                    "-1",
                                    "0x10",
                                    "10x",
                                    "1e3",
                                    "1.0",
                                    "1,000",
                                    "1_0",
                                    "0",
                                    "1001",
                                    "\t1",
                                    "NaN",
                                    "18446744073709551616",
                                    "99999999999999999999999999999999999999999999999999999"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    uint64_t value = 77;
    struct lab_error error = {0};
    assert_false(lab_parse_integer("--n", bad[i], 1, 1000, &value, &error));
    assert_int_equal(error.code, 2);
    assert_non_null(strstr(error.text, "is not in 1..1000"));
    assert_int_equal(value, 77);
  }
  uint64_t value = 0;
  struct lab_error error = {0};
  assert_true(lab_parse_integer("--n", "18446744073709551615", 0, UINT64_MAX, &value, &error));
  assert_true(value == UINT64_MAX);
  assert_true(lab_parse_integer("--n", "007", 1, 1000, &value, &error));
  assert_int_equal(value, 7);
}

static void seconds_are_strict(void **state) {
  (void)state;
  static const char *const bad[] = {"",    "1s",  "-1",  "+1",    ".5",   "5.",  "1e2",
                                    "inf", "nan", "0x1", "1.2.3", "0.04", "101", "0"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    double value = 77;
    struct lab_error error = {0};
    assert_false(lab_parse_seconds("--t", bad[i], 0.05, 100, &value, &error));
    assert_non_null(strstr(error.text, "is not in 0.05..100 seconds"));
  }
  double value = 0;
  struct lab_error error = {0};
  assert_true(lab_parse_seconds("--t", "0.05", 0.05, 100, &value, &error));
  assert_true(value == 0.05);
  assert_true(lab_parse_seconds("--t", "100", 0.05, 100, &value, &error));
}

static void reads_all_of_run(void **state) {
  (void)state;
  struct lab_options o;
  struct lab_error error;
  assert_true(parse(&o, "run a --iterations 5 --time=2.5 --threads 3 b/c --ops 4 --engine tsan --seed 9 --timeout 0.5",
                    &error));
  assert_int_equal(o.request.iterations, 5);
  assert_true(o.request.seconds == 2.5);
  assert_int_equal(o.request.threads, 3);
  assert_int_equal(o.request.ops, 4);
  assert_true(o.request.engines[LAB_ENGINE_TSAN]);
  assert_false(o.request.engines[LAB_ENGINE_NATIVE]);
  assert_true(o.seeded);
  assert_int_equal(o.request.seed, 9);
  assert_true(o.request.timeout == 0.5);
  assert_true(o.request.pin && o.request.tune && !o.request.require_repro && !o.quiet);
  assert_int_equal(o.request.n_patterns, 2);
  assert_string_equal(o.request.patterns[1], "b/c");
  lab_options_clear(&o);

  assert_true(
      parse(&o, "run a --no-pin --no-tune --require-repro -q -v --color never --engine native,tsan -- --b", &error));
  assert_false(o.request.pin || o.request.tune || o.seeded);
  assert_true(o.request.require_repro && o.quiet && o.verbose);
  assert_int_equal(o.color, LAB_COLOR_NEVER);
  assert_true(o.request.engines[LAB_ENGINE_TSAN] && o.request.engines[LAB_ENGINE_NATIVE]);
  assert_int_equal(o.request.n_patterns, 1);
  assert_int_equal(o.n_flags, 1); /* for the compiler */
  assert_string_equal(o.flags[0], "--b");
  assert_true(o.request.timeout == LAB_TIMEOUT_DEFAULT);
  lab_options_clear(&o);
}

static void says_what_is_wrong(void **state) {
  (void)state;
  static const struct {
    const char *line, *says;
  } cases[] = {
      {"run a --threads 0", "--threads: \"0\" is not in 1..256"},
      {"run a --threads 257", "--threads: \"257\" is not in 1..256"},
      {"run a --iterations 1000000000001", "is not in 1..1000000000000"},
      {"run a --ops 10x", "--ops: \"10x\" is not in 1..1000000000"},
      {"run a --timeout 0.01", "--timeout: \"0.01\" is not in 0.05..86400 seconds"},
      {"run a --seed -1", "--seed: \"-1\" is not in 0..18446744073709551615"},
      {"run a --itertions 5", "did you mean --iterations?"},
      {"run a --zzz", "run has no option --zzz; \"lab run --help\""},
      {"run a -Z", "run has no option -Z"},
      {"run a -qZ", "run has no option -Z"},
      {"run a --iterations", "--iterations needs a value: N"},
      {"run a --iter", "--iterations needs a value: N"},
      {"run a -n", "-n (--iterations) needs a value: N"},
      {"run a --quiet=yes", "--quiet takes no value"},
      {"run a --engine tsna", "did you mean \"tsan\"? (native, tsan"},
      {"run a --engine native,", "no engine \"\"; there are native, tsan"},
      {"run a --format yaml", "no format \"yaml\"; there are table, json, csv, junit"},
      {"run a --format jnuit", "did you mean \"junit\"?"},
      {"run a --color blue", "there are auto, always, never"},
      {"list --format csv", "there are table, json"},
      {"list --threads 3", "list has no option --threads"},
      {"run", "run needs LAB[/VARIANT]..."},
      {"show", "show needs LAB[/VARIANT]"},
      {"show a b", "show: \"b\" is one too many"},
      {"doctor a", "doctor: \"a\" is one too many; it takes options alone"},
      {"run a --output b.yaml", "the format of \"b.yaml\" is not known"},
      {"run a --output b.json --output b.json", "given twice"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct lab_options o;
    struct lab_error error;
    assert_false(parse(&o, cases[c].line, &error));
    assert_int_equal(error.code, 2);
    if (!strstr(error.text, cases[c].says))
      fail_msg("\"%s\": \"%s\" does not say %s", cases[c].line, error.text, cases[c].says);
    lab_options_clear(&o);
  }
}

static void knows_commands(void **state) {
  (void)state;
  struct lab_error error = {0};
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++)
    assert_ptr_equal(lab_verb_find((*verb)->name, &error), *verb);
  assert_int_equal(error.code, 0);
  assert_null(lab_verb_find("chekc", &error));
  assert_non_null(strstr(error.text, "did you mean \"check\""));
  error = (struct lab_error){0};
  assert_null(lab_verb_find("--seed", &error));
  assert_non_null(strstr(error.text, "options follow"));
}

static void formats_go_with_their_outputs(void **state) {
  (void)state;
  struct lab_options o;
  struct lab_error error;
  assert_true(parse(&o, "run a --format json --output a.json --format junit --output b.xml", &error));
  assert_int_equal(o.targets.n, 2);
  assert_int_equal(o.targets.files[0].kind, LAB_OUTPUT_JSON);
  assert_int_equal(o.targets.files[1].kind, LAB_OUTPUT_JUNIT);
  assert_int_equal(o.targets.kind, LAB_OUTPUT_TABLE);
  lab_options_clear(&o);

  assert_true(
      parse(&o, "run a --format json --output a --output b.csv --output c.XML -o d.d/e -o f.t --format csv", &error));
  assert_int_equal(o.targets.n, 5);
  assert_int_equal(o.targets.files[0].kind, LAB_OUTPUT_JSON);
  assert_int_equal(o.targets.files[1].kind, LAB_OUTPUT_CSV);
  assert_int_equal(o.targets.files[2].kind, LAB_OUTPUT_JUNIT);
  assert_int_equal(o.targets.files[3].kind, LAB_OUTPUT_TABLE);
  assert_int_equal(o.targets.files[4].kind, LAB_OUTPUT_JSON);
  assert_int_equal(o.targets.kind, LAB_OUTPUT_CSV);
  lab_options_clear(&o);

  assert_true(parse(&o, "run a --format json --output - --output a.txt", &error));
  assert_int_equal(o.targets.n, 1);
  assert_int_equal(o.targets.kind, LAB_OUTPUT_JSON);
  assert_int_equal(o.targets.files[0].kind, LAB_OUTPUT_TABLE);
  lab_options_clear(&o);
}

static void repeats_itself(void **state) {
  (void)state;
  struct lab_options o;
  struct lab_error error;
  unsetenv("LAB_HOSTS");
  assert_true(parse(&o, "run counter-race/fixed-* -n 5 it's", &error));
  char *text = lab_options_repeat(&o, 7);
  assert_string_equal(text, "lab run 'counter-race/fixed-*' -n 5 'it'\\''s' --seed 7");
  free(text);
  lab_options_clear(&o);
  setenv("LAB_HOSTS", "/a b", 1);
  assert_true(parse(&o, "run --seed 3 x", &error));
  text = lab_options_repeat(&o, 3);
  assert_string_equal(text, "LAB_HOSTS='/a b' lab run --seed 3 x");
  free(text);
  lab_options_clear(&o);
  unsetenv("LAB_HOSTS");
  assert_true(parse(&o, "run ./x.c -- -DX", &error));
  text = lab_options_repeat(&o, 3);
  assert_string_equal(text, "lab run ./x.c --seed 3 -- -DX");
  free(text);
  lab_options_clear(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(integers_are_strict), cmocka_unit_test(seconds_are_strict),
      cmocka_unit_test(reads_all_of_run),    cmocka_unit_test(says_what_is_wrong),
      cmocka_unit_test(knows_commands),      cmocka_unit_test(formats_go_with_their_outputs),
      cmocka_unit_test(repeats_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
