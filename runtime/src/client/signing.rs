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
    let rpc = info.product.style == ApiStyle::Rpc;
    let credentials = match info.auth {
        Auth::Anonymous if rpc => None,
        Auth::Anonymous => {
            let message = "anonymous operations are known for products of RPC style only";
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        Auth::Signed => Some(credentials(settings).await?),
    };
    // Fetching credentials may take its time; the date is that of sending.
    let time = settings.now_at(&request.host);
    let (date, nonce) = (iso8601(time), settings.nonces.nonce()?);
    let parameters = SigningParameters { date: &date, nonce: &nonce };
    let signed = match &credentials {
        None => v1::anonymous_request(request, &parameters),
        Some(credentials) => {
            let bearer = credentials.bearer_token().map(Secret::expose);
            match (settings.signature_version, bearer) {
                (SignatureVersion::V1, _) if !rpc => return Err(v1_needs_rpc(info)),
                (SignatureVersion::V3, Some(token)) => {
                    v3::bearer_request(request, token, info.product.style, &parameters)
                }
                (SignatureVersion::V1, Some(token)) => v1::bearer_request(request, token, &parameters),
                (version, None) => {
                    let name = settings.credentials.name();
                    let keys = credentials.keys(&name);
                    match version {
                        SignatureVersion::V3 => {
                            v3::sign_request_with(credentials.signing_key(), request, &keys, &parameters)
                        }
                        SignatureVersion::V1 => v1::sign_request(request, &keys, &parameters),
                    }
                }
            }
        }
    };
    Ok((signed, SignedWith { time, credentials }))
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

fn v1_needs_rpc(info: &OperationInfo) -> Error {
    let message = format!("signature V1 is for products of RPC style only, and {} is not one", info.product.code);
    Error::new(ErrorKind::Config, message).with_hint("Leave ClientBuilder::signature_version at V3.")
}
