//! Data and control go one way: no circle of files in `runtime` and `fake`, none of modules in `codegen`, and nothing that
//! opens a connection below what signs, lays out and decodes.
//!
//! The rule: a file *uses* every file that defines something which it names in a `use` or by a path, macros included.
//! Children and parents are files like all others, and a re-export is a use by the file that it is in. No file may use
//! itself by way of others.
//!
//! * A *facade* has nothing but `mod` lines and re-exports, so it uses nothing, and whoever names something through it uses
//!   the file that defines it. Files below a facade must not name anything through it: they name each other.
//! * A `mod` line alone is no use. `#[cfg(test)]` is left out: a test may use whatever it needs.
//! * Methods have no path. An `impl` block of a type may stand in another file than the type, above what it uses; the file
//!   of the type then must not call its methods, which this test cannot see.
//!
//! [`FORCED`] lists the circles that the language asks for, with the reason. An entry without a circle fails the test.
//!
//! The pictures of `ARCHITECTURE.md` show what uses what, and nothing else: see [`picture`].

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod crates;
mod graph;
mod picture;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use graph::Graph;
use picture::Picture;
use source::Source;

/// A use that closes a circle: the crate's folder, the file and what it uses.
type Use = (&'static str, &'static str, &'static str);

/// Circles that the language asks for, each with the reason. At most three.
const FORCED: [(Use, &str); 1] = [(
    ("runtime", "operation/traits.rs", "operation/with_parameters.rs"),
    "the trait has a provided method that returns its adapter, which implements the trait",
)];

/// Files and folders of `runtime` that are usable without sockets, threads and clocks, with all that they use.
const PORTABLE: [&str; 4] = ["model", "operation", "parameters", "sign"];

/// What a portable file must not name. The last segments of a path count for `SystemTime::now` and the like.
const SYSTEM: [&str; 9] = [
    "tokio",
    "reqwest",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "std::thread",
    "std::fs",
    "SystemTime::now",
    "Instant::now",
];

/// The root of the work tree.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn graph(folder: &str) -> Graph {
    let source = root().join(folder).join("src");
    Graph::of(&Source::read(|file| fs::read_to_string(source.join(file)).unwrap_or_default()))
}

fn without_circles(folder: &str) {
    let graph = graph(folder);
    assert!(graph.uses.len() > 20, "only {} files were read", graph.uses.len());
    assert!(graph.complaints.is_empty(), "{}", lines(&graph.complaints));
    let forced = FORCED.iter().filter(|((of, ..), _)| *of == folder).map(|((_, file, used), _)| (*file, *used));
    let forced: Vec<_> = forced.collect();
    for (file, used) in &forced {
        let closes = graph.closes_circle(file, used);
        assert!(closes, "{folder}/src: the use of {used} by {file} closes no circle; take it off the list");
    }
    let circles = graph.without(&forced).circles();
    let circles: BTreeSet<_> = circles.iter().map(|circle| circle.join(" -> ")).collect();
    assert!(circles.is_empty(), "{folder}/src has circles of files:\n{}", lines(&circles));
}

