//! The default credential chain, in the official order.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tracing::debug;

use super::access_key::Credentials;
use super::assume_role_with_oidc::AssumeRoleWithOidc;
use super::cli_profile::CliProfile;
use super::ecs_metadata::EcsMetadata;
use super::environment::Environment;
use super::environment_credentials::EnvironmentCredentials;
use super::ini_profile::FILE as INI_FILE;
use super::ini_profile::IniProfile;
use super::provider::CredentialProvider;
use super::single_flight::{Outcome, SingleFlight, Waiting};
use super::uri::CredentialsUri;
use crate::error::{Error, ErrorKind};
use crate::task::{BoxFuture, lock};
use crate::transport::Network;

/// Longer than the limits of all sources together.
const LONGEST_SEARCH: Duration = Duration::from_secs(120);

/// Searches for credentials where the official SDKs do, and in the same order. A client without a provider of its own
/// uses this one.
///
/// 1. [Environment variables](EnvironmentCredentials): `ALIBABA_CLOUD_ACCESS_KEY_ID` and so on.
/// 2. [OIDC](AssumeRoleWithOidc), where its three variables are set, as in pods with RAM roles for service accounts.
/// 3. The [CLI's file](CliProfile), unless `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`.
/// 4. The [SDKs' file](IniProfile).
/// 5. The [ECS metadata service](EcsMetadata), unless `ALIBABA_CLOUD_ECS_METADATA_DISABLED` is `true`.
/// 6. A [credentials URI](CredentialsUri), where `ALIBABA_CLOUD_CREDENTIALS_URI` is set.
///
/// A source that is [not configured](Error::is_not_configured) is skipped: its variables are not set, its file or
/// profile does not exist, the metadata service cannot be reached or has no role. A source that is configured and fails
/// ends the search: otherwise a program would use the role of its node after one failure of STS. The first source that
/// returns credentials is used from then on, and its later errors are returned as they are. The search starts when
/// credentials are first needed; callers wait for one search, which runs on a thread of its own as
/// [`Cached`](super::Cached) describes.
///
/// The OIDC variables may be set without the role, which a file may name. If none does, and no file has other
/// credentials, the search ends with an error before the metadata service: its role may belong to somebody else.
///
/// The official SDKs continue after any failure, and keep what they find until the process ends.
///
/// # Errors
///
/// A source is configured and fails: the error names it, says why and how to leave it out, and has the source's error
/// as its [cause](std::error::Error::source), with code, status and request ID. Environment variables are set in part:
/// the error names them and what is missing. No source is configured: the error gives the reason for each source, and
/// is itself "not configured". The next call searches again. Outside of ECS, a search that reaches the metadata service
/// takes up to about 1 s.
///
/// # Tracing
///
/// Events at debug level: `no credentials here` with the fields `source` and `reason`; then
/// `the default chain has found credentials` with `provider`, or `the default chain ends at a source that fails` with
/// `source` and `reason`, or `the default chain ends before the machine's own credentials` with `variables` and `reason`;
/// besides, those of [`Cached`](super::Cached).
#[derive(Clone, Default)]
pub struct DefaultCredentials {
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Shared, so that a network which is lent to one clone serves what another one finds.
    environment: Environment,
    /// The source that was the first to return credentials.
    found: OnceLock<Arc<dyn CredentialProvider>>,
    search: Mutex<SingleFlight>,
}

impl DefaultCredentials {
    /// The default chain.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the environment: variables, home folder, clock, nonces and network. Default: the process's own.
    #[must_use]
    pub fn environment(self, environment: &Environment) -> Self {
        Self { state: Arc::new(State { environment: environment.clone(), ..State::default() }) }
    }

    async fn get(&self) -> Outcome {
        match self.state.found.get() {
            Some(source) => source.credentials().await.map_err(Error::of_chosen_source),
            None => self.join_search()?.outcome().await,
        }
    }

    /// The search that callers wait for.
    fn join_search(&self) -> Result<Waiting, Error> {
        lock(&self.state.search).join_or_start(LONGEST_SEARCH, |_| self.search())
    }

    /// Tries one source after another until one returns credentials or fails, and remembers the one that does.
    fn search(&self) -> impl Future<Output = Outcome> + Send + use<> {
        let state = self.state.clone();
        async move {
            // Another search may have ended since the caller checked.
            if let Some(source) = state.found.get() {
                return source.credentials().await.map_err(Error::of_chosen_source);
            }
            let (mut reasons, mut in_part) = (Vec::new(), Vec::new());
            for (step, source) in sources(&state.environment) {
                if step.is_of_the_machine && !in_part.is_empty() {
                    return Err(stopped(in_part));
                }
                match try_source(source).await {
                    Ok((source, credentials)) => {
                        debug!(provider = %source.name(), "the default chain has found credentials");
                        // Usually there is one search at a time; after one that is overdue there may be two, and the
                        // first to end is kept.
                        let _ = state.found.set(source);
                        return Ok(credentials);
                    }
                    Err(error) if error.is_not_configured() => {
                        debug!(source = step.name, reason = error.message(), "no credentials here");
                        let reason = format!("{}: {}", step.name, without_subject(error.message()));
                        reasons.push(reason.clone());
                        if !error.variables_in_part().is_empty() {
                            in_part.push((reason, error));
                        }
                    }
                    Err(error) => {
                        let reason = error.message();
                        debug!(source = step.name, reason, "the default chain ends at a source that fails");
                        return Err(step.failure(error));
                    }
                }
            }
            let message = format!("no credentials found; {}", reasons.join("; "));
            Err(Error::not_configured(message).with_hint(
                "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, run `aliyun configure`, or give \
                 credentials to ClientBuilder::credentials.",
            ))
        }
    }
}

