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
            // The call that reports a failed job went well itself.
            let what = if self.kind() == ErrorKind::JobFailed { ": the job failed" } else { " failed" };
            write!(formatter, "{operation}{what}: ")?;
        }
        if self.kind() == ErrorKind::JobFailed {
            if let Some(code) = self.code() {
                write!(formatter, "{code}: ")?;
            }
        } else if let Some(status) = self.response().map(|response| response.status) {
            write!(formatter, "{}", status.as_u16())?;
            match (self.code(), status.canonical_reason()) {
                (Some(code), _) => write!(formatter, " {code}: ")?,
                (None, Some(reason)) => write!(formatter, " {reason}: ")?,
                (None, None) => formatter.write_str(": ")?,
            }
        }
        formatter.write_str(self.message())?;
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
