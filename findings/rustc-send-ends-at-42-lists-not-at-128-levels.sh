#!/usr/bin/env bash
# rustc 1.95.0: how deep a type may be before `T: Send` is an error (E0275) depends on what its levels are made of.
#
# Expected: `recursion_limit` is 128, so that types are fine up to some 128 levels, as structs in one another are.
# What happens: a `Vec` or a `BTreeMap` costs three levels and a `HashMap` four, so that 42, 41 and 31 of them are the most; a
# struct that holds the next one in an `Option<Box<_>>` or a `Vec<_>` costs four, and 32 are the most. Who generates types from
# schemas has to count what the compiler counts. A limit that the generated crate raises does not help: the crates that use it
# have their own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export RUSTUP_TOOLCHAIN=1.95.0
python3 - <<'PYTHON' | tee seen
import subprocess

MAP = "std::collections::{}<String, {}>"
NESTED = {
    "Vec": lambda inner: f"Vec<{inner}>",
    "BTreeMap": lambda inner: MAP.format("BTreeMap", inner),
    "HashMap": lambda inner: MAP.format("HashMap", inner),
}
FIELDS = {"struct": "{}", "struct by Option<Box>": "Option<Box<{}>>", "struct by Vec": "Vec<{}>"}


def program(kind, levels):
    if kind in NESTED:
        deep = "u8"
        for _ in range(levels):
            deep = NESTED[kind](deep)
        types = f"pub type Deep = {deep};"
    else:
        fields = [FIELDS[kind].format(f"T{level + 1}") for level in range(levels - 1)] + ["u8"]
        types = "".join(f"pub struct T{level} {{ pub next: {field} }}\n" for level, field in enumerate(fields))
        types += "pub type Deep = T0;"
    return types + "\npub fn sent<T: Send>() {}\npub fn check() { sent::<Deep>() }\n"


def compiles(kind, levels):
    command = ["rustc", "--crate-type=lib", "--emit=metadata", "-o", "finding.rmeta", "-"]
    done = subprocess.run(command, input=program(kind, levels), text=True, capture_output=True)
    assert done.returncode == 0 or "E0275" in done.stderr, done.stderr
    return done.returncode == 0


for kind in [*NESTED, *FIELDS]:
    most = max(levels for levels in range(20, 135) if compiles(kind, levels))
    print(f"{kind}: {most}")
PYTHON
[ "$(cat seen)" = "Vec: 42
BTreeMap: 41
HashMap: 31
struct: 127
struct by Option<Box>: 32
struct by Vec: 32" ]
