#!/usr/bin/env bash
# alibabacloud_credentials 1.0.12 of Python and @alicloud/credentials 2.4.7 of npm: keys of a role that are asked for 900 seconds,
# the shortest duration that both accept, are asked for anew at each use.
#
# Expected: keys are kept for most of the time they hold; a shorter session costs a request every few minutes.
# What happens: both take keys for stale 15 minutes before they expire, whatever the duration. Those of 900 seconds are stale when
# they arrive, so that each call of an API is preceded by one of STS. A minute more, and five uses need one request.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund @alicloud/credentials@2.4.7
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-credentials==1.0.12 alibabacloud-tea==0.4.3
cat >finding.py <<'PYTHON'
import datetime
import json
import logging

from alibabacloud_credentials.provider import RamRoleArnCredentialsProvider, StaticAKCredentialsProvider, ram_role_arn

logging.disable()
requests = 0


class Sts:
    @staticmethod
    def do_action(request, options):
        global requests
        requests += 1
        now = datetime.datetime.now(datetime.timezone.utc)
        expiration = now + datetime.timedelta(seconds=int(request.query["DurationSeconds"]))
        answer = type("Answer", (), {"status_code": 200})
        answer.body = json.dumps({"Credentials": {"AccessKeyId": "a", "AccessKeySecret": "b", "SecurityToken": "c",
                                                  "Expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ")}}).encode()
        return answer


ram_role_arn.TeaCore = Sts
keys = StaticAKCredentialsProvider(access_key_id="testid", access_key_secret="testsecret")
for seconds in 900, 960:
    requests = 0
    provider = RamRoleArnCredentialsProvider(credentials_provider=keys, role_arn="acs:ram::1:role/reader",
                                             role_session_name="session", duration_seconds=seconds)
    for _ in range(5):
        provider.get_credentials()
    print(f"Python, {seconds} seconds, 5 uses: {requests} requests")
PYTHON
cat >finding.js <<'JS'
const providers = "@alicloud/credentials/dist/src/providers";
const Role = require(`${providers}/ram_role_arn`).default;
const Keys = require(`${providers}/static_ak`).default;

(async () => {
  for (const seconds of [900, 960]) {
    const keys = Keys.builder().withAccessKeyId("testid").withAccessKeySecret("testsecret").build();
    const provider = Role.builder().withCredentialsProvider(keys).withRoleArn("acs:ram::1:role/reader")
      .withRoleSessionName("session").withDurationSeconds(seconds).build();
    let requests = 0;
    provider.doRequest = async () => {
      requests += 1;
      const Expiration = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, "");
      const Credentials = { AccessKeyId: "a", AccessKeySecret: "b", SecurityToken: "c", Expiration };
      return { statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify({ Credentials })) };
    };
    for (let use = 0; use < 5; use += 1) {
      await provider.getCredentials();
    }
    console.log(`npm, ${seconds} seconds, 5 uses: ${requests} requests`);
  }
})();
JS
seen=$(
    python/bin/python finding.py
    node finding.js
)
echo "$seen"
[ "$seen" = "Python, 900 seconds, 5 uses: 5 requests
Python, 960 seconds, 5 uses: 1 requests
npm, 900 seconds, 5 uses: 5 requests
npm, 960 seconds, 5 uses: 1 requests" ]
