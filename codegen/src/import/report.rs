//! What an import did, for a person to read.

use std::fmt;

/// What an import did to the specs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The files that were looked at, each with what happened in it.
    pub files: Vec<FileReport>,
    /// The operations that have a spec but are absent from the document, where all of it is imported. Their files stay.
    pub absent: Vec<String>,
}

/// What happened in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// The file, from the root of the workspace.
    pub path: String,
    /// Whether it is written.
    pub state: State,
    /// What happened, in the order of the document.
    pub log: Log,
}

/// Whether a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is new.
    Added,
    /// It is written anew.
    Changed,
    /// It stays as it is, byte for byte.
    Unchanged,
}

/// What happened in one file, as lines and as numbers. Paths are those of the overlay: `request.JobId`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    lines: String,
    added: usize,
    changed: usize,
    removed: usize,
    kept: usize,
    notes: usize,
    whole: bool,
}

impl Log {
    /// That of a file whose content is taken as it is, whatever stood there.
    pub(super) fn whole() -> Self {
        Self { whole: true, ..Self::default() }
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        self.lines.push_str(&format!("  {line}\n"));
    }

    /// A parameter, a property, a response or a schema is new.
    pub(super) fn added(&mut self, path: &str) {
        self.added += 1;
        self.line(format_args!("added   {path}"));
    }

    /// A fact is another one than before.
    pub(super) fn changed(&mut self, path: &str, key: &str, old: Option<String>, new: Option<String>) {
        self.changed += 1;
        let value = |value: Option<String>| value.unwrap_or_else(|| "(none)".to_owned());
        self.line(format_args!("changed {path}: {key} {} -> {}", value(old), value(new)));
    }

    /// A fact that only our spec has stays.
    pub(super) fn kept(&mut self, path: &str, key: &str, value: &str) {
        self.kept += 1;
        self.line(format_args!("kept    {path}: {key} {value}"));
    }

    /// A parameter, a property, a response or a schema is gone, and the words that went with it, by their keys.
    pub(super) fn removed(&mut self, path: &str, prose: &[(String, String)]) {
        self.removed += 1;
        self.line(format_args!("removed {path}"));
        for (key, text) in prose {
            self.line(format_args!("          {key}: {}", text.replace('\n', "\n            ")));
        }
    }

    /// Something a maintainer should know, as the rest of a sentence that the place begins.
    pub(super) fn noted(&mut self, path: &str, message: impl fmt::Display) {
        self.notes += 1;
        self.line(format_args!("note    {path} {message}"));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for FileReport { path, state, log } in &self.files {
            let word = match state {
                State::Added => "added",
                State::Changed => "changed",
                State::Unchanged => "unchanged",
            };
            writeln!(formatter, "{word:<9} {path}")?;
            if *state == State::Changed && log.whole {
                writeln!(formatter, "  taken as exported")?;
            } else if *state == State::Changed && log.added + log.changed + log.removed == 0 {
                writeln!(formatter, "  layout or order alone")?;
            }
            formatter.write_str(&log.lines)?;
        }
        for operation in &self.absent {
            writeln!(formatter, "absent    {operation}: has a spec, but the document lacks it; the spec stays")?;
        }
        let files = |state| self.files.iter().filter(|file| file.state == state).count();
        let facts = |number: fn(&Log) -> usize| self.files.iter().map(|file| number(&file.log)).sum::<usize>();
        writeln!(
            formatter,
            "files: {} added, {} changed, {} unchanged; facts: {} added, {} changed, {} removed, {} kept; notes: {}",
            files(State::Added),
            files(State::Changed),
            files(State::Unchanged),
            facts(|log| log.added),
            facts(|log| log.changed),
            facts(|log| log.removed),
            facts(|log| log.kept),
            facts(|log| log.notes) + self.absent.len(),
        )
    }
}
