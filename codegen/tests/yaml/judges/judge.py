"""Whether PyYAML and ruamel.yaml read each document as it is expected to be read."""

import json
import sys

import yaml
from ruamel.yaml import YAML


def ruamel(version):
    def load(text):
        reader = YAML(typ="safe", pure=True)
        reader.version = version
        return reader.load(text)

    return load


READERS = {
    "PyYAML": yaml.safe_load,
    "ruamel.yaml": ruamel(None),
    "ruamel.yaml, YAML 1.1": ruamel((1, 1)),
}

with open(sys.argv[1], encoding="utf-8") as lines:
    cases = [json.loads(line) for line in lines]
failures = 0
for name, read in READERS.items():
    wrong = 0
    for case in cases:
        try:
            got = read(case["yaml"])
        except Exception as error:
            got = repr(error)
        if got != case["expected"]:
            wrong += 1
            if wrong <= 3:
                print(f"{name} reads {got!r}\n  of {case['yaml']!r}", file=sys.stderr)
    print(f"{name}: {wrong} of {len(cases)} read otherwise")
    failures += wrong
sys.exit(failures > 0)
