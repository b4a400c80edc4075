#!/usr/bin/env bash
# alibabacloud_ice20201109 6.20.2: `network="vpc"` leads to the endpoint within the private network in regions that the package does
# not list, and is ignored in those that it lists.
#
# Expected: the network is part of the endpoint's name wherever the endpoint follows from the region, or it is refused. The
# documentation has `ice-vpc.cn-shanghai.aliyuncs.com`, and a machine without a way outside reaches that alone.
# What happens: the map of regions is asked first, and knows public endpoints only. In a listed region the calls go to the public
# host, without a word; the two regions here are configured alike.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-ice20201109==6.20.2 \
    alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.py <<'PYTHON'
from alibabacloud_ice20201109 import models
from alibabacloud_ice20201109.client import Client
from alibabacloud_tea_openapi.models import Config


class Seen(Client):
    def call_api(self, params, request, runtime):
        print(self._region_id, self._network, self._endpoint)
        return {}


for region in "cn-shanghai", "cn-guangzhou":
    for network in "public", "vpc":
        client = Seen(Config(access_key_id="testid", access_key_secret="testsecret", region_id=region, network=network))
        client.get_customized_voice_job(models.GetCustomizedVoiceJobRequest(job_id="1"))
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "cn-shanghai public ice.cn-shanghai.aliyuncs.com
cn-shanghai vpc ice.cn-shanghai.aliyuncs.com
cn-guangzhou public ice.cn-guangzhou.aliyuncs.com
cn-guangzhou vpc ice-vpc.cn-guangzhou.aliyuncs.com" ]
