//! Reading a response: to its end, but not beyond a limit.

use std::mem;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

use super::error::{TransportError, TransportErrorKind};
use super::failure::failure;

/// Reads a response whose body has, once decoded, at most so many bytes. What is longer is not read on: a few bytes that
/// are compressed well can be gigabytes.
pub(super) async fn read(
    mut incoming: reqwest::Response,
    limit: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut body = Bytes::new();
    let end = match stated_length(incoming.headers()) {
        Some(length) if length > limit as u64 => {
            Err(too_large(&format!("it states a length of {length} bytes"), limit))
        }
        _ => loop {
            match incoming.chunk().await {
                Ok(Some(chunk)) if chunk.len() > limit - body.len() => {
                    // Half a body is of no use, and errors are kept for long.
                    body = Bytes::new();
                    break Err(too_large("it goes on after the limit", limit));
                }
                Ok(Some(chunk)) => body = joined(body, chunk),
                Ok(None) => break Ok(()),
                Err(error) => break Err(failure(error)),
            }
        },
    };
    let mut response = http::Response::new(body);
    *response.status_mut() = incoming.status();
    *response.headers_mut() = mem::take(incoming.headers_mut());
    match end {
        Ok(()) => Ok(response),
        Err(error) => Err(error.with_partial_response(response)),
    }
}

/// Most responses are one piece, which is kept as it came: their headers keep its memory anyway.
fn joined(body: Bytes, chunk: Bytes) -> Bytes {
    if body.is_empty() {
        return chunk;
    }
    let mut body = BytesMut::from(body);
    body.extend_from_slice(&chunk);
    body.freeze()
}

/// What `content-length` says. It is not there where the body is decoded.
fn stated_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(what: &str, limit: usize) -> TransportError {
    let text = format!("{what}; at most {limit} bytes are read (ClientBuilder::response_limit)");
    TransportError::new(TransportErrorKind::TooLarge, text)
}
