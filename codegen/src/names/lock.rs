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
//! writes it, with `=` before a value.
//!
//! ```yaml
//! names:
//!   - reason: The service has taken the operation back; nobody can have called it.
//!     paths: {voice::get_job: null}
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{FILE, is_keyword};
use crate::canonical;
use crate::diagnostic::{Diagnostic, Diagnostics, Mark};
use crate::tree::{Node, Value};

/// The section of an overlay that changes names.
pub const SECTION: &str = "names";

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
    /// Its number in the file.
    number: usize,
    /// Whether the metadata still has what it stands for.
    used: bool,
}

/// The names so far, and those of this generation.
#[derive(Default)]
pub struct Lock {
    /// The file, for messages.
    file: String,
    lines: HashMap<(Kind, String), Line>,
    /// The lines of this generation: by their paths, kind and path in the metadata.
    new: Vec<(String, Kind, String)>,
    /// Paths that would be others now.
    moved: Vec<String>,
}

impl Lock {
    /// Reads the file and lets the overlay change it. Without a file, no name is taken.
    pub fn read(
        file: String,
        text: Option<&str>,
        overlay: Option<(String, &Node)>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut lines = HashMap::new();
        for (index, text) in text.unwrap_or_default().lines().enumerate() {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let Some((kind, path, wire)) = parse(text) else {
                diagnostics.push(
                    Diagnostic::error(
                        "unreadable-name",
                        &file,
                        Some(Mark { line: index + 1, column: 1 }),
                        format!("`{text}` is not a line of {FILE}"),
                    )
                    .expected(
                        "`mod`, `type`, `field`, `variant` or `const`, the path in Rust, the path in the metadata",
                    )
                    .help("take the file from the last commit, and let `cargo xtask codegen` add to it"),
                );
                continue;
            };
            lines.insert((kind, wire.to_owned()), Line { path: path.to_owned(), number: index + 1, used: false });
        }
        if let Some((file, overlay)) = overlay {
            let mut changes = changes(&file, overlay, diagnostics);
            // What leaves a module that goes has to leave it first.
            changes.sort_by_key(|(_, new)| new.is_none());
            for (old, new) in changes {
                change(&mut lines, &old, new.as_deref());
            }
        }
        Self { file, lines, new: Vec::new(), moved: Vec::new() }
    }

    /// Whether there has been a type for this so far.
    pub(crate) fn has_type(&self, wire: &str) -> bool {
        self.lines.contains_key(&(Kind::Type, wire.to_owned()))
    }

    /// The name that something has had so far below a path. A name elsewhere is reported: the path would be another.
    pub(super) fn name(
        &mut self,
        kind: Kind,
        parent: &str,
        wire: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let line = self.lines.get(&(kind, wire.to_owned()))?;
        let name = line.path.rsplit("::").next().unwrap_or_default().to_owned();
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
            Diagnostic::error("name-moved", &self.file, Some(mark(line.number)), message)
                .at(wire)
                .expected("the path that has been published")
                .help(entry(&BTreeMap::from([(line.path.clone(), Some(path.to_owned()))]))),
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
            let number = lines.iter().map(|line| line.number).min().unwrap_or(1);
            diagnostics.push(
                Diagnostic::error("name-gone", &self.file, Some(mark(number)), message)
                    .at(wire)
                    .expected("every path that has been published")
                    .help(format!("bring it back; or {}", entry(&entries))),
            );
        }
        let mut seen: HashMap<(&str, Kind), &str> = HashMap::new();
        for (path, kind, wire) in &self.new {
            if let Some(other) = seen.insert((path, *kind), wire) {
                diagnostics.push(
                    Diagnostic::error(
                        "name-taken",
                        &self.file,
                        None,
                        format!("`{other}` and `{wire}` are both `{path}`"),
                    )
                    .at(wire)
                    .expected("a name for each")
                    .help("give one of them another name, where overlay.yaml names them under `names:`"),
                );
            }
        }
    }

    /// The file after this generation.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines: Vec<&(String, Kind, String)> = self.new.iter().collect();
        lines.sort_unstable();
        let mut text = HEAD.to_owned();
        for (path, kind, wire) in lines {
            text.extend([kind.word(), " ", path, " ", wire, "\n"]);
        }
        text
    }
}

