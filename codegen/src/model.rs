//! The intermediate form: what the generated crate says, without serde and without Rust text.
//!
//! `lower` makes every judgement and fills it in, `names` puts Rust names in, `emit` prints it.

use std::collections::BTreeMap;

/// A product and everything that is generated for it.
#[derive(Debug)]
pub struct Service {
    /// The product's folder, for the generated files' first line.
    pub folder: String,
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
    /// Whether operations are told by method and path.
    pub roa: bool,
    /// Region, public host, host inside a virtual private cloud.
    pub endpoints: Vec<(String, String, Option<String>)>,
    /// Families in alphabetical order; only those with operations.
    pub families: Vec<Family>,
    /// Shared schemas that an operation reaches and that are types of their own, by name.
    pub shared: BTreeMap<String, Module>,
}

impl Service {
    /// The operation of a name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.families.iter().flat_map(|family| &family.operations).find(|operation| operation.name == name)
    }

    /// The operation of a name, to be added to.
    pub fn operation_mut(&mut self, name: &str) -> Option<&mut Operation> {
        self.families.iter_mut().flat_map(|family| &mut family.operations).find(|operation| operation.name == name)
    }

    /// The fields along a path of an operation's response, such as `Data.Jobs` or `Jobs[].Status`; `None` where the path
    /// leads nowhere.
    #[must_use]
    pub fn along<'a>(&'a self, operation: &'a Operation, path: &str) -> Option<Vec<&'a Field>> {
        let mut definition = operation.module.types.get(1)?;
        let mut module = &operation.module;
        let mut fields = Vec::new();
        let mut steps = path.split('.').peekable();
        while let Some(step) = steps.next() {
            let TypeKind::Object(object) = &definition.kind else {
                return None;
            };
            let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
            let field = object.fields.iter().find(|field| field.wire == name)?;
            fields.push(field);
            if steps.peek().is_none() {
                break;
            }
            let ty = match (&field.ty, each) {
                (Type::List(element), true) => element,
                (ty, false) => ty,
                _ => return None,
            };
            let Type::Named(reference) = ty else {
                return None;
            };
            module = self.module_of(module, reference)?;
            definition = module.types.get(reference.index)?;
        }
        Some(fields)
    }

    /// The fields of an operation, its output, and all that they hold.
    #[must_use]
    pub fn fields_of<'a>(&'a self, operation: &'a Operation) -> Vec<&'a Field> {
        let mut modules = vec![&operation.module];
        let mut fields = Vec::new();
        let mut next = 0;
        while let Some(&module) = modules.get(next) {
            next += 1;
            for definition in &module.types {
                let TypeKind::Object(object) = &definition.kind else { continue };
                fields.extend(&object.fields);
                let schemas = object.fields.iter().filter_map(|field| field.ty.schema());
                for module in schemas.filter_map(|schema| self.shared.get(schema)) {
                    if !modules.iter().any(|known| std::ptr::eq(*known, module)) {
                        modules.push(module);
                    }
                }
            }
        }
        fields
    }

    /// Whether a type that a module refers to is an enum.
    #[must_use]
    pub fn is_enum(&self, module: &Module, reference: &TypeRef) -> bool {
        let definition = self.module_of(module, reference).and_then(|module| module.types.get(reference.index));
        definition.is_some_and(|definition| matches!(definition.kind, TypeKind::Enum(_)))
    }

    /// The module that a reference from a module leads to.
    fn module_of<'a>(&'a self, module: &'a Module, reference: &TypeRef) -> Option<&'a Module> {
        match &reference.schema {
            Some(schema) => self.shared.get(schema),
            None => Some(module),
        }
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
    pub operations: Vec<Operation>,
}

/// An operation and its types.
#[derive(Debug)]
pub struct Operation {
    /// The name on the wire, which is also that of the Rust type.
    pub name: String,
    /// The spec file.
    pub file: String,
    /// What its page says.
    pub page: Page,
    /// HTTP methods, lower case.
    pub methods: Vec<String>,
    /// The path template, for products that use one.
    pub path: Option<String>,
    /// Whether it is never signed.
    pub anonymous: bool,
    /// Whether it changes nothing.
    pub read: bool,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// The RAM action and whether the metadata states it.
    pub ram_action: Option<(String, bool)>,
    /// The parameter that makes a repeated write safe.
    pub idempotency_token: Option<String>,
    /// How its entries are listed page by page.
    pub paging: Option<Paging>,
    /// How the state it reports is waited for.
    pub waiter: Option<Waiter>,
    /// The operations that report the state of what this one begins.
    pub followed_by: Vec<String>,
    /// Error codes and the constants of them, set by `names`.
    pub error_constants: Vec<(String, String)>,
    /// The reference page.
    pub docs_link: String,
    /// How each parameter travels, by its name on the wire.
    pub parameters: Vec<(String, Parameter)>,
    /// The types: first the operation, second its output, then what they hold.
    pub module: Module,
}

