#!/usr/bin/env bash
# alibabacloud_ice20201109 6.20.2 on alibabacloud_tea_openapi 0.4.6: a list of texts that travels as JSON is sent as
# `null` where it is given as a tuple, and nothing is said.
#
# Expected: any sequence is sent as a list, as `json.dumps` does and as the same package does for lists joined with commas; or it
# is refused.
# What happens: the tuple is `null` on the wire, so the service sees an allow list that was not given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-ice20201109==6.20.2 \
    alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.py <<'PYTHON'
import http.server
import threading
from urllib.parse import parse_qs

from alibabacloud_ice20201109 import models
from alibabacloud_ice20201109.client import Client
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions

arrived = {}


class Recorder(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        arrived.update(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        body = b'{"RequestId": "1"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
threading.Thread(target=server.serve_forever, daemon=True).start()
config = Config(access_key_id="testid", access_key_secret="testsecret", region_id="cn-shanghai", protocol="HTTP",
                endpoint=f"127.0.0.1:{server.server_address[1]}")
for rules in ["10.0.0.0/8", "192.168.0.0/16"], ("10.0.0.0/8", "192.168.0.0/16"):
    request = models.CreateMediaLiveInputSecurityGroupRequest(name="group", whitelist_rules=rules)
    Client(config).create_media_live_input_security_group_with_options(request, RuntimeOptions())
    print(type(rules).__name__, "->", arrived["WhitelistRules"][0])
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = 'list -> ["10.0.0.0/8","192.168.0.0/16"]
tuple -> null' ]
