//! Operations: what generated code says about each, as data.

mod parameter;
mod product;

pub use parameter::{Kind, Location, Parameter, Style};
pub use product::{ApiStyle, Endpoint, Product};

use serde_json::Value;

use crate::model::Model;
use crate::paging::Paging;
use crate::waiting::Waiter;
use crate::with_parameters::WithParameters;

/// A call to the service, as a value: its fields are the parameters.
///
/// Implemented by generated code. Send one with [`Client::send`](crate::Client::send).
pub trait Operation: Model + Send + Sync {
    /// What the service responses.
    type Output: Model + Default + Send + Sync + 'static;

    /// The facts of the operation.
    const INFO: OperationInfo;

    /// The same operation with a parameter that its type does not know (yet), or with another value for one that it
    /// knows: see [`WithParameters`].
    fn with_parameter(self, name: impl Into<String>, value: impl Into<Value>) -> WithParameters<Self>
    where
        Self: Sized,
    {
        WithParameters::new(self).parameter(name, value)
    }
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
    /// How its entries are listed page by page, where it is a list.
    pub paging: Option<Paging>,
    /// How the state it reports is waited for, where it reports one.
    pub waiter: Option<Waiter>,
    /// The names of fields of request and response that are secrets although their names do not say so. What is named like a
    /// secret (`Password`, `AuthToken`, `PrivateKey`) is one anyway.
    pub sensitive: &'static [&'static str],
    /// The reference page.
    pub docs: &'static str,
    /// The path of its type, for example `alibabacloud_ice::voice::GetCustomizedVoiceJob`.
    pub rust_path: &'static str,
    /// Whether what the table of parameters does not know travels all the same, in the query.
    pub(crate) open: bool,
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
            paging: None,
            waiter: None,
            sensitive: &[],
            docs: "",
            rust_path: "",
            open: false,
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

    /// Listed page by page.
    #[must_use]
    pub const fn paging(self, paging: Paging) -> Self {
        Self { paging: Some(paging), ..self }
    }

    /// Waited for.
    #[must_use]
    pub const fn waiter(self, waiter: Waiter) -> Self {
        Self { waiter: Some(waiter), ..self }
    }

    /// With these secrets.
    #[must_use]
    pub const fn sensitive(self, names: &'static [&'static str]) -> Self {
        Self { sensitive: names, ..self }
    }

    /// With this path of its type.
    #[must_use]
    pub const fn rust_path(self, rust_path: &'static str) -> Self {
        Self { rust_path, ..self }
    }

    /// With parameters beyond the table.
    pub(crate) const fn open(self) -> Self {
        Self { open: true, ..self }
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
