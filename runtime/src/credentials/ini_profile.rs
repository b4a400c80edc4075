//! The file of the Alibaba Cloud SDKs, `~/.alibabacloud/credentials`.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use tracing::debug;

use super::assume_role::AssumeRole;
use super::assume_role_with_oidc::AssumeRoleWithOidc;
use super::ecs_metadata::EcsMetadata;
use super::environment::Environment;
use super::file::{Location, in_home};
use super::ini;
use super::loaded::{Loaded, ProfileFile, Provider};
use super::profile::{PROFILE, Profile, check_absent, shown};
use super::provider::{CredentialProvider, delegate_provider};
use super::sts::Session;
use crate::error::{Error, ErrorKind};

/// The variable that names the file.
pub(super) const FILE: &str = "ALIBABA_CLOUD_CREDENTIALS_FILE";
/// Values of `enable` that disable a profile.
const OFF: [&str; 4] = ["false", "no", "off", "0"];
const WHAT: &str = "the credentials file";
const CHOOSE: &str = "Choose a profile with ALIBABA_CLOUD_PROFILE or IniProfile::profile, or correct the file.";

/// A profile of the file that the Alibaba Cloud SDKs share, in INI format.
///
/// ```text
/// [default]
/// type = access_key
/// access_key_id = …
/// access_key_secret = …
/// ```
///
/// `#` begins a comment anywhere, `;` at the start of a line and after white space. A value may be enclosed in single
/// or double quotation marks, between which there are no comments, or go on in lines that are indented, as a policy may.
/// A profile with `enable = false` (or `no`, `off`, `0`) is disabled, as in older official SDKs.
///
/// Supported types are `access_key`, `ram_role_arn`, `ecs_ram_role` and `oidc_role_arn`. Settings that a profile leaves
/// out are read from the environment, as in the official SDKs: keys, role ARN, OIDC provider and token file
/// (`ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALIBABA_CLOUD_ROLE_ARN`,
/// `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`).
///
/// The file is read when credentials are first needed. Once that has succeeded, it is read again only if the service
/// refuses the profile's credentials, or STS the key that a role is assumed with: another program may have written new
/// ones. The profile that was read first is kept. The file must be a regular file of at most 1 MiB.
///
/// # Errors
///
/// [Not configured](Error::is_not_configured): the file does not exist and is not named, or there is no home folder;
/// the file does not have the profile, which was not set by [`profile`](Self::profile); the profile is disabled. The
/// official SDKs try their next source after every error.
///
/// Otherwise: the file cannot be read, for example because permission is denied or a link to it leads nowhere, or is not
/// in INI format; `ALIBABA_CLOUD_PROFILE` has white space or quotation marks around a name that is not in the file; the
/// file has the profile in other case, for example `[Default]`; the profile lacks a setting or has an unsupported type;
/// or an error of the source that the profile describes. The error names file, profile and setting.
#[derive(Clone, Default)]
pub struct IniProfile(Loaded<IniFile>);

/// The SDKs' file, and which of its profiles to use.
#[derive(Clone, Default)]
struct IniFile {
    profile: Option<String>,
    path: Option<PathBuf>,
    environment: Environment,
}

impl IniProfile {
    /// Creates a source for the default profile.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name of the profile. Default: `ALIBABA_CLOUD_PROFILE`, otherwise `default`.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.change().profile = Some(name.into());
        self
    }

    /// Sets the file. Default: `ALIBABA_CLOUD_CREDENTIALS_FILE`, otherwise `.alibabacloud/credentials` in the home
    /// folder, as in the official Go SDK, or if that does not exist `.alibabacloud/credentials.ini`, as in the Python
    /// one.
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
}

impl IniFile {
    /// The path of the file that exists, and its text.
    fn text(&self) -> Result<(PathBuf, String), Error> {
        let location = self.location()?;
        let mut text = location.read(WHAT);
        let mut path = location.path;
        if text.as_ref().is_err_and(Error::is_not_configured) {
            let other = Location { path: path.with_extension("ini"), named: false };
            let of_other = other.read(WHAT);
            if !of_other.as_ref().is_err_and(Error::is_not_configured) {
                (path, text) = (other.path, of_other);
            }
        }
        let hint = "Name another file in ALIBABA_CLOUD_CREDENTIALS_FILE, or write this one.";
        text.map(|text| (path, text)).map_err(|error| error.with_hint(hint))
    }

