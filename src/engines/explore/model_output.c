/* SPDX-License-Identifier: MIT */
/*
 * Functions of libc that format and print.  What is printed goes nowhere while the program is explored; the texts that
 * it is made of are read all the same.
 */
#include "engines/explore/hooks.h"
#include "engines/explore/scheduler.h"
#include <printf.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Evaluated in the function that the program calls: its place and its caller's stack. */
#define READS(address, length) lab_hook_access((uintptr_t)(address), length, false, LAB_PC(), LAB_FRAME())

enum { ARGUMENTS = 32 };

/* Takes one argument of a format from the list; returns it if it is a text. */
static const char *take(va_list *values, int type) {
  switch (type) {
  case PA_DOUBLE: (void)va_arg(*values, double); return NULL;
  case PA_DOUBLE | PA_FLAG_LONG_DOUBLE: (void)va_arg(*values, long double); return NULL;
  case PA_STRING: return va_arg(*values, const char *);
  default: break;
  }
  if (type & (PA_FLAG_LONG | PA_FLAG_LONG_LONG | PA_FLAG_PTR) || type == PA_POINTER || type == PA_WSTRING)
    (void)va_arg(*values, void *); /* as wide as a long */
  else
    (void)va_arg(*values, int);
  return NULL;
}

/* The texts that a format takes.  With a precision they need not end, and what is read of them is not announced. */
static void read_texts(const char *format, va_list values, uintptr_t pc, uintptr_t frame) {
  lab_exec.me->hooks++;
  if (!strchr(format, 's') || strchr(format, '.'))
    return;
  int types[ARGUMENTS];
  size_t n = parse_printf_format(format, ARGUMENTS, types);
  va_list rest;
  va_copy(rest, values);
  for (size_t i = 0; i < n && i < ARGUMENTS; i++) {
    const char *text = take(&rest, types[i]);
    if (text)
      lab_hook_access((uintptr_t)text, strlen(text) + 1, false, pc, frame);
  }
  va_end(rest);
}

static int format_into(char *to, size_t room, const char *format, va_list values, uintptr_t pc, uintptr_t frame) {
  va_list again;
  read_texts(format, values, pc, frame);
  va_copy(again, values);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (room && length >= 0)
    lab_hook_access((uintptr_t)to, room < (size_t)length + 1 ? room : (size_t)length + 1, true, pc, frame);
  return vsnprintf(to, room, format, values);
}

int lab_model_vsnprintf(char *to, size_t room, const char *format, va_list values);
int lab_model_vsnprintf(char *to, size_t room, const char *format, va_list values) {
  return format_into(to, room, format, values, LAB_PC(), LAB_FRAME());
}
int lab_model_vsprintf(char *to, const char *format, va_list values);
int lab_model_vsprintf(char *to, const char *format, va_list values) {
  return format_into(to, SIZE_MAX / 2, format, values, LAB_PC(), LAB_FRAME());
}
__attribute__((format(printf, 3, 4))) int lab_model_snprintf(char *to, size_t room, const char *format, ...);
int lab_model_snprintf(char *to, size_t room, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int length = format_into(to, room, format, values, LAB_PC(), LAB_FRAME());
  va_end(values);
  return length;
}
__attribute__((format(printf, 2, 3))) int lab_model_sprintf(char *to, const char *format, ...);
int lab_model_sprintf(char *to, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int length = format_into(to, SIZE_MAX / 2, format, values, LAB_PC(), LAB_FRAME());
  va_end(values);
  return length;
}

/* -- Output. -- */

static void check_descriptor(int fd, uintptr_t pc) {
  if (fd != STDOUT_FILENO && fd != STDERR_FILENO)
    lab_sched_fail(LAB_END_LIMIT, pc, 0, "the program writes to file descriptor %d, which the explorer does not model",
                   fd);
}

static int print(const char *format, va_list values, uintptr_t pc, uintptr_t frame) {
  read_texts(format, values, pc, frame);
  return vsnprintf(NULL, 0, format, values);
}

__attribute__((format(printf, 1, 2))) int lab_model_printf(const char *format, ...);
int lab_model_printf(const char *format, ...) {
  va_list values;
  va_start(values, format);
  int length = print(format, values, LAB_PC(), LAB_FRAME());
  va_end(values);
  return length;
}
__attribute__((format(printf, 2, 3))) int lab_model_fprintf(FILE *out, const char *format, ...);
int lab_model_fprintf(FILE *out, const char *format, ...) {
  (void)out;
  va_list values;
  va_start(values, format);
  int length = print(format, values, LAB_PC(), LAB_FRAME());
  va_end(values);
  return length;
}
__attribute__((format(printf, 2, 3))) int lab_model_dprintf(int fd, const char *format, ...);
int lab_model_dprintf(int fd, const char *format, ...) {
  va_list values;
  check_descriptor(fd, LAB_PC());
  va_start(values, format);
  int length = print(format, values, LAB_PC(), LAB_FRAME());
  va_end(values);
  return length;
}
int lab_model_vprintf(const char *format, va_list values);
int lab_model_vprintf(const char *format, va_list values) { return print(format, values, LAB_PC(), LAB_FRAME()); }
int lab_model_vfprintf(FILE *out, const char *format, va_list values);
int lab_model_vfprintf(FILE *out, const char *format, va_list values) {
  (void)out;
  return print(format, values, LAB_PC(), LAB_FRAME());
}

static int print_character(int c) {
  lab_exec.me->hooks++;
  return (unsigned char)c;
}
int lab_model_putchar(int c);
int lab_model_putchar(int c) { return print_character(c); }
int lab_model_fputc(int c, FILE *out);
int lab_model_fputc(int c, FILE *out) {
  (void)out;
  return print_character(c);
}
int lab_model_putc(int c, FILE *out);
int lab_model_putc(int c, FILE *out) {
  (void)out;
  return print_character(c);
}

int lab_model_puts(const char *s);
int lab_model_puts(const char *s) {
  READS(s, strlen(s) + 1);
  return (int)strlen(s) + 1;
}
int lab_model_fputs(const char *s, FILE *out);
int lab_model_fputs(const char *s, FILE *out) {
  (void)out;
  READS(s, strlen(s) + 1);
  return 1;
}
void lab_model_perror(const char *s);
void lab_model_perror(const char *s) {
  if (s)
    READS(s, strlen(s) + 1);
}
size_t lab_model_fwrite(const void *from, size_t size, size_t n, FILE *out);
size_t lab_model_fwrite(const void *from, size_t size, size_t n, FILE *out) {
  (void)out;
  READS(from, size * n);
  return n;
}
ssize_t lab_model_write(int fd, const void *from, size_t n);
ssize_t lab_model_write(int fd, const void *from, size_t n) {
  READS(from, n);
  check_descriptor(fd, LAB_PC());
  return (ssize_t)n;
}
