//! Components: every object and every open enum has a name, since generators number nameless ones.

use std::collections::{BTreeMap, BTreeSet};

use super::EXTENSION;
use crate::spec::Reference;
use crate::tree::Node;

/// Schemas by their name in the document.
#[derive(Debug, Default)]
pub(super) struct Components {
    schemas: BTreeMap<String, Node>,
    /// Shared schemas by their published name.
    shared: BTreeMap<String, String>,
    /// Names that are taken, in lower case and without separators, as generators compare them.
    taken: BTreeSet<String>,
}

impl Components {
    /// Gives each shared schema its name first: no other may take it.
    pub(super) fn new<'a>(shared: impl Iterator<Item = &'a str>) -> Self {
        let mut components = Self::default();
        components.name("Error");
        for published in shared {
            let name = components.name(published);
            components.shared.insert(published.to_owned(), name);
        }
        components
    }

    /// The name of a shared schema.
    pub(super) fn shared(&self, published: &str) -> Option<&str> {
        self.shared.get(published).map(String::as_str)
    }

    /// A name that no other component has, as near to the wanted one as OpenAPI allows.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
        let wanted: String = wanted.chars().map(|character| if allowed(character) { character } else { '_' }).collect();
        let wanted = if wanted.is_empty() { "_".to_owned() } else { wanted };
        let folded = |name: &str| name.replace(['.', '-', '_'], "").to_lowercase();
        let candidates = std::iter::once(wanted.clone()).chain((2..).map(|number| format!("{wanted}_{number}")));
        // Endless, so one is free.
        let free = candidates.into_iter().find(|name| !self.taken.contains(&folded(name)));
        let name = free.unwrap_or(wanted);
        self.taken.insert(folded(&name));
        name
    }

    /// The schema that a reference leads to, through other references; none where they lead in a circle or to nothing.
    pub(super) fn resolved<'a>(&'a self, schema: &'a Node) -> Option<&'a Node> {
        let mut schema = schema;
        for _ in 0..=self.schemas.len() {
            // A reference in 3.0 with words beside it is the only one of `allOf`.
            let alone = schema.get("allOf").and_then(|all| all.elements().first()).unwrap_or(schema);
            let Some(reference) = alone.get("$ref").and_then(Node::text) else { return Some(schema) };
            schema = self.schemas.get(Reference::target(reference)?)?;
        }
        None
    }

    pub(super) fn insert(&mut self, name: String, schema: Node) {
        self.schemas.insert(name, schema);
    }

    /// The components that tools reach from a node.
    pub(super) fn reached_from(&self, node: &Node) -> BTreeMap<String, Node> {
        let mut reached = BTreeSet::new();
        // Each with whether its keys are names of properties, which may begin like an extension.
        let mut pending = vec![(node, false)];
        while let Some((node, are_names)) = pending.pop() {
            pending.extend(node.elements().iter().map(|element| (element, false)));
            for entry in node.entries().iter().filter(|entry| are_names || !entry.key.starts_with(EXTENSION)) {
                pending.push((&entry.node, !are_names && entry.key == "properties"));
                let name = if entry.key == "$ref" { entry.node.text().and_then(Reference::target) } else { None };
                let schema = name.and_then(|name| self.schemas.get_key_value(name));
                if let Some((_, schema)) = schema.filter(|(name, _)| reached.insert((*name).clone())) {
                    pending.push((schema, false));
                }
            }
        }
        let schemas = self.schemas.iter().filter(|(name, _)| reached.contains(*name));
        schemas.map(|(name, schema)| (name.clone(), schema.clone())).collect()
    }
}

/// A reference to a component.
pub(super) fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}
