//! The intermediate form: what the generated crate says, as Rust means it, without serde and without Rust text.
//!
//! `lower` makes it, whole. The Rust names of what is in it are a value beside it, `names::Names`.

mod behaviour;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Index;

pub use behaviour::{Cursor, Paging, Waiter};
pub(crate) use types::MOST_ARGUMENTS;
pub use types::{
    About, Field, FieldId, Home, Limits, Location, Object, Parameter, Presence, Role, Style, Type, TypeDef, TypeId,
    TypeKind, Variant,
};

use crate::spec::{Endpoint, RamAction};

/// A product and everything that is generated for it.
#[derive(Debug, Default)]
pub struct Service {
    /// What it is generated from, and by.
    pub origin: Origin,
    /// The product code, for example `ICE`.
    pub product: String,
    /// The API version.
    pub version: String,
    /// The product's name in English.
    pub title: String,
    /// The crate's name.
    pub crate_name: String,
    /// The name of the example that sends any operation.
    pub example: String,
    /// The first label of the product's hosts.
    pub host_prefix: String,
    /// Whether operations are identified by method and path.
    pub roa: bool,
    /// The documented regions.
    pub endpoints: Vec<Endpoint>,
    /// The region that examples use.
    pub region: String,
    /// The operation that shows how to begin: it requires as little as there is, and plain values at most.
    pub first: Option<OperationId>,
    /// Families in alphabetical order; only those with operations.
    pub families: Vec<Family>,
    /// The operations in alphabetical order.
    pub operations: Vec<Operation>,
    /// Shared schemas that an operation reaches and that are types of their own, by name.
    pub shared: BTreeMap<String, Shared>,
    /// All types.
    pub types: Vec<TypeDef>,
}

impl Service {
    /// The operation of a name.
    #[must_use]
    pub fn id_of(&self, operation: &str) -> Option<OperationId> {
        self.operations.iter().position(|it| it.name == operation).map(OperationId)
    }

    /// The fields of an object; none of an enum.
    #[must_use]
    pub fn fields(&self, id: TypeId) -> &[Field] {
        self[id].fields()
    }

    /// The fields of a type in the order of their declaration: required parameters first, as a reader looks for them.
    #[must_use]
    pub fn declared(&self, owner: TypeId) -> Vec<FieldId> {
        let mut fields: Vec<FieldId> = (0..self.fields(owner).len()).map(|index| FieldId { owner, index }).collect();
        fields.sort_by_key(|&id| self[id].parameter.is_some() && !self[id].is_required());
        fields
    }

    /// The object that a type is.
    #[must_use]
    pub fn object(&self, ty: &Type) -> Option<TypeId> {
        match ty {
            Type::Named(id) if !self.is_enum(*id) => Some(*id),
            _ => None,
        }
    }

    /// Whether a type is an enum.
    #[must_use]
    pub fn is_enum(&self, id: TypeId) -> bool {
        matches!(self[id].kind, TypeKind::Enum(_))
    }

    /// Types with all that their fields hold, at whatever depth.
    #[must_use]
    pub fn reached(&self, from: &[TypeId]) -> BTreeSet<TypeId> {
        let (mut reached, mut left) = (BTreeSet::new(), from.to_vec());
        while let Some(id) = left.pop() {
            if reached.insert(id) {
                left.extend(self.fields(id).iter().filter_map(|field| field.ty.named()));
            }
        }
        reached
    }

    /// The fields along a path of an operation's response, such as `Data.Jobs` or `Jobs[].Status`; `None` where the path
    /// leads nowhere.
    #[must_use]
    pub fn along(&self, operation: &Operation, path: &str) -> Option<Vec<FieldId>> {
        let mut owner = operation.output;
        let mut found = Vec::new();
        let mut steps = path.split('.').peekable();
        while let Some(step) = steps.next() {
            let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
            let index = self.fields(owner).iter().position(|field| field.wire == name)?;
            found.push(FieldId { owner, index });
            if steps.peek().is_some() {
                owner = self.object(match (&self.fields(owner)[index].ty, each) {
                    (Type::List(element), true) => element,
                    (ty, false) => ty,
                    _ => return None,
                })?;
            }
        }
        Some(found)
    }
}

