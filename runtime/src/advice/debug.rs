//! `Debug` of errors: `main` prints it when it returns one, so it has to read well.
//!
//! ```text
//! GetCustomizedVoiceJob failed: 400 InvalidParameter: JobId is not valid. [request ID 4AB3C6A2, host ice.…]
//!   cause: …
//!   hint: Parameters and error codes are described at https://…
//!   see: https://…
//! ```

use std::error::Error as StdError;
use std::fmt;
use std::iter;

use serde_json::Value;

use crate::error::{Error, one_line};
use crate::masking::{masked, masked_text};

/// Characters of a cause that are printed.
const LONGEST_CAUSE: usize = 1000;
/// Characters of a cause that a message quotes at least; what follows may be cut off there.
const LONGEST_QUOTE: usize = 200;

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !formatter.alternate() {
            return paragraph(self, formatter);
        }
        let mut output = formatter.debug_struct("Error");
        output.field("kind", &self.kind());
        let texts = [
            ("operation", self.operation()),
            ("code", self.code()),
            ("message", Some(self.message())),
            ("request_id", self.request_id()),
            ("host", self.host()),
            ("recommend", self.recommend()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                output.field(name, &text);
            }
        }
        if let Some(detail) = self.access_denied_detail() {
            output.field("access_denied_detail", &masked(&Value::Object(detail.clone()), secret_names(self)));
        }
        // Headers and body are what was received, unmasked: only their size is printed.
        if let Some(response) = self.response() {
            output.field("status", &response.status.as_u16());
            output.field("headers", &format_args!("{} headers", response.headers.len()));
            output.field("raw_body", &format_args!("{} bytes", response.body.len()));
        }
        if self.attempts() > 0 {
            output.field("attempts", &self.attempts()).field("delays", &self.delays());
        }
        if let Some(delay) = self.retry_after() {
            output.field("retry_after", &delay);
        }
        if let Some(hint) = self.hint() {
            output.field("hint", &hint);
        }
        if let Some(source) = self.source() {
            // That of another HTTP library may have the request's URL.
            output.field("source", &format_args!("{}", masked_text(&format!("{source:#?}"), secret_names(self))));
        }
        output.finish()
    }
}

/// The line of `Display`, and below it the cause, what to do, and the service's page.
fn paragraph(error: &Error, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let line = error.to_string();
    formatter.write_str(&line)?;
    if let Some(cause) = cause_beyond(&line, error) {
        write!(formatter, "\n  cause: {cause}")?;
    }
    if let Some(hint) = error.hint() {
        write!(formatter, "\n  hint: {hint}")?;
    }
    if let Some(page) = error.recommend() {
        write!(formatter, "\n  see: {page}")?;
    }
    Ok(())
}

/// The causes, from the outermost to the innermost, without those that the line or another cause contains; `None` where
/// the line has the innermost one.
fn cause_beyond(line: &str, error: &Error) -> Option<String> {
    // The line is not masked, causes are.
    let masked_line = masked_text(line, secret_names(error));
    let mut causes: Vec<String> = Vec::new();
    let mut is_named = true;
    for cause in iter::successors(error.source(), |&cause| cause.source()) {
        let (text, quoted) = texts(cause, secret_names(error));
        is_named = line.contains(&quoted) || masked_line.contains(&quoted);
        if !is_named && !causes.iter().any(|outer| outer.contains(&quoted)) {
            causes.push(text);
        }
    }
    (!is_named && !causes.is_empty()).then(|| causes.join(": "))
}

/// The names of secrets that only the metadata of the operation knows.
fn secret_names(error: &Error) -> &'static [&'static str] {
    error.info().map_or(&[], |operation| operation.sensitive)
}

/// The text of a cause on one line, and the part of it that a message with this cause quotes.
fn texts(cause: &(dyn StdError + 'static), also: &[&str]) -> (String, String) {
    let text = one_line(&masked_text(&cause.to_string(), also), LONGEST_CAUSE);
    let quote = match cause.downcast_ref::<Error>() {
        Some(error) => one_line(error.message(), LONGEST_QUOTE),
        None => one_line(&text, LONGEST_QUOTE),
    };
    let quote = quote.trim_end_matches('…').to_owned();
    (text, quote)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::error::ErrorKind;

    #[derive(Debug)]
    struct Layer(&'static str, io::Error);

    impl fmt::Display for Layer {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
    }

    impl StdError for Layer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.1)
        }
    }

    fn failed(message: &str, outer: &'static str, inner: &str) -> String {
        let error = Error::new(ErrorKind::Credentials, message).with_source(Layer(outer, io::Error::other(inner)));
        assert_eq!(error.to_string(), message);
        format!("{error:?}")
    }

    #[test]
    fn debug_prints_the_causes_below_the_line() {
        assert_eq!(failed("no keys", "the vault", "it is sealed"), "no keys\n  cause: the vault: it is sealed");
    }

    #[test]
    fn a_cause_is_printed_once() {
        assert_eq!(failed("no keys: it is sealed", "the vault", "it is sealed"), "no keys: it is sealed");
        let long = "sealed ".repeat(100);
        let message = format!("no keys: {}", one_line(&long, 200));
        assert_eq!(failed(&message, "the vault", &long), message);
        let example = "no keys: write `http://user:password@host`";
        assert_eq!(failed(example, "the vault", "write `http://user:password@host`"), example);
        let shown = failed("no keys", "the vault: it is sealed", "it is sealed");
        assert_eq!(shown, "no keys\n  cause: the vault: it is sealed");
    }

    #[test]
    fn a_cause_is_one_line_without_secrets() {
        let shown = failed("no keys", "the vault", "sealed\nfor Password=open-sesame");
        assert_eq!(shown, "no keys\n  cause: the vault: sealed for Password=***");
    }

    #[test]
    fn fields_of_a_cause_are_shown_without_secrets() {
        let layer = Layer("the vault", io::Error::other("https://a.test/?Password=hush&Name=a"));
        let fields = format!("{:#?}", Error::new(ErrorKind::Credentials, "no keys").with_source(layer));
        assert!(fields.contains("https://a.test/?Password=***&Name=a"), "{fields}");
    }

    #[test]
    fn an_error_as_the_cause_is_its_line_without_its_hint() {
        let source = Error::service(403, "NoPermission", "Not you.").with_request_id("R1").with_hint("Ask.");
        let error = Error::new(ErrorKind::Credentials, "no role").with_source(source.clone()).with_hint("Look.");
        let shown = "no role\n  cause: 403 NoPermission: Not you. [request ID R1]\n  hint: Look.";
        assert_eq!(format!("{error:?}"), shown);
        let error = Error::new(ErrorKind::Credentials, format!("no role: {source}")).with_source(source);
        assert_eq!(format!("{error:?}"), error.to_string());
    }

    #[test]
    fn the_alternate_form_has_the_fields() {
        let error = Error::service(429, "Throttling", "Slow down.").with_retry_after(std::time::Duration::from_secs(2));
        let fields = format!("{error:#?}");
        for field in
            ["kind: Service", "code: \"Throttling\"", "status: 429", "attempts: 1", "retry_after: 2s", "hint: "]
        {
            assert!(fields.contains(field), "{fields}");
        }
    }
}