    fn location(&self) -> Result<Location, Error> {
        if let Some(path) = &self.path {
            return Ok(Location::named(path));
        }
        match self.environment.variable_os(FILE) {
            Some(path) => Ok(Location::named(path)),
            None => Ok(Location { path: in_home(&self.environment, ".alibabacloud/credentials")?, named: false }),
        }
    }
}

impl ProfileFile for IniFile {
    const NAME: &'static str = "profile";

    fn environment(&self) -> &Environment {
        &self.environment
    }

    fn read(&self, before: Option<&str>) -> Result<(String, Provider), Error> {
        let given = before.or(self.profile.as_deref());
        let variable = self.environment.variable(PROFILE);
        let name = given.or(variable.as_deref()).unwrap_or("default");
        let (path, text) = self.text()?;
        let file = path.display().to_string();
        let error = |problem: &str| {
            Error::new(ErrorKind::Credentials, format!("the credentials file {file} {problem}")).with_hint(CHOOSE)
        };
        let not_configured =
            |problem: &str| Error::not_configured(format!("the credentials file {file} {problem}")).with_hint(CHOOSE);
        let mut sections = ini::read(&text)
            .map_err(|line| error(&format!("cannot be read: line {line} is not a section, setting or comment")))?;
        let Some(settings) = sections.remove(name) else {
            let names: Vec<_> = sections.keys().map(|name| format!("`{name}`")).collect();
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let problem = format!("has no profile `{name}`; it has {known}");
            if given.is_some() {
                return Err(error(&problem));
            }
            check_absent(name, sections.keys().map(String::as_str), &format!("the credentials file {file}"))?;
            return Err(not_configured(&problem));
        };
        let profile = Profile::new(name, &file, settings, &self.environment);
        let enable = profile.own("enable").unwrap_or_default();
        if OFF.iter().any(|off| enable.eq_ignore_ascii_case(off)) {
            return Err(profile.not_configured(&format!("is switched off by `enable = {enable}`")));
        }
        let provider = by_type(&profile, &self.environment)?;
        debug!(file, profile = name, provider = %provider.name(), "INI profile read");
        Ok((name.to_owned(), provider))
    }
}

/// Sets the options of a session that a profile has.
fn describe(session: &mut Session, profile: &Profile) {
    session.name = profile.get("role_session_name");
    session.policy = profile.get("policy");
}

/// The provider that a profile describes.
fn by_type(profile: &Profile, environment: &Environment) -> Result<Provider, Error> {
    Ok(match profile.required("type")?.as_str() {
        "access_key" => Arc::new(profile.access_key()?),
        "ram_role_arn" => {
            let source = profile.access_key()?;
            let mut role = AssumeRole::new(source, profile.required_arn("role_arn")?).environment(environment);
            describe(role.session(), profile);
            Arc::new(role)
        }
        "ecs_ram_role" => {
            let metadata = EcsMetadata::new().environment(environment);
            Arc::new(match profile.get("role_name") {
                Some(role) => metadata.role_name(role),
                None => metadata,
            })
        }
        "oidc_role_arn" => {
            let mut role = AssumeRoleWithOidc::new(
                profile.required_arn("role_arn")?,
                profile.required_arn("oidc_provider_arn")?,
                profile.required_path("oidc_token_file_path")?,
            )
            .environment(environment);
            describe(role.session(), profile);
            Arc::new(role)
        }
        "rsa_key_pair" => {
            return Err(profile.error(
                "has the type `rsa_key_pair`, which is obsolete and not supported: use `access_key` or `ram_role_arn`",
            ));
        }
        other => {
            return Err(profile.error(&format!(
                "has the type `{}`, which is not known; known are access_key, ram_role_arn, ecs_ram_role and \
                 oidc_role_arn",
                shown(other)
            )));
        }
    })
}

delegate_provider!(IniProfile);

impl fmt::Debug for IniProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let IniFile { profile, path, .. } = self.0.file();
        formatter.debug_struct("IniProfile").field("profile", profile).field("file", path).finish_non_exhaustive()
    }
}
