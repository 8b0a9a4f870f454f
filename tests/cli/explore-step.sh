#!/bin/bash
# SPDX-License-Identifier: MIT
# lab explore --step by a pipe: choosing, undoing, answers that are none, the end of input.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

step() { # ANSWERS ARGUMENT...
  local answers=$1
  shift
  ran="lab explore $*"
  # shellcheck disable=SC2059
  printf "$answers" | "$LAB" explore "$@" >"$out" 2>"$err"
  local code=$?
  [ $code -eq 0 ] || complain "$ran: exit code $code"
  silent
}

step '1\n2\nu\n9\n-1\nfoo\n2\n2\nx\nq\n' counter-race --step
sed -E 's/x1-[0-9a-f]{8}-[^ ]*/TOKEN/' "$out" >transcript
diff - transcript >"$work/results/diff" <<'EOF' || complain "the session: $(cat "$work/results/diff")"
In brackets who can go on, and what it would do next.

      [1]       read x = 0                                   broken.c:18
      [2]       read x = 0                                   broken.c:18
who goes on, u to undo, q to stop> 1
   1  actor 1   read x = 0                                   broken.c:18
      x = 0
      [1]       write x                                      broken.c:18
      [2]       read x = 0                                   broken.c:18
who goes on, u to undo, q to stop> 2
   2  actor 2   read x = 0                                   broken.c:18
      x = 0
      [1]       write x                                      broken.c:18
      [2]       write x                                      broken.c:18
who goes on, u to undo, q to stop> u
   1  actor 1   read x = 0                                   broken.c:18
      x = 0
      [1]       write x                                      broken.c:18
      [2]       read x = 0                                   broken.c:18
who goes on, u to undo, q to stop> 9
nobody of that name can go on; the names are in brackets
who goes on, u to undo, q to stop> -1
nobody of that name can go on; the names are in brackets
who goes on, u to undo, q to stop> foo
nobody of that name can go on; the names are in brackets
who goes on, u to undo, q to stop> 2
   2  actor 2   read x = 0                                   broken.c:18
      x = 0
      [1]       write x                                      broken.c:18
      [2]       write x                                      broken.c:18
who goes on, u to undo, q to stop> 2
   3  actor 2   write x 0 -> 1                               broken.c:18
   4  actor 1   write x 1 -> 1                               broken.c:18
      x = 1

It broke: lost 1: both actors read x = 0 (steps 1 and 2); the write of step 4
overwrote that of step 3
Replay: --schedule TOKEN

u to undo, q to stop> x
it is over: u or q
u to undo, q to stop> q
EOF

# What a session ends with can be replayed.
token=$(grep -oE 'x1-[0-9a-f]{8}-[0-9a-z:,]+\.[0-9a-f]{2}' "$out")
expect 0 explore counter-race --schedule "$token"
prints '^lost 1: both actors read x = 0'

# Undone from the end, another way taken, the end of input.
step '1\n2\n2\nu\nu\n1\n' counter-race --step
prints '^It held: holds$'
prints '^q?$|stop> $'
step 'u\n' counter-race --step
prints '^there is nothing to undo$'
step '' counter-race --step
prints 'stop> $'
step "$(printf 'x%.0s' {1..500})\nq\n" counter-race --step
prints '^nobody of that name can go on'

# Store buffers are actors of their own; deadlocks tell their cycle.
step '1\nb1\nq\n' store-buffering --step --memory tso
prints '\[b1\] +drain x 0 -> 1'
step '1\n2\nq\n' lock-order --step
prints '^It broke: deadlock: actor 1 waits for account\[1\]\.lock, which actor 2 holds;'

# Values that a program lets the explorer choose.
cat >choose.c <<'EOF'
#include <lab/explore.h>
int main(void) { return lab_choose(3) == 2; }
EOF
step '3\n2\nq\n' choose.c --step
prints 'a value from 0 to 2'
prints '^that is not one of the values$'
prints '^It broke: exit 1'
finish
