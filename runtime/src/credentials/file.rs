//! Files with credentials, and the home folder in which they usually are.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tokio::runtime::Handle;
use tracing::Span;

use super::environment::Environment;
use crate::error::{Error, ErrorKind};

/// No such file is longer; a longer one is something else.
const LARGEST: u64 = 1 << 20;

/// Runs a function that may block, such as reading a file in a home folder on the network, on Tokio's threads for
/// blocking work. Without a Tokio runtime it runs on the caller's thread.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let Ok(runtime) = Handle::try_current() else { return work() };
    let span = Span::current();
    let done = runtime.spawn_blocking(move || span.in_scope(work)).await;
    done.unwrap_or_else(|error| {
        let message = "a file with credentials is not read: the Tokio runtime is shutting down";
        Err(Error::new(ErrorKind::Credentials, message).with_source(error))
    })
}

/// A file in the home folder.
pub(super) fn in_home(environment: &Environment, path: &str) -> Result<PathBuf, Error> {
    match environment.home() {
        Some(home) => Ok(home.join(path)),
        None => {
            let home = Environment::HOME;
            let message = format!("there is no home folder to look for {path} in: {home} is not set");
            Err(Error::not_configured(message))
        }
    }
}

/// A file of profiles.
pub(super) struct Location {
    pub(super) path: PathBuf,
    /// Whether code or environment name the file. Only then its absence is an error.
    pub(super) named: bool,
}

impl Location {
    pub(super) fn named(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), named: true }
    }

    /// The file's text. A missing file is [not configured](Error::is_not_configured), unless it is named. A file that
    /// must not be read is not missing, nor is one behind a broken link, for example to a volume that is not mounted.
    pub(super) fn read(&self, what: &str) -> Result<String, Error> {
        read_kind(&self.path, what).map_err(|(kind, error)| match is_absent(kind) && !self.named {
            true if self.is_broken_link() => {
                let message = format!("{what} {} is behind a link that leads nowhere", self.path.display());
                Error::new(ErrorKind::Credentials, message)
            }
            true => Error::not_configured(error.message()),
            false => error,
        })
    }

    /// Whether the file or its folder is a link to what does not exist.
    fn is_broken_link(&self) -> bool {
        self.path.ancestors().take(2).any(|path| path.is_symlink() && !path.exists())
    }
}

/// Whether the error says that there is no such file. That includes paths below a file, such as a `HOME` of
/// `/dev/null`.
fn is_absent(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The text of a file with secrets. Errors name the file and quote nothing of its content.
pub(super) fn read_secret(path: &Path, what: &str) -> Result<String, Error> {
    read_kind(path, what).map_err(|(_, error)| error)
}

/// The same, with the kind of the IO error: the message says it in words of its own.
fn read_kind(path: &Path, what: &str) -> Result<String, (io::ErrorKind, Error)> {
    let subject = format!("{what} {}", path.display());
    let error = |problem: &str| Error::new(ErrorKind::Credentials, format!("{subject} {problem}"));
    open(path).and_then(|file| read(&file)).map_err(|cause| {
        let kind = cause.kind();
        let error = match kind {
            _ if is_absent(kind) => error("does not exist"),
            io::ErrorKind::PermissionDenied => error("cannot be read: permission denied"),
            io::ErrorKind::InvalidData => error("is not UTF-8 text"),
            _ => error(&format!("cannot be read: {cause}")).with_source(cause),
        };
        (kind, error)
    })
}

/// Opens a regular file. The opened file is checked, not the path, which may name another file a moment later.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Without this flag, opening a FIFO waits for a writer.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if !kind.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    Ok(file)
}

/// The text of a file, from its current position.
pub(super) fn read(file: &File) -> io::Result<String> {
    let mut text = String::new();
    // A file may grow while it is read.
    let length = file.take(LARGEST + 1).read_to_string(&mut text)?;
    if length as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 1 MiB"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        fs::write(&odd, vec![b'x'; LARGEST as usize]).unwrap();
        assert_eq!(read_secret(&odd, "the file").unwrap().len() as u64, LARGEST);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_an_error_and_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&fifo, &link).unwrap();
        for path in [fifo.as_path(), &link, Path::new("/dev/zero"), Path::new("/dev/null")] {
            let error = read_secret(path, "the file").unwrap_err();
            assert!(error.message().ends_with(" cannot be read: it is not a regular file"), "{error}");
        }
        assert!(read_secret(&socket, "the file").unwrap_err().message().contains(" cannot be read: "));
        fs::write(folder.path().join("text"), "text").unwrap();
        fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink("text", &link).unwrap();
        assert_eq!(read_secret(&link, "the file").unwrap(), "text");
    }
}
