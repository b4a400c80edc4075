//! The request of a call, without sending it.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use super::call::Call;
use super::curl;
use super::deadline::{after, before};
use super::exchange::no_credentials_in_time;
use super::masked;
use super::options::call_options;
use super::settings::Settings;
use super::signing::{sign, to_http};
use super::unsent::Unsent;
use crate::error::{Attempts, Error};
use crate::model::Model;
use crate::operation::{OperationInfo, Operations, untyped};
use crate::sign::{SignedRequest, UnsignedRequest};
use crate::task::BoxFuture;

/// A dry run that is made when it is awaited; before that, it takes options. Made by
/// [`Client::dry_run`](crate::Client::dry_run).
#[must_use = "a dry run is made when it is awaited"]
pub struct PendingDryRun<'a>(Unsent<'a>);

impl<'a> PendingDryRun<'a> {
    pub(crate) fn new(settings: &'a Arc<Settings>, operation: &dyn Model, info: &'static OperationInfo) -> Self {
        Self(Unsent::new(settings, operation, info))
    }

    pub(crate) fn by_name(
        settings: &'a Arc<Settings>,
        operations: &'static Operations,
        name: &str,
        parameters: Value,
    ) -> Self {
        match untyped::operation(operations, name, parameters) {
            Ok((operation, info)) => Self::new(settings, &operation, info),
            Err(error) => Self(Unsent::failed(settings, error)),
        }
    }

    call_options!(this => this.0.settings.to_mut(); call_timeout, header);
}

impl IntoFuture for PendingDryRun<'_> {
    type Output = Result<DryRun, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.0.make(|settings, call, masked| Box::pin(make(settings, call, masked)))
    }
}

/// Shows which operation would be called, and no parameter or header.
impl fmt::Debug for PendingDryRun<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("PendingDryRun").field(&self.0.name()).finish()
    }
}

async fn make(settings: &Settings, call: &mut Call, masked: Option<&UnsignedRequest>) -> Result<DryRun, Error> {
    let deadline = after(settings.call_timeout);
    call.add_headers(settings)?;
    if !call.has_host() {
        call.find_host(settings, deadline).await?;
    }
    let unsigned = call.next_request(settings, &Attempts::default())?;
    let signed = before(deadline, sign(settings, call.info, &unsigned)).await;
    let (signed, _) = signed.ok_or_else(|| no_credentials_in_time(settings))??;
    describe(settings, call, signed, masked)
}

fn describe(
    settings: &Settings,
    call: &Call,
    signed: SignedRequest<'_>,
    masked: Option<&UnsignedRequest>,
) -> Result<DryRun, Error> {
    let own = &*call.request;
    let shown = masked.unwrap_or(own);
    let path = if shown.path == own.path { signed.path.to_owned() } else { masked::legible(&shown.path) };
    let mut url = format!("{}://{}{path}", call.scheme.as_str(), signed.host);
    if !signed.query.is_empty() {
        url = format!("{url}?{}", masked::query(&signed, own, shown));
    }
    let body = shown.body.to_bytes();
    let body = if masked.is_some() { masked::legible(&String::from_utf8_lossy(&body)).into() } else { body };
    let request = to_http(settings, signed, call.scheme)?;
    let headers = masked::headers(request.headers(), masked);
    let masked = curl::command(request.method().as_str(), &url, &headers, &body);
    Ok(DryRun { request, masked })
}

/// A signed request that was not sent. Made by [`Client::dry_run`](crate::Client::dry_run).
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
    /// `Debug` masks headers that are secrets, but not the URL, in which parameters are, and in the older signature the
    /// security token.
    #[must_use]
    pub fn request(&self) -> &http::Request<Bytes> {
        &self.request
    }

    /// The request, to be sent as it stands by any HTTP client.
    #[must_use]
    pub fn into_request(self) -> http::Request<Bytes> {
        self.request
    }

    /// The `curl` command that makes the call: whoever sees it can do so, and sees all parameters.
    #[must_use]
    pub fn curl_with_secrets(&self) -> String {
        let request = &self.request;
        let (url, headers) = (request.uri().to_string(), curl::header_texts(request.headers()));
        curl::command(request.method().as_str(), &url, &headers, request.body())
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
