/* SPDX-License-Identifier: MIT */
#include "cli/options.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789";

bool lab_parse_integer(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *into,
                       struct lab_error *error) {
  const size_t length = strlen(text);
  uint64_t value = 0;
  bool good = length > 0 && strspn(text, digits) == length;
  for (const char *c = text; *c && good; c++)
    good = !__builtin_mul_overflow(value, 10, &value) && !__builtin_add_overflow(value, (uint64_t)(*c - '0'), &value);
  if (good && value >= low && value <= high) {
    *into = value;
    return true;
  }
  return lab_fail(error, 2, "%s: \"%.100s\" is not in %" PRIu64 "..%" PRIu64, option, text, low, high);
}

bool lab_parse_seconds(const char *option, const char *text, double low, double high, double *into,
                       struct lab_error *error) {
  const size_t length = strlen(text), whole = strspn(text, digits);
  size_t end = whole;
  if (text[whole] == '.')
    end += 1 + strspn(text + whole + 1, digits);
  const bool good = whole > 0 && end == length && text[length - 1] != '.' && length < 40;
  const double value = good ? strtod(text, NULL) : -1;
  if (good && value >= low && value <= high) {
    *into = value;
    return true;
  }
  return lab_fail(error, 2, "%s: \"%.100s\" is not in %g..%.0f seconds", option, text, low, high);
}
