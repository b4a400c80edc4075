//! Errors as a user sees them.

use alibabacloud_runtime::Error;

/// The text of an error without what differs from run to run and from system to system.
pub fn shown(error: &Error) -> String {
    let mut text = format!("{error:?}");
    if let Some(host) = error.host() {
        text = text.replace(host, "127.0.0.1:PORT");
    }
    if let Some((before, after)) = text.split_once(" (os error ") {
        let (_, after) = after.split_once(')').unwrap();
        text = format!("{before}{after}");
    }
    text
}
