# SPDX-License-Identifier: MIT
#
# However a run ends, nothing is left: no host, no process that a lab has forked, no shared-memory object.  And an
# interrupted run keeps what it had counted.

set -u
: "${LAB:?the binary under test}" "${LAB_HOSTS:?host executables of the test labs}"
export LC_ALL=C
work=$(mktemp -d "${TMPDIR:-/tmp}/lab-leftovers-XXXXXX")
trap 'rm -rf "$work"' EXIT
failures=0
# Every process of this test has this in its environment, whatever it became: that is how leftovers are told.
export LAB_TEST_MARK="leftovers-$$-$RANDOM"

complain() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# Processes of the program under test: this shell's own children that carry the mark are not counted.
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

# Polls: a process that was killed a moment ago may still be there.
gone() { # WHAT
  local tries left
  for tries in {1..600}; do
    left=$(marked)
    [ -z "$left" ] && return
    sleep 0.1
  done
  complain "$1: processes are left: $(for pid in $left; do tr '\0' ' ' <"/proc/$pid/cmdline"; done)"
  kill -9 $left 2>/dev/null
}

# Starts a run in the background, in a process group of its own as an interactive shell would; returns when a lab has
# left a process behind, or misbehaves.
start() { # VARIANT...
  rm -f "$work/once" "$work/result.json"
  # Background jobs of a script ignore SIGINT, and so would lab: let env put it back.
  LAB_TEST_ONCE=$work/once env --default-signal=INT,TERM,HUP setsid "$LAB" run "$@" --time 60 --timeout 30 --seed 1 \
    --format json --output "$work/result.json" </dev/null >"$work/out" 2>&1 &
  janitor=$!
  local tries
  for tries in {1..600}; do
    [ -e "$work/once" ] && break
    sleep 0.1
  done
  [ -e "$work/once" ] || complain "$*: the lab did not get to its moment"
  sleep 0.2
  front=$(cat "/proc/$janitor/task/$janitor/children" | awk '{print $1}')
  [ -n "$front" ] || complain "$*: there is no front end below the first process"
}

finish() { # returns the exit code
  wait "$janitor" 2>/dev/null
}

# Names of shared memory and semaphores that hosts have made, each with its number in it, and that outlived their host.
orphaned() {
  local name
  for name in /dev/shm/lab-* /dev/shm/sem.lab-*; do
    [ -e "$name" ] && [ ! -d "/proc/$(grep -oE '[0-9]+$' <<<"$name")" ] && echo "$name"
  done | sort
}
before=$(orphaned)

for variant in broken-leave broken-hang; do
  start "isolation/$variant"
  kill -9 "$front"
  finish
  [ $? -eq 137 ] || complain "$variant, front end killed: not told by the exit status"
  gone "$variant, front end killed"

  start "isolation/$variant"
  kill -9 "$janitor"
  finish
  gone "$variant, janitor killed"

  for signal in INT TERM HUP; do
    start "isolation/$variant"
    kill -"$signal" "$janitor"
    finish
    code=$?
    case $signal in
    INT) want=130 ;;
    TERM) want=143 ;;
    HUP) want=129 ;;
    esac
    [ "$code" -eq "$want" ] || complain "$variant, SIG$signal: exit code $code, not $want"
    gone "$variant, SIG$signal"
    grep -q '"partial": true' "$work/result.json" || complain "$variant, SIG$signal: the result is not marked partial"
    grep -q "\"interruption\": \"SIG$signal\"" "$work/result.json" || complain "$variant: SIG$signal is not named"
  done
done

# Ctrl-C twice, to the whole group, as a terminal does.
start isolation/broken-leave isolation/fixed-fine
kill -INT -- "-$janitor"
kill -INT -- "-$janitor"
finish
code=$?
[ "$code" -eq 130 ] || complain "Ctrl-C twice: exit code $code, not 130"
grep -q '"partial": true' "$work/result.json" || complain "Ctrl-C twice: no partial result"
gone "Ctrl-C twice"

# Ctrl-C when all was measured, while lines are looked up: the results are whole, and not thrown away.
mkdir "$work/bin"
cat >"$work/bin/llvm-symbolizer-19" <<'END'
#!/bin/sh
kill -INT "$PPID"
: >"$INTERRUPTED"
exit 1
END
chmod +x "$work/bin/llvm-symbolizer-19"
INTERRUPTED=$work/interrupted PATH=$work/bin:$PATH env --default-signal=INT timeout 60 "$LAB" run counter-race/broken \
  --engine tsan --iterations 20 --format json </dev/null >"$work/result.json" 2>"$work/err"
code=$?
[ -e "$work/interrupted" ] || complain "no line was looked up"
[ "$code" -eq 0 ] || complain "Ctrl-C behind the measuring: exit code $code, not 0"
grep -q '"partial": false' "$work/result.json" || complain "Ctrl-C behind the measuring: the result is lost, or partial"
gone "Ctrl-C behind the measuring"

# A run that ends by itself.
rm -f "$work/once"
timeout 60 "$LAB" run isolation/broken-leave --iterations 100 --timeout 1 </dev/null >/dev/null 2>&1
gone "a run to the end"

# Polls: a run of somebody else may be about to remove its own.
for tries in {1..100}; do
  names=$(comm -13 <(echo "$before") <(orphaned))
  [ -z "$names" ] && break
  sleep 0.1
done
[ -z "$names" ] || complain "names are left in /dev/shm: $names"
[ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
