# SPDX-License-Identifier: MIT
"""The shell of a job: steps.py github|gitlab FILE JOB [NAME=VALUE...] prints a script that does what its steps say.

Of steps that are not shell it checks what they need: the file that is uploaded is there.  NAME=VALUE replaces
${{ NAME }} of a workflow.  Exit code 77 where no YAML reader is installed (Debian: python3-yaml).
"""
import re
import shlex
import sys

try:
    import yaml
except ImportError:
    print("python3-yaml is not installed")
    sys.exit(77)


def run(script):
    return f"sh -e -c {shlex.quote(script)} || exit\n"


def needs(path):
    return f"test -e {shlex.quote(path)} || {{ echo {shlex.quote(path + ' is not there')}; exit 99; }}\n"


def github(workflow, job, values):
    def fill(text):
        return re.sub(r"\$\{\{ *([a-z.]+) *\}\}", lambda found: values.get(found[1], found[0]), text)

    out = "".join(f"export {name}={shlex.quote(str(value))}\n" for name, value in workflow.get("env", {}).items())
    for step in workflow["jobs"][job]["steps"]:
        uses, given = step.get("uses", ""), step.get("with", {})
        if "run" in step:
            out += run(fill(step["run"]))
        elif uses.startswith("actions/checkout"):
            out += needs(given.get("path", "."))
        elif uses.startswith("actions/upload-artifact"):
            out += needs(fill(given["path"]))
        elif uses.startswith("github/codeql-action/upload-sarif"):
            out += needs(given["sarif_file"])
        elif not uses.startswith("actions/download-artifact"):
            sys.exit(f"a step that is not known: {step}")
    return out


def gitlab(pipeline, job, values):
    whole = {**pipeline.get(pipeline[job].get("extends"), {}), **pipeline[job]}
    out = "".join(f"export {name}={shlex.quote(str(value))}\n" for name, value in pipeline["variables"].items())
    out += run("\n".join(whole.get("before_script", []) + whole["script"]))
    report = whole["artifacts"].get("reports", {}).get("junit")
    return out + (needs(report) if report else "")


kind, path, job = sys.argv[1:4]
with open(path, encoding="utf-8") as stream:
    document = yaml.safe_load(stream)
pairs = dict(pair.split("=", 1) for pair in sys.argv[4:])
sys.stdout.write({"github": github, "gitlab": gitlab}[kind](document, job, pairs))
