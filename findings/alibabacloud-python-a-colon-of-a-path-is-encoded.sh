#!/usr/bin/env bash
# alibabacloud_ververica20220718 1.14.0: the colon of a custom verb (`/jobs/{jobId}:stop` in the metadata) is sent and signed as %3A.
#
# Expected: a colon needs no encoding in a path (RFC 3986), and what is literal in a path template is sent as it stands, as the
# clients of other clouds that have such verbs do.
# What happens: the official client has every literal percent-encoded, so that path and signature are those of `%3Astop`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-ververica20220718==1.14.0 \
    alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.py <<'PYTHON'
from alibabacloud_tea_openapi.models import Config
from alibabacloud_ververica20220718 import models
from alibabacloud_ververica20220718.client import Client


class Seen(Client):
    def call_api(self, params, request, runtime):
        print(params.method, params.pathname)
        return {}


client = Seen(Config(access_key_id="id", access_key_secret="secret", region_id="cn-hangzhou"))
client.stop_job("space", "job", models.StopJobRequest())
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "POST /api/v2/namespaces/space/jobs/job%3Astop" ]
