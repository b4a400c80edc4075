//! The file of the Alibaba Cloud CLI, `~/.aliyun/config.json`.

mod mode;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};
use tracing::debug;

use super::file::{self, Location};
use super::profile::{Loaded, Profile};
use super::{CredentialProvider, Credentials, Surroundings};
use crate::error::{Error, ErrorKind};
use crate::future::BoxFuture;
use crate::transport::Network;

const DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";
const CHOOSE: &str = "Choose a profile with ALIBABA_CLOUD_PROFILE or CliProfile::profile, or run `aliyun configure`.";

/// A profile of the Alibaba Cloud CLI, as `aliyun configure` writes it.
///
/// The modes `AK`, `StsToken`, `RamRoleArn`, `ChainableRamRoleArn`, `EcsRamRole` and `OIDC` are used as the official
/// SDKs use them; others are refused with what to do instead. The file is read when credentials are first asked for;
/// once that has succeeded, it is not read again. It is read in place, blocking: it is small and local.
///
/// # Errors
///
/// The file cannot be read or is no such file; it has no such profile; the profile lacks a setting, names itself as its
/// source, or has a mode that is not used; then those of what the profile stands for. They name file, profile and
/// setting. `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`.
#[derive(Clone, Default)]
pub struct CliProfile {
    profile: Option<String>,
    file: Option<PathBuf>,
    around: Surroundings,
    loaded: Loaded,
}

impl CliProfile {
    /// The current profile.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The profile of this name. Default: `ALIBABA_CLOUD_PROFILE`, otherwise the one that the file calls current.
    #[must_use]
    pub fn profile(self, name: impl Into<String>) -> Self {
        Self { profile: Some(name.into()), loaded: Loaded::default(), ..self }
    }

    /// The file. Default: `ALIBABA_CLOUD_CONFIG_FILE`, otherwise `.aliyun/config.json` in the home folder.
    #[must_use]
    pub fn file(self, path: impl Into<PathBuf>) -> Self {
        Self { file: Some(path.into()), loaded: Loaded::default(), ..self }
    }

    /// Where variables, time, nonces and network come from. Default: the process's own.
    #[must_use]
    pub fn surroundings(self, surroundings: &Surroundings) -> Self {
        Self { around: surroundings.clone(), loaded: Loaded::default(), ..self }
    }

    fn provider(&self) -> Result<&Arc<dyn CredentialProvider>, Error> {
        if let Some(provider) = self.loaded.get() {
            return Ok(provider);
        }
        if self.around.is_true(DISABLED) {
            return Err(Error::not_configured(format!("{DISABLED} is set, so the CLI file is not read")));
        }
        let config = Config::read(&self.location()?)?;
        let from_environment = self.around.variable(PROFILE);
        let name = match (&self.profile, &from_environment) {
            (Some(name), _) => name,
            // The variable is for both files: a profile that this one lacks may be in the other.
            (None, Some(name)) if !config.has(name) => return Err(config.not_configured(&config.lack_of(name))),
            (None, Some(name)) => name,
            (None, None) => match config.current() {
                Some(name) => name,
                None => return Err(config.not_configured("says of no profile that it is current")),
            },
        };
        let provider = mode::provider(&config, name, &self.around)?;
        debug!(file = config.file, profile = name, provider = %provider.name(), "CLI profile read");
        Ok(self.loaded.get_or_init(|| provider))
    }

    fn location(&self) -> Result<Location, Error> {
        if let Some(path) = &self.file {
            return Ok(Location::named(path));
        }
        match self.around.variable_os("ALIBABA_CLOUD_CONFIG_FILE") {
            Some(path) => Ok(Location::named(path)),
            None => Ok(Location { path: file::in_home(&self.around, ".aliyun/config.json")?, named: false }),
        }
    }
}

/// The file's content.
struct Config {
    file: String,
    fields: Map<String, Value>,
}

impl Config {
    fn read(location: &Location) -> Result<Self, Error> {
        let file = location.path.display().to_string();
        let text = location.read("the CLI file").map_err(|error| {
            error.with_hint("Run `aliyun configure`, or name another file in ALIBABA_CLOUD_CONFIG_FILE.")
        })?;
        let problem = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(Value::Object(fields)) => return Ok(Self { file, fields }),
            Ok(_) => "it is no object".to_owned(),
            // Says where, and what was expected there; nothing of what is there.
            Err(error) => error.to_string(),
        };
        let message = format!("the CLI file {file} is not what `aliyun configure` writes: {problem}");
        Err(Error::new(ErrorKind::Credentials, message).with_hint("Correct the file, or run `aliyun configure` anew."))
    }

    fn current(&self) -> Option<&str> {
        self.fields.get("current")?.as_str().filter(|name| !name.is_empty())
    }

    fn profiles(&self) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        let profiles = self.fields.get("profiles").and_then(Value::as_array).into_iter().flatten();
        profiles.filter_map(|profile| Some((profile.get("name")?.as_str()?, profile.as_object()?)))
    }

    fn has(&self, name: &str) -> bool {
        self.profiles().any(|(given, _)| given == name)
    }

    fn lack_of(&self, name: &str) -> String {
        let names: Vec<_> = self.profiles().map(|(name, _)| format!("`{name}`")).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!("has no profile `{name}`; it has {known}")
    }

    fn profile(&self, name: &str) -> Result<Profile, Error> {
        let Some((_, fields)) = self.profiles().find(|(given, _)| *given == name) else {
            return Err(self.error(&self.lack_of(name)));
        };
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        let settings: BTreeMap<_, _> =
            fields.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect();
        Ok(Profile::new(name, &self.file, settings))
    }

    fn error(&self, problem: &str) -> Error {
        Error::new(ErrorKind::Credentials, format!("the CLI file {} {problem}", self.file)).with_hint(CHOOSE)
    }

    fn not_configured(&self, problem: &str) -> Error {
        Error::not_configured(format!("the CLI file {} {problem}", self.file)).with_hint(CHOOSE)
    }
}

impl CredentialProvider for CliProfile {
    fn name(&self) -> Cow<'static, str> {
        match self.loaded.get() {
            Some(provider) => format!("cli_profile/{}", provider.name()).into(),
            None => "cli_profile".into(),
        }
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(async { self.provider()?.credentials().await.map_err(Error::of_chosen_source) })
    }

    fn lend_network(&self, network: &Network) {
        self.around.lend(network);
        if let Some(provider) = self.loaded.get() {
            provider.lend_network(network);
        }
    }

    fn drop_refused(&self, refused: &Credentials) -> bool {
        self.loaded.get().is_some_and(|provider| provider.drop_refused(refused))
    }
}

impl fmt::Debug for CliProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = formatter.debug_struct("CliProfile");
        output.field("profile", &self.profile).field("file", &self.file).finish_non_exhaustive()
    }
}
