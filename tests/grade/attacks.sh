#!/bin/bash
# SPDX-License-Identifier: MIT
# No attack passes, and none does harm: those that a rule or the compiler stops, and those that the explorer sees.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
class hostile counter-race
rm -rf class/hostile-late-*
expect 1 grade counter-race class --jobs 2 --format json --output results.json
compare results.json counter-race hostile
unharmed
finish
