//! Diagnostics as rustc shows them: the line of the source, a caret below the place, and what to do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Message, Origin, Renderer, Snippet};

use super::problem::{Diagnostic, Fix, Help, PLACEHOLDER, Severity};
use super::problems::Diagnostics;
use crate::canonical;
use crate::span::Span;

/// The further places that a repeated warning names.
const MOST_PLACES: usize = 5;

/// The characters that a mark covers at most.
const LONGEST_MARK: usize = 60;

/// The characters of a line before and after a place that there can be room for.
const MOST_AROUND: usize = 400;

impl Diagnostic {
    /// The text, with colors for a terminal.
    #[must_use]
    pub fn render(&self, colors: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut report = level.primary_title(&self.message).id(self.code.name()).elements(Vec::<Message<'_>>::new());
        let (place, excerpt) = (&self.span, excerpt(&self.span));
        let origin = Origin::path(&place.file.path);
        report = match &excerpt {
            Some(Excerpt { text, mark, .. }) => {
                let snippet = Snippet::source(*text).line_start(place.line()).path(&place.file.path);
                report.element(snippet.annotation(AnnotationKind::Primary.span(mark.clone())))
            }
            None if place.file.text.is_empty() => report.element(origin),
            None => report.element(origin.line(place.line()).char_column(place.column())),
        };
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
        let mut text = renderer.render(&[report]);
        if let Some(Excerpt { skipped: skipped @ 1.., .. }) = excerpt {
            // The renderer knows no column but that in what it is given.
            let at = |column| format!("{}:{}:{column}", place.file.path, place.line());
            text = text.replacen(&at(place.column() - skipped), &at(place.column()), 1);
        }
        format!("{text}\n{fix}")
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

/// What is shown of a line.
struct Excerpt<'a> {
    text: &'a str,
    /// The place in it.
    mark: Range<usize>,
    /// The characters before it.
    skipped: usize,
}

/// The line of a place; none where nothing stands on it. Of a value on several lines the first is marked.
fn excerpt(span: &Span) -> Option<Excerpt<'_>> {
    let (text, range) = (&span.file.text, span.range());
    let (before, after) = (text.get(span.line_start()..range.start)?, text.get(range.start..)?);
    // Published documents are a line of up to some megabytes, all of which the renderer would lay out for each problem.
    let from = before.char_indices().rev().nth(MOST_AROUND).map_or(0, |(index, _)| index);
    let before = &before[from..];
    let first = |most| after.char_indices().nth(most).map_or(after, |(end, _)| &after[..end]);
    let after = first(MOST_AROUND).lines().next().unwrap_or_default();
    if before.is_empty() && after.is_empty() {
        return None;
    }
    Some(Excerpt {
        text: &text[range.start - before.len()..range.start + after.len()],
        // Of a mapping on one long line its start is enough.
        mark: before.len()..before.len() + range.len().min(first(LONGEST_MARK).len()).min(after.len()),
        skipped: span.column() - 1 - before.chars().count(),
    })
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
