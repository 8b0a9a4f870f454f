#!/bin/bash
# SPDX-License-Identifier: MIT
# A run in shards is the run: what does not hang on time is the same, seed for seed.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
labs=(async-counter gather counter-race/fixed-mutex)
set -- --iterations 103 --seed 5

# Columns that are counts or come from counts alone, of the labs whose counts are the same in every run.
counts() { # FILE
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "ns_per_op") last = i - 1 }
           { for (i = 1; i <= last; i++) printf "%s,", $i; print "" }' "$1"
}

expect 0 check "${labs[@]}" "$@" --output whole.csv --output whole.jsonl
shards=4
for i in $(seq $shards); do
  expect 0 check "${labs[@]}" "$@" --shard "$i/$shards" --output "$i.jsonl" --quiet
  silent
done
expect 0 merge 3.jsonl 1.jsonl 4.jsonl 2.jsonl --output merged.csv --output merged.jsonl --output merged.xml
silent
prints 'checked in .* as declared'
counts whole.csv >whole.counts
counts merged.csv >merged.counts
cmp -s whole.counts merged.counts || complain "four shards and one run differ: $(diff whole.counts merged.counts | head -4)"
has merged.counts '^async-counter,broken,broken,native,'
has merged.jsonl '"merged":4'
has merged.jsonl '"command":"lab check async-counter gather counter-race/fixed-mutex --iterations 103 --seed 5 --output'

# A merged file can be read again, and a whole run can be had in another format.
expect 0 merge merged.jsonl --output again.csv
cmp -s merged.csv again.csv || complain 'a merged file, read again, is another one'
"$LAB" merge - --format tap <whole.jsonl >"$out" || complain "a run on standard input: exit code $?"
prints '^ok [0-9]* - async-counter/broken native$'
expect 0 merge whole.jsonl --format csv
cmp -s "$out" whole.csv || complain 'a run, read back, is another one'

# The verdict is that of the whole.
expect 0 run async-counter/exercise --engine native --iterations 10 --seed 5 --output whole.jsonl
sed 's/"verdict":"nothing declared"/"verdict":"NOT as declared"/' whole.jsonl >lie.jsonl
expect 0 merge lie.jsonl # verdicts are made from the counts, not taken over
sed 's/LAB_LOSES_UPDATES/LAB_HOLDS/g' "$LAB_SOURCE/labs/async-counter/broken.c" >wrong.c
for i in 1 2; do
  expect 1 check ./wrong.c --engine native --iterations 4 --seed 5 --shard $i/2 --output w$i.jsonl
done
expect 1 merge w1.jsonl w2.jsonl

# What is not one run is refused, in one line that names the file.
refuses 2 'shard 2 of 4 is missing' merge 1.jsonl 3.jsonl 4.jsonl
refuses 2 '"2.jsonl" and "2.jsonl" are both shard 2 of 4' merge 1.jsonl 2.jsonl 2.jsonl 3.jsonl 4.jsonl
refuses 2 'is a whole run, not a shard' merge whole.jsonl 1.jsonl
head -3 1.jsonl >cut.jsonl
refuses 2 '"cut.jsonl" is cut off' merge cut.jsonl
refuses 2 'whole.csv:1: not JSON' merge whole.csv
refuses 2 'cannot read "none.jsonl": No such file' merge none.jsonl
refuses 2 'merge needs FILE' merge
refuses 3 'cannot write "/nonexistent/x.json"' merge whole.jsonl --output /nonexistent/x.json
expect 0 check async-counter/broken --engine native --iterations 103 --seed 6 --shard 2/4 --output other.jsonl --quiet
refuses 2 'differ in' merge 1.jsonl other.jsonl 3.jsonl 4.jsonl

# --shard itself.
refuses 2 'is not I/N' check --shard 5/4 --seed 1
refuses 2 'needs --seed' check --shard 1/4
refuses 2 'divides iterations, not time' check counter-race --shard 1/4 --seed 1 --time 1
refuses 4 'more shards than work' check async-counter/broken --engine native --iterations 1 --shard 1/4 --seed 1

# Nothing but "auto" looks at the environment.
export GTEST_SHARD_INDEX=0 GTEST_TOTAL_SHARDS=2 GTEST_SHARD_STATUS_FILE=$work/status
expect 0 run async-counter/broken --engine native --iterations 10 --seed 1
prints '10 iterations'
[ ! -e status ] || complain 'a status file without --shard auto'
expect 0 run async-counter/broken --engine native --iterations 10 --seed 1 --shard auto
prints '--shard 1/2$'
says 'note: shard 1 of 2, by GTEST_SHARD_INDEX'
[ -e status ] || complain 'no status file for the runner'
unset GTEST_SHARD_INDEX GTEST_TOTAL_SHARDS GTEST_SHARD_STATUS_FILE
expect 0 run async-counter/broken --engine native --iterations 10 --shard auto
says 'nothing in the environment divides this run'
finish