impl Index<OperationId> for Service {
    type Output = Operation;

    fn index(&self, id: OperationId) -> &Operation {
        &self.operations[id.0]
    }
}

impl Index<TypeId> for Service {
    type Output = TypeDef;

    fn index(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}

impl Index<FieldId> for Service {
    type Output = Field;

    fn index(&self, id: FieldId) -> &Field {
        &self.fields(id.owner)[id.index]
    }
}

/// What a crate is generated from, and by: the first line of each file.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The command.
    pub command: &'static str,
    /// The folder of the specs, or that of the document as it is published.
    pub folder: String,
    /// Whether all of it is one document, whose path is that of somebody's machine.
    is_document: bool,
}

impl Origin {
    /// Specs in a folder.
    pub(crate) fn specs(folder: &str) -> Self {
        Self { command: "cargo xtask codegen", folder: folder.to_owned(), is_document: false }
    }

    /// A published document.
    pub(crate) fn published(folder: String) -> Self {
        Self { command: "cargo xtask generate", folder, is_document: true }
    }

    /// What a file is generated from that is made of this spec.
    pub(crate) fn source<'a>(&'a self, spec: &'a str) -> &'a str {
        if self.is_document { &self.folder } else { spec }
    }
}

/// A group of operations: a module and a cargo feature.
#[derive(Debug)]
pub struct Family {
    /// The name of the folder, the module and the feature.
    pub name: String,
    /// A line of documentation.
    pub docs: String,
    /// The operations in alphabetical order.
    pub operations: Vec<OperationId>,
}

/// The types of a shared schema: one file.
#[derive(Debug)]
pub struct Shared {
    /// The families that reach it.
    pub families: Vec<String>,
    /// The type that the module is named after.
    pub root: TypeId,
    /// What it holds.
    pub types: Vec<TypeId>,
}

/// An operation of a [`Service`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationId(pub(crate) usize);

/// An operation and its types.
#[derive(Debug)]
pub struct Operation {
    /// The name on the wire.
    pub name: String,
    /// The name of its family.
    pub family: String,
    /// The spec file.
    pub file: String,
    /// What its page says.
    pub page: Page,
    /// HTTP methods, lower case.
    pub methods: Vec<String>,
    /// The path template, for products that use one.
    pub path: Option<String>,
    /// How it is authenticated.
    pub auth: Auth,
    /// Redirects that are successes.
    pub redirects: Vec<u16>,
    /// What the body of its response is.
    pub response_body: ResponseBody,
    /// Whether it changes nothing.
    pub read: bool,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// The RAM action and whether the metadata states it.
    pub ram_action: Option<(String, bool)>,
    /// The parameter that makes a repeated write safe.
    pub idempotency_token: Option<String>,
    /// Names of what is sensitive although no name says so.
    pub sensitive: BTreeSet<String>,
    /// How its entries are listed page by page.
    pub paging: Option<Paging>,
    /// How the state it reports is waited for.
    pub waiter: Option<Waiter>,
    /// The operations that report the state of what this one begins.
    pub followed_by: Vec<OperationId>,
    /// The reference page.
    pub docs_link: String,
    /// Its parameters, in the order of the document.
    pub request: TypeId,
    /// What its parameters hold.
    pub types: Vec<TypeId>,
    /// Its output.
    pub output: TypeId,
    /// What its output holds.
    pub output_types: Vec<TypeId>,
}

/// How a call is authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// By a signature, or by a bearer token in its place.
    Signed,
    /// By a bearer token alone.
    Bearer,
    /// Not at all.
    Anonymous,
}

/// What the body of a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseBody {
    /// JSON.
    Json,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Nothing is said of it.
    Undocumented,
}

/// What an operation's documentation page says beyond its fields.
#[derive(Debug, Default)]
pub struct Page {
    /// A short name, or what it does where it has none.
    pub title: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// What RAM has to allow.
    pub ram_actions: Vec<RamAction>,
    /// Status, code, words.
    pub error_codes: Vec<(String, String, String)>,
    /// Date and what changed.
    pub changes: Vec<(String, String)>,
    /// Sample response, pretty-printed JSON.
    pub sample: Option<String>,
}
