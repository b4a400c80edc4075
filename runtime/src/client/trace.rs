//! What a call records for OpenTelemetry: see the table at [`Client`](super::Client).

use tracing::field::{Empty, debug};
use tracing::{Span, debug_span};

use super::call::Call;
use crate::error::{Error, header_request_id};
use crate::received::RawResponse;

/// The value of `rpc.system`: OpenTelemetry's name of the cloud, as in `cloud.provider`.
pub(super) const SYSTEM: &str = "alibaba_cloud";

/// The span of a call with all its attempts.
pub(super) fn call_span(call: &Call, region: Option<&str>) -> Span {
    let span = debug_span!(
        "call",
        "rpc.system" = SYSTEM,
        "rpc.service" = call.info.product.code,
        "rpc.method" = call.info.name,
        "cloud.region" = region,
        "server.address" = Empty,
        "server.port" = Empty,
        "http.response.status_code" = Empty,
        "http.request.resend_count" = Empty,
        "error.type" = Empty,
        request_id = Empty,
    );
    record_server(&span, call);
    span
}

/// The server, once it is known, and for a region that was read from a file the region with it.
pub(super) fn record_server(span: &Span, call: &Call) {
    if !span.is_disabled() && call.is_located() {
        let (address, port) = server(&call.request.host);
        span.record("server.address", address);
        span.record("server.port", port.unwrap_or(call.scheme.default_port()));
    }
}

pub(super) fn attempt_span(call: &Call, number: u32) -> Span {
    debug_span!(
        "attempt",
        "rpc.system" = SYSTEM,
        "rpc.service" = call.info.product.code,
        "rpc.method" = call.info.name,
        "server.address" = server_address(call),
        "server.port" = server(&call.request.host).1.unwrap_or(call.scheme.default_port()),
        "http.request.resend_count" = number.saturating_sub(1),
        "http.response.status_code" = Empty,
        "error.type" = Empty,
    )
}

/// What became of a call.
pub(super) fn record_end(span: &Span, result: &Result<RawResponse, Error>) {
    if span.is_disabled() {
        return;
    }
    let (status, request_id, attempts) = match result {
        Ok(response) => (Some(response.status), header_request_id(&response.headers), response.attempts.count),
        Err(error) => (error.status(), error.request_id().map(str::to_owned), error.attempts()),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Some(request_id) = request_id {
        span.record("request_id", request_id);
    }
    span.record("http.request.resend_count", attempts.saturating_sub(1));
    record_error(span, result);
}

pub(super) fn record_error(span: &Span, result: &Result<RawResponse, Error>) {
    if let Err(error) = result {
        span.record("error.type", debug(error.kind()));
    }
}

pub(super) fn server_address(call: &Call) -> &str {
    server(&call.request.host).0
}

/// Address and port of a host as it is addressed; an IPv6 address without brackets.
fn server(host: &str) -> (&str, Option<u16>) {
    let (address, port) = match host.rsplit_once(':').map(|(address, port)| (address, port.parse())) {
        Some((address, Ok(port))) => (address, Some(port)),
        _ => (host, None),
    };
    let inner = address.strip_prefix('[').and_then(|address| address.strip_suffix(']'));
    (inner.unwrap_or(address), port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_its_address_and_its_port() {
        assert_eq!(server("ice.cn-shanghai.aliyuncs.com"), ("ice.cn-shanghai.aliyuncs.com", None));
        assert_eq!(server("127.0.0.1:8080"), ("127.0.0.1", Some(8080)));
        assert_eq!(server("[::1]"), ("::1", None));
        assert_eq!(server("[::1]:8080"), ("::1", Some(8080)));
    }
}
