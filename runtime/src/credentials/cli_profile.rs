//! The file of the Alibaba Cloud CLI, `~/.aliyun/config.json`.

mod cloud_sso;
mod config;
mod edit;
mod external;
mod login;
mod mode;
mod oauth;
mod renewal;
mod words;

use std::fmt;
use std::path::PathBuf;

use tracing::debug;

use super::environment::Environment;
use super::file::{Location, aside, in_home};
use super::loaded::{Loaded, ProfileFile, Provider};
use super::profile::{PROFILE, check_absent};
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
/// The `policy` of a role is JSON in text, or JSON as it is. An `access_key_id` of a temporary key (`STS.…`) is used with the
/// profile's `sts_token` in the modes `AK` and `RamRoleArn` too, as the CLI does for roles; the official SDKs leave it out.
///
/// What a profile leaves out is taken from the environment, as the official SDKs do: keys, security token, role ARN, OIDC
/// provider and token file (`ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`, `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`,
/// `ALIBABA_CLOUD_OIDC_TOKEN_FILE`).
///
/// The file is read when credentials are first needed. Once that has succeeded, it is read again only for the three
/// modes below, and if the service refuses the profile's credentials, or STS the key that a role is assumed with: another
/// program may have written new ones. The profile that was read first is kept, although another one may have become
/// current. The file must be a regular file of at most 1 MiB.
///
/// # Profiles of a login
///
/// In the modes `OAuth`, `CloudSSO` and `External` the profile keeps temporary keys (`access_key_id`,
/// `access_key_secret`, `sts_token`) until `sts_expiration`. They are used first; new ones are fetched shortly before
/// that time, as [`Cached`] describes, or if the service refuses them. The official Python SDK uses saved keys in mode
/// `OAuth` only.
///
/// New keys, and the new tokens of `OAuth`, are written to the file for the next process, as the CLI and the official
/// SDKs do. The file is locked, read again and replaced by a rename; its mode and its other content are kept, and a
/// symbolic link remains one. A login that another process writes meanwhile is not overwritten. If the file is not
/// writable, the fetched keys are used all the same.
///
/// A `process_command` is split into words by the quotation marks and backslashes of a POSIX shell (so on Windows,
/// backslashes are doubled or stand between single quotation marks) and run without a shell and without input. It is
/// killed after 60 s. It must print one JSON object of at most 1 MiB: `mode` (`AK` or `StsToken`), `access_key_id`,
/// `access_key_secret`, `sts_token`, and `expiration`, for example `2030-01-01T00:00:00Z` or `1893456000`. Its error output
/// is discarded. Without `expiration`, the command is run again after 5 s at the earliest; the official SDKs run it for
/// every request.
///
/// # Errors
///
/// [Not configured](Error::is_not_configured): the file does not exist and is not named, or there is no home folder;
/// the file names no current profile, or does not have the profile that `ALIBABA_CLOUD_PROFILE` names, a variable which
/// applies to the [SDKs' file](crate::IniProfile) too; `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`. The official
/// SDKs try their next source after every error.
///
/// Otherwise: the file cannot be read, for example because permission is denied or a link to it leads nowhere, or is not
/// the CLI's; it does not have the profile; `ALIBABA_CLOUD_PROFILE` has white space or quotation marks around a name
/// that is in no file, or a name that the file has in other case; the profile lacks a setting, is its own source, or has
/// an unsupported mode; or an error of the source that the profile describes. The error names file, profile and setting,
/// and quotes nothing that a command prints.
///
/// # Tracing
///
/// An event at warn level if the file is not writable, with the fields `file`, `profile` and `reason`; at debug level
/// `CLI profile read` with `file`, `profile` and `provider`, and the events of [`Cached`].
///
/// [`Cached`]: crate::Cached
#[derive(Clone, Default)]
pub struct CliProfile(Loaded<CliFile>);

/// The CLI's file, and which of its profiles to use.
#[derive(Clone, Default)]
struct CliFile {
    profile: Option<String>,
    path: Option<PathBuf>,
    environment: Environment,
}

impl CliProfile {
    /// Creates a source for the current profile.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name of the profile. Default: `ALIBABA_CLOUD_PROFILE`, otherwise the file's current profile.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.change().profile = Some(name.into());
        self
    }

    /// Sets the file. Default: `ALIBABA_CLOUD_CONFIG_FILE`, otherwise `.aliyun/config.json` in the home folder.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.change().path = Some(path.into());
        self
    }

    /// Sets the environment: variables, clock, nonces and network. Default: the process's own.
    #[must_use]
    pub fn environment(mut self, environment: &Environment) -> Self {
        self.0.change().environment = environment.clone();
        self
    }

    /// The profile's `region_id`, without white space around it; `None` where it has none. The file is read each time, on
    /// Tokio's threads for blocking work. The profile is that of the credentials, if they were read before.
    ///
    /// # Errors
    ///
    /// Those of reading the file and of choosing the profile. Its other settings are not checked.
    pub async fn region(&self) -> Result<Option<String>, Error> {
        self.0.file().read_region(self.0.profile()).await
    }
}

impl CliFile {
    async fn read_region(&self, before: Option<String>) -> Result<Option<String>, Error> {
        let this = self.clone();
        aside(move || {
            let (config, name) = this.chosen(before.as_deref())?;
            let profile = config.profile(&name, &this.environment)?;
            let region = profile.own("region_id").map(str::trim).filter(|region| !region.is_empty());
            Ok(region.map(str::to_owned))
        })
        .await
    }

    /// The file, and the name of the profile to use: that of `before`, if there is one. May block.
    fn chosen(&self, before: Option<&str>) -> Result<(Config, String), Error> {
        if self.environment.is_true(DISABLED) {
            return Err(Error::not_configured(format!("{DISABLED} is set, so the CLI file is not read")));
        }
        let config = Config::read(&self.location()?)?;
        let name = match (before.or(self.profile.as_deref()), self.environment.variable(PROFILE)) {
            (Some(name), _) => name.to_owned(),
            // The variable also applies to the other file, which may have the profile.
            (None, Some(name)) if !config.has(&name) => {
                check_absent(&name, config.names(), &format!("the CLI file {}", config.path.display()))?;
                return Err(config.not_configured(&config.lack_of(&name)));
            }
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

    fn read(&self, before: Option<&str>) -> Result<(String, Provider), Error> {
        let (config, name) = self.chosen(before)?;
        let provider = mode::provider(&config, &name, &self.environment)?;
        debug!(file = %config.path.display(), profile = name, provider = %provider.name(), "CLI profile read");
        Ok((name, provider))
    }

    fn region(&self, before: Option<String>) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        Some(Box::pin(self.read_region(before)))
    }
}

delegate_provider!(CliProfile);

impl fmt::Debug for CliProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CliFile { profile, path, .. } = self.0.file();
        formatter.debug_struct("CliProfile").field("profile", profile).field("file", path).finish_non_exhaustive()
    }
}
