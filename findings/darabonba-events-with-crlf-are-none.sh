#!/usr/bin/env bash
# @darabonba/typescript 1.0.5 under @alicloud/openapi-core 1.0.8: a stream of events whose lines end with CRLF has no events at all,
# and nothing says so. sse-starlette 3.7.0, which many services in Python stream with, writes CRLF by default.
#
# Expected: CRLF and LF both end a line, and several lines of data are one text with line breaks (WHATWG HTML, 9.2.5 and 9.2.6);
# darabonba-core 1.0.9, the same library for Python, reads them so.
# What happens: two LF in a row are the only end of an event, so that the loop over an answer with CRLF ends without a turn. With
# LF, each line of data replaces the one before it, so that of JSON on several lines the last one is left.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund @alicloud/openapi-core@1.0.8 @darabonba/typescript@1.0.5
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check darabonba-core==1.0.9 sse-starlette==3.7.0
cat >finding.py <<'PYTHON'
import json
import pathlib

from darabonba.utils.stream import Stream
from sse_starlette.event import ServerSentEvent

for name, options in [("LF", {"sep": "\n"}), ("CRLF", {})]:
    stream = b"".join(ServerSentEvent(data=text, **options).encode() for text in ["one", "two\nthree"])
    pathlib.Path(name).write_bytes(stream)
    print(f"Python, {name}:", json.dumps([event.data for event in Stream.read_as_sse([stream])]))
PYTHON
cat >finding.js <<'JS'
const fs = require("fs");
const http = require("http");
const { default: Client, $OpenApiUtil } = require("@alicloud/openapi-core");
const { RuntimeOptions } = require("@darabonba/typescript");

let stream;
const server = http.createServer((request, response) => {
  response.setHeader("content-type", "text/event-stream");
  response.end(fs.readFileSync(stream));
});
server.listen(0, "127.0.0.1", async () => {
  const client = new Client(new $OpenApiUtil.Config({
    accessKeyId: "testid", accessKeySecret: "testsecret", protocol: "http", endpoint: `127.0.0.1:${server.address().port}`,
  }));
  const params = new $OpenApiUtil.Params({
    action: "Chat", version: "2024-01-01", protocol: "HTTP", pathname: "/", method: "POST", authType: "AK", style: "ROA",
    reqBodyType: "json", bodyType: "sse",
  });
  for (stream of ["LF", "CRLF"]) {
    const seen = [];
    for await (const answer of client.callSSEApi(params, new $OpenApiUtil.OpenApiRequest(), new RuntimeOptions())) {
      seen.push(answer.event.data);
    }
    console.log(`npm, ${stream}:`, JSON.stringify(seen));
  }
  server.close();
  server.closeAllConnections();
});
JS
seen=$(
    python/bin/python finding.py
    node finding.js
)
echo "$seen"
[ "$seen" = 'Python, LF: ["one", "two\nthree"]
Python, CRLF: ["one", "two\nthree"]
npm, LF: ["one","three"]
npm, CRLF: []' ]
