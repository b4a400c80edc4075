//! Cloned voices, by hand: that a job and the voice it trains are two things with two IDs is what the data cannot say.
//!
//! A job is created with the ID of its voice (`Initialization`), recordings are checked (`AudioDetecting`), and from when it
//! is submitted on it goes through `PreTraining` and `Training` by itself. The other editions submit all at once. The voice
//! is there when the job has succeeded.

use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::life::{Call, Life};
use crate::paging;
use crate::paths;
use crate::refusal::Refusal;
use crate::run::{Run, Sight};
use crate::stamp;

/// The most jobs that are kept; the oldest falls out.
const MOST: usize = 100_000;

/// States before a submission, and then those of a job that goes on by itself.
const STATES: [&str; 4] = ["Initialization", "AudioDetecting", "PreTraining", "Training"];

/// Every voice, and the job that trains it.
#[derive(Default)]
pub(crate) struct Voices {
    /// By the order in which they were made.
    jobs: BTreeMap<u64, Job>,
    by_job: HashMap<String, u64>,
    by_voice: HashMap<String, u64>,
}

struct Job {
    id: String,
    voice: String,
    edition: &'static str,
    /// What it was made with.
    given: Map<String, Value>,
    demo: String,
    created: String,
    /// Whether a recording was checked.
    detected: bool,
    run: Run,
}

/// Whether an operation is answered here.
pub(crate) fn knows(product: &str, operation: &str) -> bool {
    product == "ICE" && operation.contains("CustomizedVoice") && !operation.starts_with("GetDemonstration")
}

/// Does what a call asks for.
///
/// # Errors
/// A job or a voice that does not exist or is in use; a page that cannot be.
pub(crate) fn act(voices: &mut Voices, life: &mut Life, call: &Call<'_>, now: SystemTime) -> Result<Value, Refusal> {
    let operation = call.known.operation.name.as_str();
    let text = |name: &str| call.parameters.get(name).and_then(Value::as_str).unwrap_or_default();
    let (voice, job) = (text("VoiceId"), text("JobId"));
    let mut response = json!({ "RequestId": call.request_id, "Success": true });
    match operation {
        "CreateCustomizedVoiceJob" | "SubmitStandardCustomizedVoiceJob" | "SubmitCosyVoiceCustomizedVoiceJob" => {
            response["Data"] = voices.create(life, call, now)?;
        }
        "DetectAudioForCustomizedVoiceJob" => {
            voices.of_voice(voice)?.detected = true;
            response["Data"] = json!({ "Pass": true, "Reason": "" });
        }
        "SubmitCustomizedVoiceJob" => {
            let failure = life.next_failure(operation);
            let job = voices.of_voice(voice)?;
            if job.run.is_started() && job.sight(life) != Sight::Failed {
                return Err(Refusal::new(403, "OperationDenied", "The job of this voice has been submitted already."));
            }
            job.run.failure = failure;
            job.run.start(life.timeline.now());
            response["Data"] = json!({ "JobId": job.id, "VoiceId": job.voice });
        }
        "GetCustomizedVoiceJob" => {
            let entry = voices.of_job(job)?.as_job(life);
            response["Data"] = json!({ "CustomizedVoiceJob": without(entry, &["GmtCreate"]) });
        }
        "ListCustomizedVoiceJobs" => {
            let jobs = voices.of_edition(call).collect();
            list(call, jobs, |job| job.as_job(life), &mut response)?;
        }
        "ListCustomizedVoices" => {
            let done = voices.of_edition(call).filter(|job| job.sight(life) == Sight::Succeeded);
            list(call, done.collect(), Job::as_voice, &mut response)?;
        }
        "GetCustomizedVoice" => {
            let voice = voices.trained(voice, life)?.as_voice();
            response["Data"] = json!({ "CustomizedVoice": without(voice, &["Type"]) });
        }
        "UpdateCustomizedVoice" => {
            let demo = text("DemoAudioMediaId").to_owned();
            let job = voices.trained(voice, life)?;
            if !demo.is_empty() {
                job.demo = demo;
            }
        }
        "DeleteCustomizedVoiceJob" => voices.delete(job)?,
        _ => return call.plain(),
    }
    Ok(response)
}

fn without(mut entry: Value, names: &[&str]) -> Value {
    names.iter().for_each(|name| paths::remove(&mut entry, name));
    entry
}

/// The page that is asked for.
fn list(
    call: &Call<'_>,
    jobs: Vec<&Job>,
    show: impl FnMut(&Job) -> Value,
    response: &mut Value,
) -> Result<(), Refusal> {
    let operation = call.known.operation;
    let (Some(paging), Some(schema)) = (&operation.paging, &operation.response) else { return Ok(()) };
    paging::put(call.known.product, schema, paging, call.parameters, jobs, show, response)
}

