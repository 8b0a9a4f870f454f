# SPDX-License-Identifier: MIT
"""Holds JSON against a schema: validate.py SCHEMA FILE..., the files of *.jsonl line by line.

Exit code 77 where no validator is installed (Debian: python3-jsonschema).
"""
import json
import os
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def bundled(path):
    """The schema, with the one beside it that it refers to as a part of it."""
    name = "lab-run-1.schema.json"
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    schema = json.loads(text.replace(name + "#/", "#/$defs/other/"))
    if name + "#/" in text:
        with open(os.path.join(os.path.dirname(path), name), encoding="utf-8") as stream:
            other = json.loads(stream.read().replace("#/$defs/", "#/$defs/other/$defs/"))
        schema["$defs"]["other"] = {key: other[key] for key in ("$defs", "properties")}
    return schema


def documents(path):
    with open(path, encoding="utf-8") as stream:
        if not path.endswith(".jsonl"):
            return [(path, json.load(stream))]
        return [(f"{path}:{number}", json.loads(line)) for number, line in enumerate(stream, 1)]


schema = bundled(sys.argv[1])
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
bad = 0
for path in sys.argv[2:]:
    for name, document in documents(path):
        for error in list(validator.iter_errors(document))[:5]:
            bad += 1
            print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
sys.exit(1 if bad else 0)
