//! The settings of a fake.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

/// Builds a [`Fake`](crate::Fake).
#[derive(Clone)]
pub struct FakeBuilder {
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    pub(crate) keys: (String, String),
    pub(crate) more_keys: Vec<(String, String)>,
    pub(crate) bearer_tokens: Vec<String>,
    pub(crate) speed: f64,
    pub(crate) step: Duration,
    pub(crate) stateless: bool,
    pub(crate) open_values: bool,
    pub(crate) sparse: Option<u64>,
    pub(crate) unsigned: bool,
    pub(crate) docs: Option<PathBuf>,
    pub(crate) journal_limit: usize,
    pub(crate) products: Vec<String>,
}

impl Default for FakeBuilder {
    fn default() -> Self {
        Self {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            // Those that the generated example signs with where a server on this machine is called.
            keys: ("testAccessKeyId".to_owned(), "testAccessKeySecret".to_owned()),
            more_keys: Vec::new(),
            bearer_tokens: Vec::new(),
            speed: 0.0,
            step: Duration::from_secs(3),
            stateless: false,
            open_values: false,
            sparse: None,
            unsigned: false,
            docs: None,
            journal_limit: 10_000,
            products: Vec::new(),
        }
    }
}

impl FakeBuilder {
    /// The address on which the fake listens. Default: 127.0.0.1, which only this machine can reach.
    ///
    /// With another address, such as 0.0.0.0 in a container, everybody on its network can call the fake and read what is sent to it,
    /// over plain HTTP, with a key that is no secret. Send it nothing that is.
    #[must_use]
    pub fn host(mut self, host: impl Into<IpAddr>) -> Self {
        self.host = host.into();
        self
    }

    /// Accepts requests without a signature, for tools that cannot sign: a viewer of OpenAPI documents, a mock server in front, a
    /// generated client. The path may name the operation (`/GetPipeline?PipelineId=…`), and web pages of this machine may call it
    /// (CORS). What is signed is checked as always. Default: they are refused.
    ///
    /// Only with a [`host`](Self::host) that is a loopback address.
    #[must_use]
    pub fn unsigned(mut self) -> Self {
        self.unsigned = true;
        self
    }

    /// Serves the files of a folder at `/docs/`, without those of folders within it: the pages of a viewer of OpenAPI documents, from
    /// which operations can be called. Requests need no signature, as with [`unsigned`](Self::unsigned). Default: none.
    #[must_use]
    pub fn docs(self, folder: impl Into<PathBuf>) -> Self {
        Self { docs: Some(folder.into()), ..self.unsigned() }
    }

    /// The port. Default: a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The access key, which [`Fake::client`](crate::Fake::client) uses. Default: the one that the
    /// generated example `send_json` has for servers on this machine.
    #[must_use]
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.keys = (id.into(), secret.into());
        self
    }

    /// Accepts one more access key.
    #[must_use]
    pub fn additional_access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.more_keys.push((id.into(), secret.into()));
        self
    }

    /// Accepts a bearer token instead of a signature. Default: none.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_tokens.push(token.into());
        self
    }

    /// Lets the clock of jobs run so many times faster than real time. Default: 0.0, it stands still until
    /// [`Fake::advance`](crate::Fake::advance) moves it.
    #[must_use]
    pub fn speed(mut self, factor: f64) -> Self {
        self.speed = factor;
        self
    }

    /// How long a job stays in each state, by the clock of jobs. Default: 3 s.
    #[must_use]
    pub fn step(mut self, step: Duration) -> Self {
        self.step = step;
        self
    }

    /// Keeps no resources: the response to every operation is generated from its schema, as if every ID existed. Default: a
    /// resource exists once it was created.
    #[must_use]
    pub fn stateless(mut self) -> Self {
        self.stateless = true;
        self
    }

    /// Accepts values that the documentation does not list, because its lists may be incomplete. Default: they are refused.
    #[must_use]
    pub fn open_values(mut self) -> Self {
        self.open_values = true;
        self
    }

    /// Makes responses sparse, which shows what your code does where it expects too much. Optional fields are left out, documented
    /// fields have undocumented values (`NeverHeardOf`), lists are empty, and objects have fields that no type knows. The seed
    /// chooses which: the same ones in every run, others with another seed.
    ///
    /// What was set by a request, the ID and the state of a resource, and pagination stay as they are, and so do the IDs in the
    /// response to a write. Responses of handlers and of STS are not changed. Default: every field has a documented value.
    #[must_use]
    pub fn sparse(mut self, seed: u64) -> Self {
        self.sparse = Some(seed);
        self
    }

    /// How many requests the journal keeps. Default: 10,000.
    #[must_use]
    pub fn journal_limit(mut self, limit: usize) -> Self {
        self.journal_limit = limit;
        self
    }

    /// Adds a product by its data, the `fake.json` that `cargo xtask generate` writes beside a crate. May be called again; of two
    /// products with one name and version the later one counts. The data stays in memory as long as the process lives, once for
    /// all fakes that add the same. Default: the fake knows ICE and STS.
    #[must_use]
    pub fn product(mut self, data: impl Into<String>) -> Self {
        self.products.push(data.into());
        self
    }
}

/// Without secrets and tokens.
impl fmt::Debug for FakeBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, keys: (id, _), .. } = self;
        let mut all = formatter.debug_struct("FakeBuilder");
        all.field("host", host).field("port", port).field("access_key_id", id).finish_non_exhaustive()
    }
}
