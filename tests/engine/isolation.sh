# SPDX-License-Identifier: MIT
#
# What a lab does to its host becomes the right outcome of the right iteration, and nothing counted is lost.
#
# The labs of tests/labs/isolation misbehave in the fifth iteration that a host runs (index 4).  With LAB_TEST_ONCE
# only the first host does: then one iteration of 100 is the incident, and 99 are counted.

set -u
: "${LAB:?the binary under test}" "${LAB_HOSTS:?host executables of the test labs}"
export LC_ALL=C
work=$(mktemp -d "${TMPDIR:-/tmp}/lab-isolation-XXXXXX")
trap 'rm -rf "$work"' EXIT
failures=0

command -v python3 >/dev/null || { echo "python3 is missing: it reads the JSON results here"; exit 77; }

complain() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

cat >"$work/field.py" <<'EOF'
"""field.py FILE EXPRESSION: evaluates an expression over the first job j of a result."""
import json, sys
run = json.load(open(sys.argv[1]))
j = run["jobs"][0]
i = j["incidents"]
kinds = {kind: n for kind, n in i["counts"].items() if n}
first = [(n["kind"], n["iteration"]) for n in i["first"]]
print(eval(sys.argv[2]))
EOF

run_lab() { # VARIANT ENGINE OPTION...
  local variant=$1 engine=$2
  shift 2
  ran="$variant on $engine"
  rm -f "$work/result.json"
  timeout 100 "$LAB" run "isolation/$variant" --engine "$engine" --iterations 100 --seed 1 --timeout 1 --format json \
    --output "$work/result.json" "$@" </dev/null >/dev/null 2>"$work/err"
  code=$?
  [ -s "$work/result.json" ] || complain "$ran: no result, exit code $code: $(head -1 "$work/err")"
}

is() { # EXPRESSION VALUE
  local got
  got=$(python3 "$work/field.py" "$work/result.json" "$1" 2>&1)
  [ "$got" = "$2" ] || complain "$ran: $1 is $got, not $2"
}

# once VARIANT KIND ENGINE: one incident, in iteration 4; all others counted, none of them lost anything.
once() {
  rm -f "$work/once"
  LAB_TEST_ONCE=$work/once run_lab "$1" "$3"
  is "kinds" "{'$2': 1}"
  is "first" "[('$2', 4)]"
  is "j['audited'], i['restarts'], i['gave_up']" "(99, 1, False)"
  is "j['bad']['iterations']" 1
}

for engine in native tsan; do
  for pair in crash:crash abort:crash kill:crash overflow:crash stack:crash audit:crash overlap:crash exit:exit \
    exit-at-once:exit deadlock:deadlock deadlock-self:deadlock lost-wakeup:deadlock pipes:deadlock print:output-flood; do
    once "broken-${pair%%:*}" "${pair##*:}" "$engine"
  done
done
# Each of these costs the time-out.
once broken-hang hang native
once broken-stop hang native
once broken-stubborn hang native
once broken-sleep hang native
once broken-hang hang tsan

# Damage to the channel is noticed later than it is done, so the iterations in question are run again one by one.
for variant in broken-channel broken-channel-file broken-garbage broken-close; do
  # In the first iteration of every host: where a slice is cut short by the clock, a later one would move.
  LAB_TEST_WHEN=0 run_lab "$variant" native
  is "first[:3]" "[('corrupt', 0), ('corrupt', 1), ('corrupt', 2)]"
  is "i['gave_up']" True
  rm -f "$work/once"
  LAB_TEST_ONCE=$work/once run_lab "$variant" native
  is "kinds" "{'corrupt': 1}"
  is "j['audited'], i['restarts'], i['gave_up']" "(99, 1, False)"
done

# What harms nobody is no incident.
for variant in fixed-fine fixed-slow broken-leave broken-truncate; do
  run_lab "$variant" native
  is "kinds, j['audited'], i['restarts']" "({}, 100, 0)"
  [ "$code" -eq 0 ] || complain "$ran: exit code $code"
done

# Damage to the lab's own memory may end in anything but a wrong sum of iterations.
rm -f "$work/once"
LAB_TEST_ONCE=$work/once run_lab broken-heap native
is "j['audited'] + sum(kinds.values())" 100

# A variant that keeps failing is given up: after ten fresh hosts, and each iteration that failed is told.
run_lab broken-always native
is "kinds, j['audited'], i['restarts'], i['gave_up']" "({'crash': 11}, 0, 10, True)"
is "[iteration for kind, iteration in first]" "[0, 1, 2, 3, 4, 5, 6, 7]"
run_lab broken-crash tsan
is "kinds, j['audited'], i['restarts'], i['gave_up']" "({'crash': 11}, 44, 10, True)"
is "[iteration for kind, iteration in first]" "[4, 9, 14, 19, 24, 29, 34, 39]"
run_lab broken-hang native
is "kinds, i['gave_up']" "({'hang': 3}, True)"

[ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
