#!/bin/bash
# SPDX-License-Identifier: MIT
# A search that is stopped shows what it has found: by Ctrl-C, by SIGTERM, at a terminal with progress, by time.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
endless=(explore counter-race/fixed-mutex --threads 4 --ops 6 --strategy dpor --time 600)

# The search is known to be under way once its host is: the front end's grandchild.
host_of() { # PID: waits until there is one; its pid
  local host
  for _ in {1..2400}; do
    for host in $(pgrep -P "$1") $(pgrep -P "$(pgrep -P "$1" | head -1)" 2>/dev/null); do
      if grep -q lab-explore "/proc/$host/cmdline" 2>/dev/null && [ "$(readlink "/proc/$host/exe")" != "$(readlink -f "$LAB")" ]; then
        echo "$host"
        return
      fi
    done
    sleep 0.05
  done
}

# A host takes signals in once it searches: SIGINT and SIGTERM are among those that it catches.
searches() { # PID
  local caught
  caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null)
  (((0x${caught:-0} & 0x4002) == 0x4002))
}

# The process group of a job with monitor mode on is its own, as it is at a terminal.
stop() { # SIGNAL TO: group or process
  set -m
  "$LAB" "${endless[@]}" >"$out" 2>"$err" </dev/null &
  local pid=$! host
  set +m
  ran="lab ${endless[*]}, $1 to the $2"
  host=$(host_of $pid)
  [ -n "$host" ] || complain "$ran: no host was started"
  until searches "$host" || ! kill -0 $pid; do sleep 0.05; done
  sleep 1 # lets it find something; how much does not matter
  if [ "$2" = group ]; then kill -"$1" -- -$pid; else kill -"$1" $pid; fi
  wait $pid
  code=$?
  [ ! -d "/proc/$host" ] || complain "$ran: the host is still there"
}

for to in group process; do
  stop INT $to
  [ $code -eq 130 ] || complain "$ran: exit code $code"
  prints '^Interrupted before the end: [0-9,]+ complete executions in all searches, and'
  prints 'interrupted$'
  stop TERM $to
  [ $code -eq 143 ] || complain "$ran: exit code $code"
  prints '^Interrupted before the end: '
done

# The same in JSON, which is whole.
endless+=(--format json)
stop INT group
[ $code -eq 130 ] || complain "$ran: exit code $code"
prints '^ "partial": true,?$'
prints '^ "exit_code": 130'
[ "$(tail -1 "$out")" = '}' ] || complain "$ran: the JSON is cut off"

# Too little time: what was covered, and that it is no proof.
expect 0 explore counter-race/fixed-mutex --threads 4 --ops 6 --time 0.3
prints '^Not explored to the end: .* none failed\.|^Not explored to the end:'
prints 'That is no proof|is no$|no proof'
expect 0 explore counter-race --threads 4 --ops 6 --time 3 # where it is alone, a hundredth will do
prints '^lost '

# Progress: one erasable line on a terminal's stderr, nothing elsewhere.
expect 0 explore counter-race/fixed-mutex --threads 4 --ops 6 --time 0.5
silent
if ! command -v script >/dev/null; then
  echo 'not tested: progress on a terminal; script (bsdutils) is not installed'
else
  script -qec "'$LAB' explore counter-race/fixed-mutex --threads 4 --ops 6 --time 5 >/dev/null" typescript >"$out" </dev/null
  tr '\r' '\n' <"$out" >lines
  has lines '[0-9]+ %  (bound:[012]|dpor|random|pct:3|pos|surw): [0-9]+ executions, about [0-9]+ s left'
  tail -c 20 "$out" | grep -q $'\r\033\\[K' || complain 'the line of progress is not erased'
  script -qec "'$LAB' explore counter-race/fixed-mutex --threads 4 --ops 6 --time 1 --quiet >/dev/null" typescript >"$out" </dev/null
  prints_not 'executions'
fi
finish
