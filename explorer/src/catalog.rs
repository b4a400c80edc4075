//! The operations: what the OpenAPI document says of each, and the facts that the client has of it.

use alibabacloud_ice::runtime::{Auth, Effect, OperationInfo, Operations};
use serde_json::Value;

use crate::schema::{Property, Schema};

/// The operations of a product, by family.
#[derive(Debug)]
pub struct Catalog {
    document: Value,
    /// The facts of operations, by which they are called.
    pub facts: &'static Operations,
    operations: Vec<Entry>,
    families: Vec<Family>,
}

/// A family: its name, and a sentence about it.
#[derive(Debug, Clone)]
pub struct Family {
    /// The name, which is that of a module of the client too.
    pub name: String,
    /// What its operations are for.
    pub description: String,
}

/// Where an operation is in the document.
#[derive(Debug)]
struct Entry {
    path: String,
    method: String,
    name: String,
    family: String,
    facts: Option<&'static OperationInfo>,
}

/// A documented error of an operation.
#[derive(Debug, Clone, Copy)]
pub struct ErrorCode<'a> {
    /// The HTTP status.
    pub status: &'a str,
    /// The code.
    pub code: &'a str,
    /// What it means.
    pub message: &'a str,
}

impl Catalog {
    /// Reads an OpenAPI document that `cargo xtask codegen` has written.
    ///
    /// # Errors
    ///
    /// It is not JSON, or has no `paths`.
    pub fn new(document: &str, facts: &'static Operations) -> Result<Self, String> {
        let document: Value = serde_json::from_str(document).map_err(|error| format!("the document: {error}"))?;
        let paths = document.get("paths").and_then(Value::as_object).ok_or("the document has no `paths`")?;
        let mut operations = Vec::with_capacity(paths.len());
        for (path, methods) in paths {
            for (method, node) in methods.as_object().into_iter().flatten() {
                let text = |key: &str| node.get(key).and_then(Value::as_str);
                let Some(name) = text("x-acs-action").or_else(|| text("operationId")) else { continue };
                let family = node.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default();
                operations.push(Entry {
                    path: path.clone(),
                    method: method.clone(),
                    name: name.to_owned(),
                    family: family.to_owned(),
                    facts: facts.get(name).ok(),
                });
            }
        }
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        let families = document.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let text = |node: &Value, key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let families = families
            .iter()
            .map(|tag| Family { name: text(tag, "name"), description: text(tag, "description") })
            .collect();
        Ok(Self { facts, operations, families, document })
    }

    /// The title of the product.
    #[must_use]
    pub fn title(&self) -> &str {
        self.document.pointer("/info/title").and_then(Value::as_str).unwrap_or_default()
    }

    /// The version of the product's API.
    #[must_use]
    pub fn version(&self) -> &str {
        self.document.pointer("/info/version").and_then(Value::as_str).unwrap_or_default()
    }

    /// The product's code.
    #[must_use]
    pub fn product(&self) -> &str {
        self.document.get("x-acs-product").and_then(Value::as_str).unwrap_or_default()
    }

    /// The families, in the document's order.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The family of this name.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.name == name)
    }

    /// All operations, by name.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = Operation<'_>> {
        self.operations.iter().map(|entry| self.view(entry))
    }

    /// The operations of a family, by name.
    pub fn of_family<'a>(&'a self, family: &'a str) -> impl Iterator<Item = Operation<'a>> {
        self.operations.iter().filter(move |entry| entry.family == family).map(|entry| self.view(entry))
    }

    /// The operation of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Operation<'_>> {
        let index = self.operations.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
        self.operations.get(index).map(|entry| self.view(entry))
    }

    fn view<'a>(&'a self, entry: &'a Entry) -> Operation<'a> {
        let node = self.document.get("paths").and_then(|paths| paths.get(&entry.path)?.get(&entry.method));
        let components = self.document.pointer("/components/schemas").unwrap_or(&Value::Null);
        Operation {
            name: &entry.name,
            family: &entry.family,
            facts: entry.facts,
            node: node.unwrap_or(&Value::Null),
            components,
        }
    }
}