impl Operation {
    /// The Rust name of its type, which is its name on the wire wherever that is a usual type name.
    #[must_use]
    pub fn ident(&self) -> &str {
        self.module.types.first().map_or("", |request| &request.ident)
    }

    /// Its parameters.
    #[must_use]
    pub fn request(&self) -> Option<&Object> {
        self.object(0)
    }

    /// Its output.
    #[must_use]
    pub fn output(&self) -> Option<&Object> {
        self.object(1)
    }

    fn object(&self, index: usize) -> Option<&Object> {
        match &self.module.types.get(index)?.kind {
            TypeKind::Object(object) => Some(object),
            TypeKind::Enum(_) => None,
        }
    }
}

/// How an operation lists its entries page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Where in the response the entries are.
    pub items: String,
    /// The type of an entry.
    pub item: Type,
    /// The ways to ask for the next page, the usual one first.
    pub cursors: Vec<Cursor>,
}

/// A way to ask for the next page: names of parameters, and paths in the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// By number.
    Number {
        /// The parameter with the number.
        parameter: String,
        /// The parameter with the size of a page.
        size: Option<String>,
        /// The number of all entries.
        total: Option<String>,
    },
    /// By a token that the page before gives.
    Token {
        /// The parameter that takes the token.
        parameter: String,
        /// The parameter with the size of a page.
        size: Option<String>,
        /// The token of the next page.
        next: String,
        /// The number of all entries.
        total: Option<String>,
    },
}

impl Cursor {
    /// The parameter with the size of a page.
    #[must_use]
    pub fn size(&self) -> Option<&str> {
        match self {
            Cursor::Number { size, .. } | Cursor::Token { size, .. } => size.as_deref(),
        }
    }

    /// The number of all entries.
    #[must_use]
    pub fn total(&self) -> Option<&str> {
        match self {
            Cursor::Number { total, .. } | Cursor::Token { total, .. } => total.as_deref(),
        }
    }
}

/// How the state that an operation reports is waited for: names of parameters, paths in the response, states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiter {
    /// The parameter that names the job.
    pub id: String,
    /// The state.
    pub status: String,
    /// States in which the job has ended well.
    pub success: Vec<String>,
    /// States in which it has ended badly.
    pub failure: Vec<String>,
    /// The code of a failure.
    pub code: Option<String>,
    /// The reason of a failure.
    pub message: Option<String>,
}

/// What an operation's documentation page says beyond its fields.
#[derive(Debug, Default)]
pub struct Page {
    /// A short name.
    pub title: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// What RAM has to allow.
    pub ram_actions: Vec<crate::spec::RamAction>,
    /// Status, code, words.
    pub error_codes: Vec<(String, String, String)>,
    /// Date and what changed.
    pub changes: Vec<(String, String)>,
    /// Sample response, pretty-printed JSON.
    pub sample: Option<String>,
}

/// How a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The part of the request.
    pub location: Location,
    /// How a list or an object becomes text.
    pub style: Style,
}

/// The part of a request that carries a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// The query string.
    Query,
    /// The form body.
    Form,
    /// The whole body.
    Body,
    /// A segment of the path.
    Path,
    /// A header.
    Header,
    /// A label of the host.
    Host,
}

/// How a list or an object becomes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Flattened names.
    Flat,
    /// JSON text.
    Json,
    /// Joined with commas.
    Simple,
    /// Joined with spaces.
    SpaceDelimited,
    /// Joined with `|`.
    PipeDelimited,
    /// XML.
    Xml,
}

