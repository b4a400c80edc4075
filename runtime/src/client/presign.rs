//! Calls as URLs.

use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::timeout;

use super::Client;
use super::call::Call;
use super::masked;
use crate::error::{Error, ErrorKind};
use crate::future::BoxFuture;
use crate::model::Model;
use crate::operation::{ApiStyle, Auth, Effect, Location, Method, Operation, OperationInfo};
use crate::sign::{SignedRequest, v1};

/// How far the service lets a date be from its own clock.
const WINDOW: Duration = Duration::from_secs(15 * 60);

impl Client {
    /// A URL that carries out an operation when it is fetched with `GET`, by anyone and without credentials: for a
    /// browser, a script, or another service. It is good once and for 15 minutes.
    ///
    /// It is signed with V1, whatever the client's own version is, because V3 signs headers.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] where the operation cannot be a URL, with the reason: it may change something (see
    /// [`presign_write`](Self::presign_write)), is not offered for `GET`, has a parameter outside of the query, or is of
    /// a product whose style is not RPC. [`ErrorKind::Credentials`] where there is a bearer token in place of an access
    /// key: the URL would give it away. Otherwise those of [`send`](Self::send) that come before anything is sent.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime with time enabled.
    pub async fn presign<O: Operation>(&self, operation: O) -> Result<PresignedUrl, Error> {
        self.url_of_read(&operation, const { &O::INFO }).await
    }

    /// The same as [`presign`](Self::presign) for an operation that may change something. Programs that fetch URLs
    /// unasked, to show a preview for example, carry it out.
    ///
    /// # Errors
    ///
    /// Those of [`presign`](Self::presign), but for an operation that may change something.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime with time enabled.
    pub async fn presign_write<O: Operation>(&self, operation: O) -> Result<PresignedUrl, Error> {
        self.url_of(&operation, const { &O::INFO }).await
    }

    pub(crate) fn url_of_read(
        &self,
        operation: &dyn Model,
        info: &'static OperationInfo,
    ) -> BoxFuture<'static, Result<PresignedUrl, Error>> {
        if info.effect == Effect::Write {
            let error = no_url(info, "it may change something, and whoever fetches the URL carries it out");
            return Box::pin(ready(Err(error.with_hint("Where that is wanted, use Client::presign_write."))));
        }
        self.url_of(operation, info)
    }

    pub(crate) fn url_of(
        &self,
        operation: &dyn Model,
        info: &'static OperationInfo,
    ) -> BoxFuture<'static, Result<PresignedUrl, Error>> {
        let prepared = fits_a_url(info).and_then(|()| {
            let shown = self.prepare_shown(operation, info)?;
            Ok((self.prepare(operation, info)?, shown))
        });
        let client = self.clone();
        Box::pin(async move {
            let (mut call, shown) = prepared.map_err(|error| error.of_operation(info))?;
            if !call.is_located() {
                client.locate(&mut call).await?;
            }
            Arc::make_mut(&mut call.request).method = Method::Get.as_str().into();
            let limit = client.0.call_timeout;
            let signed = match timeout(limit, client.presigned(&call)).await {
                Ok(signed) => signed,
                Err(_) => Err(client.no_credentials_in_time()),
            };
            let url = signed.and_then(|(signed, expires_at)| {
                let shown = shown.as_ref().map_or(&call.request, |shown| &shown.request);
                let query = masked::query(&signed, &call.request, shown);
                let masked = format!("{}://{}{}?{query}", call.scheme.as_str(), signed.host, signed.path);
                let url = client.to_http(signed, &call)?.uri().to_string();
                Ok(PresignedUrl { url, masked, expires_at })
            });
            url.map_err(|error| client.explain(error, &call))
        })
    }

    /// Dates and signs for a URL, and says until when it is good.
    async fn presigned<'a>(&self, call: &'a Call) -> Result<(SignedRequest<'a>, SystemTime), Error> {
        // What is signed are whole seconds.
        let now = self.0.stamps.now();
        let now = now.duration_since(UNIX_EPOCH).map_or(now, |since| UNIX_EPOCH + Duration::from_secs(since.as_secs()));
        let there = self.0.skews.there(&call.request.host, now);
        let stamp = self.0.stamps.at(there)?;
        let stamp = stamp.borrowed();
        let end = now.checked_add(WINDOW).unwrap_or(now);
        if call.info.auth == Auth::Anonymous {
            return Ok((v1::anonymous_request(&call.request, &stamp), end));
        }
        let provider = &self.0.credentials;
        let credentials = provider.credentials().await?;
        credentials.check()?;
        if credentials.bearer_token().is_some() {
            let message = "a bearer token signs nothing: a URL with it would give the token away";
            return Err(Error::new(ErrorKind::Credentials, message).with_hint("Presign with an access key."));
        }
        let name = provider.name();
        let signed = v1::sign_request(&call.request, &credentials.keys(&name), &stamp);
        let end = credentials.expires_at().map_or(end, |expires_at| end.min(expires_at));
        Ok((signed, end))
    }
}

/// Whether all of an operation's parameters fit into the URL of a `GET`.
fn fits_a_url(info: &'static OperationInfo) -> Result<(), Error> {
    if info.product.style != ApiStyle::Rpc {
        let product = info.product.code;
        return Err(no_url(info, &format!("signature V1 is for products of RPC style only, and {product} is not one")));
    }
    if !info.methods.contains(&Method::Get) {
        let methods: Vec<_> = info.methods.iter().map(|method| method.as_str()).collect();
        return Err(no_url(
            info,
            &format!("a URL is fetched with GET, and the service takes {} only", methods.join(", ")),
        ));
    }
    let outside = info.parameters.iter().find(|parameter| parameter.location != Location::Query);
    match outside {
        None => Ok(()),
        Some(parameter) => {
            let place = match parameter.location {
                Location::Query => "the query",
                Location::Form => "the form in the body",
                Location::Body => "the body",
                Location::Path => "the path",
                Location::Header => "a header",
                Location::Host => "the host name",
            };
            let name = parameter.name;
            Err(no_url(
                info,
                &format!("its parameter `{name}` travels in {place}, and only those of the query can be signed"),
            ))
        }
    }
}

fn no_url(info: &'static OperationInfo, reason: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("it cannot be a presigned URL: {reason}")).of_operation(info)
}

/// A URL that carries out an operation. Made by [`Client::presign`] and [`Client::presign_write`].
///
/// Whoever has it can use it, so it has no `Display`, and `Debug` has `***` in place of signature, security token and
/// sensitive parameters.
#[derive(Clone)]
pub struct PresignedUrl {
    url: String,
    masked: String,
    expires_at: SystemTime,
}

impl PresignedUrl {
    /// The URL itself, signature and security token included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// When the service ceases to accept it, by this machine's clock: 15 minutes after it was signed, or when temporary
    /// credentials expire, if that is earlier. It accepts the URL only once in any case.
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }
}

impl fmt::Debug for PresignedUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PresignedUrl")
            .field("url", &self.masked)
            .field("expires_at", &crate::clock::iso8601(self.expires_at))
            .finish()
    }
}
