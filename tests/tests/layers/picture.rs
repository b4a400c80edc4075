//! The pictures of `ARCHITECTURE.md`, and what differs between one and the code.
//!
//! A picture is a mermaid `graph` with a title. A node is a list of names, and an arrow says that one uses another. What
//! follows from other arrows is not drawn: where `a --> b --> c`, an `a --> c` would only be noise. So there is one right
//! set of arrows for a set of nodes.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::Graph;

/// How an arrow is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arrow {
    /// A use.
    Solid,
    /// A use by tests, examples and benchmarks alone.
    Dotted,
}

impl Arrow {
    const fn text(self) -> &'static str {
        match self {
            Self::Solid => "-->",
            Self::Dotted => "-.->",
        }
    }
}

/// Arrows by the nodes that they go from and to.
pub type Arrows = BTreeMap<(String, String), Arrow>;

/// One picture.
pub struct Picture {
    /// For each node its names: modules, or folders of crates.
    nodes: BTreeMap<String, Vec<String>>,
    arrows: Arrows,
}

impl Picture {
    /// The picture with this title in a Markdown text.
    pub fn find(markdown: &str, title: &str) -> Self {
        let mut blocks = markdown.split("```mermaid\n").skip(1).filter_map(|rest| rest.split("```").next());
        let title = format!("title: {title}");
        let block = blocks.find(|block| block.lines().any(|line| line == title));
        Self::read(block.unwrap_or_else(|| panic!("there is no mermaid block with `{title}`")))
    }

    /// Reads `id["name, name"]` and `id --> id & id`, one a line; all else is the picture's frame.
    fn read(block: &str) -> Self {
        let mut picture = Self { nodes: BTreeMap::new(), arrows: Arrows::new() };
        for line in block.lines().map(str::trim) {
            if let Some((id, label)) = line.strip_suffix("\"]").and_then(|line| line.split_once("[\"")) {
                let names = label.split(", ").map(str::to_owned).collect();
                let before = picture.nodes.insert(id.to_owned(), names);
                assert!(before.is_none(), "{id} is drawn twice");
            } else if let Some((from, to, arrow)) = [Arrow::Solid, Arrow::Dotted].into_iter().find_map(|arrow| {
                let (from, to) = line.split_once(&format!(" {} ", arrow.text()))?;
                Some((from, to, arrow))
            }) {
                for to in to.split(" & ") {
                    let before = picture.arrows.insert((from.to_owned(), to.to_owned()), arrow);
                    assert!(before.is_none(), "the arrow from {from} to {to} is drawn twice");
                }
            }
        }
        for id in picture.arrows.keys().flat_map(|(from, to)| [from, to]) {
            assert!(picture.nodes.contains_key(id), "an arrow has {id}, which is no node");
        }
        picture
    }

    /// The node that has a file, by the longest of the names that it lies in.
    fn node_of(&self, file: &str) -> Option<&str> {
        let names = self.nodes.iter().flat_map(|(id, names)| names.iter().map(move |name| (id, name)));
        let around = names.filter(|(_, name)| has(name, file));
        around.max_by_key(|(_, name)| name.len()).map(|(id, _)| id.as_str())
    }

    /// What to change so that the picture shows these uses. `all` has those of tests too.
    pub fn corrections(&self, uses: &Graph, all: &Graph) -> BTreeSet<String> {
        let mut corrections = BTreeSet::new();
        for file in all.uses.keys().filter(|file| self.node_of(file).is_none()) {
            corrections.insert(format!("write `{file}` into a node: it is in none"));
        }
        for name in self.nodes.values().flatten().filter(|name| !all.uses.keys().any(|file| has(name, file))) {
            corrections.insert(format!("take `{name}` out of its node: there is none"));
        }
        if !corrections.is_empty() {
            return corrections;
        }
        let node = |file: &str| self.node_of(file).unwrap_or_default().to_owned();
        let (of_uses, of_all) = (uses.between(node), all.between(node));
        for circle in of_all.circles() {
            let first = example(all, &node, &circle[0], &circle[1]);
            corrections.insert(format!(
                "make one node of {}, or split one: they use each other ({first})",
                circle.join(" -> ")
            ));
        }
        if !corrections.is_empty() {
            return corrections;
        }
        let mut expected: Arrows = of_uses.reduced().into_iter().map(|ends| (ends, Arrow::Solid)).collect();
        for (from, to) in of_all.reduced() {
            if !of_uses.uses.get(&from).is_some_and(|used| used.contains(&to)) {
                expected.insert((from, to), Arrow::Dotted);
            }
        }
        for (ends @ (from, to), arrow) in &expected {
            if self.arrows.get(ends) != Some(arrow) {
                let example = example(all, &node, from, to);
                corrections.insert(format!("draw `{from} {} {to}`: {example}", arrow.text()));
            }
        }
        for ((from, to), arrow) in self.arrows.iter().filter(|(ends, _)| !expected.contains_key(ends)) {
            let used = of_all.uses.get(from).is_some_and(|used| used.contains(to));
            let reason = if used { "it follows from other arrows" } else { "there is no such use" };
            corrections.insert(format!("take out `{from} {} {to}`: {reason}", arrow.text()));
        }
        corrections
    }
}

