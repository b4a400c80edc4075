//! Files with credentials, and the home folder in which they usually are.
//!
//! They are read in place, blocking: they are small and local, each is read once (a token file once for each session),
//! and handing a few kilobytes to another thread would take longer than reading them.

use std::error::Error as StdError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Surroundings;
use crate::error::{Error, ErrorKind};

/// Longer than any such file is; what is longer is something else.
const LARGEST: u64 = 1 << 20;

/// A file in the home folder.
pub(super) fn in_home(around: &Surroundings, path: &str) -> Result<PathBuf, Error> {
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    match around.variable_os(home) {
        Some(home) => Ok(PathBuf::from(home).join(path)),
        None => {
            let message = format!("there is no home folder to look for {path} in: {home} is not set");
            Err(Error::not_configured(message))
        }
    }
}

/// A file of profiles.
pub(super) struct Location {
    pub(super) path: PathBuf,
    /// Whether somebody says that it is there. Where nobody does, its absence is no mistake.
    pub(super) named: bool,
}

impl Location {
    pub(super) fn named(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), named: true }
    }

    /// The file's text. Its absence is [not configured](Error::is_not_configured), unless it is named.
    pub(super) fn read(&self, what: &str) -> Result<String, Error> {
        read_secret(&self.path, what).map_err(|error| {
            let cause = StdError::source(&error).and_then(|cause| cause.downcast_ref::<io::Error>());
            let absent = cause.is_some_and(|cause| cause.kind() == io::ErrorKind::NotFound);
            if absent && !self.named { Error::not_configured(error.message()) } else { error }
        })
    }
}

/// The text of a file with secrets: errors say which file, and nothing of what is in it.
pub(super) fn read_secret(path: &Path, what: &str) -> Result<String, Error> {
    let place = format!("{what} {}", path.display());
    let error = |problem: &str| Error::new(ErrorKind::Credentials, format!("{place} {problem}"));
    let bytes = read(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => error("does not exist").with_source(cause),
        io::ErrorKind::PermissionDenied => error("cannot be read: permission denied"),
        _ => error(&format!("cannot be read: {cause}")).with_source(cause),
    })?;
    String::from_utf8(bytes).map_err(|_| error("is not UTF-8 text"))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if about.len() > LARGEST {
        return Err(io::Error::other("it is larger than 1 MiB"));
    }
    fs::read(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_is_named_and_nothing_of_it_is_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let problem = |path: &Path| {
            let error = read_secret(path, "the file").unwrap_err();
            assert!(!format!("{error:#?}").contains("hush"), "{error:#?}");
            error.message().replace(&folder.path().display().to_string(), "~")
        };
        assert_eq!(problem(&folder.path().join("none")), "the file ~/none does not exist");
        assert_eq!(problem(folder.path()), "the file ~ cannot be read: it is a folder");
        let odd = folder.path().join("odd");
        fs::write(&odd, b"hush\xff").unwrap();
        assert_eq!(problem(&odd), "the file ~/odd is not UTF-8 text");
        fs::write(&odd, vec![b'x'; LARGEST as usize + 1]).unwrap();
        assert_eq!(problem(&odd), "the file ~/odd cannot be read: it is larger than 1 MiB");
    }
}
