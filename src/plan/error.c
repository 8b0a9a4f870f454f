/* SPDX-License-Identifier: MIT */
#include "plan/catalog.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

bool lab_fail(struct lab_error *error, int code, const char *format, ...) {
  if (error->code)
    return false;
  error->code = code;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  /* Words of the user and of hosts end up in here: nothing of them may reach the terminal as a control sequence. */
  for (char *c = error->text; *c; c++)
    if (iscntrl((unsigned char)*c))
      *c = '?';
  return false;
}
