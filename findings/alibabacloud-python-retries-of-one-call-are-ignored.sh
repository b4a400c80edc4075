#!/usr/bin/env bash
# alibabacloud_tea_openapi 0.4.6 with alibabacloud_ice20201109 6.20.2: the options of one call (`RuntimeOptions`) have three that
# ask for retries, and none of them does anything. Only `retry_options` of the client's configuration retries.
#
# Expected: as timeouts and proxies of `RuntimeOptions` replace those of the client, so do retries; a call that answers 503 is
# sent three times with `autoretry=True, max_attempts=3`, or with `retry_options`.
# What happens: one request, and the error. The same `retry_options` given to the client make it three.
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

from alibabacloud_ice20201109 import models
from alibabacloud_ice20201109.client import Client
from alibabacloud_tea_openapi.models import Config
from darabonba.policy.retry import RetryOptions
from darabonba.runtime import RuntimeOptions

requests = 0


class Unavailable(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global requests
        requests += 1
        body = b'{"Code": "ServiceUnavailable", "Message": "Try again.", "RequestId": "1"}'
        self.send_response(503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Unavailable)
threading.Thread(target=server.serve_forever, daemon=True).start()
condition = {"maxAttempts": 3, "errorCode": ["ServiceUnavailable"], "exception": []}
three = RetryOptions({"retryable": True, "retryCondition": [condition]})


def sent(options, **of_the_client):
    global requests
    requests = 0
    config = Config(access_key_id="testid", access_key_secret="testsecret", region_id="cn-shanghai", protocol="HTTP",
                    endpoint=f"127.0.0.1:{server.server_address[1]}", **of_the_client)
    try:
        Client(config).get_customized_voice_job_with_options(models.GetCustomizedVoiceJobRequest(job_id="1"), options)
    except Exception:
        pass
    return requests


print("autoretry and max_attempts of the call:", sent(RuntimeOptions(autoretry=True, max_attempts=3)))
print("retry_options of the call:", sent(RuntimeOptions(retry_options=three)))
print("retry_options of the client:", sent(RuntimeOptions(), retry_options=three))
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "autoretry and max_attempts of the call: 1
retry_options of the call: 1
retry_options of the client: 3" ]
