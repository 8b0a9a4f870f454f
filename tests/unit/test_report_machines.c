/* SPDX-License-Identifier: MIT */
/*
 * What machines read: json against its schema, csv, junit against the rules in src/report/schema/junit.xsd, and check.
 */
#include "sample_run.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct lab_style style = {.width = 80};

/* What a lab could put into a report: markup, quotes, control characters, bytes that are no UTF-8. */
#define NASTY "a\033[31m\x01 <b attr=\"'&\"> ]]> \xff\xc3\x28 \xef\xbf\xbf end\r\n, é"

static struct sample *nasty_sample(void) {
  struct sample *sample = sample_counter_race();
  sample->run.command = "lab run '" NASTY "'";
  struct lab_record *record = &sample->jobs[1].record;
  free(record->findings[0].accesses[0].place.text);
  record->findings[0].accesses[0].place.text = strdup(NASTY);
  strcpy(sample->jobs[1].summary.reason, NASTY);
  sample->jobs[1].summary.verdict = LAB_NOT_AS_DECLARED;
  sample->jobs[3].summary.verdict = LAB_NOT_SEEN;
  sample->jobs[5].summary.verdict = LAB_CANNOT_JUDGE;
  sample->jobs[7].summary.verdict = LAB_COULD_NOT_RUN;
  sample->jobs[7].record.ran = false;
  strcpy(sample->jobs[7].record.refused, "no " NASTY);
  record->incidents[LAB_INCIDENT_CRASH] = 1;
  record->n_notes = 1;
  record->notes[0] = (struct lab_incident_note){.kind = LAB_INCIDENT_CRASH, .iteration = 17, .text = NASTY};
  return sample;
}

/* The same in a report.  (Two question marks and a parenthesis would be a trigraph.) */
#define CLEANED                                                                                                        \
  "a?[31m? <b attr=\"'&\"> ]]> ?"                                                                                      \
  "?( ? end? , é"

/* -- JSON. -- */

static json_t *load(const struct lab_run *run) {
  char *text = sample_render(&lab_render_json, run, style);
  json_error_t error;
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!json)
    fail_msg("line %d: %s", error.line, error.text);
  free(text);
  return json;
}

static char *source_path(const char *name) {
  const char *source = getenv("LAB_SOURCE");
  char *path = NULL;
  assert_true(asprintf(&path, "%s/%s", source ? source : ".", name) > 0);
  return path;
}

static bool has_type(const json_t *value, const char *type) {
  if (strcmp(type, "null") == 0)
    return json_is_null(value);
  if (strcmp(type, "boolean") == 0)
    return json_is_boolean(value);
  if (strcmp(type, "integer") == 0)
    return json_is_integer(value);
  if (strcmp(type, "number") == 0)
    return json_is_number(value);
  if (strcmp(type, "string") == 0)
    return json_is_string(value);
  if (strcmp(type, "array") == 0)
    return json_is_array(value);
  assert_string_equal(type, "object");
  return json_is_object(value);
}

static bool type_fits(const json_t *value, const json_t *type) {
  if (json_is_string(type))
    return has_type(value, json_string_value(type));
  for (size_t t = 0; t < json_array_size(type); t++)
    if (has_type(value, json_string_value(json_array_get(type, t))))
      return true;
  return false;
}

static bool is_listed(const json_t *value, const json_t *list) {
  for (size_t i = 0; i < json_array_size(list); i++)
    if (json_equal(value, json_array_get(list, i)))
      return true;
  return false;
}

