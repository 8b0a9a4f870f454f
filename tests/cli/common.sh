# SPDX-License-Identifier: MIT
# For the transcripts of the command line: sourced, not run.  LAB is the binary.

set -u
: "${LAB:?the binary under test}"
LAB_HOSTS_OF_TESTS=${LAB_HOSTS-}
unset LAB_HOSTS NO_COLOR COLUMNS GITHUB_ACTIONS GITHUB_STEP_SUMMARY
export LC_ALL=C TERM=xterm

work=$(mktemp -d "${TMPDIR:-/tmp}/lab-cli-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir "$work/results"
out=$work/results/out
err=$work/results/err
failures=0

complain() {
  echo "FAILED: $*"
  [ -s "$out" ] && sed 's/^/  out| /' "$out" | head -20
  [ -s "$err" ] && sed 's/^/  err| /' "$err" | head -20
  failures=$((failures + 1))
}

# expect CODE ARGUMENT...: runs lab, keeps what it prints in $out and $err, and checks its exit code.
expect() {
  local want=$1 code
  shift
  ran="lab $*"
  "$LAB" "$@" >"$out" 2>"$err" </dev/null
  code=$?
  [ "$code" -eq "$want" ] || complain "$ran: exit code $code, not $want"
}

# says PATTERN / prints PATTERN: standard error / output of the last run has a line that matches.
says() { grep -qE -- "$1" "$err" || complain "$ran: stderr does not say: $1"; }
prints() { grep -qE -- "$1" "$out" || complain "$ran: stdout has no: $1"; }
prints_not() { if grep -qE -- "$1" "$out"; then complain "$ran: stdout has: $1"; fi; }
silent() { [ ! -s "$err" ] || complain "$ran: stderr is not empty"; }

# refuses CODE PATTERN ARGUMENT...: nothing on stdout, one line on stderr that begins "lab: " and matches.
refuses() {
  local code=$1 pattern=$2
  shift 2
  expect "$code" "$@"
  [ -s "$out" ] && complain "$ran: stdout is not empty"
  [ "$(wc -l <"$err")" -eq 1 ] || complain "$ran: not one line on stderr"
  grep -q '^lab: ' "$err" || complain "$ran: the message does not begin with lab:"
  says "$pattern"
}

has() { grep -qE -- "$2" "$1" || complain "$1 has no: $2"; }

finish() {
  [ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
  exit 0
}
