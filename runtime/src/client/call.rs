//! A call before it is sent: where it goes, and what it says.

use std::borrow::Cow;
use std::mem;
use std::sync::Arc;

use tokio::time::timeout;
use tracing::warn;

use super::Client;
use super::masked::Masked;
use crate::endpoint::{self, BaseUrl, EndpointError, Scheme};
use crate::error::{Error, ErrorKind};
use crate::model::{Model, text_at};
use crate::operation::{Effect, OperationInfo, Product};
use crate::parameters::{RequestParts, request_parts};
use crate::sign::UnsignedRequest;

/// A call that is ready to be dated, signed and sent, once or more often.
pub(super) struct Call {
    pub(super) info: &'static OperationInfo,
    pub(super) scheme: Scheme,
    /// Whether the host is one that the product documents, or the user's own.
    pub(super) documented: bool,
    /// What an operation puts in front of the host.
    pub(super) host_labels: Vec<String>,
    /// Shared with what masks its secrets in errors about the response.
    pub(super) request: Arc<UnsignedRequest>,
    pub(super) repeats: Repeats,
}

impl Call {
    /// Whether the host is known. Otherwise [`Client::locate`] finds it.
    pub(super) fn is_located(&self) -> bool {
        !self.request.host.is_empty()
    }

    fn go_to(&mut self, place: &Place<'_>) {
        self.scheme = place.base_url.scheme();
        self.documented = place.documented;
        Arc::make_mut(&mut self.request).host = match self.host_labels.as_slice() {
            [] => place.base_url.authority().to_owned(),
            labels => place.base_url.with_labels(labels).authority().to_owned(),
        };
    }
}

/// Whether a call can be sent twice without doing twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    /// A read, or a write with an idempotency token of the caller's.
    Safe,
    /// A write with a token that was made for this call: the attempts of the call share it, another call has another.
    SafeWithinCall,
    /// Any other write.
    Unsafe,
}

const REGION_HINT: &str = "Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI \
                           profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.";

struct Place<'a> {
    base_url: Cow<'a, BaseUrl>,
    documented: bool,
}

impl Client {
    /// The part of a call that reads the operation. It is the same for all operations, and is compiled once.
    pub(super) fn prepare(&self, operation: &dyn Model, info: &'static OperationInfo) -> Result<Call, Error> {
        self.laid_out(operation, info).map_err(|error| error.of_operation(info))
    }

    fn laid_out(&self, operation: &dyn Model, info: &'static OperationInfo) -> Result<Call, Error> {
        let place = match (&self.0.endpoint, self.0.region.known()) {
            (None, None) => None,
            _ => Some(self.place(info.product)?),
        };
        let mut parts = request_parts(operation, info).map_err(|error| {
            let message = format!("parameter `{}` {}", error.parameter, error.problem);
            Error::new(ErrorKind::InvalidRequest, message).with_source(error)
        })?;
        let repeats = match info.effect {
            Effect::Read => Repeats::Safe,
            Effect::Write => self.mark_as_one(operation, info, &mut parts)?,
        };
        self.0.globals.add_to(&mut parts);
        let host_labels = mem::take(&mut parts.host_labels);
        let request = Arc::new(parts.into_request(info, String::new()));
        let mut call = Call { info, scheme: Scheme::Https, documented: true, host_labels, request, repeats };
        if let Some(place) = place {
            call.go_to(&place);
        }
        Ok(call)
    }

    /// The same call as it may be shown; `None` where it holds nothing sensitive.
    pub(super) fn prepare_shown(
        &self,
        operation: &dyn Model,
        info: &'static OperationInfo,
    ) -> Result<Option<Call>, Error> {
        let globals = &self.0.globals;
        let mut shown = match Masked::of(operation) {
            Some(masked) => self.prepare(&masked, info)?,
            None if globals.have_secrets() => self.prepare(operation, info)?,
            None => return Ok(None),
        };
        globals.mask(Arc::make_mut(&mut shown.request));
        Ok(Some(shown))
    }

