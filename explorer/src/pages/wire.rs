//! What was sent: each request with the steps of its signature.

use maud::{Markup, html};

use super::result::copied;
use crate::target::Target;
use crate::wire::{Exchange, Received, Sent};

/// The attempts of a call, the last one unfolded, and the command that makes it.
pub(crate) fn attempts(target: &Target, exchanges: &[Exchange], curl: Option<&str>) -> Markup {
    let last = exchanges.len().saturating_sub(1);
    html! {
        section #wire aria-labelledby="wire-heading" {
            h2 #wire-heading { "On the wire" }
            @if exchanges.is_empty() { p { "Nothing was sent." } }
            @for (index, exchange) in exchanges.iter().enumerate() {
                details .attempt open[index == last] {
                    summary { "Attempt " (index + 1) ": " (came(exchange)) }
                    (steps(target, &exchange.sent, index))
                    @if let Some(Ok(received)) = &exchange.received { (response(received, index)) }
                }
            }
            @if let Some(curl) = curl { (command(target, curl)) }
        }
    }
}

/// A request that was signed and not sent.
pub(crate) fn unsent(target: &Target, sent: &Sent, curl: &str) -> Markup {
    html! {
        section #wire aria-labelledby="wire-heading" {
            h2 #wire-heading tabindex="-1" data-focus { "Signed, and not sent" }
            p { "The service would accept this request once, for about 15 minutes." }
            (steps(target, sent, 0))
            (command(target, curl))
        }
    }
}

fn came(exchange: &Exchange) -> String {
    let millis = exchange.elapsed.as_millis();
    match &exchange.received {
        Some(Ok(received)) => format!("status {} in {millis} ms", received.status),
        Some(Err(problem)) => format!("{problem}, after {millis} ms"),
        None => "no response in time".to_owned(),
    }
}

fn steps(target: &Target, sent: &Sent, index: usize) -> Markup {
    let hide = |text: &str| masked(target, sent, text);
    let id = |name: &str| format!("{name}-{index}");
    let headers: String = sent.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let body = String::from_utf8_lossy(&sent.body);
    html! {
        @match sent.steps() {
            Some(steps) => {
                ol .steps {
                    li {
                        h3 { "Hash the body" }
                        p { "SHA-256 of " (sent.body.len()) " bytes, in hexadecimal digits." }
                        (copied(&id("hash"), &steps.payload_hash))
                    }
                    li {
                        h3 { "Build the canonical request" }
                        p { "Method, path, query, the signed headers with a line each, an empty line, the names of these headers, and the hash of the body. In the query, names and values are percent-encoded and sorted." }
                        (copied(&id("canonical"), &hide(&steps.canonical_request)))
                    }
                    li {
                        h3 { "Build the string to sign" }
                        p { "The name of the algorithm, and the SHA-256 of the canonical request." }
                        (copied(&id("string"), &steps.string_to_sign))
                    }
                    li {
                        h3 { "Sign" }
                        p {
                            "HMAC-SHA256 of the string to sign, with the access key secret as its key"
                            @if let Some(secret) = target.fake_secret() { ". That of the fake is " code { (secret) } }
                            "."
                        }
                        (copied(&id("signature"), &hide(&steps.signature)))
                    }
                    li {
                        h3 { "Send" }
                        (request(&id("request"), sent, &hide(&headers), &body))
                    }
                }
            }
            None => {
                p { "This request is not signed." }
                (request(&id("request"), sent, &hide(&headers), &body))
            }
        }
    }
}

fn request(id: &str, sent: &Sent, headers: &str, body: &str) -> Markup {
    copied(id, format!("{} {}\n{headers}\n{body}", sent.method, sent.url).trim_end())
}

fn response(received: &Received, index: usize) -> Markup {
    let headers: String = received.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    html! {
        details { summary { "Headers of the response" } (copied(&format!("response-{index}"), &headers)) }
    }
}

fn command(target: &Target, curl: &str) -> Markup {
    html! {
        h3 { "As a command" }
        @if target.region().is_some() { p { "Signed anew, with the secrets masked: it shows what is sent, and does not work as it stands." } }
        @else { p { "Signed anew, so that it works once, for about 15 minutes and while this program runs." } }
        (copied("curl", curl))
    }
}

/// Without what would let others send the request; the key of the fake is no secret.
pub(crate) fn masked(target: &Target, sent: &Sent, text: &str) -> String {
    match target.region() {
        Some(_) => sent.secrets().into_iter().fold(text.to_owned(), |text, secret| text.replace(secret, "***")),
        None => text.to_owned(),
    }
}
