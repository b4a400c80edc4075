#!/usr/bin/env bash
# alibabacloud_credentials 1.0.12: the request for the keys of a role has another signature than the two official cores give it
# where its policy has a blank, as what `json.dumps` writes has.
#
# Expected: what is signed has a blank as %20, as the documentation of the signature says. alibabacloud_tea_openapi 0.4.6 and the
# older aliyun-python-sdk-core 2.16.1 agree on it for any policy.
# What happens: this package encodes on its own, with `+` for a blank. A policy without one is signed as by the two others, so that
# a service that goes by the documentation takes the compact policy, and refuses the same one laid out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-credentials==1.0.12 alibabacloud-tea==0.4.3 \
    alibabacloud-tea-openapi==0.4.6 darabonba-core==1.0.9 aliyun-python-sdk-core==2.16.1
cat >finding.py <<'PYTHON'
import json

from alibabacloud_credentials.provider import RamRoleArnCredentialsProvider, StaticAKCredentialsProvider, ram_role_arn
from alibabacloud_tea_openapi.utils import Utils
from aliyunsdkcore.auth.algorithm import sha_hmac1
from aliyunsdkcore.auth.composer import rpc_signature_composer

older_text = getattr(rpc_signature_composer, "__compose_string_to_sign")


class Answer:
    status_code = 200
    body = json.dumps({"Credentials": {"AccessKeyId": "a", "AccessKeySecret": "b", "SecurityToken": "c",
                                       "Expiration": "2099-01-01T00:00:00Z"}}).encode()


class Seen:
    @staticmethod
    def do_action(request, options):
        query = dict(request.query)
        sent = query.pop("Signature")
        print("  as the openapi core signs it:", sent == Utils.get_rpcsignature(query, "GET", "testsecret"))
        print("  as the older core signs it:", sent == sha_hmac1.get_sign_string(older_text("GET", query), "testsecret&"))
        return Answer


ram_role_arn.TeaCore = Seen
keys = StaticAKCredentialsProvider(access_key_id="testid", access_key_secret="testsecret")
policy = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ice:Get*", "Resource": "*"}]}
for name, text in ("compact", json.dumps(policy, separators=(",", ":"))), ("with blanks", json.dumps(policy)):
    print(f"{name}:")
    RamRoleArnCredentialsProvider(credentials_provider=keys, role_arn="acs:ram::1:role/reader", role_session_name="session",
                                  policy=text).get_credentials()
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "compact:
  as the openapi core signs it: True
  as the older core signs it: True
with blanks:
  as the openapi core signs it: False
  as the older core signs it: False" ]