/* As much of JSON Schema as our schema uses; fails at the first value that is not as described. */
static void conform(const json_t *root, const json_t *schema, const json_t *value, const char *where) {
  const char *key;
  json_t *part;
  const char *reference = json_string_value(json_object_get(schema, "$ref"));
  if (reference) {
    assert_memory_equal(reference, "#/$defs/", 8);
    const json_t *target = json_object_get(json_object_get(root, "$defs"), reference + 8);
    assert_non_null(target);
    conform(root, target, value, where);
  }
  const json_t *choices = json_object_get(schema, "oneOf");
  if (choices && !json_is_null(value))
    conform(root, json_array_get(choices, 1), value, where);
  if (json_object_get(schema, "type") && !type_fits(value, json_object_get(schema, "type")))
    fail_msg("%s has the wrong type", where);
  if (json_object_get(schema, "enum") && !is_listed(value, json_object_get(schema, "enum")))
    fail_msg("%s is not one of the listed words", where);
  if (json_object_get(schema, "const"))
    assert_true(json_equal(value, json_object_get(schema, "const")));
  if (json_is_number(value) && json_object_get(schema, "minimum"))
    assert_true(json_number_value(value) >= json_number_value(json_object_get(schema, "minimum")));
  for (size_t r = 0; r < json_array_size(json_object_get(schema, "required")); r++) {
    const char *name = json_string_value(json_array_get(json_object_get(schema, "required"), r));
    if (!json_object_get(value, name))
      fail_msg("%s.%s is missing", where, name);
  }
  const json_t *properties = json_object_get(schema, "properties");
  if (properties)
    json_object_foreach((json_t *)value, key, part) {
      char path[512];
      snprintf(path, sizeof(path), "%.300s.%s", where, key);
      if (!json_object_get(properties, key))
        fail_msg("%s is not in the schema", path);
      conform(root, json_object_get(properties, key), part, path);
    }
  for (size_t i = 0; json_object_get(schema, "items") && i < json_array_size(value); i++)
    conform(root, json_object_get(schema, "items"), json_array_get(value, i), where);
}

static json_t *load_schema(void) {
  char *path = source_path("src/report/schema/lab-run-1.schema.json");
  json_error_t error;
  json_t *schema = json_load_file(path, 0, &error);
  if (!schema)
    fail_msg("%s: %s", path, error.text);
  free(path);
  return schema;
}

static void test_json_is_as_its_schema_says(void **state) {
  json_t *schema = load_schema();
  struct sample *samples[] = {sample_counter_race(), nasty_sample()};
  for (int s = 0; s < 2; s++) {
    json_t *json = load(&samples[s]->run);
    conform(schema, schema, json, "run");
    json_decref(json);
    sample_free(samples[s]);
  }
  struct lab_run nothing = {.command = "lab run x"};
  json_t *json = load(&nothing);
  conform(schema, schema, json, "run");
  json_decref(json);
  json_decref(schema);
  (void)state;
}

static void test_json_schema_knows_all_engines(void **state) {
  json_t *schema = load_schema();
  const json_t *names = json_object_get(schema, "$defs");
  static const char *const way[] = {"job", "properties", "engine", "enum"};
  for (size_t w = 0; w < sizeof(way) / sizeof(*way); w++)
    names = json_object_get(names, way[w]);
  assert_int_equal(json_array_size(names), LAB_ENGINES);
  for (int e = 0; e < LAB_ENGINES; e++) {
    json_t *name = json_string(lab_engine_name((enum lab_engine)e));
    assert_true(is_listed(name, names));
    json_decref(name);
  }
  json_decref(schema);
  (void)state;
}

static json_int_t integer_at(const json_t *json, const char *key) {
  assert_true(json_is_integer(json_object_get(json, key)));
  return json_integer_value(json_object_get(json, key));
}

static const char *string_at(const json_t *json, const char *key) {
  assert_true(json_is_string(json_object_get(json, key)));
  return json_string_value(json_object_get(json, key));
}

