//! The names that a crate has had so far. They are its interface: a generation adds to them and changes none, unless the
//! overlay says which and why.
//!
//! ```text
//! mod voice::get_job GetJob
//! type voice::get_job::output::Data GetJob.response.Data
//! field voice::get_job::output::Data::job_id GetJob.response.Data.JobId
//! ```
//!
//! The second column is the path in Rust, where it is declared; the third is the path in the metadata, as the overlay
//! writes it, with `=` before a value. One that a line would not keep, with a line break in it or blanks around it, is a text of
//! JSON.
//!
//! ```yaml
//! names:
//!   - reason: The service has withdrawn the operation; it never worked.
//!     paths: {voice::get_job: null}
//! ```

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::FILE;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::naming::is_keyword;
use crate::span::{File, Span};
use crate::spec::Located;

/// The section of an overlay that changes names.
const SECTION: &str = "names";

const HEAD: &str = "\
# Every public path of the crate, and what it stands for in the metadata. `cargo xtask codegen` adds lines; to change or
# delete one, say why in overlay.yaml under `names:`. A struct of required fields is marked by a `!`.
";

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Module,
    Type,
    Field,
    Variant,
    Constant,
}

impl Kind {
    const ALL: [(&str, Kind); 5] = [
        ("mod", Kind::Module),
        ("type", Kind::Type),
        ("field", Kind::Field),
        ("variant", Kind::Variant),
        ("const", Kind::Constant),
    ];

    fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A line of the file.
struct Line {
    path: String,
    span: Span,
    /// Whether the metadata still has what it stands for.
    used: bool,
}

/// A path that the overlay lets go, with everything inside it.
struct LetGo {
    path: Located<String>,
    /// The lines of it, as in [`Lock::new`].
    lines: Vec<(String, Kind, String)>,
}

/// The names so far, and those of this generation.
#[derive(Default)]
pub struct Lock {
    /// The file.
    file: Arc<File>,
    lines: HashMap<(Kind, String), Line>,
    /// The lines of this generation: by their paths, kind and path in the metadata.
    new: Vec<(String, Kind, String)>,
    /// Paths that would be others now.
    moved: Vec<String>,
    let_go: Vec<LetGo>,
}

impl Lock {
    /// Reads the file and lets the overlay change it. In an empty file, no name is taken.
    pub fn read(
        file: &Arc<File>,
        changes: &[(Located<String>, Option<Located<String>>)],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut lines = HashMap::new();
        let mut start = 0;
        for text in file.text.split_inclusive('\n') {
            let (line, at) = (text.trim_end(), start);
            start += text.len();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let span = Span::new(file, at..at + line.len());
            let known = parse(line).filter(|(_, path, _)| !path.split("::").any(is_keyword));
            let Some((kind, path, wire)) = known else {
                diagnostics.push(
                    Diagnostic::new(Code::UnreadableName, &span, format!("`{line}` is not a line of {FILE}"))
                        .expected(
                            "`mod`, `type`, `field`, `variant` or `const`, the path in Rust, the path in the metadata",
                        )
                        .help("take the file from the last commit, and let `cargo xtask codegen` add to it"),
                );
                continue;
            };
            let line = Line { path: path.to_owned(), span, used: false };
            // A line that stands twice, as after a merge, says nothing else.
            if let Some(first) = lines.insert((kind, wire.clone()), line).filter(|first| first.path != path) {
                let path = &first.path;
                diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateEntry,
                        &first.span,
                        format!("`{wire}` has another line than `{path}`"),
                    )
                    .at(wire.as_str())
                    .expected("one line for each thing that has a name")
                    .help("take the file from the last commit, and let `cargo xtask codegen` add to it"),
                );
            }
        }
        let mut changes: Vec<_> = changes.iter().collect();
        // What leaves a module that goes has to leave it first.
        changes.sort_by_key(|(_, new)| new.is_none());
        let mut let_go = Vec::new();
        for (old, new) in changes {
            if let Some(Located { value: new, span }) = new
                && (!is_path(new) || new.split("::").any(is_keyword))
            {
                diagnostics.push(
                    Diagnostic::new(Code::UnreadableName, span, format!("`{new}` is not a path"))
                        .at(SECTION)
                        .expected("a path in Rust, or null for what is deleted")
                        .help("correct the path"),
                );
                continue;
            }
            match new {
                Some(new) => rename(&mut lines, &old.value, &new.value),
                None => let_go.push(LetGo { path: old.clone(), lines: take(&mut lines, &old.value) }),
            }
        }
        Self { file: Arc::clone(file), lines, new: Vec::new(), moved: Vec::new(), let_go }
    }

    /// Whether there has been a type for this so far.
    pub(crate) fn has_type(&self, wire: &str) -> bool {
        self.lines.contains_key(&(Kind::Type, wire.to_owned()))
    }

    /// The name that something has had so far below a path. A name elsewhere is reported: the path would be another. So is one
    /// that is `reserved`: the code would not compile.
    pub(super) fn name(
        &mut self,
        kind: Kind,
        parent: &str,
        wire: &str,
        reserved: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let line = self.lines.get(&(kind, wire.to_owned()))?;
        let name = line.path.rsplit("::").next().unwrap_or_default().to_owned();
        if reserved.contains(&name.as_str()) {
            let message = format!("generated code needs the name `{name}` for something else than `{wire}`");
            let problem = Diagnostic::new(Code::NameTaken, &line.span, message).at(wire);
            diagnostics
                .push(problem.expected("another name").help("give it one, in names.lock or where the overlay does"));
        }
        self.keep(kind, &format!("{parent}::{name}"), wire, diagnostics);
        Some(name)
    }

    /// Reports that something would have another path than so far.
    pub(super) fn keep(&mut self, kind: Kind, path: &str, wire: &str, diagnostics: &mut Diagnostics) {
        let Some(line) = self.lines.get_mut(&(kind, wire.to_owned())) else {
            return;
        };
        line.used = true;
        // What is inside moves along.
        if line.path == path || self.moved.iter().any(|outer| is_inside(&line.path, outer)) {
            return;
        }
        self.moved.push(line.path.clone());
        let message = format!("the public path `{}` of `{wire}` would be `{path}` now", line.path);
        diagnostics.push(
            Diagnostic::new(Code::NameMoved, &line.span, message)
                .at(wire)
                .expected("the path that has been published")
                .names(BTreeMap::from([(line.path.clone(), Some(path.to_owned()))])),
        );
    }

    /// Adds a line of this generation.
    pub(super) fn add(&mut self, kind: Kind, path: String, wire: String) {
        self.new.push((path, kind, wire));
    }

    /// Reports what has had a name and is gone, the outermost of it alone; and two things of one name.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        let gone = self.lines.iter().filter(|(_, line)| !line.used);
        let gone: BTreeMap<(&str, Kind), &Line> =
            gone.map(|((kind, wire), line)| ((wire.as_str(), *kind), line)).collect();
        let mut outer: Vec<(&str, Vec<&Line>)> = Vec::new();
        for ((wire, _), line) in gone {
            match outer.last_mut() {
                Some((above, lines)) if is_within(wire, above) => lines.push(line),
                _ => outer.push((wire, vec![line])),
            }
        }
        let all: BTreeSet<&str> = outer.iter().flat_map(|(_, lines)| lines).map(|line| line.path.as_str()).collect();
        for (wire, lines) in outer {
            let paths: BTreeSet<&str> = lines.iter().map(|line| line.path.as_str()).collect();
            let outermost =
                paths.into_iter().filter(|path| !path.match_indices("::").any(|(end, _)| all.contains(&path[..end])));
            let entries: BTreeMap<String, Option<String>> = outermost.map(|path| (path.to_owned(), None)).collect();
            let Some(first) = entries.keys().next() else {
                continue;
            };
            let message = format!("the public path `{first}` would be gone: the metadata has no `{wire}` any more");
            let span = lines.iter().map(|line| &line.span).min().cloned().unwrap_or_default();
            diagnostics.push(
                Diagnostic::new(Code::NameGone, &span, message)
                    .at(wire)
                    .expected("every path that has been published")
                    .names(entries),
            );
        }
        self.check_let_go(diagnostics);
        let mut seen: HashMap<(&str, Kind), &str> = HashMap::new();
        for (path, kind, wire) in &self.new {
            if let Some(other) = seen.insert((path, *kind), wire) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::NameTaken,
                        &Span::of_file(&self.file.path),
                        format!("`{other}` and `{wire}` are both `{path}`"),
                    )
                    .at(wire)
                    .expected("a name for each")
                    .help("give one of them another name, where overlay.yaml names them under `names:`"),
                );
            }
        }
    }

    /// Warns of a path that something else has got since the overlay let it go: its loss would not be reported.
    fn check_let_go(&self, diagnostics: &mut Diagnostics) {
        for LetGo { path: entry, lines } in &self.let_go {
            let Some((path, _, wire)) = lines.iter().filter(|line| self.new.contains(line)).min() else { continue };
            let message = format!("the public path `{path}` of `{wire}` could go without a word");
            diagnostics.push(
                Diagnostic::new(Code::OverlayOutdated, &entry.span, message)
                    .warning()
                    .at(SECTION)
                    .expected("entries for paths that go")
                    .help(format!("delete the entry of `{}`: what it let go is gone", entry.value)),
            );
        }
    }

    /// The file after this generation.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines: Vec<&(String, Kind, String)> = self.new.iter().collect();
        lines.sort_unstable();
        let mut text = HEAD.to_owned();
        for (path, kind, wire) in lines {
            text.extend([kind.word(), " ", path, " ", &written(wire), "\n"]);
        }
        text
    }
}

