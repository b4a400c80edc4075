#!/usr/bin/env bash
# @alicloud/cs20151215 7.2.0 on @darabonba/typescript 1.0.5: an object that is a value of a map is typed as a model and is none, so
# that a field whose name differs from that on the wire is undefined.
#
# Expected: `quotas` is declared as a map of `QuotasValue`, whose `operationCode` is `operation_code` on the wire; objects in lists
# and in other objects are read into their models. alibabacloud_cs20151215 7.2.3 of Python reads those of a map, too.
# What happens: a map is handed over as it came. The declared name, which an editor offers, reads `undefined`, and the value is
# under the name on the wire.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund @alicloud/cs20151215@7.2.0 @alicloud/openapi-core@1.0.8 \
    @darabonba/typescript@1.0.5
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-cs20151215==7.2.3 alibabacloud-tea-openapi==0.4.6 \
    alibabacloud-tea==0.4.3 alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.js <<'JS'
const http = require("http");
const { spawn } = require("child_process");
const { default: Client, QuotasValue } = require("@alicloud/cs20151215");
const { $OpenApiUtil } = require("@alicloud/openapi-core");

const server = http.createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end('{"quotas": {"cluster": {"quota": "20", "operation_code": "q_cluster"}}}');
});
server.listen(0, "127.0.0.1", async () => {
  const endpoint = `127.0.0.1:${server.address().port}`;
  const client = new Client(new $OpenApiUtil.Config({
    accessKeyId: "testid", accessKeySecret: "testsecret", regionId: "cn-hangzhou", protocol: "http", endpoint,
  }));
  const { cluster } = (await client.describeUserQuota()).body.quotas;
  console.log("npm, a model:", cluster instanceof QuotasValue);
  console.log("npm, operationCode:", cluster.operationCode);
  console.log("npm, operation_code:", cluster.operation_code);
  spawn("python/bin/python", ["finding.py", endpoint], { stdio: "inherit" }).on("close", (code) => process.exit(code));
});
JS
cat >finding.py <<'PYTHON'
import sys

from alibabacloud_cs20151215.client import Client
from alibabacloud_cs20151215.models import QuotasValue
from alibabacloud_tea_openapi.models import Config

client = Client(Config(access_key_id="testid", access_key_secret="testsecret", region_id="cn-hangzhou", protocol="HTTP",
                       endpoint=sys.argv[1]))
cluster = client.describe_user_quota().body.quotas["cluster"]
print("Python, a model:", isinstance(cluster, QuotasValue))
print("Python, operation_code:", cluster.operation_code)
PYTHON
seen=$(node finding.js)
echo "$seen"
[ "$seen" = "npm, a model: false
npm, operationCode: undefined
npm, operation_code: q_cluster
Python, a model: True
Python, operation_code: q_cluster" ]
