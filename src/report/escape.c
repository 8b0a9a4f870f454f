/* SPDX-License-Identifier: MIT */
#include "report/escape.h"
#include "report/draw.h"
#include <stdlib.h>
#include <string.h>

void lab_put_xml(FILE *out, const char *text) {
  const size_t size = strlen(text) + 1;
  char *clean = malloc(size);
  if (!clean)
    return;
  lab_text_clean(clean, size, text, true);
  for (const char *c = clean; *c; c++) {
    if (*c == '&')
      fputs("&amp;", out);
    else if (*c == '<')
      fputs("&lt;", out);
    else if (*c == '>')
      fputs("&gt;", out);
    else if (*c == '"')
      fputs("&quot;", out);
    else
      fputc(*c, out);
  }
  free(clean);
}

void lab_put_csv(FILE *out, const char *text) {
  const size_t size = text ? strlen(text) + 1 : 1;
  char *clean = malloc(size);
  if (!clean)
    return;
  lab_text_clean(clean, size, text ? text : "", true);
  if (!strpbrk(clean, ",\"")) {
    fputs(clean, out);
    free(clean);
    return;
  }
  fputc('"', out);
  for (const char *c = clean; *c; c++) {
    if (*c == '"')
      fputc('"', out);
    fputc(*c, out);
  }
  fputc('"', out);
  free(clean);
}
