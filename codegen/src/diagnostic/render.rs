//! Diagnostics as rustc shows them: the line of the source, a caret below the place, and what to do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Message, Origin, Renderer, Snippet};

use super::excerpt::Excerpt;
use super::problem::{Diagnostic, Fix, Help, PLACEHOLDER, Severity};
use super::problems::Diagnostics;
use crate::canonical;

/// The further places that a repeated warning names.
const MOST_PLACES: usize = 5;

impl Diagnostic {
    /// The text, with colors for a terminal.
    #[must_use]
    pub fn render(&self, colors: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut report = level.primary_title(&self.message).id(self.code.name()).elements(Vec::<Message<'_>>::new());
        let (place, excerpt) = (&self.span, Excerpt::of(&self.span));
        let origin = Origin::path(&place.file.path);
        report = match &excerpt {
            Some(Excerpt { text, mark }) => {
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
        if let Some(column) = excerpt.map(|excerpt| excerpt.column()).filter(|column| *column != place.column()) {
            // The renderer knows no column but that in what it is given.
            let at = |column| format!("{}:{}:{column}", place.file.path, place.line());
            text = text.replacen(&at(column), &at(place.column()), 1);
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

/// The text as well: it is what the `main` of a build script prints of the error that it returns.
impl fmt::Debug for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Debug for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Diagnostic {}

impl std::error::Error for Diagnostics {}
