/* SPDX-License-Identifier: MIT */
/* What is a path and what a name; which sources a path means, and what they are called. */
#include "build/paths.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/lab-paths-XXXXXX";

static void write_file(const char *path, const char *text, size_t size) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, size, file), size);
  fclose(file);
}

static int set_up(void **state) {
  (void)state;
  static const char *const folders[] = {"races",    "races/sub", "other", "other/races", "labs", "labs/one",
                                        "labs/two", "labs/util", "none",  "my labs",     "d.c"};
  static const char *const files[] = {"races/b.c",         "races/a.c",
                                      "races/.hidden.c",   "races/notes.txt",
                                      "races/sub/x.c",     "other/races/c.c",
                                      "labs/one/lab.md",   "labs/one/any.c",
                                      "labs/two/fixed.c",  "labs/two/extra.c",
                                      "labs/util/u.c",     "my labs/my race.c",
                                      "my labs/my-race.c", "-x.c"};
  if (!mkdtemp(directory) || chdir(directory) != 0)
    return -1;
  for (size_t f = 0; f < sizeof folders / sizeof *folders; f++)
    if (mkdir(folders[f], 0700) != 0)
      return -1;
  for (size_t f = 0; f < sizeof files / sizeof *files; f++)
    write_file(files[f], "int x;\n", 7);
  write_file("empty.c", "", 0);
  write_file("blank.c", " \n\t\n", 4);
  write_file("binary.c", "\177ELF\0\1", 6);
  return mkfifo("pipe.c", 0600);
}

static int tear_down(void **state) {
  (void)state;
  char command[100];
  snprintf(command, sizeof command, "rm -rf '%s'", directory);
  return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void tells_paths_from_names(void **state) {
  (void)state;
  static const char *const paths[] = {"mine.c", "./mine.c", "a/b/mine.c", "/mine.c", "../x", "./x",           ".",
                                      "..",     "races/",   "races/sub",  "./races", "x.c",  "races/nosuch.c"};
  static const char *const names[] = {"counter-race", "counter-race/broken", "all", "races",          "*/broken", "",
                                      ".c",           "races/nosuch",        "x.d", "races/notes.txt"};
  for (size_t p = 0; p < sizeof paths / sizeof *paths; p++)
    assert_true(lab_path_is(paths[p]));
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    assert_false(lab_path_is(names[n]));
}

static void makes_names(void **state) {
  (void)state;
  static const struct {
    const char *text, *name;
  } cases[] = {{"broken", "broken"},   {"my race", "my-race"}, {"_x", "x"},   {"..", "file"},
               {"a.b-c_d", "a.b-c_d"}, {"\303\251t", "t"},     {"", "file"},  {"x\303\251", "x--"},
               {"a/b", "a-b"},         {"3rd", "3rd"},         {"$(x)", "x-"}};
  char name[LAB_BUILD_NAME_MAX], longest[200];
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    lab_path_name(name, cases[c].text, strlen(cases[c].text));
    assert_string_equal(name, cases[c].name);
  }
  memset(longest, 'a', sizeof longest);
  lab_path_name(name, longest, sizeof longest);
  assert_int_equal(strlen(name), LAB_BUILD_NAME_MAX - 1);
}

/* The sources of operands (ended by NULL), as "lab/variant lab/variant", or else the error. */
static const char *found(const char *const *operands) {
  static char text[2000];
  struct lab_paths paths = {0};
  struct lab_error error = {0};
  bool good = true;
  text[0] = '\0';
  for (; *operands && good; operands++)
    good = lab_paths_add(&paths, *operands, &error);
  for (size_t s = 0; s < paths.n && good; s++) {
    const size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%s/%s%s", s ? " " : "", paths.sources[s].lab, paths.sources[s].variant,
             paths.sources[s].for_all ? "!" : "");
  }
  if (!good)
    snprintf(text, sizeof text, "%d: %s", error.code, error.text);
  lab_paths_clear(&paths);
  return text;
}
#define FOUND(...) found((const char *const[]){__VA_ARGS__, NULL})

static void finds_sources(void **state) {
  (void)state;
  assert_string_equal(FOUND("races/a.c"), "races/a!");
  assert_string_equal(FOUND("./races/"), "races/a races/b");
  assert_string_equal(FOUND("races"), "races/a races/b");
  assert_string_equal(FOUND("races/b.c", "races", "races/../races/b.c"), "races/b! races/a");
  assert_string_equal(FOUND("races/sub/../b.c"), "races/b!");
  assert_string_equal(FOUND("labs/"), "one/any two/extra two/fixed"); /* util is no lab */
  assert_string_equal(FOUND("races", "races"), "races/a races/b");
  assert_string_equal(FOUND("my labs/my race.c"), "my-labs/my-race!");
  assert_int_equal(chdir("races"), 0);
  assert_string_equal(FOUND("a.c"), "races/a!");
  assert_string_equal(FOUND("."), "races/a races/b");
  assert_int_equal(chdir(".."), 0);
}

static void says_what_is_wrong(void **state) {
  (void)state;
  assert_string_equal(FOUND("races/aa.c"), "2: no file races/aa.c; did you mean races/a.c?");
  assert_string_equal(FOUND("racse/"), "2: no file racse/; did you mean races?");
  assert_string_equal(FOUND("./zzzzzz.c"), "2: no file ./zzzzzz.c");
  assert_string_equal(FOUND("nosuch/dir/x.c"), "2: no file nosuch/dir/x.c");
  assert_string_equal(FOUND("empty.c"), "2: empty.c is empty");
  assert_string_equal(FOUND("blank.c"), "2: blank.c is empty");
  assert_string_equal(FOUND("binary.c"), "2: binary.c is binary, not C");
  assert_string_equal(FOUND("pipe.c"), "2: pipe.c is no regular file");
  assert_string_equal(FOUND("./races/notes.txt"), "2: ./races/notes.txt is not a .c file");
  assert_string_equal(FOUND("none/"), "4: no .c file in none/");
  assert_string_equal(FOUND("d.c"), "4: no .c file in d.c");
  assert_string_equal(FOUND("labs/util/", "none"), "4: no .c file in none");
  assert_string_equal(FOUND("races/", "other/races/c.c"),
                      "2: the folders of races/a.c and other/races/c.c would both be lab races; give one of them at a "
                      "time");
  assert_string_equal(FOUND("my labs/"), "2: my labs/my race.c and my labs/my-race.c would both be my-labs/my-race; "
                                         "rename one of them");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tells_paths_from_names),
      cmocka_unit_test(makes_names),
      cmocka_unit_test(finds_sources),
      cmocka_unit_test(says_what_is_wrong),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
