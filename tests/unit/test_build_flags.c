/* SPDX-License-Identifier: MIT */
/* The flags of a project: commands are split as a shell does, and of an entry what matters is taken over. */
#include "build/compile_commands.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/lab-flags-XXXXXX";

/* The words, each between brackets. */
static const char *joined(const struct lab_argv *argv) {
  static char text[4000];
  text[0] = '\0';
  for (size_t a = 0; a < argv->n; a++) {
    const size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "[%s]", argv->all[a]);
  }
  return text;
}

static void splits_as_a_shell_does(void **state) {
  (void)state;
  static const struct {
    const char *command, *words;
  } cases[] = {
      {"cc -c  x.c\n", "[cc][-c][x.c]"},
      {"", ""},
      {" \t ", ""},
      {"-DX='a b' -DY=\"c d\"", "[-DX=a b][-DY=c d]"},
      {"-DS=\\\"text\\\"", "[-DS=\"text\"]"},
      {"'-DS=\"text\"'", "[-DS=\"text\"]"},
      {"\"a\\\"b\\\\c\\n\"", "[a\"b\\c\\n]"},
      {"'a\\b'", "[a\\b]"},
      {"a\\ b '' c", "[a b][][c]"},
      {"$(rm x) `y` $HOME *", "[$(rm][x)][`y`][$HOME][*]"}, /* nothing is expanded */
      {"a'b'\"c\"d", "[abcd]"},
      {"end\\", "[end\\]"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct lab_argv argv = {0};
    assert_true(lab_argv_split(&argv, cases[c].command));
    assert_string_equal(joined(&argv), cases[c].words);
    lab_argv_clear(&argv);
  }
  struct lab_argv argv = {0};
  assert_false(lab_argv_split(&argv, "a 'b c"));
  assert_false(lab_argv_split(&argv, "a \"b"));
  lab_argv_clear(&argv);
}

static int set_up(void **state) {
  (void)state;
  if (!mkdtemp(directory) || chdir(directory) != 0 || mkdir("src", 0700) != 0 || mkdir("inc", 0700) != 0)
    return -1;
  static const char *const files[] = {"src/a.c", "src/b.c", "src/c.c", "src/new.c", "inc/config.h"};
  for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
    FILE *file = fopen(files[f], "w");
    if (!file || fclose(file) != 0)
      return -1;
  }
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  char command[100];
  snprintf(command, sizeof command, "rm -rf '%s'", directory);
  return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void write_database(const char *text) {
  FILE *file = fopen("cc.json", "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  fclose(file);
}

/* The flags of a source after a database with one entry, src/a.c, of this command; directories shown as "@". */
static const char *flags_of(const char *member, const char *source) {
  static char text[4000];
  char database[2000];
  snprintf(database, sizeof database, "[{\"directory\": \"%s\", \"file\": \"src/a.c\", %s}]", directory, member);
  write_database(database);
  struct lab_error error = {0};
  struct lab_argv flags = {0};
  json_t *loaded = lab_compile_commands_load("cc.json", &error);
  if (loaded && lab_compile_commands_flags(loaded, "cc.json", source, &flags, &error)) {
    snprintf(text, sizeof text, "%s", joined(&flags));
    for (char *at = strstr(text, directory); at; at = strstr(at, directory)) {
      *at = '@';
      memmove(at + 1, at + strlen(directory), strlen(at + strlen(directory)) + 1);
    }
  } else {
    snprintf(text, sizeof text, "%d: %s", error.code, error.text);
  }
  lab_argv_clear(&flags);
  json_decref(loaded);
  return text;
}

static void takes_what_matters(void **state) {
  (void)state;
  static const struct {
    const char *member, *flags;
  } cases[] = {
      {"\"command\": \"cc -c -o a.o src/a.c\"", ""},
      {"\"command\": \"cc -DX -DY=1 -U Z -D W=2 -c src/a.c\"", "[-DX][-DY=1][-U][Z][-D][W=2]"},
      {"\"command\": \"cc -Iinc -I inc -isystem inc -I/usr/include -c src/a.c\"",
       "[-I][@/inc][-I][@/inc][-isystem][@/inc][-I][/usr/include]"},
      {"\"command\": \"cc -Inosuch -include inc/config.h -include-pch x.pch -c src/a.c\"",
       "[-I][nosuch][-include][@/inc/config.h]"},
      {"\"command\": \"cc -std=c99 -fshort-enums -mavx2 -pthread -O3 -g3 -Wall -Werror -c src/a.c\"",
       "[-std=c99][-fshort-enums][-mavx2][-pthread]"},
      {"\"command\": \"cc -fsanitize=address -fno-sanitize=all -flto=thin -fprofile-arcs -MD -MT a.o -MF a.d -c "
       "src/a.c\"",
       ""},
      {"\"command\": \"cc -mllvm -x -Xclang -y -target t -x c -lm -L lib -fdebug-prefix-map=a=b -c src/a.c\"", ""},
      {"\"arguments\": [\"cc\", \"-DS=\\\"a b\\\"\", \"-c\", \"src/a.c\"]", "[-DS=\"a b\"]"},
      {"\"command\": \"cc -DS=\\\\\\\"a\\\\\\\" src/a.c\"", "[-DS=\"a\"]"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
    assert_string_equal(flags_of(cases[c].member, "src/a.c"), cases[c].flags);
  assert_string_equal(flags_of("\"command\": \"cc -DX\"", "src/../src/a.c"), "[-DX]");
}

static void says_what_is_wrong(void **state) {
  (void)state;
  const char *unknown = flags_of("\"command\": \"cc\"", "src/b.c");
  assert_non_null(strstr(unknown, "2: cc.json has no entry for src/b.c; the nearest is src/a.c"));
  assert_string_equal(flags_of("\"command\": \"cc\"", "src/new.c"), "2: cc.json has no entry for src/new.c");
  assert_string_equal(flags_of("\"x\": 1", "src/a.c"), "2: cc.json: the entry for src/a.c has no command");
  assert_string_equal(flags_of("\"command\": 5", "src/a.c"), "2: cc.json: the entry for src/a.c has no command");
  assert_string_equal(flags_of("\"command\": \"cc 'x\"", "src/a.c"),
                      "2: cc.json: the entry for src/a.c has no command");
  assert_string_equal(flags_of("\"arguments\": []", "src/a.c"), "2: cc.json: the entry for src/a.c has no command");
  struct lab_error error = {0};
  assert_null(lab_compile_commands_load("nosuch.json", &error));
  assert_string_equal(error.text, "cannot read nosuch.json");
  write_database("{");
  error = (struct lab_error){0};
  assert_null(lab_compile_commands_load("cc.json", &error));
  assert_non_null(strstr(error.text, "cc.json is not JSON: line 1"));
  write_database("{}");
  error = (struct lab_error){0};
  assert_null(lab_compile_commands_load("cc.json", &error));
  assert_non_null(strstr(error.text, "is not a list"));
  write_database("[5, null, {\"file\": 7}]");
  error = (struct lab_error){0};
  json_t *odd = lab_compile_commands_load("cc.json", &error);
  struct lab_argv flags = {0};
  assert_false(lab_compile_commands_flags(odd, "cc.json", "src/a.c", &flags, &error));
  assert_int_equal(error.code, 2);
  json_decref(odd);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(splits_as_a_shell_does),
      cmocka_unit_test(takes_what_matters),
      cmocka_unit_test(says_what_is_wrong),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
