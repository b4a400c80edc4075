//! A request of an attempt: dated, signed, and as the transport takes it.

use std::time::SystemTime;

use bytes::Bytes;

use super::settings::{Settings, SignatureVersion};
use crate::clock::iso8601;
use crate::credentials::{Credentials, Secret};
use crate::endpoint::Scheme;
use crate::error::{Error, ErrorKind};
use crate::operation::{ApiStyle, Auth, OperationInfo};
use crate::sign::{SignedRequest, SigningParameters, Unsendable, UnsignedRequest, v1, v3};

/// What a request was signed with: the service may refuse it for either.
pub(super) struct SignedWith {
    /// The time of its date.
    pub(super) time: SystemTime,
    /// `None` for an anonymous operation.
    pub(super) credentials: Option<Credentials>,
}

/// Dates and signs a request. For an anonymous operation, credentials are not even fetched.
pub(super) async fn sign<'a>(
    settings: &Settings,
    info: &OperationInfo,
    request: &'a UnsignedRequest,
) -> Result<(SignedRequest<'a>, SignedWith), Error> {
    let style = info.style();
    let credentials = match info.auth {
        Auth::Anonymous => None,
        Auth::Signed | Auth::Bearer => Some(credentials(settings).await?),
    };
    if info.auth == Auth::Bearer && credentials.as_ref().is_some_and(|it| it.bearer_token().is_none()) {
        let error =
            Error::new(ErrorKind::Credentials, "the operation takes a bearer token, and there is an access key");
        return Err(error.with_hint("Give Credentials::bearer to ClientBuilder::credentials."));
    }
    // Fetching credentials may take its time; the date is that of sending.
    let time = settings.now_at(&request.host);
    let (date, nonce) = (iso8601(time), settings.nonces.nonce()?);
    let parameters = SigningParameters { date: &date, nonce: &nonce };
    let signed = match (&credentials, style) {
        (None, ApiStyle::Rpc) => v1::anonymous_request(request, &parameters),
        (None, ApiStyle::Roa) => v3::anonymous_request(request, &parameters),
        (Some(credentials), _) => match credentials.bearer_token() {
            Some(token) => with_bearer_token(settings.signature_version, style, request, token, &parameters),
            None => {
                let name = settings.credentials.name();
                let keys = credentials.keys(&name);
                match (settings.signature_version, style) {
                    (SignatureVersion::V3, _) => {
                        v3::sign_request_with(credentials.signing_key(), request, &keys, &parameters)
                    }
                    #[cfg(feature = "sm3")]
                    (SignatureVersion::V3Sm3, _) => {
                        v3::sign_request(v3::Algorithm::HmacSm3, request, &keys, &parameters)
                    }
                    (SignatureVersion::V1, ApiStyle::Rpc) => v1::sign_request(request, &keys, &parameters),
                    (SignatureVersion::V1, ApiStyle::Roa) => v1::roa::sign_request(request, &keys, &parameters),
                }
            }
        },
    };
    Ok((signed, SignedWith { time, credentials }))
}

fn with_bearer_token<'a>(
    version: SignatureVersion,
    style: ApiStyle,
    request: &'a UnsignedRequest,
    token: &Secret,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let token = token.expose();
    match (version, style) {
        (SignatureVersion::V1, ApiStyle::Rpc) => v1::bearer_request(request, token, parameters),
        (SignatureVersion::V1, ApiStyle::Roa) => v1::roa::bearer_request(request, token, parameters),
        // Nothing is signed, so that the algorithm does not matter.
        _ => v3::bearer_request(request, token, style, parameters),
    }
}

/// Credentials that can be used.
pub(super) async fn credentials(settings: &Settings) -> Result<Credentials, Error> {
    let credentials = settings.credentials.credentials().await?;
    credentials.check()?;
    Ok(credentials)
}

/// The request as the transport takes it. The user agent is not signed: proxies may change it.
pub(super) fn to_http<'a>(
    settings: &'a Settings,
    mut signed: SignedRequest<'a>,
    scheme: Scheme,
) -> Result<http::Request<Bytes>, Error> {
    // Copied with the other values: a shared one would be counted at each clone, by all threads in one place.
    signed.set_header("user-agent", settings.user_agent.to_str().unwrap_or_default());
    signed.into_http(scheme).map_err(|unsendable| {
        let error = Error::new(ErrorKind::InvalidRequest, unsendable.to_string());
        let error = match unsendable {
            Unsendable::Url { .. } => error.with_hint("Pass less in one call."),
            _ => error,
        };
        error.with_source(unsendable)
    })
}
