# SPDX-License-Identifier: MIT
#
# Actors that are processes: what they share, what the death of one means, and that nothing of them stays behind.

set -u
: "${LAB:?the binary under test}" "${LAB_HOSTS:?host executables of the test labs}"
export LC_ALL=C
work=$(mktemp -d "${TMPDIR:-/tmp}/lab-processes-XXXXXX")
trap 'rm -rf "$work"' EXIT
failures=0
export LAB_TEST_MARK="processes-$$-$RANDOM"

complain() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# Processes of the program under test: hosts and actors have the mark in their environment.
marked() {
  local environ pid
  for environ in /proc/[0-9]*/environ; do
    pid=${environ#/proc/}
    pid=${pid%/environ}
    [ "$pid" = "$$" ] && continue
    tr '\0' '\n' 2>/dev/null <"$environ" | grep -qx "LAB_TEST_MARK=$LAB_TEST_MARK" || continue
    case $(readlink "/proc/$pid/exe") in
    */lab | */lab-native | */lab-tsan | */lab-yield) echo "$pid" ;;
    esac
  done
}

# Names that hosts have made; each host's own are told by its number.
names() {
  local pid
  for pid in "$@"; do
    ls "/dev/shm/lab-$pid" "/dev/shm/sem.lab-$pid" 2>/dev/null
  done
}

gone() { # WHAT PID...
  local what=$1 tries left
  shift
  for tries in {1..600}; do
    left="$(marked) $(names "$@")"
    [ -z "${left// /}" ] && return
    sleep 0.1
  done
  complain "$what: left behind: $left"
  kill -9 $(marked) 2>/dev/null
}

# As declared, on every engine; what is declared is in the files.
expect() { # VARIANT OPTION...
  local variant=$1
  shift
  "$LAB" check "processes/$variant" --require-repro --iterations 40 --timeout 5 --seed 1 "$@" >"$work/out" 2>&1 ||
    complain "$variant $*: $(cat "$work/out")"
}

for actors in 2 5; do
  expect fixed-shared --threads $actors
  expect fixed-mortal --threads $actors
done
for variant in broken-crash broken-killed broken-exit broken-deadlock; do
  expect $variant --engine native
done
expect broken-crash --engine tsan

# The death of an actor is told as what it was, of the actor that died.
"$LAB" run processes/broken-crash --engine native --iterations 5 --seed 1 >"$work/out" 2>&1
grep -q "SIGSEGV at address 0x0 in actor 1" "$work/out" || complain "the crash of an actor is not told: $(cat "$work/out")"
"$LAB" run processes/broken-killed --engine native --iterations 5 --seed 1 >"$work/out" 2>&1
grep -q "SIGKILL in actor" "$work/out" || complain "the killing of an actor is not told: $(cat "$work/out")"
"$LAB" run processes/broken-exit --engine native --iterations 5 --seed 1 >"$work/out" 2>&1
grep -q "exit status 0 in actor" "$work/out" || complain "the end of an actor is not told: $(cat "$work/out")"
gone "after runs that ended by themselves"

# However a run ends, its processes and names are gone.  The labs' own clean up is never reached here.
for signal in INT TERM KILL; do
  rm -f "$work/once"
  # Background jobs of a script ignore SIGINT, and so would lab: let env put it back.
  LAB_TEST_ONCE=$work/once env --default-signal=INT,TERM,HUP setsid "$LAB" run processes/broken-names \
    --engine native --time 60 --timeout 60 --seed 1 </dev/null >"$work/out" 2>&1 &
  janitor=$!
  for tries in {1..600}; do
    [ -e "$work/once" ] && break
    sleep 0.1
  done
  [ -e "$work/once" ] || complain "$signal: the lab did not get to its moment: $(cat "$work/out")"
  processes=$(marked)
  [ -n "$(names $processes)" ] || complain "$signal: there is no name that could be left behind"
  kill -$signal "$(awk '{print $1}' "/proc/$janitor/task/$janitor/children")"
  wait "$janitor" 2>/dev/null
  gone "SIG$signal to the front end" $processes
done

[ "$failures" -eq 0 ]
