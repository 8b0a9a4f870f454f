# SPDX-License-Identifier: MIT
# For the tests of grading: sourced, not run.
#
# A submission here is what a student changes: the includes, the state, the functions.  What judges it, the audit and
# the table, is taken from the exercise as it is now.  The line "expect: VERDICT ..." says what has to come out.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exercise=$here/../../labs/counter-race/exercise.c

command -v bwrap >/dev/null || { echo "bubblewrap is not installed"; exit 77; }

# compose FRAGMENT FILE: the whole of a submission.
compose() {
  local members=
  for member in setup begin finish teardown; do
    grep -q "^static void $member(" "$1" && members+=".$member = $member, "
  done
  {
    echo '#include <lab/lab.h>'
    grep -v '^// expect:' "$1"
    awk '/^static void audit/ { on = 1 } /^LAB_VARIANT/ { exit } on' "$exercise"
    awk '/^LAB_VARIANT/ { on = 1 } on { print } on && /\);$/ { exit }' "$exercise" |
      sed "s/\.actor = /$members&/"
  } >"$2"
}

# class KIND: folders class/<kind>-<name>, one for each fragment of the kind.
class() {
  local fragment name
  for fragment in "$here/$1"/*.c; do
    name=$1-$(basename "$fragment" .c)
    mkdir -p "$work/class/$name"
    compose "$fragment" "$work/class/$name/exercise.c"
  done
}

# verdicts FILE.json: "name VERDICT mistake points" for each result, in order.
verdicts() {
  python3 -c 'import json, sys
for r in json.load(open(sys.argv[1]))["results"]:
    print(r["name"], r["verdict"], r["mistake"] or "-", "%g" % r["points"])' "$1"
}

# expected KIND: the same from the fragments; what they do not say is "*".
expected() {
  for fragment in "$here/$1"/*.c; do
    echo "$1-$(basename "$fragment" .c) $(sed -n 's,^// expect: ,,p' "$fragment")"
  done
}

# compare FILE.json KIND...: complains of each verdict that is not as expected.  "*" is some mistake, whichever shows
# first.
compare() {
  local json=$1 kind name verdict what found
  shift
  for kind in "$@"; do
    while read -r name verdict what; do
      [ -d "class/$name" ] || continue
      found=$(verdicts "$json" | grep "^$name ")
      [ "$verdict" = PASS ] && what="- ${what:-100}" found_what=$found || found_what=${found% *}
      # What runs into a limit of memory or time: which one is met first may differ, that it does not pass may not.
      [ "$verdict" = NO ] && { [[ $found = "$name PASS "* ]] || [ -z "$found" ]; } && complain "$found, expected no PASS"
      [ "$verdict" = NO ] && continue
      case $what in '' | '*') what=$(cut -d' ' -f3 <<<"$found") ;; esac
      [ "$found_what" = "$name $verdict $what" ] || complain "$found, expected $verdict $what"
    done < <(expected "$kind")
  done
}

# No harm: a file that hostile submissions could reach, and temporary trees that they could leave.
temporary=$work/tmp
mkdir "$temporary"
chmod a+rx "$work" "$temporary"
export TMPDIR=$temporary
canary=$temporary/lab-canary-$$
echo untouched >"$canary"
trees() { find "$temporary" -maxdepth 1 -name 'lab-??????' | wc -l; }
trees_before=$(trees)
unharmed() {
  [ "$(cat "$canary")" = untouched ] || complain "the canary was touched"
  [ "$(trees)" -le "$trees_before" ] || complain "temporary trees are left"
  rm -f "$canary"
}
trap 'rm -rf "$work" "$canary"' EXIT
