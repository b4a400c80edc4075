//! Which operations are merged, and where each belongs.

use std::collections::BTreeSet;

use super::Import;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::documents::{Documents, FileNames};
use crate::naming;
use crate::span::Span;
use crate::suggestion::nearest;
use crate::tree::{Entry, Node};

/// An operation to merge.
#[derive(Debug)]
pub(super) struct Chosen<'a> {
    pub(super) name: String,
    pub(super) family: String,
    /// As published.
    pub(super) node: &'a Node,
}

/// Whether the document is that of a whole product.
pub(super) fn is_whole(document: &Node) -> bool {
    document.get("apis").is_some()
}

/// The operations to merge, by name.
pub(super) fn select<'a>(import: &Import<'a>, documents: &Documents, problems: &mut Diagnostics) -> Vec<Chosen<'a>> {
    let mut chosen = Vec::new();
    let mut files = file_names(documents);
    for (name, span, node) in wanted(import, problems) {
        let known = documents.operations.get(name).map(|spec| &spec.family);
        let family = known.or_else(|| import.families.get(name)).map(String::as_str).or(import.family);
        match family {
            Some(family) if !naming::is_operation(name) || !naming::is_family(family) => {
                problems.push(unusable(span, name, family));
            }
            Some(family) => {
                problems.extend(files.add(family, name, span));
                chosen.push(Chosen { name: name.to_owned(), family: family.to_owned(), node });
            }
            None => problems.push(
                Diagnostic::new(Code::NoFamily, span, format!("`{name}` is new and has no family"))
                    .at(name)
                    .expected("a family for every new operation")
                    .help(format!(
                        "add a line `{name}: <family>` to a file and give it with --families FILE,\n\
                         name one family for all new operations with --family NAME,\n\
                         or leave the operation out by naming the others with --operation"
                    )),
            ),
        }
    }
    chosen.sort_by(|left, right| left.name.cmp(&right.name));
    chosen
}

/// The files that there are. What is wrong with them is reported where they are read.
pub(super) fn file_names(documents: &Documents) -> FileNames {
    let mut names = FileNames::default();
    for (name, file) in &documents.operations {
        drop(names.add(&file.family, name, &file.node.span));
    }
    names
}

/// The names of the operations of a published document.
pub(super) fn published(document: &Node) -> BTreeSet<&str> {
    document.get("apis").map_or(&[][..], Node::entries).iter().map(|entry| entry.key.as_str()).collect()
}

/// The operations that have a spec but that are not among those of a whole product.
pub(super) fn absent(all: &BTreeSet<&str>, documents: &Documents) -> Vec<String> {
    documents.operations.keys().filter(|name| !all.contains(name.as_str())).cloned().collect()
}

/// That an operation has a spec in another family than it would get.
pub(super) fn stays(family: &str, other: &str) -> String {
    format!("stays `{family}`, and not `{other}`: the operation has a spec there")
}

/// The operations that are wanted and not among those that the document has below a key.
pub(super) fn unknown(import: &Import<'_>, key: &str, all: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let span = import.document.entry(key).map_or(&import.document.span, |entry| &entry.span);
    let missing = import.operations.iter().filter(|name| !all.contains(name.as_str()));
    let problem = |name: &String| {
        let near = nearest(name, all.iter().copied());
        let help = if near.is_empty() {
            "no operation of the document has a similar name".to_owned()
        } else {
            format!("the nearest names are {}", near.join(", "))
        };
        Diagnostic::new(Code::UnknownOperation, span, format!("the document has no operation `{name}`"))
            .at(key)
            .expected(format!("one of its operations: {} in all", all.len()))
            .help(help)
    };
    missing.map(problem).collect()
}

/// An operation by its name, with the place of the name.
fn named(entry: &Entry) -> (&str, &Span, &Node) {
    (&entry.key, &entry.span, &entry.node)
}

fn wanted<'a>(import: &Import<'a>, problems: &mut Diagnostics) -> Vec<(&'a str, &'a Span, &'a Node)> {
    let Some(all) = import.document.get("apis").map(Node::entries) else {
        return single(import, problems).into_iter().collect();
    };
    if import.operations.is_empty() {
        return all.iter().map(named).collect();
    }
    problems.extend(unknown(import, "apis", &published(import.document)));
    let is_wanted = |entry: &&Entry| import.operations.contains(&entry.key);
    let mut wanted: Vec<_> = all.iter().filter(is_wanted).map(named).collect();
    wanted.sort_by_key(|(name, ..)| *name);
    wanted
}

/// The one operation that the document is.
fn single<'a>(import: &Import<'a>, problems: &mut Diagnostics) -> Option<(&'a str, &'a Span, &'a Node)> {
    let document = import.document;
    let problem = |code, message: &str| Diagnostic::new(code, &document.span, message);
    let is_operation = ["parameters", "responses", "methods"].iter().any(|key| document.get(key).is_some());
    if !is_operation {
        problems.push(
            problem(Code::NotMetadata, "the document is neither a product nor an operation")
                .expected("a mapping with `apis`, or with `methods`, `parameters` and `responses`")
                .help("give the `api-docs.json` of a product, or one operation of its `apis`"),
        );
        return None;
    }
    match import.operations {
        [name] => Some((name.as_str(), &document.span, document)),
        _ => {
            problems.push(
                problem(Code::NoOperationName, "the document is one operation and does not say its name")
                    .expected("exactly one name")
                    .help("give it with --operation NAME"),
            );
            None
        }
    }
}

/// What is wrong with names that cannot be the path of a spec, or later those of a module and a type.
fn unusable(span: &Span, name: &str, family: &str) -> Diagnostic {
    let problem = |code, message: String| Diagnostic::new(code, span, message).at(name);
    if naming::is_operation(name) {
        problem(Code::BadFamily, format!("invalid name of a family `{family}`"))
            .expected(naming::FAMILY)
            .help("give the operation another family; where it has a spec, rename the family's folder")
    } else {
        problem(Code::BadOperationName, format!("invalid name of an operation `{name}`"))
            .expected("letters, digits and underscores, with a letter first")
            .help("correct the name in the document, or leave the operation out by naming the others with --operation")
    }
}