/// A step of the chain: one source.
struct Step {
    name: &'static str,
    /// How to leave the source out of the search.
    exit: &'static str,
    /// Whether the credentials are those of the machine, which every program on it can use.
    is_of_the_machine: bool,
}

impl Step {
    /// The chain's error for a source that is configured and fails.
    fn failure(&self, error: Error) -> Error {
        let message = format!(
            "the default chain ends at its source `{}`, which is configured and fails: {}",
            self.name,
            error.message()
        );
        let hint = match error.hint() {
            Some(hint) => format!("{hint} To leave this source out, {}.", self.exit),
            None => format!("To leave this source out, {}.", self.exit),
        };
        Error::new(ErrorKind::Credentials, message).with_hint(hint).with_source(error)
    }
}

/// The chain's error if variables are set in part, no file completes them, and the machine's own credentials would be
/// next.
fn stopped(in_part: Vec<(String, Error)>) -> Error {
    let mut variables: Vec<_> = in_part.iter().flat_map(|(_, error)| error.variables_in_part()).copied().collect();
    let mut seen = HashSet::new();
    variables.retain(|variable| seen.insert(*variable));
    let variables = variables.join(", ");
    let (reasons, errors): (Vec<_>, Vec<_>) = in_part.into_iter().unzip();
    let reasons = reasons.join("; ");
    debug!(variables, reason = reasons, "the default chain ends before the machine's own credentials");
    let message = format!(
        "no credentials found for what is set in {variables}; {reasons}; the ECS metadata service is not asked instead, because \
         it may have somebody else's"
    );
    let hint = format!("Set or write what is missing. To leave this out, unset {variables}.");
    let error = Error::new(ErrorKind::Credentials, message).with_hint(hint);
    match errors.into_iter().next() {
        Some(first) => error.with_source(first.of_chosen_source()),
        None => error,
    }
}

type Source = Result<Arc<dyn CredentialProvider>, Error>;

/// All sources in order, created anew for each search: variables may have been set since the last one.
fn sources(environment: &Environment) -> [(Step, Source); 6] {
    let variables = EnvironmentCredentials::new().environment(environment);
    let oidc = AssumeRoleWithOidc::from_environment(environment).map(boxed);
    let uri = CredentialsUri::from_environment(environment).map(boxed);
    let step = |name, exit| Step { name, exit, is_of_the_machine: false };
    let exit_of_file = match environment.variable_os(INI_FILE) {
        Some(_) => "unset ALIBABA_CLOUD_CREDENTIALS_FILE or put `enable = false` into its profile",
        None => "put `enable = false` into its profile or, where it cannot be read, move the file away",
    };
    [
        (
            step(
                "environment",
                "unset ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN",
            ),
            Ok(boxed(variables)),
        ),
        (
            step(
                "OIDC",
                "unset ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE",
            ),
            oidc,
        ),
        (
            step("CLI file", "set ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true"),
            Ok(boxed(CliProfile::new().environment(environment))),
        ),
        (step("credentials file", exit_of_file), Ok(boxed(IniProfile::new().environment(environment)))),
        (
            Step { is_of_the_machine: true, ..step("ECS metadata", "set ALIBABA_CLOUD_ECS_METADATA_DISABLED=true") },
            Ok(boxed(EcsMetadata::new().environment(environment))),
        ),
        (step("credentials URI", "unset ALIBABA_CLOUD_CREDENTIALS_URI"), uri),
    ]
}

fn boxed(source: impl CredentialProvider + 'static) -> Arc<dyn CredentialProvider> {
    Arc::new(source)
}

/// The message without the part that names the source again.
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

    fn lend_network(&self, network: &Network) {
        self.state.environment.lend(network);
        if let Some(source) = self.state.found.get() {
            source.lend_network(network);
        }
    }

    fn drop_refused(&self, refused: &Credentials) -> bool {
        self.state.found.get().is_some_and(|source| source.drop_refused(refused))
    }

    /// That of the profile whose credentials were found, which need no longer be the current one.
    fn configured_region(&self) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        self.state.found.get().and_then(|source| source.configured_region()).or_else(|| {
            let profile = CliProfile::new().environment(&self.state.environment);
            Some(Box::pin(async move { profile.region().await }))
        })
    }
}

impl fmt::Debug for DefaultCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DefaultCredentials").field("name", &self.name()).finish_non_exhaustive()
    }
}
