"""The official SDK asks the fake: a voice from start to end, every way to sign, and what is refused.

Run by tests/official/run, in the root of the project.
"""

import re
import subprocess
import time
import unittest

from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_credentials.models import Config as CredentialConfig
from alibabacloud_ice20201109 import models
from alibabacloud_ice20201109.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest
from darabonba.runtime import RuntimeOptions

# Documented states of a voice job, in the order in which they come.
STATES = ["Initialization", "AudioDetecting", "PreTraining", "Training", "Success"]
# How long a job stays in each of them, and how often it is looked at, in seconds.
STEP, PAUSE = 0.1, 0.02
# Longer than a job takes on a busy machine, in seconds.
DEADLINE = 30


class Program:
    """The fake as a program."""

    def __init__(self):
        command = ["cargo", "run", "--quiet", "-p", "alibabacloud-fake", "--", "--port", "0", "--step", str(STEP)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        told = [self.process.stdout.readline() for _ in range(3)]
        found = re.fullmatch(
            r"# The fake listens at http://(\S+)\nexport ALIBABA_CLOUD_ACCESS_KEY_ID=(\S+)\n"
            r"export ALIBABA_CLOUD_ACCESS_KEY_SECRET=(\S+)\n",
            "".join(told),
        )
        if found is None:
            self.stop()
            raise RuntimeError(f"the fake does not say where it is and who may ask, but {told}")
        self.address, self.key, self.secret = found.groups()

    def stop(self):
        self.process.terminate()
        self.process.stdout.close()
        self.process.wait(timeout=DEADLINE)


class Story(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fake = Program()
        cls.addClassCleanup(cls.fake.stop)

    def client(self, **settings):
        keys = {"access_key_id": self.fake.key, "access_key_secret": self.fake.secret}
        return Client(Config(**(settings or keys), endpoint=self.fake.address, protocol="HTTP"))

    def refusal(self, call, request):
        with self.assertRaises(ClientException) as raised:
            call(request)
        return raised.exception

    def state(self, client, job):
        response = client.get_customized_voice_job(models.GetCustomizedVoiceJobRequest(job_id=job))
        return response.body.data.customized_voice_job.status

    def voices(self, client):
        data = client.list_customized_voices(models.ListCustomizedVoicesRequest(page_no=1, page_size=100)).body.data
        self.assertEqual(data.total_count, len(data.customized_voice_list))
        return {voice.voice_id: voice for voice in data.customized_voice_list}

    def create(self, client, voice, **more):
        request = models.CreateCustomizedVoiceJobRequest(voice_id=voice, gender="female", scenario="story", **more)
        response = client.create_customized_voice_job(request)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["x-acs-request-id"], response.body.request_id)
        self.assertEqual(response.body.data.voice_id, voice)
        return response.body.data.job_id

    def test_a_voice_is_created_checked_trained_listed_changed_and_deleted(self):
        client = self.client()
        # Blanks, reserved signs and more than ASCII have to survive the way.
        name = "Märchen & more: a+b=c/d*e~f 声音"
        job = self.create(client, "reader", voice_name=name)
        self.assertEqual(self.state(client, job), "Initialization")
        audio = "https://example.com/1.wav?a=b%20c&d"
        detect = models.DetectAudioForCustomizedVoiceJobRequest(voice_id="reader", audio_record_id=1, record_url=audio)
        self.assertIs(client.detect_audio_for_customized_voice_job(detect).body.data.pass_, True)
        seen = [self.state(client, job)]
        self.assertEqual(seen, ["AudioDetecting"])
        self.assertNotIn("reader", self.voices(client))
        submit = models.SubmitCustomizedVoiceJobRequest(voice_id="reader")
        self.assertEqual(client.submit_customized_voice_job(submit).body.data.job_id, job)
        self.assertEqual(self.refusal(client.submit_customized_voice_job, submit).code, "OperationDenied")

        end = time.monotonic() + DEADLINE
        while seen[-1] != "Success":
            self.assertLess(time.monotonic(), end, f"the job does not end: {seen}")
            time.sleep(PAUSE)
            seen.append(self.state(client, job))
        places = [STATES.index(state) for state in seen]
        self.assertEqual(places, sorted(places), "a job goes back")

        self.assertEqual(self.voices(client)["reader"].voice_name, name)
        update = models.UpdateCustomizedVoiceRequest(voice_id="reader", demo_audio_media_id="demo")
        self.assertIs(client.update_customized_voice(update).body.success, True)
        get = models.GetCustomizedVoiceRequest(voice_id="reader")
        voice = client.get_customized_voice(get).body.data.customized_voice
        self.assertEqual((voice.voice_name, voice.demo_audio_media_id), (name, "demo"))
        client.delete_customized_voice_job(models.DeleteCustomizedVoiceJobRequest(job_id=job))
        self.assertEqual(self.refusal(client.get_customized_voice, get).code, "VoiceNotFound")
        self.assertNotIn("reader", self.voices(client))

    def test_a_form_in_the_body_arrives_as_it_was_sent(self):
        client = self.client()
        title, timeline = "a b+c%20d 剪辑", '{"VideoTracks": [{"VideoTrackClips": []}]}'
        create = models.CreateEditingProjectRequest(title=title, timeline=timeline)
        made = client.create_editing_project(create).body.project
        get = models.GetEditingProjectRequest(project_id=made.project_id)
        project = client.get_editing_project(get).body.project
        self.assertEqual((project.title, project.timeline), (title, timeline))

    def test_an_operation_that_is_sent_by_get_is_answered(self):
        response = self.client().list_smart_jobs(models.ListSmartJobsRequest(page_no=1, page_size=10))
        self.assertEqual(response.status_code, 200)

    def test_an_anonymous_operation_is_sent_by_version_1_without_any_key(self):
        response = self.client().get_public_media_info(models.GetPublicMediaInfoRequest(media_id="m"))
        self.assertEqual(response.body.media_info.media_id, "m")

    def by_version_1(self, client):
        request = OpenApiRequest(query={"PageSize": "10", "VoiceName": "a b+c*d~e"})
        name, version = "ListCustomizedVoices", "2020-11-09"
        return client.do_rpcrequest(name, version, "HTTP", "POST", "AK", "json", request, RuntimeOptions())

    def test_a_signature_of_version_1_is_taken(self):
        self.assertEqual(self.by_version_1(self.client())["statusCode"], 200)

    def test_keys_for_a_while_are_fetched_and_taken_with_their_token(self):
        uri = f"http://{self.fake.address}/credentials"
        session = CredentialClient(CredentialConfig(type="credentials_uri", credentials_uri=uri))
        self.assertTrue(session.get_credential().security_token)
        client = self.client(credential=session)
        self.voices(client)
        self.assertEqual(self.by_version_1(client)["statusCode"], 200)

    def test_a_wrong_secret_gets_the_signature_error_in_both_versions(self):
        client = self.client(access_key_id=self.fake.key, access_key_secret="wrong")
        error = self.refusal(client.get_customized_voice_job, models.GetCustomizedVoiceJobRequest(job_id="j"))
        self.assertEqual((error.status_code, error.code), (400, "SignatureDoesNotMatch"))
        self.assertIn("ACS3-HMAC-SHA256", error.message)
        error = self.refusal(self.by_version_1, client)
        self.assertEqual((error.status_code, error.code), (400, "SignatureDoesNotMatch"))
        self.assertIn("POST&%2F&", error.message)

    def test_what_is_wrong_with_a_request_is_told_as_the_service_tells_it(self):
        client = self.client(access_key_id="nobody", access_key_secret=self.fake.secret)
        get = models.GetCustomizedVoiceJobRequest
        error = self.refusal(client.get_customized_voice_job, get(job_id="j"))
        self.assertEqual((error.status_code, error.code), (404, "InvalidAccessKeyId.NotFound"))
        error = self.refusal(self.client().get_customized_voice_job, get())
        self.assertEqual((error.status_code, error.code), (400, "MissingJobId"))
        error = self.refusal(self.client().get_customized_voice_job, get(job_id="none"))
        self.assertEqual((error.status_code, error.code), (404, "JobNotFound"))
        self.assertTrue(error.request_id)


if __name__ == "__main__":
    unittest.main(verbosity=2)
