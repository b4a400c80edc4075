//! `cargo run -p codegen --example version_pairs -- SEED COUNT OUT DOCUMENT…`: draws pairs of versions from published documents, each with
//! one change of the metadata, and writes both crates and what `diff` says of them. `codegen/tests/semver/run` judges them.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a tool for maintainers that stops at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use codegen::diagnostic::Help;
use codegen::diff::diff;
use codegen::import::{Import, folder};
use codegen::sources::Sources;
use codegen::tree::{Entry, Node, Value};
use codegen::{canonical, generate, keys};

/// Operations of a crate: few, so that it compiles soon.
const OPERATIONS: usize = 4;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (seed, count, out) = (arguments.next().unwrap(), arguments.next().unwrap(), arguments.next().unwrap());
    let documents: Vec<String> = arguments.collect();
    let mut draw = Draw(seed.parse().unwrap());
    let mut number = 0;
    while number < count.parse().unwrap() {
        let document = &documents[draw.below(documents.len())];
        let Some((old, new, change)) = pair(&mut draw, document, number) else { continue };
        let folder = format!("{out}/{number:02}");
        let found = diff(&old, &new).unwrap();
        // A change that changes nothing, such as a bound of a schema that is unused, tells nothing.
        let Some(bump) = found.bump() else { continue };
        write(&format!("{folder}/old"), &old);
        write(&format!("{folder}/new"), &new);
        fs::write(format!("{folder}/diff.txt"), format!("{change}\n{found}")).unwrap();
        fs::write(format!("{folder}/bump"), bump.word()).unwrap();
        let kinds: Vec<&str> = found.changes.iter().map(|change| change.kind.name()).collect();
        println!("{number:02} {}: {change}: {} ({})", old.folder, bump.word(), kinds.join(", "));
        number += 1;
    }
}

/// Numbers from a seed (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from(mixed ^ (mixed >> 31)).unwrap() % limit
    }
}

/// Two versions of a few operations, with names that stay, and the change. `None` where the draw does not fit.
fn pair(draw: &mut Draw, document: &str, number: usize) -> Option<(Sources, Sources, &'static str)> {
    let document = Node::parse(document, &fs::read_to_string(document).unwrap()).unwrap();
    let all: Vec<String> = document.get("apis")?.entries().iter().map(|entry| entry.key.clone()).collect();
    let names: Vec<String> = (0..OPERATIONS).map(|_| all[draw.below(all.len())].clone()).collect();
    let folder = format!("specs/{}", folder(&document)?);
    let none = Sources { folder: folder.clone(), files: BTreeMap::new() };
    let families = BTreeMap::new();
    let import =
        Import { document: &document, sources: &none, operations: &names, families: &families, family: Some("api") };
    let inside =
        |(path, text): (String, String)| Some((path.strip_prefix(&folder)?.trim_start_matches('/').to_owned(), text));
    let mut old = Sources { files: import.run().ok()?.files.into_iter().filter_map(inside).collect(), folder };
    let generated = generate(&old).ok()?;
    old.files.insert("names.lock".to_owned(), generated.names);
    let (mut new, change) = changed(draw, &old, number)?;
    // What is gone may go.
    for _ in 0..3 {
        let Err(problems) = generate(&new) else { return Some((old, new, change)) };
        let mut paths = BTreeMap::new();
        for problem in problems.sorted() {
            let Help::Names(names) = &problem.help else { return None };
            paths.extend(names.clone());
        }
        let line = |(old, new): (String, Option<String>)| {
            format!("      {old}: {}\n", new.unwrap_or_else(|| "null".to_owned()))
        };
        let paths: String = paths.into_iter().map(line).collect();
        new.files.insert("overlay.yaml".to_owned(), format!("names:\n  - reason: A test.\n    paths:\n{paths}"));
    }
    None
}

/// One change, of the kind that the number tells, so that each kind comes up.
fn changed(draw: &mut Draw, old: &Sources, number: usize) -> Option<(Sources, &'static str)> {
    let mut new = old.clone();
    let operations: Vec<String> = old.files.keys().filter(|path| path.contains('/')).cloned().collect();
    let path = &operations[draw.below(operations.len())];
    let mut node = Node::parse(path, &old.files[path]).unwrap();
    let kind = number % CHANGES.len();
    let (change, apply) = CHANGES[kind];
    match change {
        "operation removed" => drop(new.files.remove(path)),
        "operation moved" => {
            let text = new.files.remove(path)?;
            new.files.insert(path.replace("api/", "other/"), text);
            let product = new.files.get_mut("product.yaml")?;
            *product = product.replace("families:\n", "families:\n  other: Others.\n");
        }
        "operation added" => {
            let text = new.files[path].clone();
            new.files.insert(path.replace(".yaml", "Again.yaml"), text);
        }
        _ => {
            if !apply(draw, &mut node) {
                return None;
            }
            new.files.insert(path.clone(), canonical::write(&node, &keys::OPERATION));
        }
    }
    Some((new, change))
}

type Apply = fn(&mut Draw, &mut Node) -> bool;

