//! Parameters: name, location and serialization style of each.

/// The facts of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The part of the request that carries it.
    pub location: Location,
    /// How a list or an object becomes text.
    pub style: Style,
    /// What its value is.
    pub kind: Kind,
    /// Whether the service refuses a call without it.
    pub required: bool,
}

impl Parameter {
    /// An optional text without a style of its own.
    #[must_use]
    pub const fn new(name: &'static str, location: Location) -> Self {
        Self { name, location, style: Style::Flat, kind: Kind::Text, required: false }
    }

    /// In the query string.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query)
    }

    /// In the form body.
    #[must_use]
    pub const fn form(name: &'static str) -> Self {
        Self::new(name, Location::Form)
    }

    /// The whole body.
    #[must_use]
    pub const fn body(name: &'static str) -> Self {
        Self::new(name, Location::Body)
    }

    /// In the path.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path)
    }

    /// In a header.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header)
    }

    /// In the host name.
    #[must_use]
    pub const fn host(name: &'static str) -> Self {
        Self::new(name, Location::Host)
    }

    /// The same parameter in another style.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// The same parameter with a value of another kind.
    #[must_use]
    pub const fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The same parameter, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// The part of a request that carries a parameter (`in` in the metadata).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The query string, also of a `POST`.
    Query,
    /// The form body (`formData`).
    Form,
    /// The whole body.
    Body,
    /// The path: a segment, or several where the template has `{+name}`.
    Path,
    /// A header.
    Header,
    /// A label of the host name.
    Host,
}

/// How a list or an object becomes text (`style` in the metadata). Scalars are plain text in every style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `Name.1=…`, `Name.Key=…`, `Name.1.Key=…`: also `repeatList`, and what an absent style means.
    Flat,
    /// One parameter whose value is compact JSON.
    Json,
    /// Elements joined with commas.
    Simple,
    /// Elements joined with spaces.
    SpaceDelimited,
    /// Elements joined with `|`.
    PipeDelimited,
}

/// What the value of a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Text; also times, and texts with documented values.
    Text,
    /// Text that holds JSON.
    Json,
    /// A 64-bit integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Bytes: the whole body. In JSON they are Base64.
    Bytes,
    /// A list.
    List,
    /// An object or a map.
    Object,
    /// Any JSON value.
    Any,
}
