/* SPDX-License-Identifier: MIT */
#include "grade/outline.h"
#include <stdlib.h>
#include <string.h>

static bool opens(const struct lab_token *t) {
  return t->kind == LAB_TOKEN_PUNCTUATOR && t->text[1] == '\0' && strchr("([{", t->text[0]);
}

static bool closes(const struct lab_token *t) {
  return t->kind == LAB_TOKEN_PUNCTUATOR && t->text[1] == '\0' && strchr(")]}", t->text[0]);
}

static size_t end_of_directive(const struct lab_tokens *tokens, size_t at) {
  size_t end = at + 1;
  while (end < tokens->n && tokens->all[end].directive && !tokens->all[end].first)
    end++;
  return end;
}

/* What an item is that begins here: its end and kind. */
static bool measure(const struct lab_tokens *tokens, struct lab_item *item, struct lab_error *error) {
  long depth = 0;
  bool called = false; /* a bracket (...) at file scope, as behind the name of a function */
  const unsigned line = tokens->all[item->first].line;
  for (size_t i = item->first; i < tokens->n; i++) {
    const struct lab_token *t = &tokens->all[i];
    if (t->directive)
      return lab_fail(error, 1, "line %u: a preprocessing directive in the midst of a declaration", t->line);
    called |= depth == 0 && lab_token_is(t, "(");
    depth += opens(t);
    if (closes(t) && --depth < 0)
      return lab_fail(error, 1, "line %u: a bracket is closed that was not opened", t->line);
    const bool body = depth == 0 && called && lab_token_is(t, "}") && item->kind != LAB_ITEM_TABLE;
    if (depth == 0 && (body || lab_token_is(t, ";"))) {
      item->end = i + 1;
      if (body)
        item->kind = LAB_ITEM_FUNCTION;
      return true;
    }
  }
  return lab_fail(error, 1, "line %u: what begins here never ends", line);
}

static void name_item(const struct lab_tokens *tokens, struct lab_item *item) {
  const struct lab_token *all = tokens->all;
  item->name = NULL;
  if (item->kind == LAB_ITEM_DIRECTIVE)
    item->name = item->first + 1 < item->end ? all[item->first + 1].text : "";
  for (size_t i = item->first; i + 1 < item->end && item->kind == LAB_ITEM_FUNCTION && !item->name; i++)
    if (all[i].kind == LAB_TOKEN_WORD && lab_token_is(&all[i + 1], "("))
      item->name = all[i].text;
  if (item->kind == LAB_ITEM_DECLARATION && item->end - item->first > 3 &&
      (lab_token_is(&all[item->first], "struct") || lab_token_is(&all[item->first], "union") ||
       lab_token_is(&all[item->first], "enum")) &&
      lab_token_is(&all[item->first + 2], "{"))
    item->name = all[item->first + 1].text;
}

static bool add_item(struct lab_outline *outline, struct lab_item item, struct lab_error *error) {
  struct lab_item *grown = realloc(outline->items, (outline->n + 1) * sizeof *grown);
  if (!grown)
    return lab_fail(error, 3, "out of memory");
  outline->items = grown;
  name_item(&outline->tokens, &item);
  outline->items[outline->n++] = item;
  return true;
}

bool lab_outline_read(struct lab_outline *outline, const char *text, size_t size, struct lab_error *error) {
  *outline = (struct lab_outline){0};
  const struct lab_tokens *tokens = &outline->tokens;
  if (!lab_tokens_read(&outline->tokens, text, size, error))
    return false;
  for (size_t at = 0; at < tokens->n;) {
    struct lab_item item = {.kind = LAB_ITEM_DECLARATION, .first = at};
    if (tokens->all[at].directive) {
      item.kind = LAB_ITEM_DIRECTIVE;
      item.end = end_of_directive(tokens, at);
    } else {
      if (lab_token_is(&tokens->all[at], "LAB_VARIANT"))
        item.kind = LAB_ITEM_TABLE;
      if (!measure(tokens, &item, error))
        return false;
    }
    if (!add_item(outline, item, error))
      return false;
    at = item.end;
  }
  return true;
}

void lab_outline_clear(struct lab_outline *outline) {
  lab_tokens_clear(&outline->tokens);
  free(outline->items);
  *outline = (struct lab_outline){0};
}

const struct lab_item *lab_outline_find(const struct lab_outline *outline, enum lab_item_kind kind, const char *name) {
  for (size_t i = 0; i < outline->n; i++) {
    const struct lab_item *item = &outline->items[i];
    if (item->kind == kind && (!name || (item->name && strcmp(item->name, name) == 0)))
      return item;
  }
  return NULL;
}

bool lab_outline_mentions(const struct lab_outline *outline, const struct lab_item *item, const char *word) {
  for (size_t i = item->first; i < item->end; i++)
    if (outline->tokens.all[i].kind == LAB_TOKEN_WORD && lab_token_is(&outline->tokens.all[i], word))
      return true;
  return false;
}

bool lab_outline_member(const struct lab_outline *outline, const char *member, size_t *first, size_t *end) {
  const struct lab_item *table = lab_outline_find(outline, LAB_ITEM_TABLE, NULL);
  const struct lab_token *all = outline->tokens.all;
  long depth = 0;
  for (size_t i = table ? table->first : 0; table && i + 3 < table->end; i++) {
    depth += opens(&all[i]);
    depth -= closes(&all[i]);
    if (depth != 1 || !lab_token_is(&all[i], ".") || !lab_token_is(&all[i + 1], member))
      continue;
    *first = i + 3;
    long inner = 0;
    for (*end = *first; *end < table->end; (*end)++) {
      inner += opens(&all[*end]);
      inner -= closes(&all[*end]);
      if (inner < 0 || (inner == 0 && lab_token_is(&all[*end], ",")))
        return true;
    }
  }
  return false;
}

const char *lab_outline_word(const struct lab_outline *outline, const char *member) {
  size_t first = 0, end = 0;
  if (!lab_outline_member(outline, member, &first, &end) || end != first + 1)
    return NULL;
  return outline->tokens.all[first].text;
}
