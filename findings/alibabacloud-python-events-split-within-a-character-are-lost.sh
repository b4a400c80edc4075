#!/usr/bin/env bash
# darabonba-core 1.0.9 under alibabacloud_tea_openapi 0.4.6: of a stream of events, what arrives in one piece with half a character
# is lost, and nothing says so. The asynchronous client reads the same bytes whole.
#
# Expected: where a transfer is cut has no meaning. A gateway may cut a text of three bytes a character anywhere, and a decoder
# waits for the rest.
# What happens: the blocking client decodes each piece alone, and leaves out the ones that it cannot decode: up to 8 KiB of a
# model's answer in Chinese. Here both pieces go, with two events that are not cut at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 \
    alibabacloud-credentials==1.0.12 darabonba-core==1.0.9
cat >finding.py <<'PYTHON'
import asyncio
import http.server
import threading

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

events = "".join(f"data: {text}\n\n" for text in ["one", "你好", "three", "four"]).encode()


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in events[:cut], events[cut:], b"":
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = Client(Config(access_key_id="testid", access_key_secret="testsecret", protocol="HTTP",
                       endpoint=f"127.0.0.1:{server.server_address[1]}"))
call = [Params(action="Chat", version="2024-01-01", protocol="HTTP", pathname="/", method="POST", auth_type="AK", style="ROA",
               req_body_type="json", body_type="sse"), OpenApiRequest(), RuntimeOptions()]


async def asynchronous():
    return [answer.event.data async for answer in client.call_sseapi_async(*call)]


before = events.index("你".encode())
for name, cut in [("before a character", before), ("within a character", before + 1)]:
    print(f"cut {name}: blocking", [answer.event.data for answer in client.call_sseapi(*call)])
    print(f"cut {name}: asynchronous", asyncio.run(asynchronous()))
PYTHON
seen=$(python/bin/python finding.py)
echo "$seen"
[ "$seen" = "cut before a character: blocking ['one', '你好', 'three', 'four']
cut before a character: asynchronous ['one', '你好', 'three', 'four']
cut within a character: blocking []
cut within a character: asynchronous ['one', '你好', 'three', 'four']" ]
