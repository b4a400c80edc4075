#!/usr/bin/env bash
# alibabacloud_paifeaturestore20230621 6.1.4: `get_llmconfig` wants a region as its third argument, and sends it nowhere.
#
# Expected: what a method has to be given is part of the request.
# What happens: the metadata lists `RegionId` as a parameter in the path, whose template has no place for it. The method takes it
# all the same, and requests that differ in it alone are equal.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-paifeaturestore20230621==6.1.4 \
    alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.py <<'PYTHON'
import inspect

from alibabacloud_paifeaturestore20230621.client import Client
from alibabacloud_tea_openapi.models import Config


class Seen(Client):
    def call_api(self, params, request, runtime):
        print(params.method, params.pathname, request.query, request.body)
        return {}


print(*list(inspect.signature(Client.get_llmconfig).parameters)[1:])
client = Seen(Config(access_key_id="id", access_key_secret="secret", region_id="cn-beijing"))
client.get_llmconfig("instance", "config", "cn-beijing")
client.get_llmconfig("instance", "config", "cn-shanghai")
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "instance_id llmconfig_id region_id
GET /api/v1/instances/instance/llmconfigs/config None None
GET /api/v1/instances/instance/llmconfigs/config None None" ]
