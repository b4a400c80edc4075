//! `Display` of errors: one line with everything that is searched for, because a log search often shows no other.
//!
//! ```text
//! GetCustomizedVoiceJob failed: 400 InvalidParameter: JobId is not valid. [request ID 4AB3C6A2, host ice.…]
//! ```

use std::fmt;

use super::kind::ErrorKind;
use super::value::Error;

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation() {
            let what = if self.kind() == ErrorKind::JobFailed { ": the job failed" } else { " failed" };
            write!(formatter, "{operation}{what}: ")?;
        }
        formatter.write_str(&self.reason())?;
        let known = [
            self.own_request_id().map(|id| format!("request ID {id}")),
            self.host().map(|host| format!("host {host}")),
            (self.attempts() > 1).then(|| format!("{} attempts", self.attempts())),
        ];
        let known: Vec<_> = known.into_iter().flatten().collect();
        if !known.is_empty() {
            write!(formatter, " [{}]", known.join(", "))?;
        }
        Ok(())
    }
}

impl Error {
    /// Status, code and message, for an error that comes of this one.
    pub(crate) fn reason(&self) -> String {
        // The call that reports a failed job went well itself.
        let is_of_job = self.kind() == ErrorKind::JobFailed;
        let status = self.response().map(|response| response.status).filter(|_| !is_of_job);
        let number = status.map(|status| status.as_u16().to_string());
        let code = self.code().filter(|_| is_of_job || status.is_some());
        let word = code.or(status.and_then(|status| status.canonical_reason()));
        let before: Vec<_> = number.as_deref().into_iter().chain(word).collect();
        match before.is_empty() {
            true => self.message().to_owned(),
            false => format!("{}: {}", before.join(" "), self.message()),
        }
    }
}