fn parse(line: &str) -> Option<(Kind, &str, &str)> {
    let (word, rest) = line.split_once(' ')?;
    let (path, wire) = rest.split_once(' ')?;
    let kind = Kind::ALL.iter().find(|(known, _)| *known == word)?.1;
    (is_path(path) && !wire.is_empty()).then_some((kind, path, wire))
}

/// Whether a text is a path in Rust.
fn is_path(path: &str) -> bool {
    let letters = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    path.split("::").all(|name| {
        let name = name.strip_prefix("r#").unwrap_or(name);
        !name.is_empty() && letters(name) && !name.starts_with(|first: char| first.is_ascii_digit())
    })
}

fn mark(line: usize) -> Mark {
    Mark { line, column: 1 }
}

/// Whether a path in the metadata is that of something within another.
fn is_within(wire: &str, outer: &str) -> bool {
    wire.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{', '=', '!']))
}

/// Whether a path in Rust leads through another.
fn is_inside(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.starts_with("::"))
}

/// Gives a path another name, or takes it away, with everything inside it.
fn change(lines: &mut HashMap<(Kind, String), Line>, old: &str, new: Option<&str>) {
    let concerned = |line: &Line| line.path == old || is_inside(&line.path, old);
    match new {
        None => lines.retain(|_, line| !concerned(line)),
        Some(new) => {
            for line in lines.values_mut().filter(|line| concerned(line)) {
                line.path = format!("{new}{}", &line.path[old.len()..]);
            }
        }
    }
}

/// The changes that an overlay has reasons for: paths, and what becomes of them.
fn changes(file: &str, overlay: &Node, diagnostics: &mut Diagnostics) -> Vec<(String, Option<String>)> {
    let mut changes = Vec::new();
    for (index, group) in overlay.get(SECTION).map_or(&[][..], Node::elements).iter().enumerate() {
        let at = format!("{SECTION}, number {}", index + 1);
        let mut report = |code, mark, message: String| {
            diagnostics.push(
                Diagnostic::error(code, file, Some(mark), message)
                    .at(&at)
                    .expected("`reason: …` in your words, and `paths: {old::path: new::path, deleted::path: null}`")
                    .help("correct the entry, or delete it"),
            );
        };
        if group.get("reason").and_then(Node::text).is_none_or(|reason| matches!(reason.trim(), "" | "…")) {
            report("incomplete-entry", group.mark, "the change of names has no `reason`".to_owned());
        }
        let paths = group.get("paths").map_or(&[][..], Node::entries);
        if paths.is_empty() {
            report("incomplete-entry", group.mark, "the change of names has no `paths`".to_owned());
        }
        for unknown in group.entries().iter().filter(|entry| !["reason", "paths"].contains(&entry.key.as_str())) {
            report("unknown-key", unknown.mark, format!("`{}` is no key of a change of names", unknown.key));
        }
        for entry in paths {
            match &entry.node.value {
                Value::Null => changes.push((entry.key.clone(), None)),
                Value::Scalar { text, .. } if is_path(text) && !text.split("::").any(is_keyword) => {
                    changes.push((entry.key.clone(), Some(text.clone())));
                }
                _ => report("unexpected-shape", entry.mark, format!("`{}` becomes no path", entry.key)),
            }
        }
    }
    changes
}

/// The overlay text that allows changes of names, as help.
fn entry(paths: &BTreeMap<String, Option<String>>) -> String {
    let new = |path: &Option<String>| path.as_deref().map_or_else(|| "null".to_owned(), canonical::text);
    let paths: String =
        paths.iter().map(|(old, path)| format!("\n    {}: {}", canonical::text(old), new(path))).collect();
    format!("add to overlay.yaml below `{SECTION}:`, with a reason\n- reason: …\n  paths:{paths}")
}
