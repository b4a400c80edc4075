//! Operations: what generated code says about each, as data.

use crate::model::Model;

/// A call to the service, as a value: its fields are the parameters.
///
/// Implemented by generated code. Send one with [`Client::send`](crate::Client::send).
pub trait Operation: Model + Send + Sync {
    /// What the service replies.
    type Output: Model + Default + Send + Sync + 'static;

    /// The facts of the operation.
    const INFO: OperationInfo;
}

/// What is known of an operation, from its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The name on the wire (`x-acs-action`), for example `GetCustomizedVoiceJob`.
    pub name: &'static str,
    /// The family: the module and the cargo feature that hold the operation.
    pub family: &'static str,
    /// The product that offers the operation.
    pub product: &'static Product,
    /// The HTTP methods that the service accepts. `POST` is used wherever it is one of them, as official SDKs do.
    pub methods: &'static [Method],
    /// The path template, for example `/clusters/{ClusterId}`; `/` for every RPC operation.
    pub path: &'static str,
    /// How each parameter travels, in the order of the operation's places.
    pub parameters: &'static [Parameter],
    /// Whether the call is signed.
    pub auth: Auth,
    /// Whether the operation changes anything.
    pub effect: Effect,
    /// The RAM action that allows the call, for example `ice:GetCustomizedVoiceJob`.
    pub ram_action: RamAction,
    /// The parameter that makes a repeated write safe, where there is one.
    pub idempotency_token: Option<&'static str>,
    /// Whether the service advises against the operation.
    pub deprecated: bool,
    /// The reference page.
    pub docs: &'static str,
}

/// Generated code starts from [`OperationInfo::new`] and names what differs, so that a new fact is no change to it.
impl OperationInfo {
    /// A signed RPC `POST` without parameters that changes something.
    #[must_use]
    pub const fn new(product: &'static Product, family: &'static str, name: &'static str) -> Self {
        Self {
            name,
            family,
            product,
            methods: &[Method::Post],
            path: "/",
            parameters: &[],
            auth: Auth::Signed,
            effect: Effect::Write,
            ram_action: RamAction::Unknown,
            idempotency_token: None,
            deprecated: false,
            docs: "",
        }
    }

    /// With these methods.
    #[must_use]
    pub const fn methods(self, methods: &'static [Method]) -> Self {
        Self { methods, ..self }
    }

    /// With this path template.
    #[must_use]
    pub const fn path(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// With these parameters.
    #[must_use]
    pub const fn parameters(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// Never signed.
    #[must_use]
    pub const fn anonymous(self) -> Self {
        Self { auth: Auth::Anonymous, ..self }
    }

    /// Changes nothing.
    #[must_use]
    pub const fn read(self) -> Self {
        Self { effect: Effect::Read, ..self }
    }

    /// Allowed by this action.
    #[must_use]
    pub const fn ram_action(self, ram_action: RamAction) -> Self {
        Self { ram_action, ..self }
    }

    /// Made safe to repeat by this parameter.
    #[must_use]
    pub const fn idempotency_token(self, name: &'static str) -> Self {
        Self { idempotency_token: Some(name), ..self }
    }

    /// Advised against.
    #[must_use]
    pub const fn deprecated(self) -> Self {
        Self { deprecated: true, ..self }
    }

    /// With this reference page.
    #[must_use]
    pub const fn docs(self, docs: &'static str) -> Self {
        Self { docs, ..self }
    }

    /// The method that is used: `POST` where the service accepts it, otherwise the first of [`methods`](Self::methods).
    #[must_use]
    pub fn method(&self) -> Method {
        if self.methods.contains(&Method::Post) {
            Method::Post
        } else {
            self.methods.first().copied().unwrap_or(Method::Post)
        }
    }

    /// The parameter of this name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// A product of Alibaba Cloud: one API with one version.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Product {
    /// The product code as the metadata spells it, for example `ICE`.
    pub code: &'static str,
    /// The API version, for example `2020-11-09`.
    pub version: &'static str,
    /// How the product's requests are laid out.
    pub style: ApiStyle,
    /// The first label of its hosts, for example `ice` in `ice.cn-shanghai.aliyuncs.com`.
    pub host_prefix: &'static str,
    /// The documented regions with their hosts.
    pub endpoints: &'static [Endpoint],
}

impl Product {
    /// A product as its metadata describes it.
    #[must_use]
    pub const fn new(
        code: &'static str,
        version: &'static str,
        style: ApiStyle,
        host_prefix: &'static str,
        endpoints: &'static [Endpoint],
    ) -> Self {
        Self { code, version, style, host_prefix, endpoints }
    }
}

/// How a product's requests are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiStyle {
    /// Every request goes to `/`; the operation is named in a header.
    Rpc,
    /// The operation is told by method and path.
    Roa,
}

/// A documented region of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The region, for example `cn-shanghai`.
    pub region: &'static str,
    /// The public host.
    pub public: &'static str,
    /// The host inside a virtual private cloud, where one is documented.
    pub vpc: Option<&'static str>,
}

impl Endpoint {
    /// A region with its hosts.
    #[must_use]
    pub const fn new(region: &'static str, public: &'static str, vpc: Option<&'static str>) -> Self {
        Self { region, public, vpc }
    }
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
    /// `PATCH`
    Patch,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
}

impl Method {
    /// The method as it stands in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
            Method::Patch => "PATCH",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
            Method::Trace => "TRACE",
        }
    }
}

/// How one parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The part of the request that carries it.
    pub location: Location,
    /// How a list or an object becomes text.
    pub style: Style,
    /// Whether the service refuses a call without it.
    pub required: bool,
}

impl Parameter {
    /// An optional parameter without a style of its own.
    #[must_use]
    pub const fn new(name: &'static str, location: Location) -> Self {
        Self { name, location, style: Style::Flat, required: false }
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
    pub const fn style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// The same parameter, required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
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
    /// A segment of the path.
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
    /// An XML body.
    Xml,
}

/// Whether an operation's calls are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Signed with an access key.
    Signed,
    /// Never signed, and no credential is sent.
    Anonymous,
}

/// Whether an operation changes anything. What is not known to be a read counts as a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// Changes nothing: safe to repeat.
    Read,
    /// May change something.
    Write,
}

/// The RAM action that a policy has to allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RamAction {
    /// Stated by the metadata.
    Documented(&'static str),
    /// Derived from product and operation name: the rule for most operations, but not stated for this one.
    Derived(&'static str),
    /// None, as for anonymous operations.
    Unknown,
}

impl RamAction {
    /// The action as a policy writes it, for example `ice:GetCustomizedVoiceJob`.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            RamAction::Documented(action) | RamAction::Derived(action) => Some(action),
            RamAction::Unknown => None,
        }
    }
}
