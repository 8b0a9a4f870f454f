/* SPDX-License-Identifier: MIT */
/*
 * How numbers are written for people; shared by the reasons of the verdicts and the renderers.
 *
 * Every function writes a terminated string to out, which has room for LAB_FORMAT_MAX bytes, and returns out.  None
 * allocates or keeps state.  What is not a number (NaN, or unknown as each function says) becomes "-".
 */
#ifndef LAB_STATS_FORMAT_H
#define LAB_STATS_FORMAT_H

#include <stdint.h>

#define LAB_FORMAT_MAX 32

/* 1234567 -> "1,234,567". */
char *lab_format_count(char *out, uint64_t n);

/*
 * A share of 0..1 as percentage, two decimals below 10 %, one above: "4.82 %", "48.2 %".  Never rounded to none or all
 * of it: a share above 0 is at least "<0.01 %", one below 1 at most ">99.99 %"; only 0 is "0 %", only 1 "100 %".
 */
char *lab_format_percent(char *out, double share);

/* An upper limit of a share, two significant digits, rounded up so that the statement stays true: "0.37 %". */
char *lab_format_percent_limit(char *out, double share);

/* Nanoseconds, three significant digits: "0.92 ns", "12.3 ns", "4.56 us", "1.20 ms", "3.40 s"; "-" for 0 (unknown). */
char *lab_format_ns(char *out, double ns);

/* How many times as much: "0.85x", "12.3x", "1,204x"; "-" for 0 (unknown). */
char *lab_format_factor(char *out, double factor);

/* A probability in four decimals, never rounded to 0 or 1: "0.9321", ">0.9999", "<0.0001"; "-" below 0 (unknown). */
char *lab_format_probability(char *out, double p);

#endif
