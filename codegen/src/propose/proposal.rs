//! Proposals as data, and as text to paste.

use std::collections::BTreeMap;

use crate::canonical;
use crate::diagnostic::{Fix, Message, PLACEHOLDER};
use crate::span::Span;
use crate::spec::{Glossary, Schema};
use crate::wording::SchemaAt;

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The documented values of a text.
    Enum,
    /// A text is a point in time.
    Time,
    /// A text holds JSON.
    Json,
    /// A text is masked in what prints.
    Secret,
    /// A parameter is required.
    Required,
    /// An operation lists its entries page by page.
    Paging,
    /// An operation reports a state to wait for.
    Waiter,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Enum, Self::Time, Self::Json, Self::Secret, Self::Required, Self::Paging, Self::Waiter];

    /// The stable name, for example `propose-enum`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enum => "propose-enum",
            Self::Time => "propose-time",
            Self::Json => "propose-json",
            Self::Secret => "propose-secret",
            Self::Required => "propose-required",
            Self::Paging => "propose-paging",
            Self::Waiter => "propose-waiter",
        }
    }
}

/// An entry of the overlay that somebody may want to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is proposed.
    pub kind: Kind,
    /// The place that it is about.
    pub span: Span,
    /// The path in the document, for example `GetJob.response.Status`; of lists and waiters the operation.
    pub path: String,
    /// What speaks for it.
    pub evidence: String,
    /// What would be added.
    pub entry: Entry,
}

/// What would be added to the overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Below `corrections:`.
    Correction(Fix),
    /// Below `operations:` of an entry of `paging:` or `waiters:`, keys with values, one of them a text or a list of texts.
    Operation(Vec<(&'static str, Words)>),
}

/// A value of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// A text.
    One(String),
    /// A list of texts.
    Many(Vec<String>),
}

impl From<String> for Words {
    fn from(word: String) -> Self {
        Self::One(word)
    }
}

impl From<&str> for Words {
    fn from(word: &str) -> Self {
        Self::One(word.to_owned())
    }
}

impl From<Vec<String>> for Words {
    fn from(words: Vec<String>) -> Self {
        Self::Many(words)
    }
}

impl Proposal {
    /// A correction of a schema.
    pub(super) fn correction(kind: Kind, at: &SchemaAt<'_>, evidence: String, fix: Fix) -> Self {
        let (span, path) = (at.schema.span.clone(), at.path.clone());
        Self { kind, span, path, evidence, entry: Entry::Correction(fix) }
    }

    /// The object for programs, as those of diagnostics.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let entry = entries([self]).remove(self.section()).unwrap_or_default();
        let message = Message {
            level: "help",
            code: self.kind.name(),
            explanation: None,
            message: &self.evidence,
            span: &self.span,
            path: &self.path,
            also: &[],
            notes: Vec::new(),
            fix: Some((self.section(), entry)),
            rendered: None,
        };
        message.json()
    }

    /// The section of the overlay.
    #[must_use]
    pub fn section(&self) -> &'static str {
        match self.kind {
            Kind::Paging => "paging",
            Kind::Waiter => "waiters",
            _ => "corrections",
        }
    }
}

/// What the proposals add to the overlay, as YAML to paste, by section; the same correction of several places is one entry.
#[must_use]
pub fn entries<'a>(proposals: impl IntoIterator<Item = &'a Proposal>) -> BTreeMap<&'static str, String> {
    let mut sections: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut fixes: Vec<Fix> = Vec::new();
    for proposal in proposals {
        match &proposal.entry {
            Entry::Correction(fix) => {
                let same = fixes.iter_mut().find(|other| (&other.expect, &other.set) == (&fix.expect, &fix.set));
                match same {
                    Some(other) => other.targets.extend(fix.targets.iter().cloned()),
                    None => fixes.push(fix.clone()),
                }
            }
            Entry::Operation(pairs) => {
                let head = || format!("  - reason: {PLACEHOLDER}\n    operations:\n");
                let operation = canonical::text(&proposal.path);
                let pairs: Vec<String> =
                    pairs.iter().map(|(key, words)| format!("{key}: {}", words.inline())).collect();
                let text = sections.entry(proposal.section()).or_insert_with(head);
                text.push_str(&format!("      {operation}: {{{}}}\n", pairs.join(", ")));
            }
        }
    }
    if !fixes.is_empty() {
        sections.insert("corrections", fixes.iter().map(Fix::to_string).collect());
    }
    sections
}

impl Words {
    fn inline(&self) -> String {
        match self {
            Self::One(word) => canonical::text(word),
            Self::Many(words) => {
                format!("[{}]", words.iter().map(|word| canonical::text(word)).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// The sentence on a field: its own, or that of all fields of its name.
pub(super) fn sentence<'a>(at: &'a SchemaAt<'_>, glossary: &'a Glossary) -> Option<&'a str> {
    let own = Some(&at.schema.description).filter(|own| !own.is_empty());
    own.or_else(|| Some(&glossary.get(at.name?)?.value)).map(|sentence| sentence.trim())
}

/// The start of a text on one line.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 90;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Whether a schema is of a type.
pub(super) fn is_of(schema: &Schema, kind: &str) -> bool {
    schema.kind.as_ref().is_some_and(|it| it.value == kind)
}
