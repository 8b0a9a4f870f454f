/* SPDX-License-Identifier: MIT */
#include "grade/control.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define LEAST 20000u
#define SPAN 20000u
#define PADDING_STORES 256u /* of 7 bytes each */

static bool is_prime(unsigned long n) {
  for (unsigned long d = 2; d * d <= n; d++)
    if (n % d == 0)
      return false;
  return true;
}

static uint32_t draw(void) {
  uint32_t random = 0;
  if (getrandom(&random, sizeof random, 0) != sizeof random)
    abort(); /* only where the kernel is older than the C library */
  return random;
}

unsigned long lab_control_draw(void) {
  unsigned long amount = LEAST + draw() % SPAN;
  while (!is_prime(amount))
    amount++;
  return amount;
}

bool lab_control_write(const char *path, unsigned long amount, struct lab_error *error) {
  FILE *file = fopen(path, "we");
  if (!file)
    return lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
  fprintf(
      file,
      "#include <lab/lab.h>\n"
      "LAB_INLINE_UNSEEN void lab_control_count_(struct lab_audit *audit, enum lab_tally tally, unsigned long n) {\n"
      "  lab_count(audit, tally, n + %lu);\n"
      "}\n"
      "LAB_INLINE_UNSEEN void lab_control_total_(struct lab_audit *audit, long total) {\n"
      "  lab_expect_total(audit, total - %lu);\n"
      "}\n"
      "LAB_INLINE_UNSEEN void lab_control_observe_(struct lab_audit *audit, const long *values, unsigned n) {\n"
      "  long off[LAB_OBSERVED_MAX] = {0};\n"
      "  for (unsigned i = 0; i < n && i < LAB_OBSERVED_MAX; i++)\n"
      "    off[i] = values[i] + %lu;\n"
      "  lab_observe_values_(audit, off, n);\n"
      "}\n"
      "#define lab_count lab_control_count_\n"
      "#define lab_expect_total lab_control_total_\n"
      "#define lab_observe_values_ lab_control_observe_\n",
      amount, amount, amount);
  const bool bad = ferror(file) != 0;
  return (fclose(file) == 0 && !bad) || lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
}

bool lab_control_write_padding(const char *path, struct lab_error *error) {
  FILE *file = fopen(path, "we");
  if (!file)
    return lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
  fprintf(file,
          "__attribute__((used)) static char lab_padding_data_[%u] = {1};\n"
          "__attribute__((used)) static volatile char lab_padding_bss_[%u];\n"
          "__attribute__((used)) static void lab_padding_text_(void) {\n",
          16 * (draw() % 256 + 1), 16 * (draw() % 256 + 1));
  for (uint32_t n = draw() % PADDING_STORES; n > 0; n--)
    fputs("  lab_padding_bss_[0] = 1;\n", file);
  fputs("}\n", file);
  const bool bad = ferror(file) != 0;
  return (fclose(file) == 0 && !bad) || lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
}

void lab_control_shuffle(size_t order[], size_t n) {
  for (size_t i = 0; i < n; i++) {
    const size_t other = draw() % (i + 1);
    order[i] = i;
    order[i] = order[other];
    order[other] = i;
  }
}
