//! Where calls go: to fakes in this process, or to the cloud.

use std::time::{Duration, Instant};

use alibabacloud_fake::{Fake, Fault};
use alibabacloud_ice::runtime::Operations;
use alibabacloud_ice::{Client, Credentials, Error, Response};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use crate::wire::{Exchange, Recorder, Sent, recorded};

/// Where calls go.
pub struct Target {
    facts: &'static Operations,
    kind: Kind,
}

enum Kind {
    Fake(Box<Fakes>),
    Cloud { client: Client, region: String },
}

struct Fakes {
    /// Answers as if every ID existed.
    any: Fake,
    any_client: Client,
    wrong_secret: Client,
    /// Keeps what is created.
    kept: Fake,
    kept_client: Client,
    /// Leaves fields out, and adds unknown ones.
    #[expect(dead_code, reason = "it runs as long as it is not dropped")]
    sparse: Fake,
    sparse_client: Client,
    /// A planned fault belongs to the call that it was planned for.
    planned: Mutex<()>,
}

/// What the fake does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Responds as if every ID existed.
    Any,
    /// Keeps what is created, and finds nothing else.
    Kept,
    /// Leaves out optional fields and adds unknown ones.
    Sparse,
    /// Throttles the first attempt.
    Throttled,
    /// Denies the call, as RAM does.
    Denied,
    /// Refuses the signature, because the client has another secret.
    WrongSecret,
    /// Fails with a server error.
    ServerError,
    /// Breaks the connection.
    Reset,
}

impl Behaviour {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 8] = [
        Self::Any,
        Self::Kept,
        Self::Sparse,
        Self::Throttled,
        Self::Denied,
        Self::WrongSecret,
        Self::ServerError,
        Self::Reset,
    ];

    /// Its name in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Kept => "kept",
            Self::Sparse => "sparse",
            Self::Throttled => "throttled",
            Self::Denied => "denied",
            Self::WrongSecret => "secret",
            Self::ServerError => "error",
            Self::Reset => "reset",
        }
    }

    /// What it does, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Any => "responds as if every ID existed",
            Self::Kept => "keeps what you create, and finds nothing else",
            Self::Sparse => "leaves fields out and adds unknown ones",
            Self::Throttled => "throttles the first attempt",
            Self::Denied => "denies the call, as RAM does",
            Self::WrongSecret => "refuses the signature of a wrong secret",
            Self::ServerError => "fails with a server error",
            Self::Reset => "breaks the connection",
        }
    }

    /// The behaviour of this name; [`Any`](Self::Any) otherwise.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|it| it.name() == name).unwrap_or(Self::Any)
    }
}

/// A call that was made.
pub struct Run {
    /// What was sent, as JSON.
    pub parameters: Map<String, Value>,
    /// What came of it.
    pub result: Result<Response<Value>, Error>,
    /// The attempts, one by one.
    pub exchanges: Vec<Exchange>,
    /// How long it took in all.
    pub elapsed: Duration,
}

/// A request that was signed and not sent.
pub struct Signed {
    /// The request.
    pub sent: Sent,
    /// The command that sends it.
    pub curl: String,
}

/// Removes the planned faults when it is dropped.
struct Clear<'a>(&'a Fake);

impl Drop for Clear<'_> {
    fn drop(&mut self) {
        self.0.faults().clear();
    }
}

impl Target {
    /// Fakes in this process. A job stays in each of its states for `step`.
    ///
    /// # Errors
    ///
    /// There is no free port, or a client cannot be built.
    pub async fn fake(
        facts: &'static Operations,
        step: Duration,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let recorder = Recorder::new()?;
        let client = |fake: &Fake| fake.client().transport(recorder.clone());
        let (any, kept) =
            (Fake::builder().stateless().start().await?, Fake::builder().speed(1.0).step(step).start().await?);
        let sparse = Fake::builder().stateless().sparse(1).start().await?;
        let wrong = Credentials::new(any.access_key_id(), "not-the-secret");
        let fakes = Fakes {
            any_client: client(&any).build()?,
            wrong_secret: client(&any).credentials(wrong).build()?,
            kept_client: client(&kept).build()?,
            sparse_client: client(&sparse).build()?,
            any,
            kept,
            sparse,
            planned: Mutex::new(()),
        };
        Ok(Self { facts, kind: Kind::Fake(Box::new(fakes)) })
    }