static void test_json_has_the_counts(void **state) {
  struct sample *sample = sample_counter_race();
  sample->run.seed = UINT64_MAX;
  json_t *json = load(&sample->run);
  assert_string_equal(string_at(json, "schema"), "lab-run/1");
  assert_string_equal(string_at(json, "seed"), "18446744073709551615");
  assert_int_equal(json_array_size(json_object_get(json, "jobs")), 28);
  const json_t *native = json_array_get(json_object_get(json, "jobs"), 0);
  assert_string_equal(string_at(native, "name"), "counter-race/broken");
  assert_int_equal(integer_at(native, "operations"), 2000000);
  const json_t *tally = json_array_get(json_object_get(native, "tallies"), 0);
  assert_int_equal(integer_at(tally, "total"), 979812);
  assert_int_equal(integer_at(tally, "iterations"), 998);
  const json_t *buckets = json_object_get(json_object_get(tally, "per_iteration"), "buckets");
  assert_int_equal(json_array_size(buckets), 2);
  assert_int_equal(integer_at(json_array_get(buckets, 1), "low"), 488);
  assert_int_equal(integer_at(json_array_get(buckets, 1), "high"), 495);
  assert_int_equal(integer_at(json_array_get(buckets, 1), "iterations"), 995);
  const json_t *tsan = json_array_get(json_object_get(json, "jobs"), 1);
  const json_t *finding = json_array_get(json_object_get(json_object_get(tsan, "sanitizer"), "findings"), 0);
  assert_int_equal(integer_at(finding, "iterations"), 998);
  const json_t *access = json_array_get(json_object_get(finding, "accesses"), 1);
  assert_string_equal(string_at(access, "file"), "counter-race/broken.c");
  assert_int_equal(integer_at(access, "line"), 14);
  assert_false(json_is_true(json_object_get(access, "write")));
  json_decref(json);
  sample_free(sample);
  (void)state;
}

static void test_json_strings_survive(void **state) {
  struct sample *sample = nasty_sample();
  json_t *json = load(&sample->run);
  const json_t *job = json_array_get(json_object_get(json, "jobs"), 1);
  assert_string_equal(string_at(job, "reason"), CLEANED);
  json_decref(json);
  sample_free(sample);
  (void)state;
}

/* -- CSV. -- */

/* Reads one field at *at into to, as RFC 4180 says; returns what ended it. */
static char read_field(const char **at, char *to) {
  const char *c = *at;
  const bool quoted = *c == '"';
  c += quoted;
  for (; *c && (quoted || (*c != ',' && *c != '\r')); c++) {
    if (quoted && *c == '"') {
      if (c[1] != '"')
        break;
      c++;
    }
    *to++ = *c;
  }
  c += quoted;
  *to = '\0';
  const char end = *c;
  *at = end == '\r' ? c + 2 : c + 1;
  return end;
}

/* Splits a record; returns the number of fields. */
static int read_record(const char **at, char fields[][256]) {
  int n = 0;
  while (read_field(at, fields[n++]) == ',')
    ;
  return n;
}

static int column_of(char heads[][256], int n, const char *name) {
  for (int h = 0; h < n; h++)
    if (strcmp(heads[h], name) == 0)
      return h;
  fail_msg("no column %s", name);
  return -1;
}

static void test_csv_reads_back(void **state) {
  struct sample *sample = nasty_sample();
  char *text = sample_render(&lab_render_csv, &sample->run, style);
  static char heads[128][256], fields[128][256];
  const char *at = text;
  const int n = read_record(&at, heads);
  int rows = 0;
  for (; *at; rows++) {
    assert_int_equal(read_record(&at, fields), n);
    if (rows == 0) {
      assert_string_equal(fields[column_of(heads, n, "variant")], "broken");
      assert_string_equal(fields[column_of(heads, n, "lost")], "979812");
      assert_string_equal(fields[column_of(heads, n, "lost_iterations")], "998");
      assert_string_equal(fields[column_of(heads, n, "reported")], "");
      assert_string_equal(fields[column_of(heads, n, "torn")], "");
    }
    if (rows == 1) {
      assert_string_equal(fields[column_of(heads, n, "reason")], CLEANED);
      assert_string_equal(fields[column_of(heads, n, "reported")], "998");
      assert_string_equal(fields[column_of(heads, n, "verdict")], "NOT as declared");
    }
  }
  assert_int_equal(rows, 28);
  free(text);
  sample_free(sample);
  (void)state;
}

/* -- JUnit. -- */

