//! Diagnostics as rustc shows them: the line of the source, a caret below the place, and what to do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};

use super::problem::{Diagnostic, Fix, Help, PLACEHOLDER, Severity};
use super::problems::Diagnostics;
use crate::canonical;
use crate::span::Span;

/// The further places that a repeated warning names.
const MOST_PLACES: usize = 5;

/// The characters that a mark covers at most.
const LONGEST_MARK: usize = 60;

impl Diagnostic {
    /// The text, with colors for a terminal.
    #[must_use]
    pub fn render(&self, colors: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut report = level.primary_title(&self.message).id(self.code.name()).elements(Vec::<Message<'_>>::new());
        report = show(report, &self.span);
        let also = places(&self.also);
        let (help, fix) = self.remedy();
        for (label, text) in
            [("at", self.path.as_str()), ("also at", &also), ("expected", &self.expected), ("help", &help)]
        {
            if !text.is_empty() {
                report = report.element(Level::NOTE.with_name(label).message(text));
            }
        }
        let renderer = if colors { Renderer::styled() } else { Renderer::plain() };
        format!("{}\n{fix}", renderer.render(&[report]))
    }

    /// What to do, and the entry of the overlay that is offered; empty where there is none.
    pub(super) fn remedy(&self) -> (Cow<'_, str>, String) {
        match &self.help {
            Help::Text(text) => (text.into(), String::new()),
            Help::Settled(path) => {
                (format!("the correction offered for `{path}` settles this too").into(), String::new())
            }
            Help::Names(paths) => {
                ("keep it, or add to overlay.yaml below `names:`, with a reason:".into(), entry(paths))
            }
            Help::Fix(fix) if fix.replaces => {
                ("put in the place of this correction, with a reason:".into(), fix.to_string())
            }
            Help::Fix(fix) => (
                "correct the file, or add to overlay.yaml below `corrections:`, with a reason:".into(),
                fix.to_string(),
            ),
        }
    }
}

/// Adds the place, with its line where there is one. Of a value on several lines the first is marked.
fn show<'a>(report: Group<'a>, span: &'a Span) -> Group<'a> {
    let (text, range) = (&span.file.text, span.range());
    let start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    if line.is_empty() {
        let origin = Origin::path(&span.file.path);
        return report.element(if text.is_empty() {
            origin
        } else {
            origin.line(span.line()).char_column(span.column())
        });
    }
    // Of a mapping on one long line its start is enough.
    let longest = text[range.start..].char_indices().nth(LONGEST_MARK).map_or(text.len(), |(end, _)| range.start + end);
    let end = range.end.min(longest).clamp(range.start, start + line.len());
    let mark = AnnotationKind::Primary.span(range.start - start..end - start);
    report.element(Snippet::source(line).line_start(span.line()).path(&span.file.path).annotation(mark))
}

fn places(paths: &[String]) -> String {
    let shown = paths.iter().take(MOST_PLACES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(MOST_PLACES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// As it is pasted below `names:`.
fn entry(paths: &BTreeMap<String, Option<String>>) -> String {
    let new = |path: &Option<String>| path.as_deref().map_or_else(|| "null".to_owned(), canonical::text);
    let paths = paths.iter().map(|(old, path)| format!("      {}: {}\n", canonical::text(old), new(path)));
    format!("  - reason: {PLACEHOLDER}\n    paths:\n{}", paths.collect::<String>())
}

/// As it is pasted below `corrections:`.
impl fmt::Display for Fix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: Vec<String> = self.targets.iter().map(|target| canonical::text(target)).collect();
        writeln!(formatter, "  - reason: {}", self.reason)?;
        match targets.as_slice() {
            [one] => writeln!(formatter, "    targets: [{one}]")?,
            all => {
                writeln!(formatter, "    targets:")?;
                all.iter().try_for_each(|target| writeln!(formatter, "      - {target}"))?;
            }
        }
        for (label, pairs) in [("expect", &self.expect), ("set", &self.set)] {
            let pairs: Vec<String> =
                pairs.iter().map(|(key, value)| format!("{key}: {}", canonical::inline(value))).collect();
            writeln!(formatter, "    {label}: {{{}}}", pairs.join(", "))?;
        }
        Ok(())
    }
}

impl Diagnostics {
    /// The text, with colors for a terminal.
    #[must_use]
    pub fn render(&self, colors: bool) -> String {
        self.sorted().iter().map(|problem| format!("{}\n", problem.render(colors))).collect()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostic {}

impl std::error::Error for Diagnostics {}
