//! Cloned voices. They are written by hand, because the metadata does not say that a job and the voice it trains are two
//! resources with two IDs.
//!
//! A job is created with the ID of its voice (`Initialization`), and recordings are checked (`AudioDetecting`). Once it is
//! submitted, it goes through `PreTraining` and `Training`. The operations of other editions create and submit a job at once.
//! The voice exists when the job has succeeded.

use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::catalog::Known;
use crate::dates;
use crate::paging;
use crate::paths;
use crate::refusal::Refusal;
use crate::run::{Run, RunState};
use crate::seed::Seed;
use crate::sparse::Sparse;
use crate::store::Store;
use crate::weight;

/// How many jobs are kept, and how many bytes they may take. The oldest is removed first.
const MAX_JOBS: usize = 100_000;
const MAX_BYTES: usize = 64 << 20;

/// Two states before a job is submitted, and two after it.
const STATES: [&str; 4] = ["Initialization", "AudioDetecting", "PreTraining", "Training"];

/// Every voice, and the job that trains it.
#[derive(Default)]
pub(crate) struct Voices {
    /// In the order in which they were created.
    jobs: BTreeMap<u64, Job>,
    by_job: HashMap<String, u64>,
    by_voice: HashMap<String, u64>,
    bytes: usize,
}

struct Job {
    id: String,
    voice: String,
    edition: &'static str,
    /// The parameters with which it was created.
    parameters: Map<String, Value>,
    demo: String,
    /// Whether a request has set it.
    demo_is_given: bool,
    created: String,
    /// Whether a recording was checked.
    detected: bool,
    run: Run,
}

/// Whether an operation is about cloned voices.
pub(crate) fn has(known: &Known) -> bool {
    let operation = &known.operation.name;
    known.product.product == "ICE"
        && operation.contains("CustomizedVoice")
        && !operation.starts_with("GetDemonstration")
}

/// Executes a call.
///
/// # Errors
/// A job or a voice does not exist or is in use, or the page is invalid.
pub(crate) fn execute(
    voices: &mut Voices,
    store: &mut Store,
    call: &Call<'_>,
    now: SystemTime,
) -> Result<Value, Refusal> {
    let operation = call.known.operation.name.as_str();
    let text = |name: &str| call.parameters.get(name).and_then(Value::as_str).unwrap_or_default();
    let (voice, job) = (text("VoiceId"), text("JobId"));
    let mut response = json!({ "RequestId": call.request_id, "Success": true });
    match operation {
        "CreateCustomizedVoiceJob" | "SubmitStandardCustomizedVoiceJob" | "SubmitCosyVoiceCustomizedVoiceJob" => {
            response["Data"] = voices.create(store, call, now)?;
        }
        "DetectAudioForCustomizedVoiceJob" => {
            voices.of_voice(voice)?.detected = true;
            response["Data"] = json!({ "Pass": true, "Reason": "" });
        }
        "SubmitCustomizedVoiceJob" => {
            let failure = store.next_failure(operation);
            let job = voices.of_voice(voice)?;
            if job.run.is_started() && job.state(store) != RunState::Failed {
                return Err(Refusal::new(403, "OperationDenied", "The job of this voice has been submitted already."));
            }
            job.run.failure = failure;
            job.run.start(store.clock.now());
            response["Data"] = json!({ "JobId": job.id, "VoiceId": job.voice });
        }
        "GetCustomizedVoiceJob" => {
            let entry = voices.of_job(job)?.as_job(store, call.sparse);
            response["Data"] = json!({ "CustomizedVoiceJob": without(entry, &["GmtCreate"]) });
        }
        "ListCustomizedVoiceJobs" => {
            let jobs = voices.of_edition(call).collect();
            list(call, jobs, |job| job.as_job(store, call.sparse), &mut response)?;
        }
        "ListCustomizedVoices" => {
            let done = voices.of_edition(call).filter(|job| job.state(store) == RunState::Succeeded);
            list(call, done.collect(), |job| job.as_voice(call.sparse), &mut response)?;
        }
        "GetCustomizedVoice" => {
            let voice = voices.trained(voice, store)?.as_voice(call.sparse);
            response["Data"] = json!({ "CustomizedVoice": without(voice, &["Type"]) });
        }
        "UpdateCustomizedVoice" => {
            let demo = text("DemoAudioMediaId").to_owned();
            let job = voices.trained(voice, store)?;
            if !demo.is_empty() {
                job.demo = demo;
                job.demo_is_given = true;
            }
        }
        "DeleteCustomizedVoiceJob" => voices.delete(job)?,
        _ => return call.generated(),
    }
    Ok(response)
}