impl Voices {
    fn create(&mut self, life: &mut Life, call: &Call<'_>, now: SystemTime) -> Result<Value, Refusal> {
        let operation = call.known.operation.name.as_str();
        let failure = life.next_failure(operation);
        let given = call.parameters.get("VoiceId").and_then(Value::as_str);
        if given.is_some_and(|voice| self.by_voice.contains_key(voice)) {
            return Err(Refusal::invalid("VoiceId", "another voice has it"));
        }
        let waits = operation == "CreateCustomizedVoiceJob";
        let mut run = Run::new(failure);
        if !waits {
            run.start(life.timeline.now());
        }
        let job = Job {
            id: call.seed.with("JobId").hex(),
            voice: given.map_or_else(|| call.seed.with("VoiceId").hex(), str::to_owned),
            edition: if waits { "Basic" } else { "Standard" },
            given: call.parameters.clone(),
            demo: call.seed.with("DemoAudioMediaId").hex(),
            created: stamp::iso(now),
            detected: false,
            run,
        };
        let mut data = json!({ "JobId": job.id, "VoiceId": job.voice });
        if operation == "SubmitStandardCustomizedVoiceJob" {
            paths::remove(&mut data, "VoiceId");
        }
        let number = life.next_number();
        self.by_job.insert(job.id.clone(), number);
        self.by_voice.insert(job.voice.clone(), number);
        self.jobs.insert(number, job);
        if self.jobs.len() > MOST
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
    fn trained(&mut self, voice: &str, life: &Life) -> Result<&mut Job, Refusal> {
        let job = self.of_voice(voice)?;
        match job.sight(life) {
            Sight::Succeeded => Ok(job),
            _ => Err(Refusal::new(404, "VoiceNotFound", "The specified voice does not exist.")),
        }
    }

    /// The jobs of the edition that a list is asked for, or that is listed without a word.
    fn of_edition<'a>(&'a self, call: &Call<'_>) -> impl Iterator<Item = &'a Job> + use<'a> {
        let usual = call.known.operation.parameter("Type").and_then(|parameter| parameter.schema.default.clone());
        let asked = call.parameters.get("Type").and_then(Value::as_str).map(str::to_owned).or(usual);
        self.jobs.values().filter(move |job| asked.as_ref().is_none_or(|asked| job.edition.eq_ignore_ascii_case(asked)))
    }

    fn delete(&mut self, job: &str) -> Result<(), Refusal> {
        self.of_job(job)?;
        if let Some(job) = self.by_job.remove(job).and_then(|number| self.jobs.remove(&number)) {
            self.by_voice.remove(&job.voice);
        }
        Ok(())
    }
}

impl Job {
    /// Where it is in the course that it goes through by itself.
    fn sight(&self, life: &Life) -> Sight {
        self.run.sight(life.timeline.now(), self.steps().len(), life.step)
    }

    fn steps(&self) -> &'static [&'static str] {
        // What was created has been through the first two before it was submitted.
        if self.edition == "Basic" { &STATES[2..] } else { &STATES }
    }

    fn state(&self, sight: Sight) -> &'static str {
        match sight {
            Sight::Step(_) if !self.run.is_started() => STATES[usize::from(self.detected)],
            Sight::Step(step) => self.steps().get(step).copied().unwrap_or("Training"),
            Sight::Succeeded => "Success",
            Sight::Failed | Sight::Ended => "Fail",
        }
    }

    /// As an entry of a list of jobs.
    fn as_job(&self, life: &Life) -> Value {
        // Looked at once: the clock may run.
        let sight = self.sight(life);
        let failure = self.run.failure.as_ref().filter(|_| sight == Sight::Failed);
        let mut entry = self.of_both();
        entry["JobId"] = self.id.as_str().into();
        entry["Status"] = self.state(sight).into();
        entry["Message"] = failure.map_or("", |(_, message)| message).into();
        entry["CreateTime"] = self.created.as_str().into();
        entry["GmtCreate"] = self.created.as_str().into();
        entry
    }

    /// As an entry of a list of voices.
    fn as_voice(&self) -> Value {
        let mut entry = self.of_both();
        entry["DemoAudioMediaId"] = self.demo.as_str().into();
        entry
    }

    fn of_both(&self) -> Value {
        let given = |name: &str, usual: &str| self.given.get(name).cloned().unwrap_or_else(|| usual.into());
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
