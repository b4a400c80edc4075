//! How much of what the overlay of a product decides is proposed without it, and how much of what is proposed is right.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use codegen::canonical;
use codegen::diagnostic::Diagnostics;
use codegen::documents::Documents;
use codegen::keys;
use codegen::propose::{Entry, Kind, Proposal, Words, proposals};
use codegen::sources::Sources;
use codegen::specs::Specs;
use codegen::tree::{Node, Value};

/// What is known to be right: by kind and path, the values that count. A proposal is right if it has all of them; that of an enum,
/// if it has at least two and none besides them.
pub type Truth = BTreeMap<(Kind, String), BTreeSet<String>>;

/// The figures of one kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many are known to be right.
    pub known: usize,
    /// How many are proposed.
    pub proposed: usize,
    /// How many of these are right.
    pub right: usize,
}

impl Figures {
    /// How much of what is known is proposed, in percent.
    pub fn recall(&self) -> usize {
        (self.right * 100).checked_div(self.known).unwrap_or(100)
    }

    /// How much of what is proposed is right, in percent.
    pub fn precision(&self) -> usize {
        (self.right * 100).checked_div(self.proposed).unwrap_or(100)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { known, proposed, right } = self;
        let (recall, precision) = (self.recall(), self.precision());
        write!(
            formatter,
            "{known:>5} known {proposed:>5} proposed {right:>5} right {recall:>4} % recall {precision:>4} % precision"
        )
    }
}

/// What the specs of a product and their overlay decide.
pub fn truth(sources: &Sources) -> Truth {
    let (specs, problems) = Specs::load(sources);
    assert!(!problems.has_errors(), "{problems}");
    let mut truth = Truth::new();
    let mut add = |kind, path: &str, values: Vec<String>| {
        drop(truth.insert((kind, path.to_owned()), values.into_iter().collect()))
    };
    for correction in &specs.overlay.corrections {
        for entry in &correction.set {
            let value = entry.node.text().unwrap_or_default();
            let kind = match (entry.key.as_str(), value) {
                ("format", "iso8601") => Kind::Time,
                ("json", "true") => Kind::Json,
                ("sensitive", "true") => Kind::Secret,
                _ => continue,
            };
            correction.targets.iter().for_each(|target| add(kind, &target.value, Vec::new()));
        }
    }
    for (name, paging) in &specs.overlay.paging {
        let cursor = &paging.cursors[0];
        let parameter = cursor.page.as_ref().or(cursor.token.as_ref()).map(|it| it.value.clone());
        add(Kind::Paging, &name.value, [paging.items.value.clone()].into_iter().chain(parameter).collect());
    }
    for (name, waiter) in &specs.overlay.waiters {
        let parts = [&waiter.id.value, &waiter.status.value].into_iter().chain(&waiter.success);
        add(Kind::Waiter, &name.value, parts.cloned().collect());
    }
    for (name, file) in &specs.trees.published.operations {
        for parameter in file.node.get("parameters").map_or(&[][..], Node::elements) {
            let required = parameter.get("schema").and_then(|schema| schema.get("required")?.boolean());
            if let (Some(true), Some(parameter)) = (required, parameter.get("name").and_then(Node::text)) {
                add(Kind::Required, &format!("{name}.request.{parameter}"), Vec::new());
            }
        }
    }
    for (path, schema) in schemas(&specs.trees.published) {
        let values = listed(schema);
        let plain = |value: &String| value.parse::<f64>().is_ok() || ["true", "false"].contains(&value.as_str());
        if schema.get("type").and_then(Node::text) == Some("string") && values.len() > 1 && !values.iter().all(plain) {
            add(Kind::Enum, &path, values);
        }
    }
    truth
}

fn listed(schema: &Node) -> Vec<String> {
    let values = schema.get("enum").map_or(&[][..], Node::elements).iter().filter_map(Node::text).map(str::to_owned);
    let titles = schema.get("enumValueTitles").map_or(&[][..], Node::entries).iter().map(|entry| entry.key.clone());
    values.chain(titles).collect()
}

