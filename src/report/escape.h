/* SPDX-License-Identifier: MIT */
/*
 * Text from anywhere, as XML and CSV take it: valid UTF-8, without control characters.
 */
#ifndef LAB_REPORT_ESCAPE_H
#define LAB_REPORT_ESCAPE_H

#include <stdio.h>

/*
 * XML 1.0, valid in attributes and content.  Control characters, U+FFFE and U+FFFF are forbidden there even as
 * references, and cleaning has replaced them; "]]>" is broken up by escaping '>'.
 */
void lab_put_xml(FILE *out, const char *text);

/* A field of CSV, quoted where RFC 4180 asks for it; NULL is an empty one. */
void lab_put_csv(FILE *out, const char *text);

#endif
