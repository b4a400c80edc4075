#!/usr/bin/env bash
# alibabacloud_tea_openapi 0.4.6: a request whose map travels in flat style, used for a second call, is sent with other keys.
#
# Expected: `map_to_flat_style` returns what is to be sent and leaves the request as it is, so that the second call sends what the
# first one did.
# What happens: within a model the prefix `#LENGTH#` is put before the keys of the caller's own map, each time anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 \
    alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.py <<'PYTHON'
from alibabacloud_tea_openapi.utils import Utils
from darabonba.model import DaraModel


class Filter(DaraModel):
    def __init__(self, labels):
        self.labels = labels

    def to_map(self):
        return {"Labels": self.labels}


filter = Filter({"env": "test"})
for call in "first", "second":
    print(call, Utils.query({"Filter": Utils.map_to_flat_style(filter).to_map()}))
print("a plain map", Utils.map_to_flat_style({"env": "test"}))
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "first {'Filter.Labels.#3#env': 'test'}
second {'Filter.Labels.#6##3#env': 'test'}
a plain map {'#3#env': 'test'}" ]