fn without(mut entry: Value, names: &[&str]) -> Value {
    names.iter().for_each(|name| paths::remove(&mut entry, name));
    entry
}

/// Sets the requested page of a list.
fn list(
    call: &Call<'_>,
    jobs: Vec<&Job>,
    entry: impl FnMut(&Job) -> Value,
    response: &mut Value,
) -> Result<(), Refusal> {
    let operation = call.known.operation;
    let (Some(paging), Some(schema)) = (&operation.paging, &operation.response) else { return Ok(()) };
    paging::set_page(call.known.product, schema, paging, call.parameters, jobs, entry, response)
}

impl Voices {
    fn create(&mut self, store: &mut Store, call: &Call<'_>, now: SystemTime) -> Result<Value, Refusal> {
        let operation = call.known.operation.name.as_str();
        let failure = store.next_failure(operation);
        let given = call.parameters.get("VoiceId").and_then(Value::as_str);
        if given.is_some_and(|voice| self.by_voice.contains_key(voice)) {
            return Err(Refusal::invalid("VoiceId", "another voice has it"));
        }
        let is_separate = operation == "CreateCustomizedVoiceJob";
        let mut run = Run::new(failure);
        if !is_separate {
            run.start(store.clock.now());
        }
        let job = Job {
            id: call.seed.with("JobId").hex(),
            voice: given.map_or_else(|| call.seed.with("VoiceId").hex(), str::to_owned),
            edition: if is_separate { "Basic" } else { "Standard" },
            parameters: call.parameters.clone(),
            demo: call.seed.with("DemoAudioMediaId").hex(),
            demo_is_given: false,
            created: dates::iso(now),
            detected: false,
            run,
        };
        let mut data = json!({ "JobId": job.id, "VoiceId": job.voice });
        if operation == "SubmitStandardCustomizedVoiceJob" {
            paths::remove(&mut data, "VoiceId");
        }
        let number = store.next_number();
        self.bytes += job.weight();
        self.by_job.insert(job.id.clone(), number);
        self.by_voice.insert(job.voice.clone(), number);
        self.jobs.insert(number, job);
        while (self.jobs.len() > MAX_JOBS || self.bytes > MAX_BYTES)
            && let Some(oldest) = self.jobs.first_key_value().map(|(_, job)| job.id.clone())
        {
            self.delete(&oldest)?;
        }
        Ok(data)
    }

    fn of_job(&mut self, id: &str) -> Result<&mut Job, Refusal> {
        let job = self.by_job.get(id).and_then(|number| self.jobs.get_mut(number));
        job.ok_or_else(|| Refusal::new(404, "JobNotFound", "The specified job does not exist."))
    }

    fn of_voice(&mut self, id: &str) -> Result<&mut Job, Refusal> {
        let job = self.by_voice.get(id).and_then(|number| self.jobs.get_mut(number));
        job.ok_or_else(|| Refusal::new(404, "VoiceNotFound", "The specified voice does not exist."))
    }

    /// The job of a voice that is ready.
    fn trained(&mut self, voice: &str, store: &Store) -> Result<&mut Job, Refusal> {
        let job = self.of_voice(voice)?;
        match job.state(store) {
            RunState::Succeeded => Ok(job),
            _ => Err(Refusal::new(404, "VoiceNotFound", "The specified voice does not exist.")),
        }
    }

