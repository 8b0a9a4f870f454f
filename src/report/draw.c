/* SPDX-License-Identifier: MIT */
#include "report/draw.h"

#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

const char *lab_glyph(const struct lab_style *style, enum lab_glyph glyph) {
  static const char *const glyphs[LAB_GLYPHS][2] = {
      [LAB_GLYPH_TIMES] = {"x", "×"},
      [LAB_GLYPH_RANGE] = {"-", "–"},
      [LAB_GLYPH_ELLIPSIS] = {"~", "…"},
      [LAB_GLYPH_RULE] = {"-", "─"},
  };
  return glyphs[glyph][style->unicode];
}

int lab_width(const struct lab_style *style) { return style->width < LAB_WIDTH_MIN ? LAB_WIDTH_MIN : style->width; }

/*
 * Length of the character that starts at text and, in *columns, how wide it is; 0 where the bytes are no UTF-8.
 * RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.  Widths are those of the C library.
 */
static int decode(const char *text, int *columns) {
  const unsigned char *t = (const unsigned char *)text;
  static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
  *columns = 1;
  if (t[0] < 0x80)
    return 1;
  const int length = t[0] >= 0xf0 ? 4 : t[0] >= 0xe0 ? 3 : 2;
  if (t[0] < 0xc2 || t[0] > 0xf4)
    return 0;
  unsigned code = t[0] & (0x7fu >> length);
  for (int i = 1; i < length; i++) {
    if ((t[i] & 0xc0) != 0x80)
      return 0;
    code = code << 6 | (t[i] & 0x3fu);
  }
  if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return 0;
  *columns = wcwidth((wchar_t)code);
  return length;
}

/* wcwidth(3) knows widths by the locale of the thread, and the program may be started in the locale "C". */
static locale_t widths_begin(void) {
  static locale_t utf8;
  if (!utf8)
    utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  return utf8 ? uselocale(utf8) : (locale_t)0;
}

static void widths_end(locale_t before) {
  if (before)
    uselocale(before);
}

int lab_text_width(const char *text) {
  const locale_t before = widths_begin();
  int width = 0;
  while (*text) {
    int columns;
    const int length = decode(text, &columns);
    width += columns > 0 ? columns : 0;
    text += length ? length : 1;
  }
  widths_end(before);
  return width;
}

size_t lab_text_prefix(const char *text, int columns) {
  const locale_t before = widths_begin();
  size_t bytes = 0;
  int width = 0;
  while (text[bytes]) {
    int wide;
    const int length = decode(text + bytes, &wide);
    width += wide > 0 ? wide : 0;
    if (width > columns)
      break;
    bytes += length ? (size_t)length : 1;
  }
  widths_end(before);
  return bytes;
}

char *lab_text_clean(char *to, size_t size, const char *text, bool unicode) {
  const locale_t before = widths_begin();
  size_t used = 0;
  while (*text) {
    int columns;
    int length = decode(text, &columns);
    const unsigned char first = (unsigned char)*text;
    const bool plain = first >= 0x20 && first < 0x7f;
    const char *piece = text;
    if (!plain && (length < 2 || columns < 0 || !unicode))
      piece = first == '\t' || first == '\n' ? " " : "?";
    const size_t bytes = piece == text ? (size_t)length : 1;
    if (used + bytes >= size)
      break;
    memcpy(to + used, piece, bytes);
    used += bytes;
    text += length ? length : 1;
  }
  to[used] = '\0';
  widths_end(before);
  return to;
}

void lab_text_fit(char *text, size_t size, int columns, const struct lab_style *style) {
  if (lab_text_width(text) <= columns)
    return;
  const char *ellipsis = lab_glyph(style, LAB_GLYPH_ELLIPSIS);
  size_t keep = lab_text_prefix(text, columns - 1);
  if (keep + strlen(ellipsis) >= size)
    keep = size - strlen(ellipsis) - 1;
  strcpy(text + keep, ellipsis);
}

