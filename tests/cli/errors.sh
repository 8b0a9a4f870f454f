#!/bin/bash
# SPDX-License-Identifier: MIT
# What is wrong on the command line gets one line, the nearest valid thing, and the exit code.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Names.
refuses 2 'no lab "conter-race"; did you mean "counter-race"\?' run conter-race
refuses 2 'no lab "conter-race"; did you mean "counter-race"\?' check conter-race
refuses 2 'no lab "conter-race"; did you mean "counter-race"\?' list conter-race
refuses 2 'no lab "conter-race"; did you mean "counter-race"\?' show conter-race
refuses 2 'no lab "conter-race"; did you mean "counter-race"\?' diff conter-race
refuses 2 'no variant "brokn"; did you mean "counter-race/broken"\?' run counter-race/brokn
refuses 2 'no variant "brokn"; did you mean "counter-race/broken"\?' diff counter-race brokn fixed-mutex
refuses 2 'no lab "broken"; did you mean "counter-race/broken"\?' run broken
refuses 2 'no lab "zzzzz"; "lab list"' run zzzzz
refuses 2 'no lab "zzzzz"' run counter-race zzzzz
refuses 4 'nothing matches "zz\*"' run 'zz*'
refuses 4 'nothing matches "counter-race/zz\*"' check 'counter-race/zz*'
refuses 2 'neither LAB nor LAB/VARIANT' run ''
refuses 2 'neither LAB nor LAB/VARIANT' run counter-race/broken/x
refuses 2 'no lab "a\?31mb' run $'a\03331mb' # no control character reaches the terminal
refuses 2 'no lab "a\?b' run $'a\nb'
refuses 2 'no lab "xxxxx' run "$(printf 'x%.0s' {1..150})"
refuses 2 'neither LAB nor LAB/VARIANT' run "$(printf 'x%.0s' {1..5000})"
refuses 2 'no command "rnu"; did you mean "run"\?' rnu counter-race
refuses 2 'no command "frobnicate"; "lab help"' frobnicate
refuses 2 'options follow it' --iterations 5
refuses 2 'no command "rnu"; did you mean "run"\?' help rnu
refuses 2 'no engine "nativ"; did you mean "native"\?' run counter-race --engine nativ
refuses 2 'no engine "valgrind"; did you mean "helgrind"\? \(native, tsan, explore' run counter-race --engine valgrind
refuses 2 'no engine ""' run counter-race --engine native,,tsan
refuses 2 'no format "jsn"; did you mean "json"\?' run counter-race --format jsn
refuses 2 'no format "yaml"; there are table, json, csv, junit' run counter-race --format yaml
refuses 2 'there are table, json$' list --format junit
refuses 2 'there are auto, always, never' run counter-race --color blue

refuses 2 'no detector "native"; there are tsan, explore, asan, helgrind, drd$' compare-detectors counter-race --engine native
refuses 2 'no folder counter-race/; a lab is named without the slash: counter-race$' run counter-race/

# Options.
refuses 2 'run has no option --itertions; did you mean --iterations\?' run counter-race --itertions 5
refuses 2 'run has no option --frobnicate; "lab run --help"' run counter-race --frobnicate
refuses 2 'run has no option -Z' run counter-race -Z
refuses 2 'list has no option --threads' list --threads 2
refuses 2 '--quiet takes no value' run counter-race --quiet=yes
refuses 2 'run needs LAB' run
refuses 2 'show needs LAB' show
refuses 2 'diff needs LAB' diff
refuses 2 '"x" is one too many' doctor x
refuses 2 '"d" is one too many' diff a b c d

refuses 2 '--step and --gdb exclude each other' explore counter-race --step --gdb

# Numbers: every option that takes one, every kind of bad one.
number() { # OPTION RANGE BAD...
  local option=$1 range=$2 bad
  shift 2
  for bad in '' 0x10 10x ' 5' +5 -1 1e3 1,000 99999999999999999999999999 "$@"; do
    refuses 2 "^lab: $option: \"${bad//+/\\+}\" is not in $range" run counter-race "$option" "$bad"
  done
  refuses 2 "$option needs a value" run counter-race "$option"
}
number --iterations '1..1000000000000$' 0 1.5 1000000000001 -9223372036854775808
number --threads '1..256$' 0 257 1.5
number --ops '1..1000000000$' 0 1000000001 4294967297
number --seed '0..18446744073709551615$' 18446744073709551616
number --time '0.01..604800 seconds$' 0 0.001 604801 .5 5. inf nan
number --timeout '0.05..86400 seconds$' 0 0.04 86401 .5 inf nan

# Alone: short help on stderr, exit code 2; asked for: on stdout, 0.
"$LAB" >"$out" 2>"$err"
[ $? -eq 2 ] || complain 'lab: exit code'
[ ! -s "$out" ] || complain 'lab: stdout is not empty'
has "$err" '^usage: lab'
finish
