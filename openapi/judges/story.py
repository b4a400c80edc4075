"""A client generated from the 3.0 document by openapi-python-client creates, lists and deletes a voice of the fake."""

import os

from ice_client import Client
from ice_client.api.voice import (
    create_customized_voice_job,
    delete_customized_voice_job,
    get_customized_voice_job,
    list_customized_voice_jobs,
)

client = Client(base_url=os.environ["FAKE"])

created = create_customized_voice_job.sync(
    client=client, voice_id="narrator2", gender="female", scenario="story"
)
job = created.data.job_id
assert job, created


def jobs():
    listed = list_customized_voice_jobs.sync(client=client, page_no=1, page_size=100)
    return [entry.job_id for entry in listed.data.customized_voice_job_list or []]


assert jobs() == [job], jobs()
assert delete_customized_voice_job.sync(client=client, job_id=job).request_id
assert jobs() == [], jobs()
gone = get_customized_voice_job.sync(client=client, job_id=job)
print(f"Python: created, listed and deleted; asked for again: {gone.code}")
