//! The reference of an operation: what it returns, who may call it, how it fails, what has changed.

use alibabacloud_ice::runtime::{Auth, Cursor, OperationInfo, Paging, Policy, RamAction, Waiter};
use maud::{Markup, html};

use super::field::{documented, type_words};
use super::prose::line;
use super::result::copied;
use crate::catalog::{Catalog, Operation};
use crate::schema::{Property, Schema};

/// Deeper fields are left out.
const DEEPEST: usize = 16;

/// The reference. Where a response is shown, its fields are described there, and here is a link to the page with all of them.
pub(crate) fn reference(catalog: &Catalog, operation: &Operation<'_>, elsewhere: Option<&str>) -> Markup {
    html! {
        section #reference aria-labelledby="reference-heading" {
            h2 #reference-heading { "Reference" }
            @if let Some(facts) = operation.facts {
                (called(facts))
                h3 { "Authorization" }
                (authorization(facts))
                @if let Some(waiter) = &facts.waiter { h3 { "What to poll" } (polled(waiter)) }
                @if let Some(paging) = &facts.paging { h3 { "Paging" } (paged(paging)) }
            }
            h3 #response { "Response" }
            @match (operation.output(), elsewhere) {
                (Some(_), Some(link)) => { p { a href={ (link) "#response" } { "All fields of the response" } } }
                (Some(output), None) => (fields(catalog, &output, 0)),
                (None, _) => { p { "It returns nothing that is documented." } }
            }
            @if let Some(example) = operation.example() {
                details { summary { "Example of a response" } (copied("example", &format!("{example:#}"))) }
            }
            h3 { "Error codes" }
            @let errors = operation.errors();
            @if errors.is_empty() { p .muted { "None is documented." } } @else {
                table {
                    thead { tr { th scope="col" { "Status" } th scope="col" { "Code" } th scope="col" { "Meaning" } } }
                    tbody { @for error in errors { tr { td { (error.status) } td { code { (error.code) } } td { (error.message) } } } }
                }
            }
            @let changes = operation.changes();
            @if !changes.is_empty() {
                h3 { "Changes" }
                dl { @for (date, words) in changes { dt { (date) } dd { (words) } } }
            }
        }
    }
}

fn called(facts: &OperationInfo) -> Markup {
    let methods: Vec<_> = facts.methods.iter().map(|method| method.as_str()).collect();
    html! {
        dl .facts {
            dt { "Methods" } dd { (methods.join(", ")) }
            @if let Some(token) = facts.idempotency_token { dt { "Idempotency token" } dd { code { (token) } ", which the client sets if you do not" } }
            dt { "Rust" } dd { code { (facts.rust_path) } }
            @if !facts.docs.is_empty() { dt { "Published reference" } dd { a href=(facts.docs) rel="noreferrer" { (facts.docs) } } }
        }
    }
}

fn authorization(facts: &'static OperationInfo) -> Markup {
    html! {
        p {
            @match facts.auth {
                Auth::Anonymous => "Requests are not signed.",
                Auth::Bearer => "Requests carry a bearer token, and no signature.",
                _ => "Requests are signed.",
            }
            @match facts.ram_action {
                RamAction::Documented(action) => { " The RAM action is " code { (action) } "." }
                RamAction::Derived(action) => { " The RAM action is " code { (action) } ", derived from the name; the metadata states none." }
                _ => {}
            }
        }
        @if facts.ram_action.as_str().is_some() { details { summary { "RAM policy that allows it" } (policy(facts)) } }
    }
}

/// The policy that allows an operation.
pub(crate) fn policy(facts: &'static OperationInfo) -> Markup {
    let policy: Policy = [facts].into_iter().collect();
    copied("policy", &policy.to_string())
}

fn polled(waiter: &Waiter) -> Markup {
    let codes = |states: &'static [&'static str]| html! { @for (index, state) in states.iter().enumerate() { @if index > 0 { ", " } code { (state) } } };
    html! {
        p { "Poll it with the " code { (waiter.id) } " until " code { (waiter.status) } " is final." }
        dl .facts {
            dt { "Success" } dd { (codes(waiter.success)) }
            dt { "Failure" } dd { @if waiter.failure.is_empty() { "none is documented" } @else { (codes(waiter.failure)) } }
        }
    }
}

fn paged(paging: &Paging) -> Markup {
    html! {
        p { "A call returns one page of " code { (paging.items) } "." }
        ul {
            @for cursor in paging.cursors {
                li {
                    @match cursor {
                        Cursor::Number { parameter, .. } => { "By number: " code { (parameter) } ", counted from 1" }
                        Cursor::Token { parameter, next, .. } => { "By token: " code { (parameter) } " takes " code { (next) } " of the page before" }
                        _ => { code { (cursor.parameter()) } }
                    }
                    @if let Some(size) = cursor.size() { "; " code { (size) } " is the number of entries on a page" }
                    "."
                }
            }
        }
    }
}

fn fields(catalog: &Catalog, schema: &Schema<'_>, depth: usize) -> Markup {
    let properties = schema.properties();
    let inner = schema.items().filter(|_| properties.is_empty() && depth < DEEPEST);
    html! {
        @if !properties.is_empty() && depth < DEEPEST {
            ul .schema { @for property in &properties { li { (field(catalog, property, depth)) } } }
        } @else if let Some(items) = inner { (fields(catalog, &items, depth + 1)) }
    }
}

fn field(catalog: &Catalog, property: &Property<'_>, depth: usize) -> Markup {
    let schema = &property.schema;
    let below = fields(catalog, schema, depth + 1);
    let heading = html! {
        code .name { (property.name) } " " span .type { (type_words(schema)) }
        @if schema.is_deprecated() { " " span .badge.old { "deprecated" } }
    };
    let words = html! { @if let Some(text) = schema.description() { p .help { (line(catalog, text)) } } };
    html! {
        @if below.0.is_empty() {
            (heading) (words)
            @if !schema.values().0.is_empty() { details .meanings { summary { "Documented values" } (documented(catalog, schema)) } }
        } @else {
            details open[depth < 3] { summary { (heading) } (words) (below) }
        }
    }
}