/// The name of a file's folder or, for one in no folder, of the file: `client` for `client.rs` and `client/call.rs`.
fn part_of(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

fn lines(complaints: &BTreeSet<String>) -> String {
    complaints.iter().map(|line| format!("  {line}\n")).collect()
}

#[test]
fn no_files_of_the_runtime_use_each_other_in_a_circle() {
    without_circles("runtime");
}

#[test]
fn no_files_of_the_fake_use_each_other_in_a_circle() {
    without_circles("fake");
}

/// A module and what is below it count as one here: what a step of the generator consists of is its own affair.
#[test]
fn no_modules_of_the_generator_use_each_other_in_a_circle() {
    let graph = graph("codegen").between(|file| part_of(file).to_owned());
    assert!(graph.uses.len() > 20, "only {} modules were read", graph.uses.len());
    let circles: BTreeSet<_> = graph.circles().iter().map(|circle| circle.join(" -> ")).collect();
    assert!(circles.is_empty(), "codegen/src has circles of modules:\n{}", lines(&circles));
}

fn shown(title: &str, uses: &Graph, all: &Graph) {
    let markdown = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let corrections = Picture::find(&markdown, title).corrections(uses, all);
    assert!(corrections.is_empty(), "the picture `{title}` of ARCHITECTURE.md is wrong:\n{}", lines(&corrections));
}

#[test]
fn the_picture_of_the_crates_shows_their_manifests() {
    shown("Crates", &crates::graph(root(), false), &crates::graph(root(), true));
}

#[test]
fn the_pictures_of_modules_show_their_imports() {
    for folder in ["runtime", "codegen", "fake"] {
        let mut graph = graph(folder);
        // The facade of all uses what it likes.
        graph.uses.remove("lib.rs");
        shown(&format!("{folder}/src"), &graph, &graph);
    }
}

#[test]
fn at_most_three_circles_are_forced_by_the_language() {
    assert!(FORCED.len() <= 3);
    assert!(FORCED.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn signing_layout_and_decoding_need_no_system() {
    let graph = graph("runtime");
    let mut found = BTreeSet::new();
    for portable in graph.uses.keys().filter(|file| PORTABLE.contains(&part_of(file))) {
        for (file, paths) in &graph.foreign {
            let Some(path) = paths.iter().find(|path| is_of_system(path)) else { continue };
            if let Some(chain) = graph.chain(portable, file) {
                found.insert(format!("{}: {}", chain.join(" -> "), path.join("::")));
            }
        }
    }
    assert!(found.is_empty(), "what signs, lays out or decodes uses the system:\n{}", lines(&found));
}

fn is_of_system(path: &[String]) -> bool {
    let path = path.join("::");
    SYSTEM.iter().any(|forbidden| {
        path == *forbidden || path.starts_with(&format!("{forbidden}::")) || path.ends_with(&format!("::{forbidden}"))
    })
}

#[test]
fn a_circle_of_modules_is_found_whatever_files_it_goes_through() {
    let graph = graph_of(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "mod c; pub struct A;"),
        ("a/c.rs", "fn f(_: super::A, _: crate::b::B) {}"),
        ("b.rs", "mod d; pub struct B;"),
        ("b/d.rs", "fn f(_: crate::a::A) {}"),
    ]);
    assert_eq!(graph.circles(), BTreeSet::new());
    let expected = ["a", "b", "a"].map(str::to_owned).to_vec();
    assert_eq!(graph.between(|file| part_of(file).to_owned()).circles(), [expected].into());
}

/// The graph of a crate with these files.
fn graph_of(files: &[(&str, &str)]) -> Graph {
    let files: BTreeMap<_, _> = files.iter().copied().collect();
    let text = |file: &Path| files.get(&*file.to_string_lossy()).copied().unwrap_or_default().to_owned();
    Graph::of(&Source::read(text))
}

fn circles(files: &[(&str, &str)]) -> Vec<String> {
    let graph = graph_of(files);
    assert!(graph.complaints.is_empty(), "{}", lines(&graph.complaints));
    graph.circles().iter().map(|circle| circle.join(" -> ")).collect()
}

#[test]
fn a_circle_is_named_however_it_is_written() {
    let lib = ("lib.rs", "mod a; mod b; mod c;");
    for a in [
        "use crate::b::B; pub struct A;",
        "use super::{b::{self, B as Other}}; pub struct A;",
        "use crate::b::*; pub struct A;",
        "pub struct A; fn f() -> crate::b::B { crate::b::B }",
        "pub struct A; fn f() { use crate::b::{B}; }",
        "use crate::b; pub struct A; impl A { fn f(&self) { println!(\"{}\", b::B) } }",
        "pub struct A; macro_rules! m { () => { $crate::b::B } }",
        "pub struct A; mod inner { use super::super::b::B; }",
    ] {
        let files =
            [lib, ("a.rs", a), ("b.rs", "use crate::c::C; pub struct B;"), ("c.rs", "use crate::a::A; pub struct C;")];
        assert_eq!(circles(&files), ["a.rs -> b.rs -> c.rs -> a.rs"], "{a}");
    }
}

#[test]
fn a_parent_and_its_child_are_a_circle_unless_the_parent_is_a_facade() {
    let (lib, child) = (("lib.rs", "mod a;"), "pub struct Child(super::Parent);");
    let parent = "mod child; pub use child::Child; pub struct Parent;";
    assert_eq!(circles(&[lib, ("a.rs", parent), ("a/child.rs", child)]), ["a.rs -> a/child.rs -> a.rs"]);
    let facade = "mod child; mod parent; pub use child::Child; pub use parent::Parent;";
    let child = "pub struct Child(super::parent::Parent);";
    let (parent, user) = (("a/parent.rs", "pub struct Parent;"), "fn f(_: crate::a::Child) {}");
    let graph =
        graph_of(&[("lib.rs", "mod a; mod b;"), ("a.rs", facade), ("a/child.rs", child), parent, ("b.rs", user)]);
    assert_eq!(graph.chain("b.rs", "a/parent.rs").unwrap(), ["b.rs", "a/child.rs", "a/parent.rs"]);
    assert!(graph.circles().is_empty() && graph.complaints.is_empty());
}

#[test]
fn a_file_below_a_facade_names_nothing_through_it() {
    let facade = "mod child; mod other; pub use child::Child; pub use other::Other;";
    for child in ["use super::Other; pub struct Child;", "pub struct Child(crate::a::Other);"] {
        let graph = graph_of(&[
            ("lib.rs", "mod a;"),
            ("a/mod.rs", facade),
            ("a/child.rs", child),
            ("a/other.rs", "pub struct Other;"),
        ]);
        let complaint = graph.complaints.first().unwrap();
        assert!(complaint.ends_with("is a re-export of a/mod.rs, which is above this file"), "{complaint}");
    }
}

#[test]
fn tests_and_comments_are_left_out() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "/// Used by [`B`](crate::b::B).\npub struct A; #[cfg(test)] mod tests { use crate::b::B; }"),
        ("b.rs", "use crate::a::A; pub struct B; #[cfg(all(test, unix))] mod tests;"),
    ];
    assert!(circles(&files).is_empty());
}