/// The types of one operation or shared schema: one file.
#[derive(Debug, Default)]
pub struct Module {
    /// The module's Rust name, set by `names`.
    pub ident: String,
    /// The families that reach a shared schema; none for an operation, which has its own.
    pub families: Vec<String>,
    /// The types; a [`TypeRef`] is an index into this list.
    pub types: Vec<TypeDef>,
    /// Where the types of an operation's output begin, but for the output itself.
    pub output: usize,
}

/// A generated type.
#[derive(Debug)]
pub struct TypeDef {
    /// Its path in the metadata, for example `GetJob.response.Data`.
    pub wire: String,
    /// The wire names from the root of the module down to the type, from which its Rust name is made; `[]` after a name
    /// marks an element of that list, `{}` one of that map.
    pub names: Vec<String>,
    /// The Rust name, set by `names`.
    pub ident: String,
    /// A sentence on it.
    pub docs: String,
    /// What it is.
    pub kind: TypeKind,
}

/// What a generated type is.
#[derive(Debug)]
pub enum TypeKind {
    /// Named places.
    Object(Object),
    /// An open enum.
    Enum(Vec<Variant>),
}

/// A value of an open enum.
#[derive(Debug)]
pub struct Variant {
    /// The text on the wire.
    pub wire: String,
    /// The Rust name, set by `names`.
    pub ident: String,
    /// What it means, where that is not its name.
    pub docs: String,
}

/// A type of named places.
#[derive(Debug)]
pub struct Object {
    /// Where values of it come from.
    pub role: Role,
    /// The places.
    pub fields: Vec<Field>,
}

/// More required fields than this are named in a struct literal instead of counted in an argument list.
const MOST_ARGUMENTS: usize = 4;

impl Object {
    /// Whether its required fields are given as a struct.
    #[must_use]
    pub fn has_required_struct(&self) -> bool {
        self.fields.iter().filter(|field| field.required).count() > MOST_ARGUMENTS
    }
}

/// Where values of a type come from, which decides its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An operation: users make it.
    Operation,
    /// Part of a request only: users make it.
    Request,
    /// Part of a request and of a response: the service makes it, and users too.
    Both,
    /// Part of a response: the service makes it.
    Response,
}

impl Role {
    /// Whether the service makes values of it: nothing is required then, and absent lists are empty ones.
    #[must_use]
    pub fn is_response(self) -> bool {
        matches!(self, Role::Response | Role::Both)
    }
}

/// A named place.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name, set by `names`.
    pub ident: String,
    /// What it is, in sentences.
    pub docs: String,
    /// Bounds and documented values of a field that is no enum, for its documentation.
    pub bounds: Vec<String>,
    /// Documented values of a field that is no enum, and what each means.
    pub meanings: Vec<(String, String)>,
    /// The same as the metadata states it, and the width of numbers.
    pub limits: Limits,
    /// An example value.
    pub example: Option<String>,
    /// The type of its content.
    pub ty: Type,
    /// Whether it has to be given.
    pub required: bool,
    /// Whether it is boxed because its type holds itself.
    pub boxed: bool,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// Whether its content must not be printed.
    pub sensitive: bool,
}

/// What the metadata states of a field's values beyond their type. Nothing is taken from here into Rust code: the fake
/// checks requests by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// `int32`, `double`, `iso8601`, …; empty where there is none.
    pub format: String,
    /// By their key in the format: `default`, `minimum`, `maxLength`, ….
    pub bounds: BTreeMap<&'static str, String>,
    /// Documented values, whatever the type; not those that only a title names.
    pub values: Vec<String>,
    /// Those of the elements of a list, and of the values of a map.
    pub items: Option<Box<Self>>,
}

/// The type of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// Text that holds JSON.
    JsonText,
    /// A 64-bit integer.
    Integer,
    /// A floating-point number.
    Float,
    /// `true` or `false`.
    Boolean,
    /// Any JSON value.
    Json,
    /// A point in time.
    Timestamp,
    /// A generated type.
    Named(TypeRef),
    /// A list.
    List(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
}

impl Type {
    /// The shared schema that holds the generated type of this, or of its elements.
    fn schema(&self) -> Option<&str> {
        match self {
            Type::Named(reference) => reference.schema.as_deref(),
            Type::List(element) | Type::Map(element) => element.schema(),
            _ => None,
        }
    }
}

/// A generated type by its module and its index there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRef {
    /// The shared schema whose module holds it; none: the module at hand.
    pub schema: Option<String>,
    /// The index.
    pub index: usize,
}
