#!/bin/bash
# SPDX-License-Identifier: MIT
# What is wrong on the command line of lab explore: one line, the nearest valid thing, exit code 2.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
x=(explore counter-race)

refuses 2 'explore has no option --memroy; did you mean --memory\?' "${x[@]}" --memroy tso
refuses 2 'no memory model "tos"; did you mean "tso"\? \(sc, tso\)' "${x[@]}" --memory tos
refuses 2 'no memory model "arm"; there are sc, tso' "${x[@]}" --memory arm
refuses 2 'no strategy "dpro"; did you mean "dpor"\?' "${x[@]}" --strategy dpro
refuses 2 'no strategy "yes"; there are dpor, dfs, bound:K, random, pct:D, pos, surw' "${x[@]}" --strategy yes
refuses 2 'no strategy "dfs:3"; did you mean "dfs"\?' "${x[@]}" --strategy dfs:3
refuses 2 '"bound" wants a number|bound wants a number' "${x[@]}" --strategy bound
refuses 2 '--strategy bound:K: "x" is not in 0..64' "${x[@]}" --strategy bound:x
refuses 2 '--strategy bound:K: "65" is not in 0..64' "${x[@]}" --strategy bound:65
refuses 2 '--strategy pct:D: "0" is not in 1..64' "${x[@]}" --strategy pct:0
refuses 2 '--bound: "-1" is not in 0..64' "${x[@]}" --bound=-1
refuses 2 '--executions: "0" is not in 1..' "${x[@]}" --executions 0
refuses 2 '--steps: "1000001" is not in 1..1000000' "${x[@]}" --steps 1000001
refuses 2 '--args takes at most 200 words; these are 201' explore x.c --args "$(seq -s ' ' 201)"
refuses 2 '--time: "soon" is not in' "${x[@]}" --time soon
refuses 2 'no format "jsn"; did you mean "json"\? \(table, json\)' "${x[@]}" --format jsn
refuses 2 'no format "csv"' "${x[@]}" --format csv
refuses 2 '--schedule needs a value' "${x[@]}" --schedule
refuses 2 'no lab "conter-race"; did you mean "counter-race"\?' explore conter-race
refuses 2 'no variant "brokn"|no variant "counter-race/brokn"' explore counter-race/brokn
refuses 2 'explore needs LAB' explore
refuses 3 'cannot write "/nonexistent/x.json"' "${x[@]}" --output /nonexistent/x.json

# What excludes each other.
refuses 2 '--count looks at every interleaving; it takes no --strategy' "${x[@]}" --count --strategy pos
refuses 2 '--schedule replays what was found; it takes no --count' "${x[@]}" --schedule x1 --count
refuses 2 '--step leaves the choices to you; it takes no --schedule' "${x[@]}" --step --schedule x1
refuses 2 '--step is for people; it takes neither --format nor --output' "${x[@]}" --step --format json

# Every strategy does what it is called, and says so.
for strategy in dpor dfs bound:1 random pct:3 pos surw; do
  expect 0 explore counter-race --strategy "$strategy" --ops 1
  prints "^$strategy +[0-9,]+ "
  prints '^lost 1: both actors read x = 0'
done
expect 0 explore counter-race --bound 1 --ops 1
prints '^bound:1 +4 '
expect 0 explore counter-race/fixed-mutex --executions 2 --ops 2 --strategy dfs
prints 'as many as asked$'
prints '^Not explored to the end: 2 complete executions'
finish
