//! The content of the CLI's file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::credentials::environment::Environment;
use crate::credentials::file::Location;
use crate::credentials::profile::Profile;
use crate::error::{Error, ErrorKind};

const CHOOSE: &str = "Choose a profile with ALIBABA_CLOUD_PROFILE or CliProfile::profile, or run `aliyun configure`.";

type Settings = BTreeMap<String, String>;
type Profiles = Vec<(String, Settings)>;

pub(super) struct Config {
    pub(super) path: PathBuf,
    current: Option<String>,
    /// By their names, in the order of the file.
    profiles: Profiles,
}

impl Config {
    /// May block.
    pub(super) fn read(location: &Location) -> Result<Self, Error> {
        let text = location.read("the CLI file").map_err(|error| {
            error.with_hint("Run `aliyun configure`, or name another file in ALIBABA_CLOUD_CONFIG_FILE.")
        })?;
        Self::parse(location.path.clone(), &text)
    }

    pub(super) fn parse(path: PathBuf, text: &str) -> Result<Self, Error> {
        let (current, profiles) = content(text.trim_start_matches('\u{feff}')).map_err(|problem| {
            let message = format!("the CLI file {} is not what `aliyun configure` writes: {problem}", path.display());
            Error::new(ErrorKind::Credentials, message).with_hint("Correct the file, or run `aliyun configure` anew.")
        })?;
        Ok(Self { path, current, profiles })
    }

    pub(super) fn current(&self) -> Option<&str> {
        self.current.as_deref()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|given| given == name)
    }

    pub(super) fn lack_of(&self, name: &str) -> String {
        let names: Vec<_> = self.names().map(|name| format!("`{name}`")).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!("has no profile `{name}`; it has {known}")
    }

    pub(super) fn profile(&self, name: &str, environment: &Environment) -> Result<Profile, Error> {
        let Some((_, settings)) = self.profiles.iter().find(|(given, _)| given == name) else {
            let message = format!("the CLI file {} {}", self.path.display(), self.lack_of(name));
            return Err(Error::new(ErrorKind::Credentials, message).with_hint(CHOOSE));
        };
        Ok(Profile::new(name, &self.path.display().to_string(), settings.clone(), environment))
    }

    /// A "not configured" error: the file has no profile to use.
    pub(super) fn not_configured(&self, problem: &str) -> Error {
        Error::not_configured(format!("the CLI file {} {problem}", self.path.display())).with_hint(CHOOSE)
    }
}

/// The values of an object as they stand in the text; the last of several with the same key, as JSON readers do.
type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// The name of the current profile, and the profiles that have a name. What is there and cannot be read is not missing:
/// another source could have somebody else's credentials.
///
/// # Errors
///
/// What is wrong, in words that quote nothing.
fn content(text: &str) -> Result<(Option<String>, Profiles), String> {
    let fields: Fields<'_> = serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => "it is not an object".to_owned(),
        // The message has the position and what was expected.
        _ => error.to_string(),
    })?;
    let current = fields.get("current").and_then(|name| setting(name)).filter(|name| !name.is_empty());
    let profiles = fields.get("profiles").map(|list| serde_json::from_str::<Option<Vec<Fields<'_>>>>(list.get()));
    let profiles = profiles.transpose().map_err(|_| "its `profiles` are not a list of objects")?.flatten();
    Ok((current, profiles.unwrap_or_default().into_iter().filter_map(profile).collect()))
}

/// The name and the settings of a profile.
fn profile(fields: Fields<'_>) -> Option<(String, Settings)> {
    let name = setting(fields.get("name")?)?;
    Some((name, fields.into_iter().filter_map(|(key, value)| Some((key, setting(value)?))).collect()))
}

/// A setting as it stands in the file: the digits of a number, which may be an ID that no number can hold. A text that cannot
/// be read stands as it is, and is refused where it is used.
pub(super) fn setting(raw: &RawValue) -> Option<String> {
    let read = raw.get().starts_with(['"', 'n', '{', '[']).then(|| serde_json::from_str(raw.get()).ok()).flatten();
    read.map_or_else(|| Some(raw.get().to_owned()), |value| text(&value))
}

/// A setting as text; `None` if it is `null`. A list or an object is its JSON, as a policy has it: without its policy,
/// a session would have all permissions of its role.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}
