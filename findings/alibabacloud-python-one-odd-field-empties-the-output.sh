#!/usr/bin/env bash
# alibabacloud_ice20201109 6.20.2: where the service answers with an object in a place in which the model has a list of objects,
# the call succeeds with status 200 and no output at all.
#
# Expected: the rest of the output, as for any other value of another type (a number where the model has text is kept as it came);
# or an exception.
# What happens: `body` is `None`. What arrived is only in `to_map()`, under another key than usual, so code that reads
# `response.body.request_id` fails far from the cause, and the ID of what the call has made is lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-ice20201109==6.20.2 \
    alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.py <<'PYTHON'
import http.server
import json
import threading

from alibabacloud_ice20201109 import models
from alibabacloud_ice20201109.client import Client
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions

answer = {}


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.dumps({"RequestId": "1", **answer}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
config = Config(access_key_id="testid", access_key_secret="testsecret", region_id="cn-shanghai", protocol="HTTP",
                endpoint=f"127.0.0.1:{server.server_address[1]}")
for name, answer in [
    ("a list", {"NextPageToken": "2", "Jobs": []}),
    ("a number for text", {"NextPageToken": 2, "Jobs": []}),
    ("an object for a list", {"NextPageToken": "2", "Jobs": {"Job": []}}),
]:
    response = Client(config).list_snapshot_jobs_with_options(models.ListSnapshotJobsRequest(), RuntimeOptions())
    body = response.body
    print(f"{name}: status {response.status_code},", f"token {body.next_page_token!r}" if body else f"body {body}")
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "a list: status 200, token '2'
a number for text: status 200, token 2
an object for a list: status 200, body None" ]
