//! Atomic changes of a file that other programs read and write too.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::file;
use crate::nonce::nonce;

/// A program writes such a file within milliseconds.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Locks the file, reads it, and replaces it with the changed text by a rename. Its mode and owner are kept, and a
/// symbolic link remains one. May block.
///
/// # Errors
///
/// The change is refused; the file does not exist, is read-only or stays locked, or its folder is not writable. The
/// file is unchanged then.
pub(super) fn rewrite(path: &Path, change: impl FnOnce(&str) -> io::Result<String>) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let locked = lock(&path)?;
    if locked.metadata()?.permissions().readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    let text = change(&file::read(&locked)?)?;
    let nonce = nonce().map_err(io::Error::other)?;
    let draft = path.with_extension(format!("{nonce}.tmp"));
    let outcome = write(&draft, &text, &locked).and_then(|()| fs::rename(&draft, &path));
    if outcome.is_err() {
        // It may not have been created.
        let _ = fs::remove_file(&draft);
    }
    outcome
}

/// The file, locked against others that lock it, as the official Python SDK does.
fn lock(path: &Path) -> io::Result<File> {
    let began_at = Instant::now();
    loop {
        let file = file::open(path)?;
        match file.try_lock() {
            // Otherwise another program has replaced it since it was opened.
            Ok(()) if is_at(&file, path)? => return Ok(file),
            Ok(()) | Err(TryLockError::WouldBlock) if began_at.elapsed() < LONGEST_WAIT => sleep(BETWEEN_TRIES),
            Ok(()) | Err(TryLockError::WouldBlock) => return Err(io::Error::other("another process keeps it locked")),
            // Some file systems on the network have no locks.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (opened, there) = (file.metadata()?, fs::metadata(path)?);
    Ok((opened.dev(), opened.ino()) == (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    // The standard library has no file IDs on this platform.
    Ok(true)
}

fn write(path: &Path, text: &str, like: &File) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // Readable by the owner only from the start: it holds secrets.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    let like = like.metadata()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let made = file.metadata()?;
        if (made.uid(), made.gid()) != (like.uid(), like.gid()) {
            // If it belonged to another user, the owner of the original could no longer read it.
            fchown(&file, Some(like.uid()), Some(like.gid()))?;
        }
    }
    file.set_permissions(like.permissions())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_change_that_fails_leaves_the_file_as_it_was_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert_eq!(rewrite(&path, |_| Ok(String::new())).unwrap_err().kind(), io::ErrorKind::NotFound);
        fs::write(&path, "before").unwrap();
        assert_eq!(rewrite(&path, |_| Err(io::Error::other("no"))).unwrap_err().to_string(), "no");
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert_eq!(rewrite(&path, |_| Ok("after".to_owned())).unwrap_err().to_string(), "it is read-only");
        assert_eq!((fs::read_to_string(&path).unwrap(), names(folder.path())), ("before".into(), vec!["file".into()]));
    }

    #[cfg(unix)]
    #[test]
    fn mode_and_symbolic_link_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, "before").unwrap();
        symlink("file", &link).unwrap();
        for mode in [0o600, 0o640, 0o666] {
            fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            rewrite(&link, |text| Ok(format!("{text}+"))).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        }
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "before+++");
    }

    #[test]
    fn changes_made_at_once_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "").unwrap();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..8 {
                        rewrite(&path, |text| Ok(format!("{text}x"))).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "x".repeat(32));
        assert_eq!(names(folder.path()), ["file"]);
    }
}
