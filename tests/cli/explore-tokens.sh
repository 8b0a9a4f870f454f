#!/bin/bash
# SPDX-License-Identifier: MIT
# Schedule tokens: replayed to the same outcome, also after a rebuild of an unchanged source; refused where they do not
# belong, with the reason.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
token_of() { grep -oE 'x1-[0-9a-f]{8}-[0-9a-z:,]+\.[0-9a-f]{2}' "$out" | head -1; }
label_of() { grep -E '^(lost|deadlock|torn|heap|assert|crossed|duplicated|0, 0)' "$out" | head -1; }

# Whatever is found is found again, without saying at which size it was.
for variant in counter-race/broken lock-order/broken torn-read/broken reclamation/broken aba-stack/broken \
  store-buffering/broken thread-local-session/broken; do
  expect 0 explore "$variant" --time 60
  token=$(token_of) label=$(label_of)
  [ -n "$token" ] && [ -n "$label" ] || complain "$variant: no token"
  sed -n '/^step/,/^$/p' "$out" >found
  expect 0 explore "$variant" --schedule "$token"
  [ "$(label_of)" = "$label" ] || complain "$ran: $(label_of), not $label"
  sed -n '/^step/,/^$/p' "$out" >replayed
  diff found replayed >"$work/results/diff" || complain "$ran: other steps: $(cat "$work/results/diff")"
done

expect 0 explore counter-race
token=$(token_of)
refuses 2 '--schedule: the schedule belongs to another program' explore torn-read --schedule "$token"
refuses 2 '--schedule: the schedule belongs to another program' explore counter-race/broken-volatile --schedule "$token"
refuses 2 'or to other actors, operations or memory model' explore counter-race --memory tso --schedule "$token"
refuses 2 'or to other actors' explore counter-race --ops 2 --schedule "$token"
refuses 2 '--schedule: not a schedule: it does not start with x1-' explore counter-race --schedule hello
refuses 2 '--schedule: not a schedule' explore counter-race --schedule ''
refuses 2 '--schedule: the schedule is cut off' explore counter-race --schedule x1-
refuses 2 '--schedule: the schedule is cut off or mistyped' explore counter-race --schedule "${token%??}"
refuses 2 '--schedule: the schedule is cut off or mistyped' explore counter-race --schedule "${token/2:2/2:3}"
refuses 2 '--schedule: the schedule is cut off or mistyped' explore counter-race --schedule "${token}00"

# A program of one's own: built anew each time, so that a token that works has survived a rebuild.
cat >race.c <<'EOF'
#include <assert.h>
#include <pthread.h>
static int x;
static void *add(void *unused) {
  x = x + 1;
  return unused;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, add, NULL);
  x = x + 1;
  pthread_join(thread, NULL);
  assert(x == 2);
}
EOF
expect 1 explore race.c
prints '^assert: actor 1: assertion failed: x == 2, at race\.c:13$'
token=$(token_of)
expect 1 explore race.c --schedule "$token"
prints '^assert: actor 1: assertion failed: x == 2, at race\.c:13$'
prints '^Replayed: assert\.$'
mkdir elsewhere
cp race.c elsewhere/
(cd elsewhere && "$LAB" explore race.c --schedule "$token" >"$out" 2>"$err")
[ $? -eq 1 ] || complain 'a copy of the source elsewhere is not the same program'
refuses 2 'the source has changed since' explore race.c --schedule "$token" -- -DSOMETHING
echo '/* a change */' >>race.c
refuses 2 'the source has changed since' explore race.c --schedule "$token"
finish
