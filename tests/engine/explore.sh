#!/bin/bash
# SPDX-License-Identifier: MIT
# The explorer as an engine of run and check: exact numbers, on two CPUs and on one; the schedule of every failure
# replays; every lab is as its file declares; an interruption, a crash of its host and a host that is missing.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
command -v python3 >/dev/null || { echo "python3 is missing: it reads the JSON results here"; exit 77; }
[ -x "${LAB%/bin/lab}/libexec/lab/lab-explore" ] || { echo "no lab-explore here: it is built by clang"; exit 77; }
one_cpu="taskset -c $(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')"

# shows NAME EXPRESSION VALUE: of the exploration e of the job j of this variant, in $out.
shows() {
  local got
  got=$(python3 -c '
import json, sys
j = next(j for j in json.load(open(sys.argv[1]))["jobs"] if j["name"] == sys.argv[2])
e = j["exploration"]
print(eval(sys.argv[3]))' "$out" "$1" "$2" 2>&1 | tail -1)
  [ "$got" = "$3" ] || complain "$ran: $1: $2 is $got, not $3"
}

# Two increments, each a load and a store: 6 interleavings, and an update is lost in all but those where one is done
# before the other begins.
for cpus in env "$one_cpu"; do
  ran="lab run counter-race on: $cpus"
  # Time for all of these to be searched to the end, whoever else uses the machine; a second will do.
  $cpus "$LAB" run counter-race/broken{,-volatile,-split-atomic} counter-race/fixed-{atomic,cas,faa,mutex,spinlock,ticket} \
    --engine explore --time 900 --format json >"$out" 2>"$err" </dev/null || complain "$ran: exit code $?"
  for variant in broken broken-volatile broken-split-atomic; do
    shows "counter-race/$variant" 'e["failing_interleavings"], e["interleavings"], e["schedule"]' "(4, 6, 'T1 T2 T2 T1')"
    shows "counter-race/$variant" '[(s["threads"], s["ops"], s["memory"], s["executions"], s["failing"]) for s in e["sizes"]]' \
      "[(2, 1, 'sc', 4, 2)]"
    shows "counter-race/$variant" 'j["verdict"], j["iterations"], j["operations"]' "('as declared', 0, 0)"
  done
  for variant in atomic cas faa mutex spinlock ticket; do
    shows "counter-race/fixed-$variant" 'e["failed"], e["exhausted"], e["races"], j["verdict"]' "(False, True, 0, 'as declared')"
    shows "counter-race/fixed-$variant" '[(s["threads"], s["ops"], s["memory"]) for s in e["sizes"]]' \
      "[(2, 1, 'sc'), (2, 2, 'sc'), (2, 1, 'tso'), (2, 2, 'tso')]"
  done
done

# What only the store buffers of x86 show: nothing on sequential memory, and then 0, 0.
expect 0 run store-buffering/broken-release-acquire homemade-lock/broken-peterson --engine explore --time 200 --format json
shows store-buffering/broken-release-acquire '[(s["memory"], s["failing"] > 0) for s in e["sizes"]]' \
  "[('sc', False), ('sc', False), ('tso', True)]"
shows homemade-lock/broken-peterson 'e["sizes"][-1]["memory"], [w["word"] for w in e["words"] if w["bad"]]' "('tso', ['lost'])"

# Every broken variant fails as its file declares, given time: seconds for each, where a hundredth will do.
expect 0 run '*/broken*' --engine explore --time 1000 --format json
cp "$out" "$work/results/all.json"
python3 -c '
import json, sys
for j in json.load(open(sys.argv[1]))["jobs"]:
    assert j["exploration"] or j["refused"].startswith("not explored: "), j["name"]
    assert j["verdict"] in ("as declared", "nothing declared"), (j["name"], j["verdict"], j["reason"])' \
  "$work/results/all.json" 2>"$err" || complain "$ran: not as declared: $(tail -1 "$err")"

# Every failure that is found can be seen again: its schedule replays to a failure of the same kind.
python3 -c '
import json, sys
for j in json.load(open(sys.argv[1]))["jobs"]:
    e = j["exploration"]
    if e and e["failed"]:
        print(j["name"], e["sizes"][-1]["ops"], e["token"] or "-", ",".join(w["word"].replace(" ", "") for w in e["words"] if w["bad"]))' \
  "$work/results/all.json" >"$work/results/failures"
[ "$(wc -l <"$work/results/failures")" -ge 30 ] || complain "only $(wc -l <"$work/results/failures") variants fail"
while read -r name ops token words; do
  [ "$token" = - ] && continue # too long for a token
  "$LAB" explore "$name" --ops "$ops" --schedule "$token" --format json >"$out" 2>"$err" </dev/null
  label=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["schedule"]["label"].replace(" ", ""))' "$out" 2>&1)
  for word in ${words//,/ }; do [[ $label == *"$word"* || ,$words, == *,"$label",* ]] && continue 2; done
  ran="lab explore $name --schedule $token"
  complain "$ran: ends in $label, not in one of $words"
done <"$work/results/failures"

# The fixed ones hold in a second each, proved or not; processes and timed work are said to be not for it.
expect 0 check --engine explore
prints '^open +shm-counter/broken .*not explored: its actors are processes'
prints '^open +sleepers/threads .*not explored: '
expect 0 check lock-order/fixed-order --engine explore --time 100
prints '^ok +lock-order/fixed-order .*proved for 2 x 1'

# An interruption: what was found by then is kept, and said to be partial.  A queue of this length has no end.
# A host takes signals in once it searches: SIGINT and SIGTERM are among those that it catches.
searches() { # PID...
  local host caught
  for host in $1; do
    caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$host/status" 2>/dev/null)
    (((0x${caught:-0} & 0x4002) == 0x4002)) && return
  done
  return 1
}
# Background jobs of a script ignore SIGINT, and so would lab: let env put it back.
for pair in INT:130 TERM:143; do
  env --default-signal=INT,TERM setsid "$LAB" run queue/fixed-ck-fifo-mpmc --engine explore --time 600 >"$out" 2>"$err" \
    </dev/null &
  lab=$!
  until searches "$(pgrep -s "$lab" -f -- '--identity')" || ! kill -0 "$lab"; do sleep 0.1; done
  kill -"${pair%:*}" "$lab"
  wait "$lab"
  code=$?
  ran="lab run queue/fixed-ck-fifo-mpmc, SIG${pair%:*}"
  [ "$code" -eq "${pair#*:}" ] || complain "$ran: exit code $code, not ${pair#*:}"
  prints 'PARTIAL'
  prints 'no failure in [0-9,]+ executions'
  ! pgrep -s "$lab" >/dev/null || complain "$ran: leaves processes"
done
finish
