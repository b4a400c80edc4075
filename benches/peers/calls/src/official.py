# Makes calls by the official SDK, and prints the seconds of processor time that they took: ENDPOINT KIND CALLS AT_ONCE
import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from alibabacloud_ice20201109 import models
from alibabacloud_ice20201109.client import Client
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions

endpoint, kind, calls, at_once = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
keys = {"access_key_id": "benchmark-key", "access_key_secret": "benchmark-secret"}
client = Client(Config(**keys, endpoint=endpoint, protocol="HTTP"))
request = models.GetCustomizedVoiceJobRequest(job_id="93be60b3b1fb4b5fb0a5f4a0d8a8a4f1")


def call(_):
    response = client.get_customized_voice_job_with_options(request, RuntimeOptions())
    assert response.body.success


async def call_async():
    response = await client.get_customized_voice_job_with_options_async(request, RuntimeOptions())
    assert response.body.success


async def some(count):
    for _ in range(count):
        await call_async()


async def all_async(count):
    await asyncio.gather(*(some(count // at_once) for _ in range(at_once)))


def all_blocking(count):
    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(call, range(count)))


# A multiple of those at once.
calls = max(calls // at_once, 1) * at_once
if kind == "async":
    asyncio.run(all_async(at_once))
    before = time.process_time()
    asyncio.run(all_async(calls))
else:
    all_blocking(at_once)
    before = time.process_time()
    all_blocking(calls)
print((time.process_time() - before) * int(sys.argv[3]) / calls)
