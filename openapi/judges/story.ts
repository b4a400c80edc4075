// A client generated from the 3.1 document by openapi-typescript creates, lists and deletes a voice of the fake.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { paths } from "./ice.js";

const baseUrl = process.env.FAKE;
assert.ok(baseUrl, "FAKE is the address of the fake");
const client = createClient<paths>({ baseUrl });

const created = await client.POST("/CreateCustomizedVoiceJob", {
  params: { query: { VoiceId: "narrator1", Gender: "female", Scenario: "story" } },
});
assert.equal(created.error, undefined);
const job = created.data?.Data?.JobId;
assert.ok(job, "a new job has an ID");

// The service takes the number of a page as a query parameter, and lists whole objects.
const jobs = async () => {
  const page = { PageNo: 1, PageSize: 100 };
  const listed = await client.POST("/ListCustomizedVoiceJobs", { params: { query: page } });
  assert.equal(listed.error, undefined);
  return listed.data?.Data?.CustomizedVoiceJobList?.map((entry) => entry.JobId);
};
assert.deepEqual(await jobs(), [job]);

const deleted = await client.POST("/DeleteCustomizedVoiceJob", { params: { query: { JobId: job } } });
assert.equal(deleted.error, undefined);
assert.deepEqual((await jobs()) ?? [], []);

const gone = await client.POST("/GetCustomizedVoiceJob", { params: { query: { JobId: job } } });
assert.ok(gone.error?.Code, "an error has a code");
console.log(`TypeScript: created, listed and deleted; asked for again: ${gone.error.Code}`);
