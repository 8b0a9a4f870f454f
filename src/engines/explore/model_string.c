/* SPDX-License-Identifier: MIT */
/*
 * Functions of libc that read or write the program's memory: each is an access to as many bytes as it looks at, and
 * atomic, as nothing can come between its bytes.  memcpy, memmove and memset are in hooks_access.c, what formats and
 * prints in model_output.c.
 */
#include "engines/explore/hooks.h"
#include "engines/explore/scheduler.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Evaluated in the function that the program calls: its place and its caller's stack. */
#define READS(address, length) lab_hook_access((uintptr_t)(address), length, false, LAB_PC(), LAB_FRAME())
#define WRITES(address, length) lab_hook_access((uintptr_t)(address), length, true, LAB_PC(), LAB_FRAME())
#define READS_TEXT(text) READS(text, strlen(text) + 1)

static size_t shorter(size_t a, size_t b) { return a < b ? a : b; }
static size_t within(const char *text, size_t n) { return shorter(strnlen(text, n) + 1, n); }

size_t lab_model_strlen(const char *s);
size_t lab_model_strlen(const char *s) {
  READS_TEXT(s);
  return strlen(s);
}
size_t lab_model_strnlen(const char *s, size_t n);
size_t lab_model_strnlen(const char *s, size_t n) {
  READS(s, within(s, n));
  return strnlen(s, n);
}
int lab_model_strcmp(const char *a, const char *b);
int lab_model_strcmp(const char *a, const char *b) {
  READS_TEXT(a);
  READS_TEXT(b);
  return strcmp(a, b);
}
int lab_model_strncmp(const char *a, const char *b, size_t n);
int lab_model_strncmp(const char *a, const char *b, size_t n) {
  READS(a, within(a, n));
  READS(b, within(b, n));
  return strncmp(a, b, n);
}
int lab_model_memcmp(const void *a, const void *b, size_t n);
int lab_model_memcmp(const void *a, const void *b, size_t n) {
  READS(a, n);
  READS(b, n);
  return memcmp(a, b, n);
}
char *lab_model_strchr(const char *s, int c);
char *lab_model_strchr(const char *s, int c) {
  READS_TEXT(s);
  return strchr(s, c);
}
char *lab_model_strrchr(const char *s, int c);
char *lab_model_strrchr(const char *s, int c) {
  READS_TEXT(s);
  return strrchr(s, c);
}
char *lab_model_strstr(const char *s, const char *part);
char *lab_model_strstr(const char *s, const char *part) {
  READS_TEXT(s);
  READS_TEXT(part);
  return strstr(s, part);
}
size_t lab_model_strspn(const char *s, const char *accept);
size_t lab_model_strspn(const char *s, const char *accept) {
  READS_TEXT(s);
  READS_TEXT(accept);
  return strspn(s, accept);
}
size_t lab_model_strcspn(const char *s, const char *reject);
size_t lab_model_strcspn(const char *s, const char *reject) {
  READS_TEXT(s);
  READS_TEXT(reject);
  return strcspn(s, reject);
}
void *lab_model_memchr(const void *s, int c, size_t n);
void *lab_model_memchr(const void *s, int c, size_t n) {
  READS(s, n);
  return memchr(s, c, n);
}

char *lab_model_strcpy(char *to, const char *from);
char *lab_model_strcpy(char *to, const char *from) {
  READS_TEXT(from);
  WRITES(to, strlen(from) + 1);
  return strcpy(to, from);
}
char *lab_model_stpcpy(char *to, const char *from);
char *lab_model_stpcpy(char *to, const char *from) {
  READS_TEXT(from);
  WRITES(to, strlen(from) + 1);
  return stpcpy(to, from);
}
char *lab_model_strncpy(char *to, const char *from, size_t n);
char *lab_model_strncpy(char *to, const char *from, size_t n) {
  READS(from, within(from, n));
  WRITES(to, n);
  return strncpy(to, from, n);
}
char *lab_model_strcat(char *to, const char *from);
char *lab_model_strcat(char *to, const char *from) {
  READS_TEXT(from);
  READS_TEXT(to);
  WRITES(to + strlen(to), strlen(from) + 1);
  return strcat(to, from);
}
char *lab_model_strncat(char *to, const char *from, size_t n);
char *lab_model_strncat(char *to, const char *from, size_t n) {
  READS(from, within(from, n));
  READS_TEXT(to);
  WRITES(to + strlen(to), strnlen(from, n) + 1);
  return strncat(to, from, n);
}
void lab_model_bzero(void *to, size_t n);
void lab_model_bzero(void *to, size_t n) {
  WRITES(to, n);
  memset(to, 0, n);
}

/* -- Numbers in texts. -- */

int lab_model_atoi(const char *s);
int lab_model_atoi(const char *s) {
  READS_TEXT(s);
  return atoi(s);
}
long lab_model_atol(const char *s);
long lab_model_atol(const char *s) {
  READS_TEXT(s);
  return atol(s);
}
long lab_model_strtol(const char *s, char **end, int base);
long lab_model_strtol(const char *s, char **end, int base) {
  READS_TEXT(s);
  return strtol(s, end, base);
}
unsigned long lab_model_strtoul(const char *s, char **end, int base);
unsigned long lab_model_strtoul(const char *s, char **end, int base) {
  READS_TEXT(s);
  return strtoul(s, end, base);
}
