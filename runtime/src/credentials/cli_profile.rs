//! The file of the Alibaba Cloud CLI, `~/.aliyun/config.json`.

mod cloud_sso;
mod config;
mod edit;
mod external;
mod login;
mod mode;
mod oauth;
mod renewal;

use std::fmt;
use std::path::PathBuf;

use tracing::debug;

use super::environment::Environment;
use super::file::{Location, aside, in_home};
use super::loaded::{Loaded, ProfileFile, Provider};
use super::profile::PROFILE;
use super::provider::{CredentialProvider, delegate_provider};
use crate::error::Error;
use crate::task::BoxFuture;
use config::Config;

const DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

/// A profile of the Alibaba Cloud CLI, as `aliyun configure` writes it.
///
/// | mode | what is done |
/// |---|---|
/// | `AK`, `StsToken` | the keys are used as they are |
/// | `RamRoleArn`, `ChainableRamRoleArn` | [`AssumeRole`](crate::AssumeRole) with the profile's keys, or those of its `source_profile` |
/// | `EcsRamRole` | [`EcsMetadata`](crate::EcsMetadata) |
/// | `OIDC` | [`AssumeRoleWithOidc`](crate::AssumeRoleWithOidc) |
/// | `OAuth` | the access token is exchanged for temporary keys; with 1200 s or less left, it is refreshed first |
/// | `CloudSSO` | the access token is exchanged for temporary keys; once it has expired, `aliyun configure` has to be run |
/// | `External` | `process_command` is run, and prints keys |
///
/// Other modes (`CredentialsURI`, `RamRoleArnWithEcs`, `BearerToken`, `RsaKeyPair`, `Anonymous`) are refused with what to do
/// instead, as in the official SDKs.
///
/// What a profile leaves out is taken from the environment, as the official SDKs do: keys, security token, role ARN, OIDC
/// provider and token file (`ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`, `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`,
/// `ALIBABA_CLOUD_OIDC_TOKEN_FILE`).
///
/// The file is read when credentials are first asked for; once that has succeeded, it is not read again, except for the
/// three modes below, and where the service refuses what the profile has: another program may have written other keys. It is
/// at most 1 MiB, and a regular file.
///
/// # Profiles that are signed in
///
/// In the modes `OAuth`, `CloudSSO` and `External` the profile keeps temporary keys (`access_key_id`, `access_key_secret`,
/// `sts_token`) until `sts_expiration`. They are used first; new ones are fetched shortly before that time, as [`Cached`]
/// says, or where the service refuses them. The official Python SDK uses saved keys in mode `OAuth` only.
///
/// New keys, and the new tokens of `OAuth`, are written back to the file for the next process, as the CLI and the official
/// SDKs do. The file is locked, read again and replaced at once by a rename; its mode, its other content and a symbolic
/// link in its place stay. What somebody who signs in meanwhile writes is not overwritten. Where the file cannot be
/// written, for example because it is read-only, what was fetched is used all the same.
///
/// A `process_command` is split into words as a POSIX shell does (so on Windows, backslashes are doubled or stand between
/// single quotation marks) and run without a shell and without input. It has 60 s, is killed then, and prints one JSON
/// object of at most 1 MiB: `mode` (`AK` or `StsToken`), `access_key_id`, `access_key_secret`, `sts_token`, and
/// `expiration`, for example `2030-01-01T00:00:00Z`. What it prints elsewhere is dropped. Without `expiration`, it is run
/// again after 5 s at the earliest; the official SDKs run it for every request.
///
/// # Errors
///
/// [Not configured](Error::is_not_configured): there is no file where nobody names one, or no home folder; the file calls no
/// profile current, or has none of the name in `ALIBABA_CLOUD_PROFILE`, which is for the [SDKs' file](crate::IniProfile) too;
/// `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`. The official SDKs look elsewhere after every error.
///
/// Otherwise: the file cannot be read, for example because permission is denied, or is no such file; it has no such profile; the profile lacks a setting, names itself
/// as its source, or has a mode that is not used; then those of what the profile stands for. They name file, profile and
/// setting, and quote nothing that a command prints.
///
/// # Tracing
///
/// An event at warn level where the file cannot be written, with the fields `file`, `profile` and `reason`; at debug level
/// `CLI profile read` with `file`, `profile` and `provider`; besides, those of [`Cached`].
///
/// [`Cached`]: crate::Cached
#[derive(Clone, Default)]
pub struct CliProfile(Loaded<CliFile>);

