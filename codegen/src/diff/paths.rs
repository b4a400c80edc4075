//! The public paths of both versions, and which change accounts for which of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::Change;
use super::rule::{Bump, Kind};
use crate::diagnostic::Diagnostics;
use crate::lower;
use crate::model::{Field, Origin, Presence, Service, Type};
use crate::names::{self, Lock};
use crate::span::File;
use crate::specs::Specs;

/// The lines of a `names.lock`.
#[derive(Default)]
pub(super) struct Paths {
    text: String,
    lines: BTreeSet<String>,
    /// The type of each field in words, by its path in the metadata.
    types: BTreeMap<String, String>,
}

impl Paths {
    /// The paths of a product. `before` are those of the version before: what is still there keeps its path.
    pub(super) fn of(specs: &Specs, before: &str) -> Self {
        // What is wrong with the specs is reported by the generation; paths that go are what is asked for here.
        let mut ignored = Diagnostics::default();
        let text = if specs.names.text.is_empty() { before } else { &specs.names.text };
        let file = Arc::new(File::new(&specs.names.path, text));
        let mut lock = Lock::read(&file, &specs.overlay.names, &mut ignored);
        let service = lower::lower(&Origin::default(), specs, &lock, &mut ignored);
        names::assign(&service, &specs.product.words, &mut lock, &mut ignored);
        let text = lock.text();
        let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        Self { text, lines, types: types(&service) }
    }

    /// The fields that have another type in `new` although no breaking change says so, such as those that hold themselves from now
    /// on and so are boxed: a type never changes silently.
    pub(super) fn other_types(&self, new: &Self, changes: &[Change]) -> Vec<Change> {
        let breaking = changes.iter().filter(|change| change.kind.bump() == Bump::Major);
        // The field of elements that have another type has another type too.
        let explained: BTreeSet<&str> =
            breaking.flat_map(|change| [change.path.as_str(), field_of(&change.path)]).collect();
        let is_explained = |path: &str| {
            let ends = path.char_indices().filter(|(_, sign)| ".[{".contains(*sign)).map(|(end, _)| end);
            ends.chain([path.len()]).any(|end| explained.contains(&path[..end]))
        };
        let both = self.types.iter().filter_map(|(path, was)| Some((path, was, new.types.get(path)?)));
        let other = both.filter(|(path, was, is)| was != is && !is_explained(path));
        other.map(|(path, was, is)| Change::new(Kind::TypeChanged, path).values("type", was, is)).collect()
    }

    /// The fields within a path that have another type in `new`.
    pub(super) fn differing_within<'a>(&'a self, new: &Self, path: &str) -> impl Iterator<Item = &'a str> {
        let is_within =
            move |field: &str| field.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[', '{']));
        let fields = self.types.iter().filter(move |(field, _)| is_within(field));
        fields
            .filter(|(field, was)| new.types.get(*field).is_some_and(|is| is != *was))
            .map(|(field, _)| field.as_str())
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is a line of a kind, such as `type`, for a path in the metadata.
    pub(super) fn index(&self) -> BTreeSet<(&str, &str)> {
        self.lines.iter().map(|line| (word(line), wire(line))).collect()
    }
}

/// The types of all fields.
fn types(service: &Service) -> BTreeMap<String, String> {
    names::fields(service).map(|(path, field)| (path, shown(service, field))).collect()
}

fn shown(service: &Service, field: &Field) -> String {
    let ty = type_in_words(service, &field.ty);
    match field.presence {
        Presence::Required => format!("required {ty}"),
        Presence::OrEmpty => ty,
        Presence::Optional => format!("optional {ty}"),
        Presence::Boxed => format!("optional boxed {ty}"),
    }
}

fn type_in_words(service: &Service, ty: &Type) -> String {
    match ty {
        Type::Text => "text".to_owned(),
        Type::JsonText => "JSON in text".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Float => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Json => "any".to_owned(),
        Type::Timestamp => "time".to_owned(),
        Type::Named(id) => format!("`{}`", service[*id].wire),
        Type::List(element) => format!("list of {}", type_in_words(service, element)),
        Type::Map(value) => format!("map of {}", type_in_words(service, value)),
    }
}

/// The path of the field that an element belongs to.
fn field_of(path: &str) -> &str {
    let mut path = path;
    while let Some(outer) = ["[]", "{}"].into_iter().find_map(|sign| path.strip_suffix(sign)) {
        path = outer;
    }
    path
}

/// The first column of a line.
fn word(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

/// The third column: the path in the metadata.
fn wire(line: &str) -> &str {
    line.splitn(3, ' ').nth(2).unwrap_or_default()
}

/// Gives each change its lines, and adds a change for every line that no other accounts for: a path is never lost silently.
pub(super) fn attribute(changes: &mut Vec<Change>, old: &Paths, new: &Paths) {
    changes.sort_by(|left, right| {
        (right.kind.bump(), &left.path, left.kind).cmp(&(left.kind.bump(), &right.path, right.kind))
    });
    let mut by_path: BTreeMap<String, usize> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        by_path.entry(change.path.clone()).or_insert(index);
    }
    let mut unexplained = Vec::new();
    for (lines, others, gone) in [(&old.lines, &new.lines, true), (&new.lines, &old.lines, false)] {
        for line in lines.difference(others) {
            match cause(&by_path, wire(line)).and_then(|index| changes.get_mut(index)) {
                Some(change) if gone => change.removed.push(line.clone()),
                Some(change) => change.added.push(line.clone()),
                None => unexplained.push((line, gone)),
            }
        }
    }
    let stays: BTreeSet<_> = old.lines.intersection(&new.lines).collect();
    let mut staying: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for line in stays {
        staying.entry(wire(line)).or_default().push(line);
    }
    for change in &mut *changes {
        // The elements of a list have no line of their own.
        let mut paths = BTreeSet::from([change.path.as_str(), field_of(&change.path)]);
        // Who holds a shared schema decides what each of its fields is.
        if matches!(change.kind, Kind::ReturnedToo | Kind::SentAlone) {
            paths.extend(old.differing_within(new, &change.path));
        }
        let lines = paths.into_iter().filter_map(|path| staying.get(path)).flatten();
        change.changed = lines.map(|line| (*line).clone()).collect();
    }
    for (line, gone) in unexplained {
        let mut change = Change::new(if gone { Kind::PathRemoved } else { Kind::PathAdded }, wire(line));
        if gone { &mut change.removed } else { &mut change.added }.push(line.clone());
        changes.push(change);
    }
}

/// The change of the longest path that a path in the metadata begins with. A module comes and goes with the
/// first of what it holds.
fn cause(by_path: &BTreeMap<String, usize>, wire: &str) -> Option<usize> {
    let ends = wire.char_indices().rev().filter(|(_, sign)| ".[{=!".contains(*sign)).map(|(end, _)| end);
    let outer = std::iter::once(wire.len()).chain(ends).find_map(|end| by_path.get(&wire[..end]));
    let inner = || {
        let start = match wire.strip_suffix('!') {
            // What the constructor of an operation takes comes and goes with its parameters.
            Some(operation) if !operation.contains('.') => format!("{operation}.request."),
            Some(object) => format!("{object}."),
            None => format!("{}.", wire.trim_end_matches('/')),
        };
        by_path.range(start.clone()..).next().filter(|(path, _)| path.starts_with(&start)).map(|(_, index)| index)
    };
    outer.or_else(inner).copied()
}
