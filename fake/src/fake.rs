//! The fake as its users have it.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use crate::catalog::Catalog;
use crate::cloud::{Cloud, Delivery, Settings};
use crate::faults::Faults;
use crate::journal::Journal;
use crate::keys::Keys;
use crate::life::Life;
use crate::lock::lock;
use crate::overrides::Outcome;
use crate::server::Server;
use crate::stamp;
use crate::sts;
use crate::timeline::Timeline;

/// A service on a loopback port of this machine, which behaves like the cloud. It stops when it is dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::{Duration, SystemTime};
///
/// use alibabacloud_fake::Fake;
/// use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
/// use alibabacloud_ice::voice::{
///     CreateCustomizedVoiceJob, DetectAudioForCustomizedVoiceJob, GetCustomizedVoice, SubmitCustomizedVoiceJob,
/// };
///
/// let fake = Fake::start().await?;
/// let client = fake.client().build()?;
/// client.send(CreateCustomizedVoiceJob::new("reader", Gender::Female, Scenario::Story)).await?;
/// client.send(DetectAudioForCustomizedVoiceJob::new("reader", "https://example.com/1.wav", 1)).await?;
/// client.send(SubmitCustomizedVoiceJob::new("reader")).await?;
///
/// // Jobs have a clock of their own, which stands still until it is moved.
/// fake.advance(Duration::from_secs(60));
/// let voice = client.send(GetCustomizedVoice::new().voice_id("reader")).await?;
/// assert_eq!(voice.output.data.customized_voice.voice_id.as_deref(), Some("reader"));
///
/// fake.journal().assert_called("SubmitCustomizedVoiceJob", 1);
/// # Ok(()) }
/// ```
pub struct Fake {
    cloud: Arc<Cloud>,
    server: Server,
    keys: (String, String),
}

/// Settings of a [`Fake`] that is to start.
#[derive(Debug, Clone)]
pub struct FakeBuilder {
    port: u16,
    keys: (String, String),
    more_keys: Vec<(String, String)>,
    bearer_tokens: Vec<String>,
    speed: f64,
    step: Duration,
    stateless: bool,
    open_values: bool,
    journal_limit: usize,
}

impl Default for FakeBuilder {
    fn default() -> Self {
        Self {
            port: 0,
            keys: ("fake-access-key-id".to_owned(), "fake-access-key-secret".to_owned()),
            more_keys: Vec::new(),
            bearer_tokens: Vec::new(),
            speed: 0.0,
            step: Duration::from_secs(3),
            stateless: false,
            open_values: false,
            journal_limit: 10_000,
        }
    }
}

impl FakeBuilder {
    /// The port on 127.0.0.1. Default: a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The key that [`Fake::access_key_id`] and [`Fake::client`] give. Default: one that is made up.
    #[must_use]
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.keys = (id.into(), secret.into());
        self
    }

    /// One more key that may ask.
    #[must_use]
    pub fn another_access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.more_keys.push((id.into(), secret.into()));
        self
    }

    /// A bearer token that may ask in place of a key. Default: none may.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_tokens.push(token.into());
        self
    }

    /// Lets the clock of jobs run by itself, so many times faster than real time. Default: 0.0, it stands still until
    /// [`Fake::advance`] moves it.
    #[must_use]
    pub fn speed(mut self, factor: f64) -> Self {
        self.speed = factor;
        self
    }

    /// How long a job stays in each state, by its own clock. Default: 3 s.
    #[must_use]
    pub fn step(mut self, step: Duration) -> Self {
        self.step = step;
        self
    }

    /// Keeps nothing: every operation is answered from its schema, for every ID, as if all of them existed. Default: what
    /// was not made does not exist.
    #[must_use]
    pub fn stateless(mut self) -> Self {
        self.stateless = true;
        self
    }

    /// Takes values that the documentation does not list, for the case that its list is not complete. Default: they are
    /// refused.
    #[must_use]
    pub fn open_values(mut self) -> Self {
        self.open_values = true;
        self
    }

    /// How many requests the journal keeps. Default: 10,000.
    #[must_use]
    pub fn journal_limit(mut self, limit: usize) -> Self {
        self.journal_limit = limit;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// A port that cannot be had.
    pub async fn start(self) -> io::Result<Fake> {
        self.start_blocking()
    }

    /// The same from code that is not asynchronous.
    ///
    /// # Errors
    /// A port that cannot be had.
    pub fn start_blocking(self) -> io::Result<Fake> {
        let mut keys = Keys::default();
        for (id, secret) in self.more_keys.iter().chain([&self.keys]) {
            keys.add(id, secret);
        }
        self.bearer_tokens.iter().for_each(|token| keys.add_bearer_token(token));
        let settings = Settings { stateless: self.stateless, open_values: self.open_values };
        let life = Life::new(Timeline::new(self.speed), self.step);
        let cloud = Arc::new(Cloud::new(Catalog::get()?, settings, keys, life, Journal::new(self.journal_limit)));
        let server = Server::start(cloud.clone(), self.port)?;
        Ok(Fake { cloud, server, keys: self.keys })
    }
}

