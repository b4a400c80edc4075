//! Mode `External`: a command that prints keys.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::words;
use crate::credentials::access_key::Credentials;
use crate::credentials::profile::Profile;
use crate::credentials::temporary;
use crate::error::{Error, ErrorKind};
use crate::model::Timestamp;

/// How long the command may take, as in the official packages.
pub(super) const LIMIT: Duration = Duration::from_secs(60);
/// Longer than the output can be.
const LARGEST: usize = 1 << 20;
/// Without output for so long, it is seen whether the command has ended.
const PAUSE: Duration = Duration::from_millis(100);
const HINT: &str = "Run the command by hand: it has to print one JSON object with mode, access_key_id, access_key_secret, \
                    sts_token and, for keys that expire, expiration.";

const NO_SHELL: &str = "No shell runs it: give the path of the program, without `~` and variables. A script needs the \
                        permission to be executed; for pipes and the like, run `sh -c '…'`.";

/// Runs the command and reads the keys that it prints. Errors never quote its output: it may be a key.
pub(super) async fn run(profile: &Profile) -> Result<Credentials, Error> {
    let error = |problem: &str| profile.error(&format!("has a `process_command` that {problem}")).with_hint(HINT);
    let command = profile.own("process_command").ok_or_else(|| profile.error("has no `process_command`"))?;
    let words = words::split(command).ok_or_else(|| error("ends within quotation marks or after a backslash"))?;
    let (program, arguments) = words.split_first().ok_or_else(|| error("has no words"))?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|cause| error(&format!("cannot be started: {cause}")).with_source(cause).with_hint(NO_SHELL))?;
    let outcome = match timeout(LIMIT, output(&mut child)).await {
        Ok(outcome) => outcome.map_err(|problem| error(&problem)),
        Err(_) => {
            let cause = Error::new(ErrorKind::Timeout, "the limit of a command has passed");
            Err(error(&format!("takes longer than {LIMIT:?}")).with_source(cause))
        }
    };
    if outcome.is_err() {
        // It may have ended by itself.
        let _ = child.kill().await;
    }
    let printed = outcome?;
    let fields = match serde_json::from_slice(temporary::without_mark(&printed)) {
        Ok(Value::Object(fields)) => fields,
        _ => return Err(error("does not print one JSON object")),
    };
    keys(fields).map_err(|problem| error(&problem))
}

/// The output of a command that succeeds. A process that it leaves behind may keep the pipe open: what is printed once
/// the command has ended is not waited for.
async fn output(child: &mut Child) -> Result<Vec<u8>, String> {
    let (mut stdout, mut printed, mut has_ended) = (child.stdout.take(), Vec::new(), false);
    while let Some(stdout) = &mut stdout {
        match timeout(PAUSE, stdout.read_buf(&mut printed)).await {
            Ok(Ok(0)) => break,
            Ok(Ok(_)) if printed.len() > LARGEST => return Err("prints more than 1 MiB".to_owned()),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(format!("cannot be read from: {error}")),
            Err(_) if has_ended => break,
            // Before its end it may have printed more.
            Err(_) => has_ended = matches!(child.try_wait(), Ok(Some(_))),
        }
    }
    match child.wait().await {
        Ok(status) if status.success() => Ok(printed),
        Ok(status) => Err(format!("fails: {status}")),
        Err(error) => Err(format!("cannot be waited for: {error}")),
    }
}

fn keys(mut fields: Map<String, Value>) -> Result<Credentials, String> {
    let mut text = |name: &str| match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
        // Seconds since 1970.
        Some(Value::Number(time)) if name == "expiration" => Ok(Some(time.to_string())),
        Some(_) => Err(format!("prints no text as {name}")),
    };
    let needs_token = match text("mode")?.as_deref() {
        Some("StsToken") => true,
        Some("AK") | None => false,
        Some(_) => return Err("prints a mode that is neither AK nor StsToken".to_owned()),
    };
    let mut needed = |name: &str| text(name)?.ok_or_else(|| format!("prints no {name}"));
    let mut credentials = Credentials::new(needed("access_key_id")?, needed("access_key_secret")?);
    credentials = match (text("sts_token")?, needs_token) {
        (Some(token), _) => credentials.with_security_token(token),
        (None, true) => return Err("prints no sts_token".to_owned()),
        (None, false) => credentials,
    };
    credentials.check().map_err(|error| format!("prints what is no key: {}", error.message()))?;
    let Some(expiration) = text("expiration")? else { return Ok(credentials) };
    match Timestamp::from(expiration).to_system_time() {
        Ok(expires_at) => Ok(credentials.with_expiry(expires_at)),
        // Without the error as its source: that quotes the text.
        Err(_) => Err("prints an expiration that is no time".to_owned()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use tokio::time::Instant;

    use super::*;
    use crate::credentials::environment::Environment;

    /// The time that is left passes at once where there is nothing to do but wait.
    #[tokio::test(start_paused = true)]
    async fn a_command_that_takes_too_long_is_killed() {
        let settings = [("process_command".to_owned(), "sleep 100000".to_owned())].into();
        let profile = Profile::new("p", "file", settings, &Environment::new());
        let began_at = Instant::now();
        // That it comes back says that the command has ended: it is waited for.
        let error = run(&profile).await.unwrap_err();
        assert_eq!(began_at.elapsed().as_secs(), 60);
        let message = "profile `p` of file has a `process_command` that takes longer than 60s";
        assert_eq!(error.message(), message);
        assert!(error.is_retryable(), "it may be faster next time");
    }
}