    /// The jobs of the requested edition, or of the documented default.
    fn of_edition<'a>(&'a self, call: &Call<'_>) -> impl Iterator<Item = &'a Job> + use<'a> {
        let default = call
            .known
            .operation
            .parameter("Type")
            .and_then(|parameter| parameter.schema.default.as_deref().map(str::to_owned));
        let edition = call.parameters.get("Type").and_then(Value::as_str).map(str::to_owned).or(default);
        self.jobs
            .values()
            .filter(move |job| edition.as_ref().is_none_or(|edition| job.edition.eq_ignore_ascii_case(edition)))
    }

    fn delete(&mut self, job: &str) -> Result<(), Refusal> {
        self.of_job(job)?;
        if let Some(job) = self.by_job.remove(job).and_then(|number| self.jobs.remove(&number)) {
            self.by_voice.remove(&job.voice);
            self.bytes -= job.weight();
        }
        Ok(())
    }
}

impl Job {
    /// About how much memory it takes.
    fn weight(&self) -> usize {
        // Without what an update changes.
        size_of::<Self>() + 2 * (self.id.len() + self.voice.len()) + weight::of_map(&self.parameters)
    }

    /// Its state, once it is submitted.
    fn state(&self, store: &Store) -> RunState {
        self.run.state(store.clock.now(), self.steps().len(), store.step)
    }

    fn steps(&self) -> &'static [&'static str] {
        // A job of this edition has been through the first two before it was submitted.
        if self.edition == "Basic" { &STATES[2..] } else { &STATES }
    }

    fn state_name(&self, state: RunState) -> &'static str {
        match state {
            RunState::Step(_) if !self.run.is_started() => STATES[usize::from(self.detected)],
            RunState::Step(step) => self.steps().get(step).copied().unwrap_or("Training"),
            RunState::Succeeded => "Success",
            RunState::Failed | RunState::Cancelled => "Fail",
        }
    }

    /// As an entry of a list of jobs.
    fn as_job(&self, store: &Store, sparse: Option<Sparse>) -> Value {
        // Read once: the clock may run.
        let state = self.state(store);
        let failure = self.run.failure.as_ref().filter(|_| state == RunState::Failed);
        let mut entry = self.common_fields();
        entry["JobId"] = self.id.as_str().into();
        entry["Status"] = self.state_name(state).into();
        entry["Message"] = failure.map_or("", |(_, message)| message).into();
        entry["CreateTime"] = self.created.as_str().into();
        entry["GmtCreate"] = self.created.as_str().into();
        self.thin(sparse, &mut entry, &["CreateTime", "GmtCreate"]);
        if failure.is_none() {
            self.thin(sparse, &mut entry, &["Message"]);
        }
        entry
    }

    /// As an entry of a list of voices.
    fn as_voice(&self, sparse: Option<Sparse>) -> Value {
        let mut entry = self.common_fields();
        entry["DemoAudioMediaId"] = self.demo.as_str().into();
        if !self.demo_is_given {
            self.thin(sparse, &mut entry, &["DemoAudioMediaId"]);
        }
        entry
    }

    /// Removes made-up fields that a sparse response lacks.
    fn thin(&self, sparse: Option<Sparse>, entry: &mut Value, made_up: &[&str]) {
        let Some(sparse) = sparse else { return };
        let seed = Seed::of(&self.id);
        let lacks = |name: &str| sparse.leaves_out(seed.with(name));
        let given = ["VoiceName", "VoiceDesc"].into_iter().filter(|name| !self.parameters.contains_key(*name));
        made_up.iter().copied().chain(given).filter(|name| lacks(name)).for_each(|name| paths::remove(entry, name));
    }

    fn common_fields(&self) -> Value {
        let given = |name: &str, default: &str| self.parameters.get(name).cloned().unwrap_or_else(|| default.into());
        json!({
            "VoiceId": self.voice,
            "VoiceName": given("VoiceName", &self.voice),
            "VoiceDesc": given("VoiceDesc", ""),
            "Gender": given("Gender", "female"),
            "Scenario": given("Scenario", "story"),
            "Type": self.edition,
        })
    }
}