fn parse(line: &str) -> Option<(Kind, &str, String)> {
    let (word, rest) = line.split_once(' ')?;
    let (path, wire) = rest.split_once(' ')?;
    let kind = Kind::ALL.iter().find(|(known, _)| *known == word)?.1;
    let wire = if wire.starts_with('"') { serde_json::from_str(wire).ok()? } else { wire.to_owned() };
    (is_path(path) && !wire.is_empty()).then_some((kind, path, wire))
}

/// A path in the metadata as `parse` reads it.
fn written(wire: &str) -> Cow<'_, str> {
    let is_kept = wire.trim() == wire && !wire.starts_with('"') && !wire.contains(char::is_control);
    if is_kept { wire.into() } else { Value::from(wire).to_string().into() }
}

/// Whether a text is a path in Rust.
fn is_path(path: &str) -> bool {
    let letters = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    path.split("::").all(|name| {
        let name = name.strip_prefix("r#").unwrap_or(name);
        !name.is_empty() && letters(name) && !name.starts_with(|first: char| first.is_ascii_digit())
    })
}

/// Whether a path in the metadata is that of something within another.
fn is_within(wire: &str, outer: &str) -> bool {
    wire.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{', '=', '!']))
}

/// Whether a path in Rust leads through another.
fn is_inside(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.starts_with("::"))
}

/// Whether a line is of a path, or of something inside it.
fn is_of(line: &Line, path: &str) -> bool {
    line.path == path || is_inside(&line.path, path)
}

/// Gives a path another name, with everything inside it.
fn rename(lines: &mut HashMap<(Kind, String), Line>, old: &str, new: &str) {
    for line in lines.values_mut().filter(|line| is_of(line, old)) {
        line.path = format!("{new}{}", &line.path[old.len()..]);
    }
}

/// Takes a path away, with everything inside it.
fn take(lines: &mut HashMap<(Kind, String), Line>, path: &str) -> Vec<(String, Kind, String)> {
    let taken = lines.extract_if(|_, line| is_of(line, path));
    taken.map(|((kind, wire), line)| (line.path, kind, wire)).collect()
}
