#!/usr/bin/env bash
# yaml 2.9.1 (npm): a whole number that is tagged as a float is read as text.
#
# Expected: `!!float 1` is the number 1. The tag says so, and what section 10.3.2 of YAML 1.2.2 takes for a float needs no point;
# js-yaml 5.5.0, PyYAML 6.0.3 and yaml_serde read a number.
# What happens: the value is the text "1". The parser looks for the tag among those whose pattern the text matches, finds the
# integer alone, and takes the tag for an unknown one: all that is said is a warning of the process, which a library hides. With a
# point or an exponent the same tag works, so that a list of floats becomes numbers and texts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" yaml@2.9.1 js-yaml@5.5.0 >&2
cat >tags.js <<'JAVASCRIPT'
const text = "[!!float 1, !!float 1.5, !!float 1e3, !!float -2]";
console.log("yaml   ", JSON.stringify(require("yaml").parse(text)));
console.log("js-yaml", JSON.stringify(require("js-yaml").load(text)));
JAVASCRIPT
seen=$(NODE_NO_WARNINGS=1 node tags.js)
echo "$seen"
[ "$seen" = 'yaml    ["1",1.5,1000,"-2"]
js-yaml [1,1.5,1000,-2]' ]
