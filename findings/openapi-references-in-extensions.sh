#!/usr/bin/env bash
# A `$ref` inside an `x-` extension has to resolve for both Redocly 2.77.0 and Spectral 6.16.3, but only Spectral counts it as a
# use of the component.
#
# Expected: extensions are opaque; or, where references in them are followed, they are references like others.
# What happens: Redocly wants the component to be there, and then calls it unused. So no document that keeps a reference in an
# extension passes Redocly without a warning, unless the component is used elsewhere or the key is not called `$ref`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3
export PATH=$folder/node_modules/.bin:$PATH REDOCLY_TELEMETRY=off
document() {
    cat >"$1.json" <<JSON
{"openapi": "3.0.3",
 "info": {"title": "T", "version": "1", "description": "D", "contact": {"name": "C"},
          "license": {"name": "MIT", "url": "https://spdx.org/licenses/MIT.html"}},
 "servers": [{"url": "https://service.test"}], "security": [], "tags": [{"name": "t", "description": "d"}],
 "paths": {"/a": {"get": {"operationId": "a", "summary": "A", "description": "A", "tags": ["t"],
   "x-held": {"\$ref": "#/components/schemas/$2"},
   "responses": {"200": {"description": "ok"}, "4XX": {"description": "no"}}}}},
 "components": {"schemas": {"Held": {"type": "string"}}}}
JSON
}
document unused Held
document missing Nothing
echo 'extends: ["spectral:oas"]' >ruleset.yaml
redocly() {
    node_modules/.bin/redocly lint --format=json "$1.json" 2>/dev/null |
        node -e 'const all = JSON.parse(require("fs").readFileSync(0)); console.log(all.problems.map(it => it.ruleId).sort().join(" ") || "nothing")' || true
}
spectral() {
    node_modules/.bin/spectral lint --ruleset ruleset.yaml --format json "$1.json" 2>/dev/null |
        node -e 'const all = JSON.parse(require("fs").readFileSync(0).toString().replace(/No results.*/s, "") || "[]"); console.log(all.map(it => it.code).sort().join(" ") || "nothing")' || true
}
seen=$(
    for document in unused missing; do
        echo "$document: Redocly says $(redocly $document), Spectral says $(spectral $document)"
    done
)
echo "$seen"
[ "$seen" = "unused: Redocly says no-unused-components, Spectral says nothing
missing: Redocly says no-unresolved-refs no-unused-components, Spectral says invalid-ref oas3-unused-component" ]