/// An operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    /// Its name.
    pub name: &'a str,
    /// The name of its family.
    pub family: &'a str,
    /// The facts that the client has of it; without them it can be read about and not run.
    pub facts: Option<&'static OperationInfo>,
    node: &'a Value,
    components: &'a Value,
}

impl<'a> Operation<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        self.node.get(key).and_then(Value::as_str)
    }

    fn list(&self, key: &str) -> &'a [Value] {
        self.node.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// A few words on what it does.
    #[must_use]
    pub fn title(&self) -> &'a str {
        self.text("summary").unwrap_or_default()
    }

    /// What it does, as Markdown.
    #[must_use]
    pub fn description(&self) -> &'a str {
        self.text("description").unwrap_or_default()
    }

    /// Whether it is read-only. An operation that is not known to be counts as a write.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.facts.is_some_and(|facts| facts.effect == Effect::Read)
    }

    /// Whether it is deprecated.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        self.facts.is_some_and(|facts| facts.deprecated) || self.node.get("deprecated").is_some_and(|it| it == true)
    }

    /// Whether its requests are not signed.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.facts.is_some_and(|facts| facts.auth == Auth::Anonymous)
    }

    /// The parameters, in the published order, the required ones first.
    #[must_use]
    pub fn parameters(&self) -> Vec<Property<'a>> {
        let mut all: Vec<_> = self.list("parameters").iter().filter_map(|node| self.parameter(node)).collect();
        for content in self.node.pointer("/requestBody/content").and_then(Value::as_object).into_iter().flatten() {
            all.extend(
                content
                    .1
                    .get("schema")
                    .map(|node| Schema::new(self.components, node))
                    .into_iter()
                    .flat_map(|it| it.properties()),
            );
        }
        let order = self.list("x-acs-order");
        if order.len() == all.len() {
            let mut ordered: Vec<_> = order.iter().map(Value::as_u64).zip(all).collect();
            ordered.sort_by_key(|(index, _)| *index);
            all = ordered.into_iter().map(|(_, parameter)| parameter).collect();
        }
        all.sort_by_key(|parameter| !parameter.required);
        all
    }

    fn parameter(&self, node: &'a Value) -> Option<Property<'a>> {
        let schema = node.get("schema").or_else(|| node.pointer("/content/application~1json/schema"))?;
        // What is documented of the parameter and not of its schema.
        Some(Property {
            name: node.get("name")?.as_str()?,
            required: node.get("required").is_some_and(|it| it == true),
            schema: Schema::of_parameter(self.components, node, schema),
        })
    }

    /// What it returns.
    #[must_use]
    pub fn output(&self) -> Option<Schema<'a>> {
        let node = self.node.pointer("/responses/200/content/application~1json/schema")?;
        Some(Schema::new(self.components, node))
    }

    /// A response as it is documented.
    #[must_use]
    pub fn example(&self) -> Option<&'a Value> {
        self.node.pointer("/responses/200/content/application~1json/example")
    }

    /// The documented errors.
    #[must_use]
    pub fn errors(&self) -> Vec<ErrorCode<'a>> {
        let by_status = self.node.get("x-acs-errorCodes").and_then(Value::as_object);
        let of_status = |(status, list): (&'a String, &'a Value)| {
            let text = |node: &'a Value, key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default();
            let list = list.as_array().map(Vec::as_slice).unwrap_or_default().iter();
            list.map(move |node| ErrorCode {
                status,
                code: text(node, "errorCode"),
                message: text(node, "errorMessage"),
            })
        };
        by_status.into_iter().flatten().flat_map(of_status).collect()
    }

    /// What has changed, and when.
    #[must_use]
    pub fn changes(&self) -> Vec<(&'a str, &'a str)> {
        let text = |node: &'a Value, key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default();
        self.list("x-acs-changeSet").iter().map(|node| (text(node, "date"), text(node, "description"))).collect()
    }
}
