//! What an import did, for a person to read.

use std::fmt;

/// What an import did to the specs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The files that were looked at, each with what happened in it.
    pub files: Vec<FileReport>,
    /// The operations that have a spec but are absent from the document of the whole product. Their files stay.
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
    pub events: Vec<Event>,
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

/// What happened at one place of a spec. Paths are those of the overlay: `request.JobId`, `response.Data.Status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A parameter, a property, a response or a schema is new.
    Added {
        /// The place.
        path: String,
    },
    /// A fact is another one than before.
    Changed {
        /// The place.
        path: String,
        /// The key there.
        key: String,
        /// The value so far.
        old: Option<String>,
        /// The value from now on.
        new: Option<String>,
    },
    /// A fact that only our spec has stays.
    Kept {
        /// The place.
        path: String,
        /// The key there.
        key: String,
        /// The value.
        value: String,
    },
    /// A parameter, a property, a response or a schema is gone, and the words that went with it.
    Removed {
        /// The place.
        path: String,
        /// The words, each with its key below the place.
        prose: Vec<(String, String)>,
    },
    /// Something a maintainer should know.
    Noted {
        /// The place.
        path: String,
        /// What, as the rest of a sentence that the place begins.
        message: String,
    },
}

/// The events of one file, as they come.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) events: Vec<Event>,
}

impl Log {
    pub(super) fn added(&mut self, path: impl Into<String>) {
        self.events.push(Event::Added { path: path.into() });
    }

    pub(super) fn changed(&mut self, path: &str, key: &str, old: Option<String>, new: Option<String>) {
        let (path, key) = (path.to_owned(), key.to_owned());
        self.events.push(Event::Changed { path, key, old, new });
    }

    pub(super) fn kept(&mut self, path: &str, key: &str, value: String) {
        let (path, key) = (path.to_owned(), key.to_owned());
        self.events.push(Event::Kept { path, key, value });
    }

    pub(super) fn removed(&mut self, path: impl Into<String>, prose: Vec<(String, String)>) {
        let path = path.into();
        self.events.push(Event::Removed { path, prose });
    }

    pub(super) fn noted(&mut self, path: &str, message: impl Into<String>) {
        let (path, message) = (path.to_owned(), message.into());
        self.events.push(Event::Noted { path, message });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            write!(formatter, "{file}")?;
        }
        for operation in &self.absent {
            writeln!(formatter, "absent    {operation}: has a spec, but the document lacks it; the spec stays")?;
        }
        let files = |state| self.files.iter().filter(|file| file.state == state).count();
        let events = |wanted: fn(&Event) -> bool| {
            let events = self.files.iter().flat_map(|file| &file.events);
            events.filter(|event| wanted(event)).count()
        };
        writeln!(
            formatter,
            "files: {} added, {} changed, {} unchanged; facts: {} added, {} changed, {} removed, {} kept; notes: {}",
            files(State::Added),
            files(State::Changed),
            files(State::Unchanged),
            events(|event| matches!(event, Event::Added { .. })),
            events(|event| matches!(event, Event::Changed { .. })),
            events(|event| matches!(event, Event::Removed { .. })),
            events(|event| matches!(event, Event::Kept { .. })),
            events(|event| matches!(event, Event::Noted { .. })) + self.absent.len(),
        )
    }
}

impl fmt::Display for FileReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Added => "added",
            State::Changed => "changed",
            State::Unchanged => "unchanged",
        };
        writeln!(formatter, "{state:<9} {}", self.path)?;
        let told = |event: &Event| matches!(event, Event::Added { .. } | Event::Changed { .. } | Event::Removed { .. });
        if self.state == State::Changed && !self.events.iter().any(told) {
            writeln!(formatter, "  layout or order alone")?;
        }
        for event in &self.events {
            write!(formatter, "{event}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { path } => writeln!(formatter, "  added   {path}"),
            Self::Changed { path, key, old, new } => {
                let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
                writeln!(formatter, "  changed {path}: {key} {} -> {}", value(old), value(new))
            }
            Self::Kept { path, key, value } => writeln!(formatter, "  kept    {path}: {key} {value}"),
            Self::Removed { path, prose } => {
                writeln!(formatter, "  removed {path}")?;
                for (key, text) in prose {
                    writeln!(formatter, "            {key}: {}", text.replace('\n', "\n            "))?;
                }
                Ok(())
            }
            Self::Noted { path, message } => writeln!(formatter, "  note    {path} {message}"),
        }
    }
}
