//! The content of the CLI's file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::credentials::environment::Environment;
use crate::credentials::file::Location;
use crate::credentials::profile::Profile;
use crate::error::{Error, ErrorKind};

const CHOOSE: &str = "Choose a profile with ALIBABA_CLOUD_PROFILE or CliProfile::profile, or run `aliyun configure`.";

type Settings = BTreeMap<String, String>;

pub(super) struct Config {
    pub(super) path: PathBuf,
    current: Option<String>,
    /// By their names, in the order of the file.
    profiles: Vec<(String, Settings)>,
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
        let problem = match object(text.trim_start_matches('\u{feff}')) {
            Ok(fields) => {
                let current =
                    fields.get("current").and_then(|name| read::<String>(name)).filter(|name| !name.is_empty());
                let profiles = fields.get("profiles").and_then(|list| read::<Vec<&RawValue>>(list)).unwrap_or_default();
                return Ok(Self { path, current, profiles: profiles.into_iter().filter_map(profile).collect() });
            }
            Err(error) if error.classify() == Category::Data => "it is not an object".to_owned(),
            // Without the error as its source: the message has the position and what was expected, and quotes nothing.
            Err(error) => error.to_string(),
        };
        let message = format!("the CLI file {} is not what `aliyun configure` writes: {problem}", path.display());
        Err(Error::new(ErrorKind::Credentials, message).with_hint("Correct the file, or run `aliyun configure` anew."))
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
fn object(text: &str) -> serde_json::Result<BTreeMap<String, &RawValue>> {
    serde_json::from_str(text)
}

fn read<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// The name and the settings of a profile.
fn profile(raw: &RawValue) -> Option<(String, Settings)> {
    let fields = object(raw.get()).ok()?;
    let name = read(fields.get("name")?)?;
    Some((name, fields.into_iter().filter_map(|(key, value)| Some((key, setting(value)?))).collect()))
}

/// A setting as it stands in the file: the digits of a number, which may be an ID that no number can hold.
fn setting(raw: &RawValue) -> Option<String> {
    match raw.get().starts_with(['"', 'n', '{', '[']) {
        true => read(raw).and_then(|value| text(&value)),
        false => Some(raw.get().to_owned()),
    }
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