void lab_text_add(struct lab_text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int n = vsnprintf(text->text + text->length, sizeof(text->text) - text->length, format, arguments);
  va_end(arguments);
  if (n < 0)
    return;
  text->length += (size_t)n;
  if (text->length >= sizeof(text->text))
    text->length = sizeof(text->text) - 1;
}

void lab_draw(FILE *out, const struct lab_style *style, enum lab_paint paint, const char *text) {
  static const char *const codes[] = {
      [LAB_PAINT_STRONG] = "1", [LAB_PAINT_FAINT] = "2",  [LAB_PAINT_GOOD] = "32",
      [LAB_PAINT_BUG] = "33",   [LAB_PAINT_BAD] = "1;31",
  };
  if (!style->color || paint == LAB_PAINT_NONE)
    fputs(text, out);
  else
    fprintf(out, "\033[%sm%s\033[0m", codes[paint], text);
}

/* Bytes of text that go on a line of this many columns: up to the last space (95 % is one word), or what fits. */
static size_t line_length(const char *text, int columns) {
  const size_t most = lab_text_prefix(text, columns);
  if (!text[most])
    return most;
  for (size_t at = most; at > 0; at--)
    if (text[at] == ' ' && text[at + 1] != '%')
      return at;
  return most;
}

void lab_draw_wrapped(FILE *out, const struct lab_style *style, enum lab_paint paint, int indent, int hang,
                      const char *text) {
  int margin = indent;
  char *line = malloc(strlen(text) + 1);
  if (!line)
    return;
  do {
    size_t length = line_length(text, lab_width(style) - margin);
    if (length == 0 && *text)
      length = strlen(text); /* not even one character fits: print it rather than stop here for ever */
    memcpy(line, text, length);
    size_t end = length;
    while (end > 0 && line[end - 1] == ' ')
      end--;
    line[end] = '\0';
    fprintf(out, "%*s", margin, "");
    lab_draw(out, style, paint, line);
    fputc('\n', out);
    text += length;
    text += strspn(text, " ");
    margin = indent + hang;
  } while (*text);
  free(line);
}

void lab_draw_wrappedf(FILE *out, const struct lab_style *style, enum lab_paint paint, int indent, int hang,
                       const char *format, ...) {
  char text[2048];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  lab_draw_wrapped(out, style, paint, indent, hang, text);
}

/* Bytes of the first shell word with the spaces before it; spaces within quotes do not end it. */
static size_t shell_word(const char *text) {
  size_t at = strspn(text, " ");
  char quote = '\0';
  for (; text[at] && (quote || text[at] != ' '); at++) {
    if (quote == text[at])
      quote = '\0';
    else if (!quote && (text[at] == '\'' || text[at] == '"'))
      quote = text[at];
  }
  return at;
}

void lab_draw_command(FILE *out, const struct lab_style *style, int used, const char *command) {
  while (*command) {
    size_t length = shell_word(command);
    /* An option stays with what follows it, which mostly is its value. */
    if (strncmp(command, " -", 2) == 0 && strncmp(command + length, " -", 2) != 0)
      length += shell_word(command + length);
    char *word = strndup(command, length);
    if (!word)
      return;
    const int width = lab_text_width(word);
    if (*word == ' ' && used + width > lab_width(style) - 2) {
      fputs(" \\\n   ", out);
      used = 3;
    }
    lab_draw(out, style, LAB_PAINT_STRONG, word);
    used += width;
    command += strlen(word);
    free(word);
  }
  fputc('\n', out);
}

void lab_draw_spark(char *to, const double *shares, const struct lab_style *style) {
  static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static const char *const letters[] = {" ", ".", ".", ":", ":", "=", "=", "#", "#"};
  double largest = 0;
  for (int i = 0; i < LAB_SPARK; i++)
    largest = shares[i] > largest ? shares[i] : largest;
  *to = '\0';
  for (int i = 0; i < LAB_SPARK; i++) {
    /* Only nothing is blank: the least share has the lowest block. */
    const int level = shares[i] > 0 ? 1 + (int)(shares[i] / largest * 7 + 0.5) : 0;
    strcat(to, style->unicode ? blocks[level] : letters[level]);
  }
}