    /// The cloud, or whatever the client calls. Its transport is a [`Recorder`].
    #[must_use]
    pub fn cloud(facts: &'static Operations, client: Client, region: impl Into<String>) -> Self {
        Self { facts, kind: Kind::Cloud { client, region: region.into() } }
    }

    /// The region, if calls go to the cloud.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        match &self.kind {
            Kind::Fake(_) => None,
            Kind::Cloud { region, .. } => Some(region),
        }
    }

    /// Where the fake that keeps state listens, if calls go to it.
    #[must_use]
    pub fn endpoint(&self) -> Option<String> {
        match &self.kind {
            Kind::Fake(fakes) => Some(fakes.kept.endpoint()),
            Kind::Cloud { .. } => None,
        }
    }

    /// The access key secret of the fake, which is no secret; `None` for the cloud.
    #[must_use]
    pub fn fake_secret(&self) -> Option<&str> {
        match &self.kind {
            Kind::Fake(fakes) => Some(fakes.any.access_key_secret()),
            Kind::Cloud { .. } => None,
        }
    }

    /// Calls an operation.
    pub async fn run(&self, name: &str, parameters: Map<String, Value>, behaviour: Behaviour) -> Run {
        let fakes = match &self.kind {
            Kind::Fake(fakes) => fakes,
            Kind::Cloud { client, .. } => return self.call(client, name, parameters).await,
        };
        let fault = match behaviour {
            Behaviour::Any => return self.call(&fakes.any_client, name, parameters).await,
            Behaviour::Kept => return self.call(&fakes.kept_client, name, parameters).await,
            Behaviour::Sparse => return self.call(&fakes.sparse_client, name, parameters).await,
            Behaviour::WrongSecret => return self.call(&fakes.wrong_secret, name, parameters).await,
            Behaviour::Throttled => Fault::throttled_for(Duration::from_millis(300)),
            Behaviour::Denied => Fault::AccessDenied,
            Behaviour::ServerError => Fault::server_error(500),
            Behaviour::Reset => Fault::Reset,
        };
        let times = if behaviour == Behaviour::Throttled { 1 } else { u64::MAX };
        let _alone = fakes.planned.lock().await;
        let _planned = fakes.any.faults().next(name, fault).times(times).optional();
        // Also where the browser has gone, and this call with it.
        let _clear = Clear(&fakes.any);
        self.call(&fakes.any_client, name, parameters).await
    }

    async fn call(&self, client: &Client, name: &str, parameters: Map<String, Value>) -> Run {
        let started = Instant::now();
        let call = client.call_by_name(self.facts, name, Value::Object(parameters.clone()));
        let (result, exchanges) = recorded(call.into_future()).await;
        Run { parameters, result, exchanges, elapsed: started.elapsed() }
    }

    /// Signs a call without sending it.
    ///
    /// # Errors
    ///
    /// Those of [`Client::dry_run_by_name`].
    pub async fn sign(
        &self,
        name: &str,
        parameters: Map<String, Value>,
        behaviour: Behaviour,
    ) -> Result<Signed, Error> {
        let (client, is_cloud) = match &self.kind {
            Kind::Cloud { client, .. } => (client, true),
            Kind::Fake(fakes) => match behaviour {
                Behaviour::Kept => (&fakes.kept_client, false),
                Behaviour::Sparse => (&fakes.sparse_client, false),
                Behaviour::WrongSecret => (&fakes.wrong_secret, false),
                _ => (&fakes.any_client, false),
            },
        };
        let signed = client.dry_run_by_name(self.facts, name, Value::Object(parameters)).await?;
        // The key of the fake is no secret.
        let curl = if is_cloud { signed.to_string() } else { signed.curl_with_secrets() };
        Ok(Signed { sent: Sent::of(signed.request()), curl })
    }
}
