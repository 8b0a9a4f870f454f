#!/bin/bash
# SPDX-License-Identifier: MIT
# The sandbox by itself: what a submission could do if it got past rules, symbols and compiler.  The words that a
# command stands behind are those of the grader (tests/grade/sandbox-words prints them).
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${LAB_SANDBOX_WORDS:?the helper that prints the words}"
mkdir box
cp /usr/bin/true box/program
chmod -R a+rX "$work"
chmod a+x "$work"
mapfile -t words < <("$LAB_SANDBOX_WORDS" run "$work/box")
[ "${#words[@]}" -gt 10 ] || { cat "$err"; echo "no sandbox here"; exit 77; }
inside() { "${words[@]}" /bin/bash -c "$1" >"$out" 2>"$err" </dev/null; }
allowed() { ran=$1 && inside "$1" || complain "cannot: $1"; }
denied() { ran=$1 && ! inside "$1" || complain "can: $1"; }

allowed 'test -x '"$work"'/box/program'
denied 'echo x >'"$work"'/box/program'
denied 'echo x >'"$work"'/box/new'
denied 'rm '"$work"'/box/program'
denied 'test -e '"$canary"
denied 'test -e '"$LAB_SOURCE"'/labs || test -e '"$LAB"
denied 'ls /root/. /home/. /srv/. /var/. /etc/passwd 2>/dev/null | grep -q .'
denied 'echo x >/usr/canary || touch /canary'
allowed 'echo x >/tmp/own && test -s /tmp/own'
denied 'exec 3<>/dev/tcp/127.0.0.1/22 || exec 3<>/dev/tcp/1.1.1.1/53'
denied 'test "$(ls /sys/class/net 2>/dev/null | wc -l)" -gt 1'
denied 'kill -0 '$$
denied 'test -e /proc/'$$'/mem'
allowed 'test "$(ls -d /proc/[0-9]* | wc -l)" -lt 12'
denied 'head -c 2000000 /dev/zero >/tmp/large && test "$(stat -c %s /tmp/large)" -gt 1100000'
allowed 'test "$(ulimit -c)" = 0'
denied 'env | grep -qE "HOME|LAB|GITHUB|SSH"'
denied 'mount -t tmpfs none /usr'

# A process that outlives what started it is gone with it.
mark=lab-outlive-$$
inside "(exec -a $mark sleep 300) & (setsid bash -c 'exec -a $mark sleep 300' &) ; sleep 0.2"
for _ in $(seq 100); do
  pgrep -f "^$mark" >/dev/null || break
  sleep 0.1
done
pgrep -f "^$mark" >/dev/null && complain "a process has outlived the sandbox"

# As many processes as it likes, within limits: the bomb ends by itself, and this machine still forks.
inside 'bomb() { bomb | bomb & }; bomb; sleep 1'
(exit 0) || complain "no process can be started any more"
[ "$(cat "$canary")" = untouched ] || complain "the canary was touched"
rm -f "$canary"
finish
