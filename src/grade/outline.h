/* SPDX-License-Identifier: MIT */
/*
 * The outline of a listing: what stands at file scope, item by item.
 */
#ifndef LAB_GRADE_OUTLINE_H
#define LAB_GRADE_OUTLINE_H

#include "grade/lexer.h"

enum lab_item_kind {
  LAB_ITEM_DIRECTIVE,   /* one line */
  LAB_ITEM_FUNCTION,    /* a definition with its body */
  LAB_ITEM_DECLARATION, /* up to its ';': structs, enums, objects, prototypes */
  LAB_ITEM_TABLE        /* LAB_VARIANT(...); */
};

struct lab_item {
  enum lab_item_kind kind;
  size_t first, end; /* tokens first to end - 1 */
  const char *name;  /* of a function; the tag of "struct counter {...};"; the word behind #; else NULL */
};

struct lab_outline {
  struct lab_tokens tokens;
  struct lab_item *items;
  size_t n;
};

/* Reads a listing; error (code 1) says where its brackets do not fit.  The caller clears it in either case. */
bool lab_outline_read(struct lab_outline *outline, const char *text, size_t size, struct lab_error *error);
void lab_outline_clear(struct lab_outline *outline);

/* The item of this kind and name, or NULL; name NULL is any. */
const struct lab_item *lab_outline_find(const struct lab_outline *outline, enum lab_item_kind kind, const char *name);

/* True where a token of the item is this word. */
bool lab_outline_mentions(const struct lab_outline *outline, const struct lab_item *item, const char *word);

/*
 * The value of a member in the table: tokens *first to *end - 1 behind ".audit =", up to the comma at its level.  False
 * where the table does not set it.
 */
bool lab_outline_member(const struct lab_outline *outline, const char *member, size_t *first, size_t *end);

/* The word that is the whole value of a member (".audit = audit"), or NULL. */
const char *lab_outline_word(const struct lab_outline *outline, const char *member);

#endif
