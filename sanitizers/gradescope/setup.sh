#!/bin/bash
# SPDX-License-Identifier: MIT
# Run once, when Gradescope builds the image (base image: Debian 12).  The archive that is uploaded has this file,
# run_autograder, and a file LAB with the name of the lab; LAB_REPOSITORY is where lab is.
set -euo pipefail
: "${LAB_REPOSITORY:=https://example.org/OWNER/lab.git}"
autograder=${AUTOGRADER:-/autograder}
command -v git >/dev/null && command -v bwrap >/dev/null || {
  apt-get update -qq
  apt-get install -qq -y --no-install-recommends git ca-certificates bubblewrap
}
[ -e "$autograder/lab" ] || git clone --depth 1 "$LAB_REPOSITORY" "$autograder/lab"
"$autograder/lab/lab" list --quiet >/dev/null # installs what is missing, and builds
