#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Actors that are tasks: what they lose is the same in every run and on every engine, ThreadSanitizer reports nothing,
# and what a task does to its host becomes the right outcome of the right iteration.
#
# The labs of tests/labs/tasks misbehave in the fifth iteration (index 4) that a host runs.

set -u
: "${LAB:?the binary under test}" "${LAB_HOSTS:?host executables of the test labs}"
export LC_ALL=C
work=$(mktemp -d "${TMPDIR:-/tmp}/lab-tasks-XXXXXX")
trap 'rm -rf "$work"' EXIT
failures=0

command -v python3 >/dev/null || { echo "python3 is missing: it reads the JSON results here"; exit 77; }

complain() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

cat >"$work/field.py" <<'END'
"""field.py FILE EXPRESSION: evaluates an expression over the first job j of a result."""
import json, sys
run = json.load(open(sys.argv[1]))
j = run["jobs"][0]
i = j["incidents"]
kinds = {kind: n for kind, n in i["counts"].items() if n}
first = [(n["kind"], n["iteration"]) for n in i["first"]]
text = i["first"][0]["text"] if i["first"] else ""
print(eval(sys.argv[2]))
END

run_lab() { # LAB/VARIANT ENGINE OPTION...
  local variant=$1 engine=$2
  shift 2
  ran="$variant on $engine $*"
  rm -f "$work/result.json"
  timeout 100 "$LAB" run "$variant" --engine "$engine" --seed 1 --timeout 2 --format json \
    --output "$work/result.json" "$@" </dev/null >/dev/null 2>"$work/err"
  code=$?
  [ -s "$work/result.json" ] || complain "$ran: no result, exit code $code: $(head -1 "$work/err")"
}

is() { # EXPRESSION VALUE
  local got
  got=$(python3 "$work/field.py" "$work/result.json" "$1" 2>&1)
  [ "$got" = "$2" ] || complain "$ran: $1 is $got, not $2"
}

# misbehaves VARIANT KIND ENGINE: the fifth iteration of the first host is the incident, the four before it are counted.
misbehaves() {
  run_lab "tasks/$1" "$3" --iterations 5
  is "kinds, first, j['audited'], j['bad']['iterations']" "({'$2': 1}, [('$2', 4)], 4, 1)"
}

for engine in native tsan; do
  misbehaves broken-deadlock deadlock "$engine"
  misbehaves broken-thread-mutex deadlock "$engine"
  misbehaves broken-hang hang "$engine"
  misbehaves broken-overflow crash "$engine"
  misbehaves broken-crash crash "$engine"
  is "text.startswith('SIGSEGV at address 0x0 in actor 1')" True
  run_lab tasks/broken-no-task "$engine" --iterations 1
  is "kinds, 'awaited outside of a task' in text" "({'crash': 1}, True)"
  run_lab tasks/fixed-sleep "$engine" --iterations 20
  is "kinds, j['audited'], j['bad']['iterations']" "({}, 20, 0)"
done

# What tasks lose does not hang on luck, on the number of CPUs, or on the engine.
unset LAB_HOSTS
tallies="{t['tally']: (t['total'], t['iterations']) for t in j['tallies'] if t['total']}"
quiet="(j['sanitizer'] or {'iterations': 0})['iterations'], j['audited'], kinds"

loses() { # VARIANT ENGINE TASKS TALLIES
  run_lab "$1" "$2" --iterations 100 --threads "$3"
  is "$tallies" "$4"
  is "$quiet" "(0, 100, {})"
}

for engine in native tsan; do
  loses async-counter/broken "$engine" 2 "{'lost': (10000, 100)}"
  loses async-counter/broken "$engine" 4 "{'lost': (30000, 100)}"
  loses gather/broken-left-behind "$engine" 2 "{'crossed': (2000, 100)}"
  for fixed in async-counter/fixed-lock async-counter/fixed-flag gather/fixed-gather gather/fixed-await-all; do
    loses "$fixed" "$engine" 3 "{}"
  done
done

printf '#!/bin/sh\nexec taskset -c %s "%s" "$@"\n' "$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')" "$LAB" >"$work/lab"
chmod +x "$work/lab"
LAB=$work/lab
for engine in native tsan; do
  loses async-counter/broken "$engine" 2 "{'lost': (10000, 100)}"
  loses async-counter/fixed-lock "$engine" 2 "{}"
done

[ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
