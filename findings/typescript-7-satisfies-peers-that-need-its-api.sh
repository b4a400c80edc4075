#!/usr/bin/env bash
# typescript 7.0.2 (npm): what generators of clients import is no more than a version number, and their ranges of peers allow it.
#
# Expected: a package that is imported as a library by half of a field keeps its entry point, or ranges of peers keep it out.
# What happens: `require("typescript")` has two keys, `version` and `versionMajorMinor`; the compiler's own API is below
# `typescript/unstable`. `@hey-api/openapi-ts` 0.95.0 allows `>=5.5.3`, so that a plain install takes 7.0.2, npm reports no
# conflict, and the program ends before it reads its options. `typescript@5.9.3` beside it is all that it takes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
install() { npm install --silent --no-audit --no-fund --prefix "$folder" "$@" >&2; }
started() { { node_modules/.bin/openapi-ts --version 2>&1 || true; } | grep -oE 'TypeError: .*|^0\.95\.0$'; }
install @hey-api/openapi-ts@0.95.0 typescript@7.0.2
seen=$(
    node -p 'Object.keys(require("typescript")).join(" ")'
    npm ls --silent typescript >/dev/null && echo "no conflict"
    started
)
install typescript@5.9.3
seen+=$'\n'$(started)
echo "$seen"
[ "$seen" = "version versionMajorMinor
no conflict
TypeError: Cannot read properties of undefined (reading 'LineFeed')
0.95.0" ]
