//! What a call records for OpenTelemetry: see the table at [`Client`](super::Client).

use std::time::Duration;

use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Span, debug, debug_span};

use super::call::Call;
use crate::error::Error;
use crate::response::Meta;

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

/// The server, once it is known.
pub(super) fn record_server(span: &Span, call: &Call) {
    if !span.is_disabled()
        && let Some((address, port)) = server(call)
    {
        span.record("server.address", address);
        span.record("server.port", port);
    }
}

/// The span of a request.
pub(super) fn attempt_span(call: &Call, number: u32) -> Span {
    let (address, port) = server(call).unzip();
    debug_span!(
        "attempt",
        "rpc.system" = SYSTEM,
        "rpc.service" = call.info.product.code,
        "rpc.method" = call.info.name,
        "server.address" = address,
        "server.port" = port,
        "http.request.resend_count" = number.saturating_sub(1),
        "http.response.status_code" = Empty,
        "error.type" = Empty,
    )
}

/// A call that is traced to its end.
pub(super) struct Traced {
    pub(super) span: Span,
    pub(super) call: Call,
    pub(super) started: Instant,
    pub(super) attempts: u32,
    pub(super) delays: Duration,
}

impl Traced {
    /// The call ends: fields of its span, and the event from which metrics can be made. A status that a source of credentials
    /// has sent is none of the call's.
    pub(super) fn end(&self, result: Result<&Meta, &Error>) {
        let Self { span, call, started, attempts, delays } = self;
        let (status, request_id, error) = match result {
            Ok(meta) => (Some(meta.status), meta.request_id.as_deref(), None),
            Err(error) => (error.response().map(|response| response.status), error.request_id(), Some(error)),
        };
        if let Ok(meta) = result {
            misfits(call, meta);
        }
        let status = status.map(|status| status.as_u16());
        let resent = attempts.saturating_sub(1);
        debug!(
            "rpc.system" = SYSTEM,
            "rpc.service" = call.info.product.code,
            "rpc.method" = call.info.name,
            "server.address" = server_address(call),
            "http.response.status_code" = status,
            "http.request.resend_count" = resent,
            "error.type" = error.map(|error| error.kind().as_str()),
            delays_ms = whole_millis(*delays),
            elapsed_ms = whole_millis(started.elapsed()),
            code = error.and_then(Error::code),
            "the call has ended"
        );
        if span.is_disabled() {
            return;
        }
        if let Some(status) = status {
            span.record("http.response.status_code", status);
        }
        if let Some(request_id) = request_id {
            span.record("request_id", request_id);
        }
        span.record("http.request.resend_count", resent);
        record_error(span, error);
    }
}

/// What of a response does not fit its type. The values are the user's data and are not recorded.
fn misfits(call: &Call, Meta { drift, unknown_fields, .. }: &Meta) {
    if let Some(first) = drift.first().map(|note| &note.path).or(unknown_fields.first()) {
        debug!(
            "rpc.method" = call.info.name,
            misfits = drift.iter().map(|note| note.count).sum::<usize>(),
            unknown_fields = unknown_fields.len(),
            first,
            "a response does not fit its published type"
        );
    }
}

pub(super) fn record_error(span: &Span, error: Option<&Error>) {
    if let Some(error) = error {
        span.record("error.type", error.kind().as_str());
    }
}

pub(super) fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The address of the host, without its port; `None` while the host is unknown.
pub(super) fn server_address(call: &Call) -> Option<&str> {
    server(call).map(|(address, _)| address)
}

fn server(call: &Call) -> Option<(&str, u16)> {
    let (address, port) = address_and_port(&call.request.host);
    call.has_host().then_some((address, port.unwrap_or(call.scheme.default_port())))
}

/// Address and port of a host as it is addressed; an IPv6 address without brackets.
fn address_and_port(host: &str) -> (&str, Option<u16>) {
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
        assert_eq!(address_and_port("ice.cn-shanghai.aliyuncs.com"), ("ice.cn-shanghai.aliyuncs.com", None));
        assert_eq!(address_and_port("127.0.0.1:8080"), ("127.0.0.1", Some(8080)));
        assert_eq!(address_and_port("[::1]"), ("::1", None));
        assert_eq!(address_and_port("[::1]:8080"), ("::1", Some(8080)));
    }
}
