//! Which order the keys of a mapping have.

/// What a mapping is, which decides the order of its keys. Keys outside the order follow it alphabetically.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A `product.yaml`.
    Product,
    /// One operation.
    Operation,
    /// One parameter, or one header of a response.
    Parameter,
    /// One schema.
    Schema,
    /// Names, each with a schema.
    Schemas,
    /// Names, each with a header.
    Headers,
    /// Status codes, each with a response.
    Responses,
    /// One response.
    Response,
    /// Status codes, each with a list of errors.
    Errors,
    /// One error.
    Error,
    /// One permission of an operation.
    RamAction,
    /// One type of resource that a permission is about.
    Resource,
    /// One change of an operation.
    Change,
    /// The product of a document.
    Info,
    /// The shared parts of a product.
    Components,
    /// One endpoint.
    Endpoint,
    /// Anything else: alphabetical.
    Plain,
}

impl Kind {
    /// Where a key stands among its siblings.
    pub(super) fn rank(self, key: &str) -> usize {
        let order = self.keys();
        order.iter().position(|known| *known == key).unwrap_or(order.len())
    }

    /// What the value of a key is; for a list, what its elements are.
    pub(super) fn of(self, key: &str) -> Self {
        match (self, key) {
            (Self::Product, "info") => Self::Info,
            (Self::Product, "endpoints") => Self::Endpoint,
            (Self::Product, "components") => Self::Components,
            (Self::Components, "schemas") | (Self::Schema, "properties") => Self::Schemas,
            (Self::Operation, "parameters") => Self::Parameter,
            (Self::Operation, "responses") => Self::Responses,
            (Self::Operation, "errorCodes") => Self::Errors,
            (Self::Operation, "ramActions") => Self::RamAction,
            (Self::Operation, "changeSet") => Self::Change,
            (Self::RamAction, "resources") => Self::Resource,
            // `headers` stands next to the status codes in one published document.
            (Self::Responses | Self::Response, "headers") => Self::Headers,
            (Self::Responses, _) => Self::Response,
            (Self::Headers, _) => Self::Parameter,
            (Self::Errors, _) => Self::Error,
            (Self::Schemas, _)
            | (Self::Parameter | Self::Response, "schema")
            | (Self::Schema, "items" | "additionalProperties") => Self::Schema,
            _ => Self::Plain,
        }
    }

    /// The keys that such a mapping is known to have, in their order; none where the keys are names.
    pub(crate) fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Product => &[
                "info",
                "title",
                "crate",
                "folder",
                "example",
                "hostPrefix",
                "docs",
                "endpoints",
                "families",
                "components",
            ],
            Self::Operation => &[
                "title",
                "summary",
                "description",
                "deprecated",
                "methods",
                "schemes",
                "security",
                "path",
                "operationType",
                "consumes",
                "produces",
                "systemTags",
                "staticInfo",
                "parameters",
                "responses",
                "errorCodes",
                "ramActions",
                "changeSet",
                "responseDemo",
            ],
            Self::Parameter => &["name", "in", "style", "allowEmptyValue", "description", "schema"],
            Self::Schema => &[
                "type",
                "format",
                "$ref",
                "title",
                "description",
                "required",
                "docRequired",
                "deprecated",
                "enum",
                "enumValueTitles",
                "default",
                "example",
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "pattern",
                "readOnly",
                "items",
                "additionalProperties",
                "properties",
            ],
            Self::Response => &["description", "headers", "schema"],
            Self::Error => &["errorCode", "errorMessage"],
            Self::RamAction => &["action", "accessLevel", "resources", "conditionKeys", "associatedActions"],
            Self::Resource => &["type", "arn", "required"],
            Self::Change => &["date", "description"],
            Self::Info => &["style", "product", "version"],
            Self::Components => &["schemas"],
            Self::Endpoint => &["regionId", "endpoint", "vpc"],
            Self::Schemas | Self::Headers | Self::Responses | Self::Errors | Self::Plain => &[],
        }
    }
}
