//! Generated types and what they consist of.

use std::collections::BTreeMap;

/// A type of a [`Service`](super::Service).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub(crate) usize);

/// A field of a type, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldId {
    /// The type.
    pub owner: TypeId,
    /// The position.
    pub index: usize,
}

/// A generated type.
#[derive(Debug)]
pub struct TypeDef {
    /// Its path in the metadata, for example `GetJob.response.Data`.
    pub wire: String,
    /// The wire names from the root of the module down to the type, from which its Rust name is made; `[]` after a name
    /// marks an element of that list, `{}` one of that map. Empty for an operation and its output.
    pub names: Vec<String>,
    /// The wire name of the field or shared schema whose type it is; empty for an operation, its output and what a
    /// response that is no object consists of.
    pub field: String,
    /// The file that it is in.
    pub home: Home,
    /// A sentence, where there is one.
    pub docs: String,
    /// What the sentence is about.
    pub about: About,
    /// What it is.
    pub kind: TypeKind,
}

/// What the sentence on a type is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The type itself.
    Itself,
    /// The list whose elements it is the type of.
    List,
    /// The map whose values it is the type of.
    Map,
}

impl TypeDef {
    /// The fields of an object; none of an enum.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Object(object) => &object.fields,
            TypeKind::Enum(_) => &[],
        }
    }
}

/// The file that a type is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// That of its operation.
    Operation,
    /// That of what the output of its operation holds.
    Output,
    /// That of a shared schema.
    Schema(String),
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
    /// What it means, where that is not its name.
    pub docs: String,
}

/// A type of named places.
#[derive(Debug)]
pub struct Object {
    /// Where values of it come from.
    pub role: Role,
    /// Whether a field holds it in a box.
    pub boxed: bool,
    /// The places.
    pub fields: Vec<Field>,
}

/// More required fields than this are named in a struct literal instead of counted in an argument list.
pub(crate) const MOST_ARGUMENTS: usize = 4;

impl Object {
    /// Whether its required fields are given as a struct.
    #[must_use]
    pub fn has_required_struct(&self) -> bool {
        self.fields.iter().filter(|field| field.is_required()).count() > MOST_ARGUMENTS
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
    /// The name on the wire; empty for a response that is no object.
    pub wire: String,
    /// What it is, in sentences, where there are any.
    pub docs: String,
    /// What the metadata states of its values beyond their type.
    pub limits: Limits,
    /// An example value.
    pub example: Option<String>,
    /// The type of its content.
    pub ty: Type,
    /// How it holds its content.
    pub presence: Presence,
    /// How it is sent, if it is a parameter.
    pub parameter: Option<Parameter>,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// Whether its content must not be printed.
    pub sensitive: bool,
}

impl Field {
    /// Whether it has to be given.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.presence == Presence::Required
    }
}

/// How a field holds its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// As it is: it has to be given.
    Required,
    /// As it is: a list, map or object of a response, where absent means empty.
    OrEmpty,
    /// In an `Option`.
    Optional,
    /// In an `Option` of a box, because its type holds itself.
    Boxed,
}

/// How a parameter is sent.
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
    /// One or more segments of the path.
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
}

/// What the metadata states of a field's values beyond their type. Nothing is taken from here into Rust code: the
/// documentation shows it, and the fake checks requests by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// `int32`, `double`, `iso8601`, …; empty where there is none.
    pub format: String,
    /// By their key in the format: `default`, `minimum`, `maxLength`, ….
    pub bounds: BTreeMap<&'static str, String>,
    /// Documented values, whatever the type; not those that only a title names.
    pub values: Vec<String>,
    /// Values with what each means.
    pub titles: Vec<(String, String)>,
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
    /// Bytes: the whole body of a request or a response.
    Bytes,
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
    Named(TypeId),
    /// A list.
    List(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
}

impl Type {
    /// The generated type of this, or of its elements.
    #[must_use]
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Type::Named(id) => Some(*id),
            Type::List(element) | Type::Map(element) => element.named(),
            _ => None,
        }
    }
}
