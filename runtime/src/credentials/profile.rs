//! A profile of a file: its settings by name, the variables that replace them, and errors that say which one is
//! missing where.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::access_key::Credentials;
use super::environment::Environment;
use super::flaw::{check_name, flaw, flawed};
use crate::error::{Error, ErrorKind};
use crate::model::Timestamp;

/// The variable that names a profile, of either file.
pub(super) const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";
const TOKEN: &str = "sts_token";

/// What a profile sets. Has no `Debug`: it holds secrets.
#[derive(Clone)]
pub(super) struct Profile {
    /// For errors: its name and the file.
    subject: String,
    settings: BTreeMap<String, String>,
    environment: Environment,
}

impl Profile {
    pub(super) fn new(name: &str, file: &str, settings: BTreeMap<String, String>, environment: &Environment) -> Self {
        Self { subject: format!("profile `{name}` of {file}"), settings, environment: environment.clone() }
    }

    /// A setting of the file itself; an empty one counts as missing.
    pub(super) fn own(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A setting, or the environment variable that is read if the profile has no such setting.
    pub(super) fn get(&self, key: &str) -> Option<String> {
        self.own(key).map(str::to_owned).or_else(|| self.environment.variable(variable(key)?))
    }

    pub(super) fn required(&self, key: &str) -> Result<String, Error> {
        self.get(key).ok_or_else(|| self.lacks(key))
    }

    /// A path: in the environment it need not be text.
    pub(super) fn required_path(&self, key: &str) -> Result<PathBuf, Error> {
        let from_environment = || Some(self.environment.variable_os(variable(key)?)?.into());
        self.own(key).map(PathBuf::from).or_else(from_environment).ok_or_else(|| self.lacks(key))
    }

    fn lacks(&self, key: &str) -> Error {
        match variable(key) {
            Some(variable) => self.error(&format!("has no `{key}`, and {variable} is not set")),
            None => self.error(&format!("has no `{key}`")),
        }
    }

    /// The access key. A temporary one has its token in every mode, as for the CLI: no service accepts it without. Beside
    /// another key, a token is left over from an earlier login.
    pub(super) fn access_key(&self) -> Result<Credentials, Error> {
        let key = self.bare_key()?;
        let is_temporary = key.access_key_id().starts_with("STS.") && self.get(TOKEN).is_some();
        if is_temporary { self.with_token(key) } else { Ok(key) }
    }

    /// The access key of a mode that requires a token.
    pub(super) fn temporary_key(&self) -> Result<Credentials, Error> {
        self.with_token(self.bare_key()?)
    }

    fn bare_key(&self) -> Result<Credentials, Error> {
        Ok(Credentials::new(self.printable("access_key_id")?, self.printable("access_key_secret")?))
    }

    fn with_token(&self, key: Credentials) -> Result<Credentials, Error> {
        Ok(key.with_security_token(self.printable(TOKEN)?))
    }

    fn printable(&self, key: &str) -> Result<String, Error> {
        let value = self.required(key)?;
        self.check(key, &value)?;
        Ok(value)
    }

    /// A token of a login, which only the file has.
    pub(super) fn own_token(&self, key: &str) -> Result<Option<&str>, Error> {
        let token = self.own(key);
        token.map_or(Ok(()), |token| self.check(key, token))?;
        Ok(token)
    }

    /// Checks a part of an access key or a token.
    fn check(&self, key: &str, value: &str) -> Result<(), Error> {
        flaw(value).map_or(Ok(()), |flaw| Err(flawed(&self.place(key), flaw)))
    }

    /// An ARN.
    pub(super) fn required_arn(&self, key: &str) -> Result<String, Error> {
        let value = self.required(key)?;
        check_name(&self.place(key), &value)?;
        Ok(value)
    }

    /// Where a value is set, for errors about it.
    fn place(&self, key: &str) -> String {
        match (self.own(key), variable(key)) {
            (None, Some(variable)) => variable.to_owned(),
            _ => format!("`{key}` in {}", self.subject),
        }
    }

    /// A number of seconds; `None` if it is missing or zero.
    pub(super) fn seconds(&self, key: &str) -> Result<Option<Duration>, Error> {
        match self.own(key).map(str::parse) {
            None | Some(Ok(0)) => Ok(None),
            Some(Ok(seconds)) => Ok(Some(Duration::from_secs(seconds))),
            Some(Err(_)) => Err(self.error(&format!("has a value of `{key}` that is not a number of seconds"))),
        }
    }

    /// A time, as seconds since 1970 or in another form that times have; `None` where it is missing or none of them.
    pub(super) fn time(&self, key: &str) -> Option<SystemTime> {
        Timestamp::from(self.own(key)?.to_owned()).to_system_time().ok()
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        self.own(key).map(|value| value.eq_ignore_ascii_case("true"))
    }

    pub(super) fn set(&mut self, key: &str, value: String) {
        self.settings.insert(key.to_owned(), value);
    }

    /// An error of this profile; `problem` follows the profile's name.
    pub(super) fn error(&self, problem: &str) -> Error {
        Error::new(ErrorKind::Credentials, format!("{} {problem}", self.subject))
    }

    /// A "not configured" error: the profile is not to be used.
    pub(super) fn not_configured(&self, problem: &str) -> Error {
        Error::not_configured(format!("{} {problem}", self.subject))
    }
}

/// Checks the name of a profile that a file does not have. Where it has one whose name differs in case alone, as
/// `[Default]`, that one was meant: with another source, the identity would be another one.
pub(super) fn check_absent<'a>(name: &str, mut names: impl Iterator<Item = &'a str>, file: &str) -> Result<(), Error> {
    check_name(PROFILE, name)?;
    names.find(|other| other.eq_ignore_ascii_case(name)).map_or(Ok(()), |other| {
        let problem = format!("{file} has no profile `{name}`, but `{other}`: the case of letters counts");
        Err(Error::new(ErrorKind::Credentials, problem)
            .with_hint("Write both names alike, in the file or in ALIBABA_CLOUD_PROFILE."))
    })
}

/// A type or mode that is not known, as errors show it: not where it is more than one word, for example lines that were
/// joined, which may have a key in them.
pub(super) fn shown(word: &str) -> &str {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if word.trim().bytes().all(is_part) { word } else { "…" }
}

/// The environment variables that both official packages read for a setting that a profile leaves out. The variables
/// for the session name, the STS region and the instance's role are read by their sources.
fn variable(key: &str) -> Option<&'static str> {
    Some(match key {
        "access_key_id" => "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "access_key_secret" => "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        TOKEN => "ALIBABA_CLOUD_SECURITY_TOKEN",
        "ram_role_arn" | "role_arn" => "ALIBABA_CLOUD_ROLE_ARN",
        "oidc_provider_arn" => "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
        "oidc_token_file" | "oidc_token_file_path" => "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
        _ => return None,
    })
}
