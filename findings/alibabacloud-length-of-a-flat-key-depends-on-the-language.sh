#!/usr/bin/env bash
# alibabacloud_tea_openapi 0.4.6 of Python and @alicloud/openapi-core 1.0.8 of npm: a map in flat style is sent with the length of
# each key before it, and the two count that length in different units.
#
# Expected: one unit, since the prefix tells a reader how far the key goes.
# What happens: Python counts characters, TypeScript UTF-16 units. They differ for what lies beyond the basic plane, as rare Chinese
# characters of personal and place names do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 \
    alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
npm install --silent --no-fund --no-audit @alicloud/openapi-core@1.0.8 >/dev/null
cat >finding.py <<'PYTHON'
from alibabacloud_tea_openapi.utils import Utils

print("Python", *Utils.map_to_flat_style({"市": 1, "𨑹": 2}))
PYTHON
cat >finding.js <<'JS'
const { OpenApiUtil } = require("@alicloud/openapi-core");

console.log("TypeScript", ...Object.keys(OpenApiUtil.mapToFlatStyle({ "市": 1, "𨑹": 2 })));
JS
seen=$(python/bin/python finding.py && node finding.js)
echo "$seen"
[ "$seen" = 'Python #1#市 #1#𨑹
TypeScript #1#市 #2#𨑹' ]
