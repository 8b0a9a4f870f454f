#!/bin/bash
# SPDX-License-Identifier: MIT
# run and check: selection, the first line, exit codes.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The first line repeats everything, and running it again does the same work.
first_line() { sed -n '1{:more;/\\$/{N;b more};p}' "$1"; } # with those that continue it
expect 0 run 'counter-race/fixed-a*' --engine native --iterations 30 --threads 3 --ops 20
silent
prints fixed-atomic
prints_not fixed-mutex
first_line "$out" >again
words=$(tr -d '\\\n' <again | tr -s ' ')
[[ $words =~ ^"lab run 'counter-race/fixed-a*' --engine native --iterations 30 --threads 3 --ops 20 --seed "[0-9]+$ ]] ||
  complain "the first line is: $words"
(
  lab() { "$LAB" "$@"; }
  eval "$(cat again)"
) >repeated 2>&1 || complain 'the first line cannot be run again'
[ "$(first_line repeated)" = "$(cat again)" ] || complain 'the first line is not the same the second time'

expect 0 run counter-race/fixed-atomic counter-race/fixed-mutex counter-race/fixed-atomic --engine native --iterations 20 \
  --seed 18446744073709551615 --format csv
prints fixed-atomic
prints fixed-mutex
[ "$(grep -c 'fixed-atomic' "$out")" -eq "$(grep -c 'fixed-mutex' "$out")" ] || complain 'a variant was run twice'

expect 0 run counter-race/fixed-atomic --engine native --iterations 1 --threads 1 --ops 1
expect 0 run counter-race/fixed-atomic --engine native,tsan --iterations 10 --no-pin --no-tune
silent
expect 0 run counter-race/fixed-atomic --engine native --time 0.1
silent
prints '^variant +operations |^  of [0-9,]+ operations in '
expect 0 run counter-race/fixed-atomic --engine native --time 0.05 --iterations 1000000000000
prints '^counter-race on native: 1,000,000,000,000 iterations or 0\.05 s'
prints '^variant +operations |^  of [0-9,]+ operations in '
prints_not 'operations each'
expect 0 run counter-race/fixed-atomic --engine native --iterations 20 --quiet
silent
[ "$(cat "$out")" = 'As declared: 1 fixed variant holds.' ] || complain '--quiet says more than the verdict'

expect 0 check 'counter-race/fixed-*'
silent
prints '^ok +counter-race/fixed-mutex +native '
prints '^ok +counter-race/fixed-mutex +tsan '
prints '^[0-9]+ checked'

# A check of which nobody said how many iterations does fewer of what is slow, and says how many; the file is whole.
mkdir slow
cat >slow/slow.c <<'END'
#include <lab/lab.h>
#include <time.h>
struct naps { _Atomic long n; };
static void nap(struct naps *naps) {
  nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
  naps->n++;
}
static void audit(const struct naps *naps, struct lab_audit *audit) { lab_expect_total(audit, naps->n); }
LAB_VARIANT(struct naps, .title = "naps", .actor = nap, .audit = audit, .exclusive = true,
            .expect = {.native = LAB_HOLDS});
END
expect 0 check slow/ --engine native --output slow.jsonl
prints '^ok +slow/slow +native .* in [1-9][0-9]? iterations?$'
prints '^1 checked in .* 1 as declared'
expect 0 merge slow.jsonl
prints '^ok +slow/slow .* in [1-9][0-9]? iterations?$'
finish
