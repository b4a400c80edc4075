//! The work tree that the commands read and write.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// All files below a folder, sorted; none where the folder does not exist.
pub(crate) fn collect_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        if path.is_dir() {
            files.extend(collect_files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
