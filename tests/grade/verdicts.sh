#!/bin/bash
# SPDX-License-Identifier: MIT
# Right solutions pass, wrong ones fail in the right words, and three times over the verdicts are the same, whatever else
# is going on beside them.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
class right counter-race
class wrong counter-race
for jobs in 1 2 4; do
  expect 1 grade counter-race class --jobs "$jobs" --format json --output "$jobs.json" --quiet
  compare "$jobs.json" counter-race right wrong
  # The points for the cost are measured; all else is the same to the letter.
  python3 -c 'import json, sys
for r in json.load(open(sys.argv[1]))["results"]:
    print(r["name"], r["verdict"], r["mistake"], r["reason"], [c["met"] for c in r["criteria"] if c["name"] != "cost"])' \
    "$jobs.json" >"$jobs.words"
done
diff 1.words 2.words || complain "the verdicts of the second run differ"
diff 1.words 4.words || complain "the verdicts of the third run differ"

# In words that a student understands.
reason() { grep "^$1 " 1.words | grep -qE -- "$2" || complain "$1: not in these words: $2"; }
reason wrong-unchanged 'both actors read x = 0 .*overwrote'
reason wrong-lock-order 'actor [12] waits for lock\[[01]\], which actor [12] holds'
reason wrong-never-unlocked 'can end in "deadlock"'
reason wrong-half-locked 'can end in "torn 1"'
reason wrong-relaxed-flag 'nothing orders the (read|write) in line [0-9]+ \(c->x = c->x \+ 1;\)'
reason wrong-does-not-compile "exercise.c:[0-9]+:[0-9]+: error: no member named 'y'"
reason wrong-wrong-function 'the function increment is missing'
reason wrong-trylock 'unlock of a mutex'
finish