#[test]
fn a_path_that_leads_nowhere_is_not_overlooked() {
    let graph = graph_of(&[("lib.rs", "mod a;"), ("a.rs", "use crate::b::B;")]);
    assert_eq!(graph.complaints.first().unwrap(), "a.rs: `crate::b::B` leads nowhere");
}

#[test]
fn a_listed_use_that_closes_no_circle_is_noticed() {
    let graph = graph_of(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::B; use crate::c::C; pub struct A;"),
        ("b.rs", "use crate::a::A; pub struct B;"),
        ("c.rs", "pub struct C;"),
    ]);
    assert!(graph.closes_circle("a.rs", "b.rs") && graph.closes_circle("b.rs", "a.rs"));
    assert!(!graph.closes_circle("a.rs", "c.rs") && !graph.closes_circle("c.rs", "a.rs"));
    assert!(graph.without(&[("a.rs", "b.rs")]).circles().is_empty());
}

#[test]
fn paths_into_other_crates_are_known_by_their_whole_name() {
    let graph = graph_of(&[
        ("lib.rs", "mod a;"),
        (
            "a.rs",
            "use std::time::{Instant, SystemTime}; use tokio::time; fn f() { SystemTime::now(); time::sleep(1); }",
        ),
    ]);
    let found: Vec<_> =
        graph.foreign["a.rs"].iter().filter(|path| is_of_system(path)).map(|it| it.join("::")).collect();
    assert_eq!(found, ["std::time::SystemTime::now", "tokio::time", "tokio::time::sleep"]);
}
