//! Modules depend on one another in one direction: no file needs, through others, itself.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The files of a crate by their module path, such as `client::builder`; the root is left out, because it declares all others.
fn modules(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let stem = entry.file_stem().unwrap().to_str().unwrap();
        let name = if prefix.is_empty() { stem.to_owned() } else { format!("{prefix}::{stem}") };
        if entry.is_dir() {
            modules(&entry, &name, found);
        } else if stem == "mod" {
            found.insert(prefix.to_owned(), fs::read_to_string(&entry).unwrap());
        } else if entry.extension().is_some_and(|it| it == "rs") && !["lib", "main", "tests"].contains(&stem) {
            found.insert(name, fs::read_to_string(&entry).unwrap());
        }
    }
}

/// The code of a file without comments and without its tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The `use` items at the left margin, without that word.
fn uses(code: &str) -> impl Iterator<Item = &str> {
    let starts = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "];
    let lines = code.match_indices('\n').map(|(index, _)| &code[index + 1..]).chain([code]);
    let items = lines.filter_map(move |rest| starts.iter().find_map(|start| rest.strip_prefix(start)));
    items.filter_map(|rest| rest.split(';').next())
}

/// The paths in a `use` item, with its braces resolved.
fn paths(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let inner = rest.rsplit_once('}').unwrap().0;
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (index, sign) in inner.char_indices().chain([(inner.len(), ',')]) {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[start..index].trim();
                found.extend(paths(part).into_iter().filter(|_| !part.is_empty()));
                start = index + 1;
            }
            _ => {}
        }
    }
    found.into_iter().map(|path| format!("{}{path}", prefix.trim())).collect()
}

/// The module in which a path from the root of the crate ends.
fn module_of(path: &str, all: &BTreeMap<String, String>) -> Option<String> {
    let mut path = path;
    loop {
        if all.contains_key(path) {
            return Some(path.to_owned());
        }
        path = path.rsplit_once("::")?.0;
    }
}

/// What a module depends on: by its `use` items, by paths in its code, and by calls of the modules that it declares.
fn dependencies(module: &str, text: &str, all: &BTreeMap<String, String>) -> BTreeSet<String> {
    let code = code(text);
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let mut found = BTreeSet::new();
    let mut add = |path: &str| {
        let absolute = if let Some(rest) = path.strip_prefix("crate::") {
            rest.to_owned()
        } else if let Some(rest) = path.strip_prefix("super::") {
            format!("{parent}::{rest}")
        } else {
            format!("{module}::{}", path.strip_prefix("self::").unwrap_or(path))
        };
        found.extend(module_of(absolute.trim_start_matches("::"), all));
    };
    for item in uses(&code) {
        paths(item).iter().for_each(|path| add(path));
    }
    for start in ["crate::", "super::"] {
        for (index, _) in code.match_indices(start) {
            let path = code[index..].split(|sign: char| !(sign.is_alphanumeric() || "_:".contains(sign)));
            add(path.into_iter().next().unwrap().trim_end_matches(':'));
        }
    }
    for child in code.split("mod ").skip(1).filter_map(|rest| rest.split_once(';')).map(|(name, _)| name.trim()) {
        if code.contains(&format!("{child}::")) {
            add(&format!("self::{child}"));
        }
    }
    found.remove(module);
    found
}

/// The modules that depend on themselves through others.
fn in_cycles(crate_folder: &str) -> Vec<String> {
    let mut all = BTreeMap::new();
    modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(crate_folder).join("src"), "", &mut all);
    let graph: BTreeMap<&str, BTreeSet<String>> =
        all.iter().map(|(module, text)| (module.as_str(), dependencies(module, text, &all))).collect();
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > graph.len(), "too few dependencies were read");
    let depends_on_itself = |module: &&str| {
        let (mut reached, mut next) = (BTreeSet::new(), vec![*module]);
        while let Some(current) = next.pop() {
            next.extend(graph[current].iter().filter(|it| reached.insert(it.as_str())).map(String::as_str));
        }
        reached.contains(module)
    };
    graph.keys().filter(|module| depends_on_itself(module)).map(|module| (*module).to_owned()).collect()
}

#[test]
fn no_module_of_the_fake_depends_on_itself() {
    assert_eq!(in_cycles("fake"), [""; 0]);
}

#[test]
fn dependencies_are_read_from_imports_paths_and_calls() {
    let names = ["a", "a::b", "a::c", "d", "e"];
    let all: BTreeMap<String, String> = names.iter().map(|name| ((*name).to_owned(), String::new())).collect();
    let read = |module: &str, text: &str| Vec::from_iter(dependencies(module, text, &all));
    assert_eq!(read("a::b", "use super::c::{X, Y};\nuse crate::{d::Z, e};\nuse std::d::f;"), ["a::c", "d", "e"]);
    assert_eq!(read("a", "mod b;\nmod c;\nfn f() { b::g(crate::d::h()) }"), ["a::b", "d"]);
    assert_eq!(read("a", "// use crate::d::X;\n#[cfg(test)]\nmod tests { use crate::e::X; }"), [""; 0]);
}
