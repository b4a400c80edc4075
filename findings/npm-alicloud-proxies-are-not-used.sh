#!/usr/bin/env bash
# @alicloud/openapi-core 1.0.8 on @darabonba/typescript 1.0.5: `httpProxy` of the configuration and of a call is accepted, and every
# request goes out directly. The same option of the official Python client is used.
#
# Expected: both packages declare the option, and the client hands it on with the timeouts; a request passes the proxy.
# What happens: what sends the request looks at timeouts and certificates alone. There is no error, so that it shows only where
# nothing but the proxy leads outside, as a timeout; there, `https_proxy` in the environment does not help either.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund @alicloud/openapi-core@1.0.8 @darabonba/typescript@1.0.5
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 \
    alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.js <<'JS'
const http = require("http");
const { spawn } = require("child_process");
const { default: Client, $OpenApiUtil } = require("@alicloud/openapi-core");
const { RuntimeOptions } = require("@darabonba/typescript");

const counts = { service: 0, proxy: 0 };
const server = (name) => new Promise((resolve) => {
  const listening = http.createServer((request, response) => {
    counts[name] += 1;
    response.setHeader("content-type", "application/json");
    response.end('{"RequestId":"1"}');
  }).listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${listening.address().port}`));
});
const report = (client) => {
  console.log(`${client}: ${counts.proxy} to the proxy, ${counts.service} directly`);
  counts.proxy = counts.service = 0;
};

(async () => {
  const endpoint = await server("service");
  const httpProxy = `http://${await server("proxy")}`;
  const client = new Client(new $OpenApiUtil.Config({
    accessKeyId: "testid", accessKeySecret: "testsecret", protocol: "http", endpoint, httpProxy,
  }));
  const params = new $OpenApiUtil.Params({
    action: "Get", version: "2024-01-01", protocol: "HTTP", pathname: "/", method: "POST", authType: "AK", style: "RPC",
    reqBodyType: "formData", bodyType: "json",
  });
  await client.callApi(params, new $OpenApiUtil.OpenApiRequest(), new RuntimeOptions());
  await client.callApi(params, new $OpenApiUtil.OpenApiRequest(), new RuntimeOptions({ httpProxy }));
  process.env.HTTP_PROXY = process.env.http_proxy = httpProxy;
  await client.callApi(params, new $OpenApiUtil.OpenApiRequest(), new RuntimeOptions());
  report("npm");
  const python = spawn("python/bin/python", ["finding.py", endpoint, httpProxy], { stdio: "inherit" });
  python.on("close", (code) => {
    report("Python");
    process.exit(code);
  });
})();
JS
cat >finding.py <<'PYTHON'
import os
import sys

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

for name in "HTTP_PROXY", "http_proxy":
    os.environ.pop(name, None)
endpoint, proxy = sys.argv[1:]
params = Params(action="Get", version="2024-01-01", protocol="HTTP", pathname="/", method="POST", auth_type="AK", style="RPC",
                req_body_type="formData", body_type="json")
keys = {"access_key_id": "testid", "access_key_secret": "testsecret", "protocol": "HTTP", "endpoint": endpoint}
Client(Config(**keys, http_proxy=proxy)).call_api(params, OpenApiRequest(), RuntimeOptions())
Client(Config(**keys)).call_api(params, OpenApiRequest(), RuntimeOptions(http_proxy=proxy))
os.environ["HTTP_PROXY"] = proxy
Client(Config(**keys)).call_api(params, OpenApiRequest(), RuntimeOptions())
PYTHON
seen=$(node finding.js)
echo "$seen"
[ "$seen" = "npm: 0 to the proxy, 3 directly
Python: 3 to the proxy, 0 directly" ]