/// Whether a module or folder of this name has the file. A file that another crate shares is known by its path in there.
fn has(name: &str, file: &str) -> bool {
    let file = file.rsplit_once("/src/").map_or(file, |(_, file)| file);
    let rest = file.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
}

/// A use that an arrow stands for.
fn example(graph: &Graph, node: &dyn Fn(&str) -> String, from: &str, to: &str) -> String {
    let mut uses = graph.uses.iter().filter(|(file, _)| node(file) == from);
    let found = uses.find_map(|(file, used)| Some((file, used.iter().find(|used| node(used) == to)?)));
    found.map_or_else(String::new, |(file, used)| format!("{file} uses {used}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: &str = "```mermaid\n---\ntitle: crate/src\n---\ngraph TD\n    \
        top[\"a\"]\n    middle[\"b, c/inner\"]\n    bottom[\"c\"]\n    top --> middle\n    middle --> bottom\n```\n";

    fn graph(uses: &[(&str, &[&str])]) -> Graph {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Graph::with(uses.iter().map(|(file, used)| ((*file).to_owned(), owned(used))).collect())
    }

    /// Drawn as [`PICTURE`] has it.
    fn drawn() -> Vec<(&'static str, &'static [&'static str])> {
        vec![
            ("a.rs", &["b.rs", "c.rs"]),
            ("b.rs", &["b/part.rs"]),
            ("b/part.rs", &[]),
            ("c.rs", &[]),
            ("c/inner.rs", &["c.rs"]),
        ]
    }

    fn corrections(uses: &[(&str, &[&str])]) -> Vec<String> {
        let graph = graph(uses);
        Picture::find(PICTURE, "crate/src").corrections(&graph, &graph).into_iter().collect()
    }

    #[test]
    fn a_picture_that_shows_the_uses_is_left_as_it_is() {
        assert_eq!(corrections(&drawn()), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_without_a_use_is_taken_out() {
        let mut uses = drawn();
        uses[4].1 = &[];
        let expected = ["draw `top --> bottom`: a.rs uses c.rs", "take out `middle --> bottom`: there is no such use"];
        assert_eq!(corrections(&uses), expected);
    }

    #[test]
    fn a_use_without_an_arrow_is_drawn() {
        let without = PICTURE.replace("    middle --> bottom\n", "");
        let graph = graph(&drawn());
        let corrections = Picture::find(&without, "crate/src").corrections(&graph, &graph);
        assert_eq!(Vec::from_iter(corrections), ["draw `middle --> bottom`: c/inner.rs uses c.rs"]);
    }

    #[test]
    fn an_arrow_that_follows_from_others_is_taken_out() {
        let more = PICTURE.replace("top --> middle\n", "top --> middle & bottom\n");
        let graph = graph(&drawn());
        let corrections = Picture::find(&more, "crate/src").corrections(&graph, &graph);
        assert_eq!(Vec::from_iter(corrections), ["take out `top --> bottom`: it follows from other arrows"]);
    }

    #[test]
    fn a_use_by_tests_alone_is_dotted() {
        let picture = Picture::find(&PICTURE.replace("middle --> bottom", "middle -.-> bottom"), "crate/src");
        let all = graph(&drawn());
        let mut uses = drawn();
        (uses[0].1, uses[4].1) = (&["b.rs"], &[]);
        assert_eq!(picture.corrections(&graph(&uses), &all), BTreeSet::new());
        let corrections = picture.corrections(&all, &all);
        assert_eq!(Vec::from_iter(corrections), ["draw `middle --> bottom`: c/inner.rs uses c.rs"]);
    }

    #[test]
    fn each_file_is_in_a_node_and_each_name_is_a_file() {
        let mut uses = drawn();
        uses[2] = ("d.rs", &[]);
        uses.remove(4);
        let expected = ["take `c/inner` out of its node: there is none", "write `d.rs` into a node: it is in none"];
        assert_eq!(corrections(&uses), expected);
    }

    #[test]
    fn nodes_that_use_each_other_are_named() {
        let mut uses = drawn();
        uses[3].1 = &["b.rs"];
        let expected =
            "make one node of bottom -> middle -> bottom, or split one: they use each other (c.rs uses b.rs)";
        assert_eq!(corrections(&uses), [expected]);
    }
}
