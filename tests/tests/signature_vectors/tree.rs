//! JSON whose objects keep their order, as a model, as generated operations are.

use std::fmt;

use alibabacloud_runtime::model::{ListView, MapView, Model, Names, Slot, View};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A JSON value whose objects keep their order, as the official SDKs keep the order of a body's fields.
#[derive(Debug)]
pub enum Tree {
    Leaf(Value),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// The value of this key; `None` also where it is null.
    pub fn get(&self, key: &str) -> Option<&Tree> {
        let (_, value) = self.entries().iter().find(|(name, _)| name == key)?;
        (!matches!(value, Tree::Leaf(Value::Null))).then_some(value)
    }

    /// The text of this key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Tree::Leaf(Value::String(text)) => Some(text),
            other => panic!("`{key}` is not text: {other:?}"),
        }
    }

    pub fn entries(&self) -> &[(String, Tree)] {
        match self {
            Tree::Map(entries) => entries,
            other => panic!("not an object: {other:?}"),
        }
    }

    pub fn elements(&self) -> &[Tree] {
        match self {
            Tree::List(elements) => elements,
            other => panic!("not a list: {other:?}"),
        }
    }

    /// The entries of an object of texts under this key; none where there is no such key.
    pub fn texts(&self, key: &str) -> Vec<(String, String)> {
        let Some(object) = self.get(key) else { return Vec::new() };
        let text = |name: &String| object.text(name).expect("a text").to_owned();
        object.entries().iter().map(|(name, _)| (name.clone(), text(name))).collect()
    }

    pub fn view(&self) -> View<'_> {
        match self {
            Tree::Leaf(Value::String(text)) => View::Text(text),
            Tree::Leaf(Value::Bool(value)) => View::Boolean(*value),
            Tree::Leaf(value @ Value::Number(number)) => match number.as_i64() {
                Some(number) => View::Integer(number),
                None => number.as_f64().map_or(View::Json(value), View::Float),
            },
            Tree::Leaf(value) => View::Json(value),
            Tree::List(_) => View::List(self),
            Tree::Map(_) => View::Map(self),
        }
    }
}

impl ListView for Tree {
    fn len(&self) -> usize {
        self.elements().len()
    }

    fn at(&self, index: usize) -> View<'_> {
        self.elements().get(index).map_or(View::Absent, Tree::view)
    }
}

impl MapView for Tree {
    fn len(&self) -> usize {
        self.entries().len()
    }

    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, View<'a>)) {
        for (key, value) in self.entries() {
            visit(key, value.view());
        }
    }
}

/// An operation made of trees.
#[derive(Debug, Default)]
pub struct Places<'a>(pub Vec<(&'static str, &'a Tree)>);

impl Model for Places<'_> {
    fn names(&self) -> Names<'_> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    fn slot_at(&mut self, _: usize) -> Slot<'_> {
        Slot::Nowhere
    }

    fn view_at(&self, index: usize) -> View<'_> {
        self.0.get(index).map_or(View::Absent, |(_, value)| value.view())
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Tree::Map(map))
    }
}
