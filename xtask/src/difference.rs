//! Generated files that are not as they should be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::tree;

/// What a generated crate consists of: this file, and everything in these folders.
const MANIFEST: &str = "Cargo.toml";
const FOLDERS: [&str; 2] = ["src", "examples"];

/// A file that is missing, changed or stale.
pub(crate) struct Difference {
    /// The path from the root of the workspace.
    pub(crate) path: String,
    /// The text it should have; none: it should not be there.
    pub(crate) wanted: Option<String>,
    /// The text it has; none: it is not there.
    found: Option<String>,
}

impl Difference {
    /// Makes the file as it should be.
    pub(crate) fn settle(&self, root: &Path) -> Result<(), String> {
        let path = root.join(&self.path);
        if let Some(text) = &self.wanted {
            return tree::write(&path, text);
        }
        fs::remove_file(&path).map_err(tree::told(&path))?;
        // A folder that is empty now goes as well; one that is not stays.
        let _ = path.parent().map(fs::remove_dir);
        Ok(())
    }

    /// What is wrong, with the first lines that differ.
    pub(crate) fn describe(&self) -> String {
        let (wanted, found) = match (&self.wanted, &self.found) {
            (Some(_), None) => return format!("{}: missing\n", self.path),
            (None, _) => return format!("{}: stale, no spec accounts for it\n", self.path),
            (Some(wanted), Some(found)) => (wanted, found),
        };
        let (mut wanted, mut found) = (wanted.split('\n'), found.split('\n'));
        for number in 1.. {
            match (found.next(), wanted.next()) {
                (Some(found), Some(wanted)) if found == wanted => {}
                (found, wanted) => {
                    let line =
                        |sign, line: Option<&str>| line.map_or_else(String::new, |line| format!("  {sign} {line}\n"));
                    return format!("{}:{number}: changed\n{}{}", self.path, line('-', found), line('+', wanted));
                }
            }
        }
        String::new()
    }
}

/// Compares what should be in the folders of the generated crates with what is.
pub(crate) fn differences(
    root: &Path,
    crates: &[&str],
    wanted: BTreeMap<String, String>,
) -> Result<Vec<Difference>, String> {
    let mut found = BTreeMap::new();
    for folder in crates.iter().map(|folder| root.join(folder)) {
        let mut paths: Vec<PathBuf> = vec![folder.join(MANIFEST)];
        for part in FOLDERS {
            paths.extend(tree::files_below(&folder.join(part))?);
        }
        for path in paths.into_iter().filter(|path| path.is_file()) {
            // A file that is no text is certainly not a generated one, and differs from it.
            let bytes = fs::read(&path).map_err(tree::told(&path))?;
            found.insert(tree::relative(&path, root), String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    let mut differences = Vec::new();
    for (path, text) in wanted {
        let found = found.remove(&path);
        if found.as_ref() != Some(&text) {
            differences.push(Difference { path, wanted: Some(text), found });
        }
    }
    let stale = found.into_iter().map(|(path, text)| Difference { path, wanted: None, found: Some(text) });
    differences.extend(stale);
    Ok(differences)
}
