//! Calls as URLs.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::call::Call;
use super::deadline::{after, before};
use super::exchange::no_credentials_in_time;
use super::masked;
use super::options::call_options;
use super::settings::Settings;
use super::signing::{credentials, to_http};
use super::unsent::Unsent;
use crate::clock::iso8601;
use crate::error::{Error, ErrorKind, one_line};
use crate::model::Model;
use crate::operation::{ApiStyle, Auth, Effect, Location, Method, OperationInfo};
use crate::sign::{SignedRequest, SigningParameters, UnsignedRequest, v1};
use crate::task::BoxFuture;

/// How far the service lets a date be from its own clock.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// A presigned URL that is made when it is awaited; before that, it takes options. Made by
/// [`Client::presign`](crate::Client::presign) and [`Client::presign_write`](crate::Client::presign_write).
#[must_use = "a URL is made when it is awaited"]
pub struct PendingUrl<'a>(Unsent<'a>);

impl<'a> PendingUrl<'a> {
    /// The URL of a read-only operation.
    pub(crate) fn of_read(settings: &'a Arc<Settings>, operation: &dyn Model, info: &'static OperationInfo) -> Self {
        if info.effect == Effect::Write {
            let error = no_url(info, "it may change something, and whoever fetches the URL carries it out");
            let error = error.with_hint("Use Client::presign_write if that is intended.");
            return Self(Unsent::failed(settings, error));
        }
        Self::of_any(settings, operation, info)
    }

    pub(crate) fn of_any(settings: &'a Arc<Settings>, operation: &dyn Model, info: &'static OperationInfo) -> Self {
        match fits_a_url(info) {
            Ok(()) => Self(Unsent::new(settings, operation, info)),
            Err(error) => Self(Unsent::failed(settings, error)),
        }
    }

    call_options!(this => this.0.settings.to_mut(); call_timeout);
}

impl IntoFuture for PendingUrl<'_> {
    type Output = Result<PresignedUrl, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.0.make(|settings, call, masked| Box::pin(make(settings, call, masked)))
    }
}

/// Shows which operation would be called, and no parameter.
impl fmt::Debug for PendingUrl<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("PendingUrl").field(&self.0.name()).finish()
    }
}

async fn make(settings: &Settings, call: &mut Call, masked: Option<&UnsignedRequest>) -> Result<PresignedUrl, Error> {
    if let Some((name, _)) = settings.headers.of_call().next() {
        let header = format!("a URL has no headers, and the call has `{}`", one_line(name, 80));
        return Err(no_url(call.info, &header).with_hint("Leave the header out."));
    }
    let deadline = after(settings.call_timeout);
    if !call.has_host() {
        call.find_host(settings, deadline).await?;
    }
    Arc::make_mut(&mut call.request).method = Method::Get.as_str().into();
    let signed = before(deadline, sign(settings, call)).await;
    let (signed, expires_at) = signed.ok_or_else(|| no_credentials_in_time(settings))??;
    let query = masked::query(&signed, &call.request, masked.unwrap_or(&call.request));
    let masked = format!("{}://{}{}?{query}", call.scheme.as_str(), signed.host, signed.path);
    let url = to_http(settings, signed, call.scheme)?.uri().to_string();
    Ok(PresignedUrl { url, masked, expires_at })
}

/// Dates and signs a URL, and returns when it expires.
async fn sign<'a>(settings: &Settings, call: &'a Call) -> Result<(SignedRequest<'a>, SystemTime), Error> {
    // The date that is signed has whole seconds.
    let now = settings.clock.now();
    let now = now.duration_since(UNIX_EPOCH).map_or(now, |since| UNIX_EPOCH + Duration::from_secs(since.as_secs()));
    let date = iso8601(settings.skews.there(&call.request.host, now));
    let nonce = settings.nonces.nonce()?;
    let parameters = SigningParameters { date: &date, nonce: &nonce };
    let end = now.checked_add(WINDOW).unwrap_or(now);
    if call.info.auth == Auth::Anonymous {
        return Ok((v1::anonymous_request(&call.request, &parameters), end));
    }
    let credentials = credentials(settings).await?;
    if credentials.bearer_token().is_some() {
        let message = "a bearer token signs nothing: a URL with it would give the token away";
        return Err(Error::new(ErrorKind::Credentials, message).with_hint("Presign with an access key."));
    }
    let name = settings.credentials.name();
    let signed = v1::sign_request(&call.request, &credentials.keys(&name), &parameters);
    let end = credentials.expires_at().map_or(end, |expires_at| end.min(expires_at));
    Ok((signed, end))
}

/// Checks that all of an operation's parameters fit into the URL of a `GET`.
fn fits_a_url(info: &'static OperationInfo) -> Result<(), Error> {
    if info.style() != ApiStyle::Rpc {
        return Err(no_url(info, "only operations of RPC style are signed in the query, and it is of ROA style"));
    }
    if info.auth == Auth::Bearer {
        return Err(no_url(info, "it takes a bearer token, and a URL with one would give the token away"));
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
            let location = match parameter.location {
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
                &format!("its parameter `{name}` is sent in {location}, and only those of the query can be signed"),
            ))
        }
    }
}

fn no_url(info: &'static OperationInfo, reason: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("it cannot be a presigned URL: {reason}")).of_operation(info)
}

/// A URL that carries out an operation. Made by [`Client::presign`](crate::Client::presign) and
/// [`Client::presign_write`](crate::Client::presign_write).
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

    /// When the URL expires, by this machine's clock: 15 minutes after it was signed, or when temporary credentials expire,
    /// if that is earlier. The service accepts the URL only once in any case.
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
            .field("expires_at", &iso8601(self.expires_at))
            .finish()
    }
}
