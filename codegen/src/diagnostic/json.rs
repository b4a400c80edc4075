//! Diagnostics for programs: one JSON object each, whose fields are those of rustc where they mean the same.

use serde_json::{Value, json};

use super::excerpt::Excerpt;
use super::problem::{Diagnostic, Help, Severity};
use super::problems::Diagnostics;
use crate::span::Span;

/// A message for editors and CI. The fields of rustc are `message`, `code`, `level`, `spans`, `children` and `rendered`. Ours are
/// `path`, the path in the document; `also`, the paths of further places; and `fix`, an entry of the overlay: `section`, below which
/// it goes, and `entry`, the YAML.
#[derive(Debug)]
pub struct Message<'a> {
    /// `error`, `warning` or `help`.
    pub level: &'a str,
    /// The stable name of the kind.
    pub code: &'a str,
    /// What it means, as Markdown.
    pub explanation: Option<&'a str>,
    /// What is wrong.
    pub message: &'a str,
    /// The place.
    pub span: &'a Span,
    /// The path in the document.
    pub path: &'a str,
    /// The paths of further places.
    pub also: &'a [String],
    /// Label and text of each further line.
    pub notes: Vec<(&'a str, &'a str)>,
    /// The section of the overlay, and the entry to add.
    pub fix: Option<(&'a str, String)>,
    /// The text for people.
    pub rendered: Option<String>,
}

impl Message<'_> {
    /// The object.
    #[must_use]
    pub fn json(&self) -> Value {
        let children = self.notes.iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| {
            let level = if *label == "help" { "help" } else { "note" };
            json!({"message": text, "code": null, "level": level, "spans": [], "children": [], "rendered": null})
        });
        json!({
            "$message_type": "diagnostic",
            "message": self.message,
            "code": {"code": self.code, "explanation": self.explanation},
            "level": self.level,
            "spans": [span(self.span)],
            "children": children.collect::<Vec<_>>(),
            "rendered": self.rendered,
            "path": self.path,
            "also": self.also,
            "fix": self.fix.as_ref().map(|(section, entry)| json!({"section": section, "entry": entry})),
        })
    }
}

/// Bytes from 0, lines and columns (in characters) from 1; the ends are exclusive. `text` is what the text for people shows: a part
/// of a long line, in which the highlight is counted, and of a place on several lines the first.
fn span(span: &Span) -> Value {
    let (range, end) = (span.range(), Span::new(&span.file, span.range().end..span.range().end));
    let text = Excerpt::of(span).map(|excerpt| {
        json!({"text": excerpt.text, "highlight_start": excerpt.column(), "highlight_end": excerpt.end_column()})
    });
    json!({
        "file_name": span.file.path,
        "byte_start": range.start,
        "byte_end": range.end,
        "line_start": span.line(),
        "line_end": end.line(),
        "column_start": span.column(),
        "column_end": end.column(),
        "is_primary": true,
        "label": null,
        "text": Vec::from_iter(text),
    })
}

impl Diagnostic {
    /// The object.
    #[must_use]
    pub fn json(&self) -> Value {
        let (help, entry) = self.remedy();
        let section = match &self.help {
            Help::Text(_) | Help::Settled(_) => None,
            Help::Fix(_) => Some("corrections"),
            Help::Names(_) => Some("names"),
        };
        let level = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let message = Message {
            level,
            code: self.code.name(),
            explanation: Some(self.code.explanation()),
            message: &self.message,
            span: &self.span,
            path: &self.path,
            also: &self.also,
            notes: vec![("expected", &self.expected), ("help", &help)],
            fix: section.map(|section| (section, entry)),
            rendered: Some(self.render(false)),
        };
        message.json()
    }
}

impl Diagnostics {
    /// One object a line.
    #[must_use]
    pub fn json_lines(&self) -> String {
        self.sorted().iter().map(|problem| format!("{}\n", problem.json())).collect()
    }
}
