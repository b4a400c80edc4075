//! The content of the CLI's file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::credentials::environment::Environment;
use crate::credentials::file::Location;
use crate::credentials::profile::Profile;
use crate::error::{Error, ErrorKind};

const CHOOSE: &str = "Choose a profile with ALIBABA_CLOUD_PROFILE or CliProfile::profile, or run `aliyun configure`.";

pub(super) struct Config {
    pub(super) path: PathBuf,
    fields: Map<String, Value>,
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
        let problem = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(Value::Object(fields)) => return Ok(Self { path, fields }),
            Ok(_) => "it is not an object".to_owned(),
            // Without the error as its source: the message has the position and what was expected, and quotes nothing.
            Err(error) => error.to_string(),
        };
        let message = format!("the CLI file {} is not what `aliyun configure` writes: {problem}", path.display());
        Err(Error::new(ErrorKind::Credentials, message).with_hint("Correct the file, or run `aliyun configure` anew."))
    }

    pub(super) fn current(&self) -> Option<&str> {
        self.fields.get("current")?.as_str().filter(|name| !name.is_empty())
    }

    fn profiles(&self) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        let profiles = self.fields.get("profiles").and_then(Value::as_array).into_iter().flatten();
        profiles.filter_map(|profile| Some((profile.get("name")?.as_str()?, profile.as_object()?)))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.profiles().any(|(given, _)| given == name)
    }

    pub(super) fn lack_of(&self, name: &str) -> String {
        let names: Vec<_> = self.profiles().map(|(name, _)| format!("`{name}`")).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!("has no profile `{name}`; it has {known}")
    }

    pub(super) fn profile(&self, name: &str, environment: &Environment) -> Result<Profile, Error> {
        let Some((_, fields)) = self.profiles().find(|(given, _)| *given == name) else {
            let message = format!("the CLI file {} {}", self.path.display(), self.lack_of(name));
            return Err(Error::new(ErrorKind::Credentials, message).with_hint(CHOOSE));
        };
        let settings: BTreeMap<_, _> =
            fields.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect();
        Ok(Profile::new(name, &self.path.display().to_string(), settings, environment))
    }

    /// A "not configured" error: the file has no profile to use.
    pub(super) fn not_configured(&self, problem: &str) -> Error {
        Error::not_configured(format!("the CLI file {} {problem}", self.path.display())).with_hint(CHOOSE)
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
