//! A call before it is sent: an operation, laid out as a request.

use std::sync::Arc;

use serde_json::Value;
use tokio::time::Instant;

use super::headers;
use super::host::{self, Host};
use super::masked::Masked;
use super::settings::Settings;
use crate::endpoint::Scheme;
use crate::error::{Attempts, Error, ErrorKind};
use crate::model::{Model, text_at};
use crate::operation::{Effect, OperationInfo, Operations, untyped};
use crate::parameters::{self, unsigned_request};
use crate::sign::UnsignedRequest;

/// A call to be signed and sent, once or more often.
pub(crate) struct Call {
    pub(super) info: &'static OperationInfo,
    pub(super) scheme: Scheme,
    /// Whether the product documents the host, or the user has chosen it.
    pub(super) documented: bool,
    pub(super) idempotency: Idempotency,
    /// Shared with what masks its secrets in errors about the response.
    pub(super) request: Arc<UnsignedRequest>,
}

/// Whether a call can be sent twice and take effect once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idempotency {
    /// Read-only, or with an idempotency token of the caller's.
    Idempotent,
    /// With an idempotency token that was made for this call: its attempts share the token, another call has another.
    WithinCall,
    NotIdempotent,
}

impl Idempotency {
    /// Whether the attempts of the call take effect once.
    pub(super) fn allows_retries(self) -> bool {
        self != Self::NotIdempotent
    }
}

impl Call {
    /// Lays out an operation. This is the same for all operations, and is compiled once.
    pub(crate) fn new(settings: &Settings, operation: &dyn Model, info: &'static OperationInfo) -> Result<Self, Error> {
        Self::lay_out(settings, operation, info).map_err(|error| error.of_operation(info))
    }

    /// Lays out the operation of a name, with parameters in JSON.
    pub(crate) fn by_name(
        settings: &Settings,
        operations: &'static Operations,
        name: &str,
        parameters: Value,
    ) -> Result<Self, Error> {
        let (operation, info) = untyped::operation(operations, name, parameters)?;
        Self::new(settings, &operation, info)
    }

    fn lay_out(settings: &Settings, operation: &dyn Model, info: &'static OperationInfo) -> Result<Self, Error> {
        let host = host::known(settings, info.product)?;
        let mut request = unsigned_request(operation, info).map_err(|error| {
            let message = format!("parameter `{}` {}", error.parameter, error.problem);
            Error::new(ErrorKind::InvalidRequest, message).with_source(error)
        })?;
        let idempotency = match info.effect {
            Effect::Read => Idempotency::Idempotent,
            Effect::Write => idempotency(settings, operation, info, &mut request)?,
        };
        settings.global_parameters.add_to(&mut request);
        let mut call = Self { info, scheme: Scheme::Https, documented: true, idempotency, request: Arc::new(request) };
        if let Some(host) = host {
            call.set_host(&host);
        }
        Ok(call)
    }

    /// The request as it may be shown; `None` if it holds nothing sensitive.
    pub(super) fn masked_request(
        settings: &Settings,
        operation: &dyn Model,
        info: &'static OperationInfo,
    ) -> Result<Option<Arc<UnsignedRequest>>, Error> {
        let parameters = &settings.global_parameters;
        let masked = match Masked::of(operation) {
            Some(masked) => Self::new(settings, &masked, info)?,
            None if parameters.have_secrets() => Self::new(settings, operation, info)?,
            None => return Ok(None),
        };
        let mut request = masked.request;
        parameters.mask(Arc::make_mut(&mut request));
        Ok(Some(request))
    }

    /// Whether the host is known. Otherwise [`host::find`] finds it.
    pub(super) fn has_host(&self) -> bool {
        !self.request.host.is_empty()
    }

    /// Finds the host of a call that was made before its region was read from a profile.
    pub(super) async fn find_host(&mut self, settings: &Settings, deadline: Instant) -> Result<(), Error> {
        let host = host::find(settings, self.info.product, deadline).await?;
        self.set_host(&host);
        Ok(())
    }

    fn set_host(&mut self, host: &Host<'_>) {
        self.scheme = host.base_url.scheme();
        self.documented = host.documented;
        Arc::make_mut(&mut self.request).set_endpoint(&host.base_url);
    }

    /// Adds the headers of all calls and of this one.
    pub(super) fn add_headers(&mut self, settings: &Settings) -> Result<(), Error> {
        if settings.headers.is_empty() {
            return Ok(());
        }
        settings.headers.add_to(Arc::make_mut(&mut self.request))
    }

    /// The request of the next attempt: with the headers of the user's function, and from the second attempt on with those
    /// by which official SDKs report a retry, its number (from 1) and the delay before it in milliseconds.
    pub(super) fn next_request(&self, settings: &Settings, attempts: &Attempts) -> Result<Arc<UnsignedRequest>, Error> {
        let mut request = Arc::clone(&self.request);
        if let Some(on_request) = &settings.on_request {
            let number = attempts.count.saturating_add(1);
            let set = on_request.call(self.info.name, number, &self.request.host, &settings.headers);
            for (name, value) in set {
                headers::set(Arc::make_mut(&mut request), &name, &value)?;
            }
        }
        if let Some(delay) = attempts.delays.last() {
            let number = attempts.delays.len();
            let headers = &mut Arc::make_mut(&mut request).headers;
            headers.push(("x-acs-retry-attempts".to_owned(), number.to_string()));
            headers.push(("x-acs-retry-delay".to_owned(), delay.as_millis().to_string()));
        }
        Ok(request)
    }

    /// Adds to an error what only the call and the client know.
    pub(super) fn explain(&self, settings: &Settings, error: Error) -> Error {
        let error = error.of_operation(self.info);
        let error = if self.has_host() { error.at_host(&self.request.host) } else { error };
        let error = error.of_idempotent_call(self.idempotency == Idempotency::Idempotent);
        match settings.region.name() {
            Some(region) if error.kind() == ErrorKind::Connect && !self.documented => {
                let known: Vec<_> = self.info.product.endpoints.iter().map(|endpoint| endpoint.region).collect();
                error.with_hint(format!(
                    "This host follows from region `{region}` by rule, but {} does not document it. Known regions: {}.",
                    self.info.product.code,
                    known.join(", ")
                ))
            }
            _ => error,
        }
    }
}

/// Gives a write an idempotency token, one for all attempts, if the operation has a parameter for it: by the token the
/// service recognizes a retry.
fn idempotency(
    settings: &Settings,
    operation: &dyn Model,
    info: &OperationInfo,
    request: &mut UnsignedRequest,
) -> Result<Idempotency, Error> {
    let Some(parameter) = info.idempotency_token.and_then(|name| info.parameter(name)) else {
        return Ok(Idempotency::NotIdempotent);
    };
    match text_at(operation, parameter.name) {
        // The caller wants an empty token, and the service ignores it.
        Some(given) if given.is_empty() => Ok(Idempotency::NotIdempotent),
        Some(_) => Ok(Idempotency::Idempotent),
        None if parameters::add(request, parameter, settings.nonces.token()?) => Ok(Idempotency::WithinCall),
        None => Ok(Idempotency::NotIdempotent),
    }
}
