//! What would be sent, without sending it.

use std::fmt;

use bytes::Bytes;
use tokio::time::timeout;

use super::Client;
use super::call::Call;
use super::curl::{self, Command};
use super::masked;
use crate::error::{Attempts, Error};
use crate::future::BoxFuture;
use crate::model::Model;
use crate::operation::{Operation, OperationInfo};
use crate::sign::SignedRequest;

impl Client {
    /// Dates and signs an operation as [`send`](Self::send) does, and gives the request in place of sending it: to look
    /// at, to paste as a `curl` command, or to send by other means.
    ///
    /// The service accepts it once, and for about 15 minutes.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send) that come before anything is sent.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime with time enabled.
    pub async fn dry_run<O: Operation>(&self, operation: O) -> Result<DryRun, Error> {
        self.signed(&operation, const { &O::INFO }).await
    }

    pub(crate) fn signed(
        &self,
        operation: &dyn Model,
        info: &'static OperationInfo,
    ) -> BoxFuture<'static, Result<DryRun, Error>> {
        let prepared = self.prepare(operation, info);
        let shown = self.prepare_shown(operation, info);
        let client = self.clone();
        Box::pin(async move {
            let (mut call, shown) = (prepared?, shown?);
            if !call.is_located() {
                client.locate(&mut call).await?;
            }
            let limit = client.0.call_timeout;
            let asked = client.asked(&call, &Attempts::default()).map_err(|error| client.explain(error, &call))?;
            let signed = match timeout(limit, client.sign(call.info, &asked)).await {
                Ok(signed) => signed.map(|signed| signed.request),
                Err(_) => Err(client.no_credentials_in_time()),
            };
            let dry_run = signed.and_then(|signed| client.described(signed, &call, shown.as_ref()));
            dry_run.map_err(|error| client.explain(error, &call))
        })
    }

    fn described(&self, signed: SignedRequest<'_>, call: &Call, shown: Option<&Call>) -> Result<DryRun, Error> {
        let own = &call.request;
        let masked = shown.map_or(own, |shown| &shown.request);
        let path = if masked.path == own.path { signed.path.to_owned() } else { masked::legible(&masked.path) };
        let mut url = format!("{}://{}{path}", call.scheme.as_str(), signed.host);
        if !signed.query.is_empty() {
            url = format!("{url}?{}", masked::query(&signed, own, masked));
        }
        let body = masked.body.to_bytes();
        let body = if shown.is_some() { masked::legible(&String::from_utf8_lossy(&body)).into() } else { body };
        let request = self.to_http(signed, call)?;
        let headers = masked::headers(request.headers(), shown.map(|shown| &*shown.request));
        let masked = Command { method: request.method().as_str(), url: &url, headers: &headers, body: &body }.text();
        Ok(DryRun { request, masked })
    }
}

/// A signed request that was not sent. Made by [`Client::dry_run`].
///
/// `Display` is a `curl` command for any POSIX shell, to be shown to others: it has the access key's ID, but `***` in
/// place of signature, security token, bearer token and sensitive parameters. [`curl_with_secrets`](Self::curl_with_secrets)
/// is the one that works. `Debug` is masked too.
#[derive(Clone)]
pub struct DryRun {
    request: http::Request<Bytes>,
    masked: String,
}

impl DryRun {
    /// The request as it would be handed to the [`Transport`](crate::Transport): method, URL, headers and body. Its
    /// `Debug` is not masked in the older signature, where secrets are in the URL.
    #[must_use]
    pub fn request(&self) -> &http::Request<Bytes> {
        &self.request
    }

    /// The request, to be sent as it stands by any HTTP client.
    #[must_use]
    pub fn into_request(self) -> http::Request<Bytes> {
        self.request
    }

    /// The `curl` command that carries out the call: whoever sees it can do so, and sees all parameters.
    #[must_use]
    pub fn curl_with_secrets(&self) -> String {
        let request = &self.request;
        let (url, headers) = (request.uri().to_string(), curl::header_texts(request.headers()));
        Command { method: request.method().as_str(), url: &url, headers: &headers, body: request.body() }.text()
    }
}

impl fmt::Display for DryRun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked)
    }
}

impl fmt::Debug for DryRun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("DryRun").field(&self.masked).finish()
    }
}
