//! Flaws of access keys, bearer tokens, and of the names that STS is asked with.

use crate::error::{Error, ErrorKind};

/// Compose files and `--env-file` keep quotation marks as a part of the value; word processors insert typographic ones.
const QUOTES: [char; 14] = ['"', '\'', '`', '´', '“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»'];

/// The flaw of a part of an access key or of a bearer token, in words that do not print it. A single quotation mark
/// counts like a pair.
pub(super) fn flaw(text: &str) -> Option<&'static str> {
    let is_printable = || text.bytes().all(|byte| byte.is_ascii_graphic());
    flaw_around(text).or_else(|| (!is_printable()).then_some("has a character in it that no access key has"))
}

fn flaw_around(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("is empty")
    } else if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
        Some("has white space around it")
    } else if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
        Some("has quotation marks around it")
    } else if text.starts_with(['{', '[']) {
        // JSON in the place of a text.
        Some("has brackets around it")
    } else {
        None
    }
}

/// The error of a part with a flaw.
pub(super) fn flawed(name: &str, flaw: &str) -> Error {
    Error::new(ErrorKind::Credentials, format!("{name} {flaw}"))
        .with_hint("Copy it again, by itself: access keys have no spaces, line breaks, quotation marks or brackets.")
}

/// Checks an ARN or the name of a session, of which the service knows the characters.
pub(super) fn check_name(name: &str, text: &str) -> Result<(), Error> {
    match flaw_around(text) {
        None => Ok(()),
        Some(flaw) => Err(Error::new(ErrorKind::Credentials, format!("{name} {flaw}"))
            .with_hint("Give it by itself, without white space, quotation marks or brackets around it.")),
    }
}
