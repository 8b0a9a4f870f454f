/* SPDX-License-Identifier: MIT */
/* The difference of two texts turns one into the other, and is as short as can be. */
#include "cli/difference.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LINES_MAX 12

/* Texts are words of one letter each: a line per letter. */
static size_t split(const char *text, const char **lines) {
  static const char *const letters[] = {"a", "b", "c", "d"};
  size_t n = 0;
  for (; text[n]; n++)
    lines[n] = letters[text[n] - 'a'];
  return n;
}

/* Length of the longest common subsequence by plain recursion: the definition. */
static size_t common(const char *a, const char *b) {
  if (!*a || !*b)
    return 0;
  if (*a == *b)
    return 1 + common(a + 1, b + 1);
  const size_t one = common(a + 1, b), other = common(a, b + 1);
  return one > other ? one : other;
}

static void check(const char *a, const char *b) {
  const char *from[LINES_MAX], *to[LINES_MAX];
  const size_t n = split(a, from), m = split(b, to);
  struct lab_difference difference;
  assert_true(lab_difference_make(&difference, from, n, to, m));
  assert_int_equal(difference.changed, n + m - 2 * common(a, b));
  size_t i = 0, j = 0;
  for (size_t e = 0; e < difference.count; e++) {
    const struct lab_edit *edit = &difference.edits[e];
    assert_int_equal(edit->a, i);
    assert_int_equal(edit->b, j);
    if (edit->kind == LAB_EDIT_KEEP)
      assert_string_equal(from[i], to[j]);
    i += edit->kind != LAB_EDIT_INSERT;
    j += edit->kind != LAB_EDIT_DELETE;
  }
  assert_int_equal(i, n);
  assert_int_equal(j, m);
  lab_difference_clear(&difference);
}

static void known_pairs(void **state) {
  (void)state;
  check("", "");
  check("", "ab");
  check("ab", "");
  check("abc", "abc");
  check("abcab", "cab");
  check("abcabba", "cbabac");
}

/* All pairs of texts of up to four lines of three letters. */
static void all_small_pairs(void **state) {
  (void)state;
  char texts[121][5];
  size_t n = 0;
  for (int length = 0; length <= 4; length++) {
    int count = 1;
    for (int i = 0; i < length; i++)
      count *= 3;
    for (int code = 0; code < count; code++, n++) {
      int rest = code;
      for (int i = 0; i < length; i++, rest /= 3)
        texts[n][i] = (char)('a' + rest % 3);
      texts[n][length] = '\0';
    }
  }
  assert_int_equal(n, 121);
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < n; b++)
      check(texts[a], texts[b]);
}

static void refuses_texts_that_are_too_long(void **state) {
  (void)state;
  const size_t n = LAB_DIFFERENCE_LINES_MAX + 1;
  const char **lines = calloc(n, sizeof *lines);
  for (size_t i = 0; i < n; i++)
    lines[i] = "a";
  struct lab_difference difference;
  assert_false(lab_difference_make(&difference, lines, n, lines, 1));
  assert_false(lab_difference_make(&difference, lines, 1, lines, n));
  assert_true(lab_difference_make(&difference, lines, n - 1, lines, n - 1));
  assert_int_equal(difference.changed, 0);
  lab_difference_clear(&difference);
  free(lines);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_pairs),
      cmocka_unit_test(all_small_pairs),
      cmocka_unit_test(refuses_texts_that_are_too_long),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
