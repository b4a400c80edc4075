//! Environment for tests: variables, a clock that stands until it is moved, and a home folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alibabacloud_runtime::{Credentials, Environment, Error, Timestamp, Transport};

/// 2023-11-14T22:13:20Z, when every test begins.
pub const START: Duration = Duration::from_secs(1_700_000_000);

/// Variables, time and home of a test. Clones share them.
#[derive(Clone)]
pub struct World {
    variables: Arc<Mutex<BTreeMap<String, OsString>>>,
    now: Arc<Mutex<SystemTime>>,
    home: Arc<tempfile::TempDir>,
}

impl World {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let world =
            Self { variables: Arc::default(), now: Arc::new(Mutex::new(UNIX_EPOCH + START)), home: Arc::new(home) };
        let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        world.set(variable, world.home.path());
        world
    }

    pub fn set(&self, name: &str, value: impl Into<OsString>) {
        self.variables.lock().unwrap().insert(name.to_owned(), value.into());
    }

    pub fn now(&self) -> SystemTime {
        *self.now.lock().unwrap()
    }

    pub fn advance(&self, seconds: u64) {
        *self.now.lock().unwrap() += Duration::from_secs(seconds);
    }

    pub fn set_back(&self, seconds: u64) {
        *self.now.lock().unwrap() -= Duration::from_secs(seconds);
    }

    /// A time some seconds after now, as the service writes it.
    pub fn in_seconds(&self, seconds: u64) -> String {
        Timestamp::from(self.now() + Duration::from_secs(seconds)).to_string()
    }

    /// Writes a file in the home folder.
    pub fn file(&self, path: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn environment(&self, transport: impl Transport + 'static) -> Environment {
        self.environment_without_transport().transport(transport)
    }

    pub fn environment_without_transport(&self) -> Environment {
        let (variables, clock) = (self.variables.clone(), self.clone());
        Environment::new()
            .variables(move |name| variables.lock().unwrap().get(name).cloned())
            .clock(move || clock.now())
            .nonces(|| "nonce".to_owned())
    }

    /// An error for a snapshot: without the folder that every run has anew.
    pub fn show(&self, error: &Error) -> String {
        format!("{error:?}").replace(&self.home.path().display().to_string(), "~")
    }
}

/// Keys of a service that expire at this time.
pub fn keys(name: &str, expiration: &str) -> String {
    format!(
        r#"{{"AccessKeyId":"STS.{name}","AccessKeySecret":"{name}-secret","SecurityToken":"{name}-token","Expiration":"{expiration}"}}"#
    )
}

/// The same as STS wraps it.
pub fn session(name: &str, expiration: &str) -> String {
    format!(r#"{{"RequestId":"6894B13B","AssumedRoleUser":{{}},"Credentials":{}}}"#, keys(name, expiration))
}

/// ID, secret and token.
pub fn parts(credentials: &Credentials) -> [&str; 3] {
    [
        credentials.access_key_id(),
        credentials.access_key_secret().expose(),
        credentials.security_token().map_or("", |token| token.expose()),
    ]
}
