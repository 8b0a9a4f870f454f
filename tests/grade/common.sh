# SPDX-License-Identifier: MIT
# For the tests of grading: sourced, not run.
#
# A submission here is what a student changes: the includes, the state, the functions.  What judges it, the audit and
# the table, is taken from the exercise as it is now.  The line "expect: VERDICT ..." says what has to come out.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

command -v bwrap >/dev/null || { echo "bubblewrap is not installed"; exit 77; }

# compose LAB FRAGMENT FILE: the whole of a submission to the lab.  A line "table: s/../../" of the fragment changes
# the table.
compose() {
  local exercise=$here/../../labs/$1/exercise.c member members= edits=
  for member in setup begin finish teardown; do
    if ! grep -q "^static void $member(" "$2"; then
      edits+="s/\.$member = $member,//;"
    elif ! grep -q "\.$member = $member," "$exercise"; then
      members+=".$member = $member, "
    fi
  done
  edits+=$(sed -n 's,^// table: ,,p' "$2")
  {
    echo '#include <lab/lab.h>'
    grep -vE '^// (expect|table):' "$2"
    awk '/^static void audit/ { on = 1 } on { print } on && /}$/ && !/^ / { exit }' "$exercise"
    awk '/^LAB_VARIANT/ { on = 1 } on { print } on && /\);$/ { exit }' "$exercise" |
      sed "s/\.audit = /$members&/;$edits"
  } >"$3"
}

# class KIND LAB: folders class/<kind>-<name>, one for each fragment of the kind.
class() {
  local fragment name
  for fragment in "$here/$1/$2"/*.c; do
    [ -e "$fragment" ] || continue
    name=$1-$(basename "$fragment" .c)
    mkdir -p "$work/class/$name"
    compose "$2" "$fragment" "$work/class/$name/exercise.c"
  done
}

# verdicts FILE.json: "name VERDICT mistake points" for each result, in order.  What an operation costs is measured, so
# whoever passes is taken to have the points for it: the machine may be busy.
verdicts() {
  python3 -c 'import json, sys
for r in json.load(open(sys.argv[1]))["results"]:
    held = sum(c["max"] - c["points"] for c in r["criteria"] if c["name"] == "cost" and r["verdict"] == "PASS")
    print(r["name"], r["verdict"], r["mistake"] or "-", "%g" % (r["points"] + held))' "$1"
}

# expected KIND LAB: the same from the fragments; what they do not say is "*".
expected() {
  for fragment in "$here/$1/$2"/*.c; do
    [ -e "$fragment" ] || continue
    echo "$1-$(basename "$fragment" .c) $(sed -n 's,^// expect: ,,p' "$fragment")"
  done
}

# compare FILE.json LAB KIND...: complains of each verdict that is not as expected.  "*" is some mistake, whichever
# shows first, or some points.
compare() {
  local json=$1 lab=$2 kind name verdict what found
  shift 2
  for kind in "$@"; do
    while read -r name verdict what; do
      [ -d "class/$name" ] || continue
      found=$(verdicts "$json" | grep "^$name ")
      # Of what runs into a limit of memory or time it may differ which one is met first, not that it does not pass.
      case "$verdict ${what:-*}" in
      'PASS *') good="$name PASS *" ;;
      PASS*) good="$name PASS - $what" ;;
      NO*) good="$name [!P]*" ;;
      *) good="$name $verdict ${what:-*} *" ;;
      esac
      # shellcheck disable=SC2053 # a pattern
      [[ $found = $good ]] || complain "$found, expected $verdict $what"
    done < <(expected "$kind" "$lab")
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