    /// Finds the host of a call that was prepared while the region was still to be read.
    pub(super) async fn locate(&self, call: &mut Call) -> Result<(), Error> {
        let limit = self.0.call_timeout;
        let region = match timeout(limit, self.0.region.read()).await {
            Ok(region) => region,
            Err(_) => Err(Error::new(ErrorKind::Timeout, format!("the CLI file was not read within {limit:?}"))),
        };
        let place = match region {
            Ok(_) => self.place(call.info.product),
            Err(reason) => Err(self.no_region(call.info.product, &reason)),
        };
        call.go_to(&place.map_err(|error| error.of_operation(call.info))?);
        Ok(())
    }

    /// No region was given, and no profile has one, for this reason.
    fn no_region(&self, product: &Product, reason: &Error) -> Error {
        let known = product.endpoints.iter().map(|endpoint| endpoint.region).collect();
        let error = EndpointError::Region { region: String::new(), known };
        Error::new(ErrorKind::Config, format!("{error}; the CLI profile gives none: {}", reason.message()))
            .with_source(error)
            .with_hint(REGION_HINT)
    }

    /// Sees to it that a write has its idempotency token, once for all attempts, where the operation knows one: by it the
    /// service recognises a repetition.
    fn mark_as_one(
        &self,
        operation: &dyn Model,
        info: &OperationInfo,
        parts: &mut RequestParts,
    ) -> Result<Repeats, Error> {
        let Some(parameter) = info.idempotency_token.and_then(|name| info.parameter(name)) else {
            return Ok(Repeats::Unsafe);
        };
        match text_at(operation, parameter.name) {
            // An empty token is the caller's wish, and marks nothing.
            Some(given) if given.is_empty() => Ok(Repeats::Unsafe),
            Some(_) => Ok(Repeats::Safe),
            None if parts.add(parameter, self.0.stamps.nonces.token()?) => Ok(Repeats::SafeWithinCall),
            None => Ok(Repeats::Unsafe),
        }
    }

    /// Where calls of a product go.
    fn place(&self, product: &Product) -> Result<Place<'_>, Error> {
        if let Some(base_url) = &self.0.endpoint {
            return Ok(Place { base_url: Cow::Borrowed(base_url), documented: true });
        }
        let region = self.0.region.name().unwrap_or_default();
        match endpoint::resolve(product, None, self.0.network.as_deref(), region) {
            Ok(host) => {
                if !host.documented {
                    self.0.undocumented.call_once(|| {
                        warn!(
                            "rpc.service" = product.code,
                            "cloud.region" = region,
                            "server.address" = host.host,
                            "the host follows from the region by rule; the product does not document it"
                        );
                    });
                }
                Ok(Place { documented: host.documented, base_url: Cow::Owned(BaseUrl::https(host)) })
            }
            Err(error) => {
                let hint = match (&error, self.0.region.known()) {
                    (EndpointError::HostPart { .. }, _) => "Give `public` or `vpc` to ClientBuilder::network.".into(),
                    (_, Some(region)) => format!("It comes from {}. {REGION_HINT}", region.origin),
                    (_, None) => REGION_HINT.to_owned(),
                };
                Err(Error::new(ErrorKind::Config, error.to_string()).with_source(error).with_hint(hint))
            }
        }
    }

    /// Adds what only the client knows.
    pub(super) fn explain(&self, error: Error, call: &Call) -> Error {
        let error = error.of_operation(call.info).at_host(&call.request.host);
        let error = error.of_idempotent_call(call.repeats == Repeats::Safe);
        match self.0.region.name() {
            Some(region) if error.kind() == ErrorKind::Connect && !call.documented => {
                let known: Vec<_> = call.info.product.endpoints.iter().map(|endpoint| endpoint.region).collect();
                error.with_hint(format!(
                    "This host follows from region `{region}` by rule, but {} does not document it. Known regions: {}.",
                    call.info.product.code,
                    known.join(", ")
                ))
            }
            _ => error,
        }
    }
}