/// The CLI's file, and which of its profiles is used.
#[derive(Clone, Default)]
struct CliFile {
    profile: Option<String>,
    path: Option<PathBuf>,
    environment: Environment,
}

impl CliProfile {
    /// The current profile.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The profile of this name. Default: `ALIBABA_CLOUD_PROFILE`, otherwise the one that the file calls current.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.change().profile = Some(name.into());
        self
    }

    /// The file. Default: `ALIBABA_CLOUD_CONFIG_FILE`, otherwise `.aliyun/config.json` in the home folder.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.change().path = Some(path.into());
        self
    }

    /// Where variables, time, nonces and network come from. Default: the process's own.
    #[must_use]
    pub fn environment(mut self, environment: &Environment) -> Self {
        self.0.change().environment = environment.clone();
        self
    }

    /// The profile's `region_id`, without white space around it; `None` where it has none. The file is read each time, on
    /// Tokio's threads for blocking work.
    ///
    /// # Errors
    ///
    /// Those of reading the file and of choosing the profile, as for its credentials. What else the profile has or lacks does
    /// not matter.
    pub async fn region(&self) -> Result<Option<String>, Error> {
        self.0.file().read_region().await
    }
}

impl CliFile {
    async fn read_region(&self) -> Result<Option<String>, Error> {
        let this = self.clone();
        aside(move || {
            let (config, name) = this.chosen()?;
            let profile = config.profile(&name, &this.environment)?;
            let region = profile.own("region_id").map(str::trim).filter(|region| !region.is_empty());
            Ok(region.map(str::to_owned))
        })
        .await
    }

    /// The file, and the name of the profile to use. May block.
    fn chosen(&self) -> Result<(Config, String), Error> {
        if self.environment.is_true(DISABLED) {
            return Err(Error::not_configured(format!("{DISABLED} is set, so the CLI file is not read")));
        }
        let config = Config::read(&self.location()?)?;
        let name = match (&self.profile, self.environment.variable(PROFILE)) {
            (Some(name), _) => name.clone(),
            // The variable is for the other file too, which may have the profile.
            (None, Some(name)) if !config.has(&name) => return Err(config.not_configured(&config.lack_of(&name))),
            (None, Some(name)) => name,
            (None, None) => match config.current() {
                Some(name) => name.to_owned(),
                None => return Err(config.not_configured("says of no profile that it is current")),
            },
        };
        Ok((config, name))
    }

    fn location(&self) -> Result<Location, Error> {
        if let Some(path) = &self.path {
            return Ok(Location::named(path));
        }
        match self.environment.variable_os("ALIBABA_CLOUD_CONFIG_FILE") {
            Some(path) => Ok(Location::named(path)),
            None => Ok(Location { path: in_home(&self.environment, ".aliyun/config.json")?, named: false }),
        }
    }
}

impl ProfileFile for CliFile {
    const NAME: &'static str = "cli_profile";

    fn environment(&self) -> &Environment {
        &self.environment
    }

    fn read(&self) -> Result<Provider, Error> {
        let (config, name) = self.chosen()?;
        let provider = mode::provider(&config, &name, &self.environment)?;
        debug!(file = %config.path.display(), profile = name, provider = %provider.name(), "CLI profile read");
        Ok(provider)
    }

    fn region(&self) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        Some(Box::pin(self.read_region()))
    }
}

delegate_provider!(CliProfile);

impl fmt::Debug for CliProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CliFile { profile, path, .. } = self.0.file();
        formatter.debug_struct("CliProfile").field("profile", profile).field("file", path).finish_non_exhaustive()
    }
}
