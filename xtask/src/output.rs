//! What commands print. Whoever reads may have stopped, as in `cargo xtask lint | head`; what is lost otherwise, such as on a full
//! disk, is an error.

use std::io::{self, ErrorKind, Write};

use anyhow::{Context as _, Result};

/// Prints the result of a command.
///
/// # Errors
/// It cannot be written, and somebody wants it.
pub(crate) fn print(text: &str) -> Result<()> {
    write(io::stdout().lock(), text).context("stdout")
}

/// Prints what comes before the result, which says whether any of it is lost.
pub(crate) fn progress(text: &str) {
    drop(print(text));
}

/// Prints what goes beside the result.
pub(crate) fn note(text: &str) {
    // There is nowhere left to say that this failed.
    drop(io::stderr().write_all(text.as_bytes()));
}

fn write(mut to: impl Write, text: &str) -> io::Result<()> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes all, and keeps none of it.
    struct Full(ErrorKind);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn output_that_is_lost_is_an_error_unless_nobody_reads_any_more() {
        assert!(write(Full(ErrorKind::BrokenPipe), "text").is_ok());
        assert_eq!(write(Full(ErrorKind::StorageFull), "text").unwrap_err().kind(), ErrorKind::StorageFull);
    }
}