/* Exit status of xmllint with these arguments. */
static int xmllint(char *const *arguments) {
  const pid_t child = fork();
  if (child == 0) {
    execvp("xmllint", arguments);
    _exit(127);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void validate(const char *text) {
  char file[] = "/tmp/lab-junit-XXXXXX";
  const int fd = mkstemp(file);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
  char *rules = source_path("src/report/schema/junit.xsd");
  char *const arguments[] = {"xmllint", "--noout", "--schema", rules, file, NULL};
  const int status = xmllint(arguments);
  free(rules);
  unlink(file);
  if (status == 127) {
    print_message("xmllint (libxml2-utils) is not installed\n");
    skip();
  }
  assert_int_equal(status, 0);
}

static void test_junit_is_as_its_rules_say(void **state) {
  struct sample *sample = sample_counter_race();
  char *text = sample_render(&lab_render_junit, &sample->run, style);
  validate(text);
  free(text);
  sample_free(sample);
  sample = nasty_sample();
  text = sample_render(&lab_render_junit, &sample->run, style);
  validate(text);
  free(text);
  sample_free(sample);
  text = sample_render(&lab_render_junit, &(struct lab_run){.command = "x"}, style);
  validate(text);
  free(text);
  (void)state;
}

static void assert_has(const char *text, const char *part) {
  if (!strstr(text, part))
    fail_msg("\"%s\" is missing in:\n%s", part, text);
}

static void test_junit_results(void **state) {
  struct sample *sample = nasty_sample();
  char *text = sample_render(&lab_render_junit, &sample->run, style);
  assert_has(text, "<testsuites name=\"lab\" tests=\"28\" failures=\"1\" errors=\"1\" time=\"3.210000\">");
  assert_has(text, "name=\"counter-race\" tests=\"28\" failures=\"1\" errors=\"1\" skipped=\"2\"");
  assert_has(text, "<testcase name=\"broken native\" classname=\"lab.counter-race\" time=\"0.010000\"/>");
  assert_has(text, "<failure type=\"crash\" message=\"a?[31m? &lt;b attr=&quot;'&amp;&quot;&gt; ]]&gt; ?"
                   "?( ? end? , é\">"
                   "data-race in 998 iterations\n");
  assert_has(text, "<skipped type=\"not-seen\"");
  assert_has(text, "<skipped type=\"cannot-judge\"");
  assert_has(text, "<error type=\"could-not-run\" message=\"no a?[31m");
  assert_null(strstr(text, "]]>"));
  for (const char *c = text; *c; c++)
    assert_true((unsigned char)*c >= 0x20 || *c == '\n');
  free(text);
  sample_free(sample);
  (void)state;
}

/* -- check. -- */

static void test_check_has_a_line_per_job(void **state) {
  struct sample *sample = sample_counter_race();
  sample->run.check = true;
  sample->jobs[6].summary.verdict = LAB_NOT_AS_DECLARED;
  strcpy(sample->jobs[6].summary.reason, "declared holds, lost 5 updates");
  char *text = sample_render(&lab_render_check, &sample->run, style);
  int lines = 0;
  for (const char *c = text; *c; c++)
    lines += *c == '\n';
  assert_int_equal(lines, 29);
  assert_has(text, "ok      counter-race/broken                native  expected lost, saw lost\n");
  assert_has(text, "NOT OK  counter-race/fixed-atomic          native  declared holds, lost 5 updates\n");
  assert_has(text, "\n28 checked in 3.2 s: 25 as declared, 2 nothing declared, 1 NOT as declared\n");
  free(text);
  text = sample_render(&lab_render_check, &sample->run, (struct lab_style){.width = 80, .quiet = true});
  assert_memory_equal(text, "NOT OK  counter-race/fixed-atomic", 33);
  free(text);
  sample_free(sample);
  (void)state;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_json_is_as_its_schema_says),
      cmocka_unit_test(test_json_schema_knows_all_engines),
      cmocka_unit_test(test_json_has_the_counts),
      cmocka_unit_test(test_json_strings_survive),
      cmocka_unit_test(test_csv_reads_back),
      cmocka_unit_test(test_junit_is_as_its_rules_say),
      cmocka_unit_test(test_junit_results),
      cmocka_unit_test(test_check_has_a_line_per_job),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
