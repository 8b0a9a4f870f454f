/* SPDX-License-Identifier: MIT */
/*
 * The tokens of a C file, as the rules of an assignment need them: before macros are expanded, comments and white space
 * gone, spliced lines joined.
 *
 * ISO/IEC 9899:2011, 6.4 and translation phases 1 to 3.  What could make a token mean something else than it says
 * (trigraphs, digraphs, universal character names, bytes that are no ASCII outside of literals and comments) is
 * refused, so that nothing hides from a comparison of tokens.
 */
#ifndef LAB_GRADE_LEXER_H
#define LAB_GRADE_LEXER_H

#include "plan/catalog.h"

enum lab_token_kind {
  LAB_TOKEN_WORD,   /* identifiers and keywords */
  LAB_TOKEN_NUMBER, /* 6.4.8, preprocessing numbers */
  LAB_TOKEN_STRING, /* and character constants, prefixes and quotes included */
  LAB_TOKEN_HEADER, /* <stdio.h> behind #include */
  LAB_TOKEN_PUNCTUATOR
};

struct lab_token {
  enum lab_token_kind kind;
  unsigned line;  /* from 1 */
  bool directive; /* stands in a preprocessing directive, whose first token is its '#' */
  bool first;     /* of its line */
  const char *text;
  size_t from, to; /* where it stands in the file: bytes from to to - 1 */
};

struct lab_tokens {
  struct lab_token *all;
  size_t n;
  char *texts; /* what the tokens point into */
};

/*
 * Splits text, of this many bytes, a '\0' after them.  False with error (code 1) set: "line 3: ...", where it cannot be
 * read as said above.  The caller frees with lab_tokens_clear in either case.
 */
bool lab_tokens_read(struct lab_tokens *tokens, const char *text, size_t size, struct lab_error *error);
void lab_tokens_clear(struct lab_tokens *tokens);

bool lab_token_is(const struct lab_token *token, const char *text);
bool lab_token_equal(const struct lab_token *a, const struct lab_token *b);
/* True where two rows of tokens are the same. */
bool lab_tokens_equal(const struct lab_token *a, size_t n, const struct lab_token *b, size_t m);

#endif