const CHANGES: [(&str, Apply); 15] = [
    ("operation removed", |_, _| false),
    ("required parameter added", |_, node| parameter(node, "Added", "{type: string, required: true}")),
    ("optional parameter added", |_, node| parameter(node, "Added", "{type: string}")),
    ("parameter removed", |draw, node| {
        list(node, "parameters", |all| {
            if all.is_empty() {
                false
            } else {
                all.remove(draw.below(all.len()));
                true
            }
        })
    }),
    ("parameter required", |draw, node| {
        schema(draw, node, "parameters", |it| {
            it.get("required").is_none_or(|it| it.boolean() != Some(true)) && put(it, "required", "true")
        })
    }),
    ("parameter optional", |draw, node| {
        schema(draw, node, "parameters", |it| {
            it.get("required").and_then(Node::boolean) == Some(true) && put(it, "required", "false")
        })
    }),
    ("type changed", |draw, node| {
        schema(draw, node, "responses", |it| {
            it.get("type").and_then(Node::text) == Some("string")
                && it.get("enum").is_none()
                && put(it, "type", "integer")
        })
    }),
    ("property added", |draw, node| {
        schema(draw, node, "responses", |it| {
            map(it, "properties", |all| {
                all.push(entry("Added", "{type: string}"));
                true
            })
        })
    }),
    ("property removed", |draw, node| {
        schema(draw, node, "responses", |it| map(it, "properties", |all| all.len() > 1 && all.pop().is_some()))
    }),
    ("values documented", |draw, node| {
        schema(draw, node, "responses", |it| {
            it.get("type").and_then(Node::text) == Some("string")
                && it.get("enum").is_none()
                && put(it, "enum", "[one, two]")
        })
    }),
    ("value added", |draw, node| {
        schema(draw, node, "", |it| {
            list(it, "enum", |all| {
                all.push(value("added"));
                true
            })
        })
    }),
    ("value removed", |draw, node| {
        schema(draw, node, "", |it| list(it, "enum", |all| all.len() > 1 && all.pop().is_some()))
    }),
    ("operation moved", |_, _| false),
    ("operation added", |_, _| false),
    ("deprecated", |_, node| put(node, "deprecated", "true")),
];

fn value(yaml: &str) -> Node {
    Node::parse("drawn.yaml", yaml).unwrap()
}

fn entry(key: &str, yaml: &str) -> Entry {
    let node = value(yaml);
    Entry { key: key.to_owned(), span: node.span.clone(), node }
}

fn put(node: &mut Node, key: &str, yaml: &str) -> bool {
    let Value::Map(entries) = &mut node.value else { return false };
    entries.retain(|entry| entry.key != key);
    entries.push(entry(key, yaml));
    true
}

fn list(node: &mut Node, key: &str, change: impl FnOnce(&mut Vec<Node>) -> bool) -> bool {
    match node.get_mut(key).map(|node| &mut node.value) {
        Some(Value::List(elements)) => change(elements),
        _ => false,
    }
}

fn map(node: &mut Node, key: &str, change: impl FnOnce(&mut Vec<Entry>) -> bool) -> bool {
    match node.get_mut(key).map(|node| &mut node.value) {
        Some(Value::Map(entries)) => change(entries),
        _ => false,
    }
}

fn parameter(node: &mut Node, name: &str, schema: &str) -> bool {
    list(node, "parameters", |all| {
        all.push(value(&format!("{{name: {name}, in: query, schema: {schema}}}")));
        true
    })
}

/// Changes a drawn schema below a key, of those where the change is possible.
fn schema(draw: &mut Draw, node: &mut Node, below: &str, change: impl Fn(&mut Node) -> bool) -> bool {
    let part = if below.is_empty() { Some(node) } else { node.get_mut(below) };
    let Some(part) = part else { return false };
    let mut possible = Vec::new();
    schemas(&mut part.clone(), &mut 0, &mut |number, it| {
        if change(&mut it.clone()) {
            possible.push(number)
        }
    });
    if possible.is_empty() {
        return false;
    }
    let chosen = possible[draw.below(possible.len())];
    schemas(part, &mut 0, &mut |number, it| {
        if number == chosen {
            change(it);
        }
    });
    true
}

/// Visits every mapping with a `type`.
fn schemas(node: &mut Node, number: &mut usize, visit: &mut dyn FnMut(usize, &mut Node)) {
    if node.get("type").is_some_and(|it| it.text().is_some()) {
        visit(*number, node);
        *number += 1;
    }
    match &mut node.value {
        Value::Map(entries) => entries.iter_mut().for_each(|entry| schemas(&mut entry.node, number, visit)),
        Value::List(elements) => elements.iter_mut().for_each(|element| schemas(element, number, visit)),
        Value::Null | Value::Scalar { .. } => {}
    }
}

/// Writes a crate as a workspace of its own, which uses the runtime of this one.
fn write(folder: &str, sources: &Sources) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let generated = generate(sources).unwrap();
    for (path, text) in generated.files {
        let path = Path::new(folder).join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = if path.ends_with("Cargo.toml") { manifest(&text, root) } else { text };
        fs::write(path, text).unwrap();
    }
    fs::copy(root.join("Cargo.lock"), Path::new(folder).join("Cargo.lock")).unwrap();
}

fn manifest(text: &str, root: &Path) -> String {
    let (text, _) = text.split_once("[dev-dependencies]").unwrap_or((text, ""));
    let runtime = format!("alibabacloud-runtime = {{ path = {:?}, default-features = false }}", root.join("runtime"));
    let text = text.replace("alibabacloud-runtime.workspace = true", &runtime);
    let text = text
        .replace("\nversion.workspace = true", "\nversion = \"0.1.0\"")
        .replace("edition.workspace = true", "edition = \"2024\"");
    let lines = text.lines().filter(|line| !line.ends_with(".workspace = true"));
    format!("{}\n\n[workspace]\n", lines.collect::<Vec<_>>().join("\n"))
}
