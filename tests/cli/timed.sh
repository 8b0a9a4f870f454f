#!/bin/bash
# SPDX-License-Identifier: MIT
# Timed labs: results, diagrams, formats, what is left behind; and bench.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
libexec=$(cd "$(dirname "$LAB")/../libexec/lab" && pwd)

# Nothing of a run is alive after it, the server of a lab included.
nothing_left() {
  for ((i = 0; i < 600; i++)); do
    ps -eo args | grep -F "$libexec/lab-" | grep -qF -- "--seed $1 " || return 0
    sleep 0.1
  done
  complain "$ran: still running: $(ps -eo args | grep -F -- "--seed $1 " | head -3)"
}

# Waits until a run has hosts and the server of its lab, which is a fork of one of them.
underway() {
  for ((i = 0; i < 600; i++)); do
    [ "$(ps -eo args | grep -F "$libexec/lab-" | grep -cF -- "--seed $1 ")" -gt 7 ] && return
    sleep 0.1
  done
  complain "the run of seed $1 does not begin"
}

# A small unit, so that this is quick: what is tested is that it is there, not how long it takes.
expect 0 run sleepers --unit 1 --iterations 6 --seed 90210 --color never --output run.json --output run.svg
silent
prints '^sleepers: 6 runs on native, 6 runs on tsan, 5 actors; a unit is 1.00 ms'
# That all five have slept before the one that made them looks takes a pause of 5 ms there, in each of six runs.
prints '^broken-unjoined .* lost in [1-6]/6'
prints '^sequential .* right'
prints 'ways to do it'
prints '^  sleeper 5'
prints 'As declared:'
nothing_left 90210
python3 - <<'EOF' || complain 'the JSON of a timed lab is wrong'
import json
jobs = {(j['variant'], j['engine']): j for j in json.load(open('run.json'))['jobs']}
sequential, threads, unjoined = (jobs[v, 'native'] for v in ('sequential', 'threads', 'broken-unjoined'))
assert sequential['role'] == 'way' and unjoined['role'] == 'broken'
assert sequential['runs']['runs'] == 6 and len(sequential['runs']['sample_ns']) == 6
assert sequential['runs']['median_ns'] >= 15e6, 'slept less than 15 units'
assert threads['runs']['median_ns'] >= 5e6, 'slept less than 5 units'
low, high = threads['runs']['speedup_interval']
assert low <= threads['runs']['speedup'] <= high
for variant in (sequential, threads, unjoined):
    lanes = variant['runs']['lanes']
    assert lanes['names'] == ['sleeper %d' % n for n in range(1, 6)]
    assert sorted(span['lane'] for span in lanes['spans']) == [0, 1, 2, 3, 4]
for span in unjoined['runs']['lanes']['spans']:
    slept = span['end_ns'] - span['begin_ns']
    assert slept >= 1e6 * (span['lane'] + 1), 'the end of those left behind is not seen'
begins = [s['begin_ns'] for s in sequential['runs']['lanes']['spans']]
assert begins == sorted(begins) and begins[4] >= 10e6, 'not one after the other'
EOF
python3 -c 'import xml.etree.ElementTree as t; r = t.parse("run.svg").getroot(); assert len(r.findall("{*}rect")) > 25' ||
  complain 'the SVG is not one'

# Plain ASCII and a narrow terminal.
COLUMNS=60 expect 0 run sleepers/sequential sleepers/threads --unit 1 --iterations 6 --engine native
! LC_ALL=C grep -qP '[^\x00-\x7f]' "$out" || complain 'not ASCII'
[ "$(awk '{ if (length > n) n = length } END { print n }' "$out")" -le 80 ] || complain 'lines are too long'

# A picture without a timed lab says so.
expect 0 run counter-race/fixed-atomic --engine native --iterations 10 --format svg
prints 'No timed lab'

# Downloads: crossed and right, and the server is gone after every way to end.  An iteration is crossed where a second
# worker gets the lock between two calls of the first: in half of them at least, loaded or not.  Were it one in ten, 200
# in a row would stay right with a probability of 1 in 10^9.
for _ in {1..20}; do
  expect 0 run download/broken download/fixed-lock --engine native --iterations 10 --seed 90211 --unit 0.2
  nothing_left 90211
  prints '^fixed-lock .* right'
  grep -qE '^broken .* crossed in' "$out" && break
done
prints '^broken .* crossed in [0-9]+/10'
expect 0 run download --engine native --iterations 1 --seed 90211 --unit 0.2
for way in sequential threads processes event-loop fixed-lock; do prints "^$way .* right"; done
nothing_left 90211
"$LAB" run download --engine native --iterations 1000 --seed 90212 >/dev/null 2>&1 &
underway 90212
kill -TERM $!
wait $!
[ $? -eq 143 ] || complain 'SIGTERM: wrong exit code'
nothing_left 90212
"$LAB" run download --engine native --iterations 1000 --seed 90213 >/dev/null 2>&1 &
underway 90213
{ kill -KILL $! && wait $!; } 2>/dev/null
nothing_left 90213

expect 2 run sleepers --unit 0
says 'milliseconds'

expect 0 bench counter-race/fixed-atomic counter-race/fixed-mutex --threads 3 --iterations 50 --seed 90214
prints '^fixed-atomic +[0-9.]+ [nu]s +[0-9.]+ [nu]s +[0-9.]+ [nu]s$'
expect 0 bench task-pool --threads 2 --iterations 2 --unit 0.5 --format json
python3 -c '
import json, sys
run = json.load(open(sys.argv[1]))
assert run["kind"] == "bench"
got = {(j["variant"], j["parameters"]["threads"]) for j in run["jobs"]}
assert got == {(v, n) for v in ("sequential", "threads") for n in (1, 2)}, got' "$out" || complain 'bench: wrong jobs'
expect 4 bench task-pool/broken-order

finish
