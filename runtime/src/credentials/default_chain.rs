//! The official order in which credentials are looked for.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use tracing::debug;

use super::flight::{Flight, Waiting, abandoned};
use super::{
    AssumeRoleWithOidc, CliProfile, CredentialProvider, Credentials, CredentialsUri, EcsMetadata,
    EnvironmentCredentials, IniProfile, Surroundings,
};
use crate::error::{Error, ErrorKind};
use crate::future::BoxFuture;
use crate::lock::lock;

/// Looks for credentials where the official SDKs do, and in the same order: what a client uses that is given none.
///
/// 1. [Environment variables](EnvironmentCredentials): `ALIBABA_CLOUD_ACCESS_KEY_ID` and so on.
/// 2. [OIDC](AssumeRoleWithOidc), where its three variables are set, as in pods with RAM roles for service accounts.
/// 3. The [CLI's file](CliProfile), unless `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`.
/// 4. The [SDKs' file](IniProfile).
/// 5. The [ECS metadata service](EcsMetadata), unless `ALIBABA_CLOUD_ECS_METADATA_DISABLED` is `true`.
/// 6. A [credentials URI](CredentialsUri), where `ALIBABA_CLOUD_CREDENTIALS_URI` is set.
///
/// The first source that has credentials is used from then on: its later errors are those of the chain, so that a
/// program does not go on as somebody else. Nothing is searched before credentials are first asked for; however many
/// callers wait then, the search is made once.
///
/// # Errors
///
/// No source has credentials. The one error says of each why, and the next call searches them all again. Away from ECS,
/// the metadata service costs up to 1 s then.
///
/// # Tracing
///
/// Events at debug level: `no credentials here` with the fields `source` and `reason`, and
/// `the default chain has found credentials` with `provider`; besides, those of [`Cached`](super::Cached).
#[derive(Clone, Default)]
pub struct DefaultCredentials {
    around: Surroundings,
    state: Arc<State>,
}

type Outcome = Result<Credentials, Error>;

#[derive(Default)]
struct State {
    /// The source that has had credentials first.
    found: OnceLock<Arc<dyn CredentialProvider>>,
    search: Mutex<Flight<Outcome>>,
}

impl DefaultCredentials {
    /// The default chain.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where variables, home folder, time, nonces and network come from. Default: the process's own.
    #[must_use]
    pub fn surroundings(self, surroundings: &Surroundings) -> Self {
        Self { around: surroundings.clone(), state: Arc::default() }
    }

    async fn get(&self) -> Result<Credentials, Error> {
        // A second try is for a search that was dropped with the runtime of another caller.
        for _ in 0..2 {
            let Some(waiting) = self.join_search()? else { break };
            if let Some(outcome) = waiting.result().await {
                return outcome;
            }
        }
        match self.state.found.get() {
            Some(source) => source.credentials().await,
            None => Err(abandoned()),
        }
    }

    /// The search to wait for; none where it has already found something.
    fn join_search(&self) -> Result<Option<Waiting<Outcome>>, Error> {
        if self.state.found.get().is_some() {
            return Ok(None);
        }
        let mut search = lock(&self.state.search);
        // It may have ended since.
        match self.state.found.get() {
            Some(_) => Ok(None),
            None => search.join_or_begin(|| self.search()).map(Some),
        }
    }

    /// Asks one source after another, and remembers the first that has credentials.
    fn search(&self) -> impl Future<Output = Outcome> + Send + use<> {
        let (around, state) = (self.around.clone(), self.state.clone());
        async move {
            let mut reasons = Vec::new();
            for (what, source) in sources(&around) {
                match try_source(source).await {
                    Ok((source, credentials)) => {
                        debug!(provider = %source.name(), "the default chain has found credentials");
                        // Nobody else sets it: there is one search at a time.
                        let _ = state.found.set(source);
                        return Ok(credentials);
                    }
                    Err(error) => {
                        debug!(source = what, reason = error.message(), "no credentials here");
                        reasons.push(format!("{what}: {}", without_subject(error.message())));
                    }
                }
            }
            let message = format!("no credentials found; {}", reasons.join("; "));
            Err(Error::new(ErrorKind::Credentials, message).with_hint(
                "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, run `aliyun configure`, or give \
                 credentials to ClientBuilder::credentials.",
            ))
        }
    }
}

type Source = Result<Arc<dyn CredentialProvider>, Error>;

/// All sources in order, made anew for each search: variables may have been set since the last one.
fn sources(around: &Surroundings) -> [(&'static str, Source); 6] {
    let variables = around.clone();
    let environment = EnvironmentCredentials::from_lookup(move |name| variables.variable_os(name));
    let oidc = AssumeRoleWithOidc::from_environment(around).map(boxed);
    let uri = CredentialsUri::from_environment(around).map(boxed);
    [
        ("environment", Ok(boxed(environment))),
        ("OIDC", oidc),
        ("CLI file", Ok(boxed(CliProfile::new().surroundings(around)))),
        ("credentials file", Ok(boxed(IniProfile::new().surroundings(around)))),
        ("ECS metadata", Ok(boxed(EcsMetadata::new().surroundings(around)))),
        ("credentials URI", uri),
    ]
}

fn boxed(source: impl CredentialProvider + 'static) -> Arc<dyn CredentialProvider> {
    Arc::new(source)
}

/// What went wrong, without the words that say again which source this is.
fn without_subject(message: &str) -> &str {
    let subjects = ["no credentials: ", "the CLI file ", "the credentials file "];
    subjects.iter().find_map(|subject| message.strip_prefix(subject)).unwrap_or(message)
}

async fn try_source(source: Source) -> Result<(Arc<dyn CredentialProvider>, Credentials), Error> {
    let source = source?;
    let credentials = source.credentials().await?;
    credentials.check()?;
    Ok((source, credentials))
}

impl CredentialProvider for DefaultCredentials {
    fn name(&self) -> Cow<'static, str> {
        match self.state.found.get() {
            Some(source) => format!("default/{}", source.name()).into(),
            None => "default".into(),
        }
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.get())
    }
}

impl fmt::Debug for DefaultCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DefaultCredentials").field("name", &self.name()).finish_non_exhaustive()
    }
}