/// Every schema by its path.
fn schemas(documents: &Documents) -> Vec<(String, &Node)> {
    let mut found = Vec::new();
    for (name, file) in &documents.operations {
        for parameter in file.node.get("parameters").map_or(&[][..], Node::elements) {
            if let (Some(parameter), Some(schema)) =
                (parameter.get("name").and_then(Node::text), parameter.get("schema"))
            {
                collect(schema, format!("{name}.request.{parameter}"), &mut found);
            }
        }
        if let Some(schema) = file.node.get("responses").and_then(|it| it.get("200")?.get("schema")) {
            collect(schema, format!("{name}.response"), &mut found);
        }
    }
    found
}

fn collect<'a>(schema: &'a Node, path: String, found: &mut Vec<(String, &'a Node)>) {
    for entry in schema.get("properties").map_or(&[][..], Node::entries) {
        collect(&entry.node, format!("{path}.{}", entry.key), found);
    }
    for (sign, key) in [("[]", "items"), ("{}", "additionalProperties")] {
        if let Some(inner) = schema.get(key) {
            collect(inner, format!("{path}{sign}"), found);
        }
    }
    found.push((path, schema));
}

/// The specs without their overlay and without what is asked for here: values of texts, and what is required. Words, examples and
/// error codes alone tell these.
pub fn without_facts(sources: &Sources) -> Sources {
    let mut bare = without_overlay(sources);
    for (path, text) in bare.files.iter_mut().filter(|(path, _)| path.contains('/')) {
        let mut node = Node::parse(path, text).unwrap();
        strip(&mut node);
        *text = canonical::write(&node, &keys::OPERATION);
    }
    bare
}

fn strip(node: &mut Node) {
    match &mut node.value {
        Value::Map(entries) => {
            let is_text = entries.iter().any(|entry| entry.key == "type" && entry.node.text() == Some("string"));
            entries.retain(|entry| match entry.key.as_str() {
                "enum" | "enumValueTitles" => !is_text,
                "required" => entry.node.boolean().is_none(),
                _ => true,
            });
            entries.iter_mut().for_each(|entry| strip(&mut entry.node));
        }
        Value::List(elements) => elements.iter_mut().for_each(strip),
        Value::Null | Value::Scalar { .. } => {}
    }
}

/// The specs without their overlay.
pub fn without_overlay(sources: &Sources) -> Sources {
    let mut bare = sources.clone();
    bare.files.remove("overlay.yaml");
    bare.files.remove("names.lock");
    bare
}

/// The proposals for sources, of some kinds.
pub fn proposed(sources: &Sources, kinds: &[Kind]) -> Vec<Proposal> {
    let (specs, _): (Specs, Diagnostics) = Specs::load(sources);
    assert!(!specs.operations.is_empty(), "no operation can be read");
    proposals(&specs).into_iter().filter(|proposal| kinds.contains(&proposal.kind)).collect()
}

/// Whether a proposal is right.
pub fn is_right(proposal: &Proposal, truth: &Truth) -> bool {
    let Some(known) = truth.get(&(proposal.kind, proposal.path.clone())) else { return false };
    let values: BTreeSet<String> = match &proposal.entry {
        Entry::Correction(fix) => match &fix.set[0].1 {
            Value::List(values) => values.iter().filter_map(Node::text).map(str::to_owned).collect(),
            _ => return true,
        },
        Entry::Operation(pairs) => pairs
            .iter()
            .flat_map(|(_, words)| match words {
                Words::One(word) => vec![word.clone()],
                Words::Many(words) => words.clone(),
            })
            .collect(),
    };
    if proposal.kind == Kind::Enum { values.is_subset(known) } else { known.is_subset(&values) }
}

/// The figures by kind.
pub fn figures(proposals: &[Proposal], truth: &Truth, kinds: &[Kind]) -> BTreeMap<Kind, Figures> {
    let figures = kinds.iter().map(|kind| {
        let of_kind: Vec<_> = proposals.iter().filter(|proposal| proposal.kind == *kind).collect();
        let right = of_kind.iter().filter(|proposal| is_right(proposal, truth)).count();
        let known = truth.keys().filter(|(known, _)| known == kind).count();
        (*kind, Figures { known, proposed: of_kind.len(), right })
    });
    figures.collect()
}