impl Fake {
    /// Starts a fake on a free port of 127.0.0.1.
    ///
    /// It runs on a thread of its own, so the code under test may block. It must not pause the clock of its runtime during
    /// a call: paused time jumps to the call's time limit while the response is on its way.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A fake with other settings.
    #[must_use]
    pub fn builder() -> FakeBuilder {
        FakeBuilder::default()
    }

    /// The base URL, for example `http://127.0.0.1:40123`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// The ID of the key that may ask.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.keys.0
    }

    /// Its secret.
    #[must_use]
    pub fn access_key_secret(&self) -> &str {
        &self.keys.1
    }

    /// A URL that gives temporary keys as `ALIBABA_CLOUD_CREDENTIALS_URI` has them.
    #[must_use]
    pub fn credentials_uri(&self) -> String {
        format!("{}{}", self.endpoint(), sts::CREDENTIALS_PATH)
    }

    /// The role of the instance whose metadata service the fake is too.
    #[must_use]
    pub fn metadata_role(&self) -> &'static str {
        sts::METADATA_ROLE
    }

    /// Temporary keys that the fake takes for this long by its clock: ID, secret and security token.
    #[must_use]
    pub fn session(&self, lasting: Duration) -> [String; 3] {
        let mut access = lock(&self.cloud.access);
        let now = stamp::shifted(SystemTime::now(), access.skew);
        let granted = access.keys.grant(now, lasting);
        [granted.access_key_id, granted.access_key_secret, granted.security_token]
    }

    /// Revokes every session that was handed out so far: it is refused from now on (`InvalidSecurityToken.Expired`), although
    /// its time has not come. Sessions that begin later are not touched.
    pub fn revoke_sessions(&self) {
        lock(&self.cloud.access).keys.revoke_sessions();
    }

    /// Sets the service's clock, by which it judges dates and sends `Date`, ahead of this machine's by some seconds; behind
    /// where the number is negative.
    pub fn skew_clock(&self, seconds: i64) {
        lock(&self.cloud.access).skew = seconds;
    }

    /// Moves the clock of jobs on.
    pub fn advance(&self, by: Duration) {
        lock(&self.cloud.world).life.timeline.advance(by);
    }

    /// Lets the next job that an operation submits fail at its end, with this code and message where its reports have
    /// fields for them.
    pub fn fail_next(&self, submitter: &str, code: &str, message: &str) {
        lock(&self.cloud.world).life.fail_next(submitter, code, message);
    }

    /// Gives own answers to an operation, by its name: from its parameters to the JSON of its response, or a refusal. All
    /// checks come first; what other operations know is not changed by it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// # use alibabacloud_fake::{Fake, Refusal};
    /// # let fake = Fake::start().await?;
    /// fake.on_named("GetPipeline", |request| match request["PipelineId"].as_str() {
    ///     Some("known") => Ok(serde_json::json!({ "Pipeline": { "Name": "mine" } })),
    ///     _ => Err(Refusal::new(404, "PipelineNotFound", "The specified pipeline does not exist.")),
    /// });
    /// # Ok(()) }
    /// ```
    pub fn on_named(&self, operation: &str, answer: impl Fn(&Value) -> Outcome + Send + Sync + 'static) {
        lock(&self.cloud.overrides).set(operation, Arc::new(answer));
    }

    /// Takes back the own answers to an operation.
    pub fn reset_named(&self, operation: &str) {
        lock(&self.cloud.overrides).remove(operation);
    }

    /// The script of faults.
    pub fn faults(&self) -> Faults<'_> {
        Faults { plans: &self.cloud.plans }
    }

    /// What was asked so far.
    #[must_use]
    pub fn journal(&self) -> Journal {
        lock(&self.cloud.journal).clone()
    }

    /// Answers a request without a connection. A fault of the connection is an answer of status 599 here, and one of the
    /// body's delivery changes nothing.
    ///
    /// # Errors
    /// A header that is none, from an own answer's request ID.
    pub fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, http::Error> {
        let (parts, body) = request.into_parts();
        let answer = self.cloud.answer(&parts, body);
        let hidden = matches!(answer.delivery, Delivery::Reset | Delivery::Stalled(_));
        let mut response = Response::builder().status(if hidden { 599 } else { answer.status });
        for (name, value) in &answer.headers {
            response = response.header(*name, value);
        }
        response.body(answer.body)
    }
}

/// Where it is and who may ask; not the secret.
impl fmt::Debug for Fake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = formatter.debug_struct("Fake");
        all.field("endpoint", &self.endpoint()).field("access_key_id", &self.keys.0).finish_non_exhaustive()
    }
}
