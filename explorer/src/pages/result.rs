//! What came of a call: the response, or the error with what to do about it.

use alibabacloud_ice::Error;
use alibabacloud_ice::runtime::OperationInfo;
use maud::{Markup, html};
use serde_json::Value;

use super::field::link_to_field;
use super::layout::Frame;
use super::operation::View;
use super::prose::line;
use super::reference::policy;
use super::tree::tree;
use super::wire::masked;
use crate::target::{Run, Target};
use crate::wire::Exchange;

/// What came of a call.
pub(crate) fn result(frame: &Frame<'_>, view: &View<'_>, run: &Run, progress: &Markup) -> Markup {
    let (catalog, operation) = (frame.catalog, &view.operation);
    html! {
        section #result aria-labelledby="result-heading" {
            h2 #result-heading tabindex="-1" data-focus {
                @match &run.result { Ok(_) => "Response", Err(_) => "The call failed" }
            }
            (facts(run))
            @if run.result.as_ref().is_ok_and(|it| it.output.get("Success") == Some(&Value::Bool(false))) {
                div .notes { p { "The response says that the operation has failed: " code { "Success" } " is false." } }
            }
            (progress)
            @match &run.result {
                Ok(response) => {
                    @let (drift, unknown) = (response.drift(), response.unknown_fields());
                    @if !drift.is_empty() || !unknown.is_empty() {
                        div .notes {
                            h3 { "What does not fit" }
                            ul {
                                @for note in drift { li { (note.to_string()) } }
                                @for path in unknown { li { code { (path) } " is not in the reference" } }
                            }
                        }
                    }
                    (tree(catalog, operation.output(), &response.output))
                    details { summary { "Raw response" } (copied("raw", &pretty(response.raw()))) }
                }
                Err(error) => (failure(frame, view, run, error)),
            }
        }
    }
}

/// Status, time, attempts and request ID in a line.
fn facts(run: &Run) -> Markup {
    let (status, request_id, attempts) = match &run.result {
        Ok(response) => (Some(response.status()), response.request_id(), response.attempts()),
        Err(error) => (error.status(), error.request_id(), error.attempts()),
    };
    html! {
        dl .facts.line {
            @if let Some(status) = status { div { dt { "Status" } dd { span .status .bad[!status.is_success()] { (status) } } } }
            div { dt { "Time" } dd { (run.elapsed.as_millis()) " ms" } }
            div { dt { "Attempts" } dd { (attempts) } }
            @if let Some(id) = request_id { div { dt { "Request ID" } dd { code { (id) } } } }
        }
    }
}

fn failure(frame: &Frame<'_>, view: &View<'_>, run: &Run, error: &Error) -> Markup {
    let Frame { catalog, target, .. } = frame;
    html! {
        div .failure role="alert" {
            p .code { @if let Some(code) = error.code() { code { (code) } ": " } (error.message()) }
            @for at in view.errors.keys() { p { "It is about the field " (link_to_field(at)) "." } }
            @if let Some(hint) = error.hint() { p .hint { (line(catalog, &hint)) } }
        }
        @if let Some(facts) = view.operation.facts.filter(|facts| needs_a_policy(error, facts)) { (denied(facts)) }
        @if let Some(last) = run.exchanges.last() { (compared(target, error, last)) }
        @if let Some(link) = error.recommend() { p { "The service's page about this error: " a href=(web(link)) rel="noreferrer" { (link) } } }
        @if let Some(body) = error.raw_body() {
            @let body = pretty(body);
            @let body = run.exchanges.last().map_or_else(|| body.clone(), |last| masked(target, &last.sent, &body));
            details { summary { "Raw response" } (copied("raw", &body)) }
        }
    }
}

/// Whether a policy with the operation's own action allows the call: the service may have checked another action, and no
/// policy outdoes one that denies.
fn needs_a_policy(error: &Error, facts: &OperationInfo) -> bool {
    let statement = error.hint().filter(|hint| error.is_access_denied() && hint.contains("\"Effect\":\"Allow\""));
    statement.is_some_and(|hint| facts.ram_action.as_str().is_some_and(|action| hint.contains(action)))
}

fn denied(facts: &'static OperationInfo) -> Markup {
    html! {
        h3 { "RAM policy that allows it" }
        p { "An administrator can attach this to the RAM user or role." }
        (policy(facts))
    }
}

/// What this client has signed beside what the service says that it has.
fn compared(target: &Target, error: &Error, last: &Exchange) -> Markup {
    let theirs = error.raw_body().and_then(|body| serde_json::from_slice::<Value>(body).ok());
    let theirs = theirs.as_ref().and_then(|body| body.get("Message")?.as_str()).filter(|it| quotes_what_was_signed(it));
    let (Some(theirs), Some(steps)) = (theirs, last.sent.steps()) else { return Markup::default() };
    let theirs = masked(target, &last.sent, theirs);
    let ours = masked(target, &last.sent, &steps.canonical_request);
    // A service echoes either, or both.
    let has = |text: &str| text.lines().filter(|line| !line.is_empty()).all(|line| theirs.contains(line));
    let (canonical, to_sign) = (has(&ours), has(&steps.string_to_sign));
    html! {
        h3 { "What was signed" }
        div .compared {
            div {
                h4 { "By this client" }
                (copied("ours", &format!("{}\n\n{ours}", steps.string_to_sign)))
            }
            div {
                h4 { "By the service" }
                (copied("theirs", &theirs))
            }
        }
        p .hint {
            @if to_sign || canonical { "Both have signed the same text, so the secret is another one." }
            @else { "The texts differ, so the request was changed on its way, or was built in another way." }
        }
        @if !to_sign && !canonical {
            h4 { "Lines of the canonical request that the service does not have" }
            ul { @for line in ours.lines().filter(|line| !line.is_empty() && !theirs.contains(*line)) { li { code { (line) } } } }
        }
    }
}

/// Gateways spell it in several ways.
fn quotes_what_was_signed(message: &str) -> bool {
    let plain: String = message.chars().filter(|sign| !sign.is_whitespace()).collect();
    let plain = plain.to_lowercase();
    plain.contains("stringtosign") || plain.contains("canonicalrequest")
}

/// An address of the web: a link to anything else would be a way to run script.
fn web(link: &str) -> &str {
    if link.starts_with("https://") || link.starts_with("http://") { link } else { "#" }
}

/// A text with a button that copies it.
pub(crate) fn copied(id: &str, text: &str) -> Markup {
    html! {
        div .copied {
            pre id={ "t-" (id) } { (text) }
            button .small.copy type="button" data-copy={ "t-" (id) } hidden { "Copy" span .hidden { " " (id) } }
        }
    }
}

fn pretty(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => format!("{value:#}"),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    }
}
