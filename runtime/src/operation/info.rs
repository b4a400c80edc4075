//! The facts of an operation.

use super::paging::Paging;
use super::parameter::Parameter;
use super::product::{ApiStyle, Product};
use super::waiter::Waiter;

/// What is known of an operation, from its metadata.
///
/// Generated code names the facts that differ from those of [`new`](Self::new), and takes the others from there. A literal
/// is cheaper to compile than a chain of calls, and there is one for every operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationInfo {
    /// The name on the wire (`x-acs-action`), for example `GetCustomizedVoiceJob`.
    pub name: &'static str,
    /// The family: the module and the cargo feature that hold the operation.
    pub family: &'static str,
    /// The product that offers the operation.
    pub product: &'static Product,
    /// The HTTP methods that the service accepts. `POST` is used wherever it is one of them, as official SDKs do.
    pub methods: &'static [Method],
    /// The path template, for example `/clusters/{ClusterId}`; `/` for every RPC operation. `{+name}` is a parameter that holds
    /// several segments. What is literal is sent percent-encoded, as official SDKs do.
    pub path: &'static str,
    /// The parameters, in the order of the operation's fields.
    pub parameters: &'static [Parameter],
    /// How the call is authenticated.
    pub auth: Auth,
    /// Whether the operation changes anything.
    pub effect: Effect,
    /// The RAM action that allows the call, for example `ice:GetCustomizedVoiceJob`.
    pub ram_action: RamAction,
    /// The parameter with the idempotency token, which makes a write safe to send twice.
    pub idempotency_token: Option<&'static str>,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// How its entries are listed page by page, if it is a list.
    pub paging: Option<Paging>,
    /// How the state that it reports is waited for, if it reports one.
    pub waiter: Option<Waiter>,
    /// The names of fields of request and output that are secrets although their names do not say so. A field that is named
    /// like a secret (`Password`, `AuthToken`, `PrivateKey`) is one anyway.
    pub sensitive: &'static [&'static str],
    /// What the body of a successful response is.
    pub response_body: ResponseBody,
    /// Redirects that are successful responses, such as 302 with the address of a file in the header `location`. Any other
    /// status from 300 on is an error.
    pub redirects: &'static [u16],
    /// The reference page.
    pub docs: &'static str,
    /// The path of its type, for example `alibabacloud_ice::voice::GetCustomizedVoiceJob`.
    pub rust_path: &'static str,
    /// Whether parameters that are not in the table are sent too, in the query.
    #[doc(hidden)]
    pub open: bool,
}

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
            paging: None,
            waiter: None,
            sensitive: &[],
            response_body: ResponseBody::Json,
            redirects: &[],
            docs: "",
            rust_path: "",
            open: false,
        }
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

    /// How its requests are laid out. An operation with a path of its own is of ROA style, whatever the others of its
    /// product are.
    #[must_use]
    pub fn style(&self) -> ApiStyle {
        if self.path == "/" { self.product.style } else { ApiStyle::Roa }
    }

    /// The parameter of this name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
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

/// How an operation's calls are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Signed with an access key, or with a bearer token in place of the signature.
    Signed,
    /// With a bearer token only.
    Bearer,
    /// Never signed, and no credential is sent.
    Anonymous,
}

/// What the body of a successful response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseBody {
    /// JSON.
    Json,
    /// Text as it stands, or as a JSON string.
    Text,
    /// Any bytes, as they are.
    Bytes,
    /// The metadata does not say: the output is empty, and [`Response::raw`](crate::Response::raw) has what there is.
    Undocumented,
}

/// Whether an operation changes anything. An operation that is not known to be read-only counts as a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// Read-only: safe to send twice.
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
