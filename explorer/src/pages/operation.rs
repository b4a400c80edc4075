//! The page of an operation: its form, what came of it, and its reference.

use alibabacloud_ice::Error;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::code::code;
use super::field::{Fields, link_to_field};
use super::layout::{Frame, badges, page as framed};
use super::prose::prose;
use super::reference::reference;
use super::result::{copied, result};
use super::tree::tree;
use super::wire::{attempts, unsent};
use crate::catalog::Operation;
use crate::form::{Errors, Form, operation_path, pointer};
use crate::listings::Listing;
use crate::schema::{Property, Schema};
use crate::target::{Behaviour, Run, Signed};

/// Entries of a list that are shown.
const MOST_ENTRIES: usize = 100;

/// Characters of a link that are shown.
const LONGEST_LINK: usize = 200;

/// What an operation's page shows.
pub(crate) struct View<'a> {
    pub(crate) operation: Operation<'a>,
    pub(crate) form: &'a Form,
    pub(crate) errors: Errors,
    pub(crate) outcome: Outcome,
}

/// What a button has done.
pub(crate) enum Outcome {
    None,
    /// The form cannot be sent as it is.
    Invalid,
    /// The call waits for a yes.
    Confirm {
        verb: String,
        parameters: Map<String, Value>,
    },
    Ran {
        run: Box<Run>,
        curl: Option<String>,
        repeat: Option<Repeat>,
    },
    Signed(Box<Signed>),
    Unsigned(Error),
}

/// What goes on after a call.
pub(crate) enum Repeat {
    /// A wait: its states with the seconds at which each was seen first, and how it has ended.
    Wait { history: Vec<(String, u64)>, since: u64, polls: u32, stateless: u32, end: Option<&'static str> },
    /// A list, page by page.
    Pages { listing: Box<Listing>, next: Option<Form> },
    /// A single page of a list.
    Page { entries: usize, total: Option<u64>, next: Option<Form> },
}

/// The page.
pub(crate) fn page(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    let View { operation, form, outcome, .. } = view;
    let link = form.link(operation);
    let (parameters, wrong) = form.parameters(operation);
    framed(
        frame,
        Some(&link),
        &html! {
            h1 { (operation.name) }
            p .badges { (badges(operation)) " " a .badge href={ "/family/" (operation.family) } { (operation.family) } }
            p .lead { (operation.title()) }
            (prose(frame.catalog, operation.description()))
            (contents(outcome))
            (form_section(frame, view, &link))
            @match outcome {
                Outcome::None | Outcome::Invalid => {}
                Outcome::Confirm { verb, parameters } => (confirm(frame, operation, form, verb, parameters)),
                Outcome::Ran { run, curl, repeat } => {
                    @let progress = repeat.as_ref().map(|it| progress(frame, operation, form, it)).unwrap_or_default();
                    (result(frame, view, run, &progress))
                    (attempts(frame.target, &run.exchanges, curl.as_deref()))
                }
                Outcome::Signed(signed) => (unsent(frame.target, &signed.sent, &signed.curl)),
                Outcome::Unsigned(error) => {
                    section { h2 tabindex="-1" data-focus { "It cannot be signed" } div .failure role="alert" { p { (error.message()) } @if let Some(hint) = error.hint() { p .hint { (hint) } } } }
                }
            }
            (code(frame, operation, wrong.is_empty().then_some(&parameters)))
            @let responded = matches!(outcome, Outcome::Ran { run, .. } if run.result.is_ok());
            (reference(frame.catalog, operation, responded.then_some(link.as_str())))
        },
    )
}

/// Links to the sections.
fn contents(outcome: &Outcome) -> Markup {
    let (has_result, has_wire) = match outcome {
        Outcome::Ran { .. } => (true, true),
        Outcome::Signed(_) => (false, true),
        _ => (false, false),
    };
    html! {
        p .contents.muted {
            "On this page: " a href="#form" { "Try it" }
            @if has_result { " · " a href="#result" { "Result" } }
            @if has_wire { " · " a href="#wire" { "On the wire" } }
            " · " a href="#code" { "Take along" } " · " a href="#reference" { "Reference" }
        }
    }
}

fn form_section(frame: &Frame<'_>, view: &View<'_>, link: &str) -> Markup {
    let View { operation, form, errors, .. } = view;
    let fields = Fields { catalog: frame.catalog, form, errors };
    let parameters = operation.parameters();
    let (required, optional): (Vec<_>, Vec<_>) = parameters.iter().partition(|it| it.required);
    let facts = operation.facts;
    let is_used = optional.iter().any(|it: &&Property<'_>| {
        let at = pointer("", it.name);
        form.has(&at)
            || form.count(&at) > 0
            || errors.keys().any(|key| key == &at || key.starts_with(&format!("{at}/")))
    });
    html! {
        section #form aria-labelledby="form-heading" {
            h2 #form-heading { "Try it" }
            (summary(errors))
            form .call method="post" action=(operation_path(operation.name)) novalidate autocomplete="off" spellcheck="false" {
                // What Enter in a field does.
                button type="submit" name=".do" value="run" hidden tabindex="-1" aria-hidden="true" {}
                @if parameters.is_empty() { p .muted { "It has no parameters." } }
                @for parameter in &required { (fields.field(&pointer("", parameter.name), parameter, 0)) }
                @if !optional.is_empty() {
                    details .optional open[is_used || required.is_empty()] {
                        summary { (optional.len()) @if optional.len() == 1 { " optional parameter" } @else { " optional parameters" } }
                        @for parameter in &optional { (fields.field(&pointer("", parameter.name), parameter, 0)) }
                    }
                }
                @if !parameters.is_empty() { (as_json(operation, form, errors)) }
                div .actions {
                    @if facts.is_some() {
                        button .primary type="submit" name=".do" value="run" { "Run" }
                        @if facts.is_some_and(|it| it.waiter.is_some()) { button type="submit" name=".do" value="wait" { "Run until final" } }
                        @if facts.is_some_and(|it| it.paging.is_some()) { button type="submit" name=".do" value="pages" { "All pages" } }
                        button type="submit" name=".do" value="sign" { "Sign only" }
                    } @else {
                        p .muted { "This operation is not compiled into the client, so it cannot be run here." }
                    }
                    @if !parameters.is_empty() {
                        span .gap {}
                        button type="submit" name=".do" value="sample" { "Fill in a sample" }
                        button type="submit" name=".do" value="everything" { "Fill in everything" }
                        button type="submit" name=".do" value="clear" { "Clear" }
                    }
                }
                @if facts.is_some() && frame.target.region().is_none() { (behaviour(form)) }
            }
            p .link.muted { "Link to this form: " a href=(link) { (cut(link)) } }
        }
    }
}

/// A link as far as it can be taken in.
fn cut(link: &str) -> String {
    match link.char_indices().nth(LONGEST_LINK) {
        Some((end, _)) => format!("{}…", link.get(..end).unwrap_or_default()),
        None => link.to_owned(),
    }
}

/// All that is wrong, with links to the fields.
fn summary(errors: &Errors) -> Markup {
    html! {
        @if !errors.is_empty() {
            div .failure role="alert" tabindex="-1" data-focus-first {
                p { @if errors.len() == 1 { "One field needs another value:" } @else { (errors.len()) " fields need another value:" } }
                ul { @for (at, problem) in errors { li { (link_to_field(at)) ": " (problem) } } }
            }
        }
    }
}

fn behaviour(form: &Form) -> Markup {
    let chosen = Behaviour::named(form.control("behaviour"));
    html! {
        div .field.behaviour {
            label for="behaviour" { "The fake" } " "
            select #behaviour name=".behaviour" {
                @for it in Behaviour::ALL { option value=(it.name()) selected[it == chosen] { (it.words()) } }
            }
        }
    }
}

/// The whole form as JSON, to copy or to paste.
fn as_json(operation: &Operation<'_>, form: &Form, errors: &Errors) -> Markup {
    let problem = errors.get(".json");
    let text = match problem {
        Some(_) => form.control("json").to_owned(),
        None => format!("{:#}", Value::Object(form.parameters(operation).0)),
    };
    html! {
        details .json .invalid[problem.is_some()] open[problem.is_some()] {
            summary { "All parameters as JSON" }
            label for="f-.json" { "Parameters" }
            textarea id="f-.json" name=".json" rows=(text.lines().count().clamp(3, 20)) data-json aria-invalid=[problem.map(|_| "true")] aria-describedby=[problem.map(|_| "e-.json")] { "\n" (text) }
            @if let Some(problem) = problem { p .error id="e-.json" { (problem) } }
            button .small type="submit" name=".do" value="json" { "Fill the form from this" }
        }
    }
}

fn confirm(
    frame: &Frame<'_>,
    operation: &Operation<'_>,
    form: &Form,
    verb: &str,
    parameters: &Map<String, Value>,
) -> Markup {
    let region = frame.target.region().unwrap_or_default();
    html! {
        section .confirm aria-labelledby="confirm-heading" {
            h2 #confirm-heading tabindex="-1" data-focus { "Really?" }
            p { strong { (operation.name) } " may change something in the cloud, in " strong { (region) } ", and may cost money. This would be sent:" }
            (copied("confirm", &format!("{:#}", Value::Object(parameters.clone()))))
            form method="post" action=(operation_path(operation.name)) {
                (hidden(form))
                input type="hidden" name=".confirm" value=(operation.name);
                button .danger type="submit" name=".do" value=(verb) { "Send it to " (region) }
                " " a href=(form.link(operation)) { "Do not send it" }
            }
        }
    }
}

/// The fields of a form, without showing them.
fn hidden(form: &Form) -> Markup {
    html! {
        @for (name, text) in form.pairs() { input type="hidden" name=(name) value=(text); }
        @for name in ["behaviour", "confirm"] {
            @if !form.control(name).is_empty() { input type="hidden" name={ "." (name) } value=(form.control(name)); }
        }
    }
}

fn progress(frame: &Frame<'_>, operation: &Operation<'_>, form: &Form, repeat: &Repeat) -> Markup {
    match repeat {
        Repeat::Wait { history, since, polls, stateless, end } => html! {
            div .progress {
                h3 { "States" }
                ol .states {
                    @for (state, at) in history { li { code { (state) } " " span .muted { "after " (at) " s" } } }
                }
                p .verdict data-status { (end.unwrap_or("Not final yet.")) }
                @if end.is_none() {
                    form method="post" action=(operation_path(operation.name)) data-repeat=(delay(frame, *polls)) {
                        (hidden(form))
                        input type="hidden" name=".since" value=(since);
                        input type="hidden" name=".polls" value=(polls);
                        input type="hidden" name=".stateless" value=(stateless);
                        input type="hidden" name=".states" value=(serde_json::to_string(history).unwrap_or_default());
                        button type="submit" name=".do" value="wait" { "Poll again" }
                    }
                }
            }
        },
        Repeat::Pages { listing, next } => html! {
            div .progress {
                h3 { "All pages" }
                p .verdict data-status {
                    (listing.count) @if listing.count == 1 { " entry" } @else { " entries" }
                    @if let Some(total) = listing.total { " of " (total) }
                    " on " (listing.pages) @if listing.pages == 1 { " page" } @else { " pages" }
                    @match listing.missing().unwrap_or_default() {
                        _ if next.is_some() => " so far.",
                        _ if listing.repeats => "; the service returned the same page again.",
                        0 => ".",
                        missing => { "; " (missing) " missing." }
                    }
                }
                @if let Some(total) = listing.total.filter(|_| next.is_some()) { progress max=(total) value=(listing.count) aria-label="Entries" {} }
                @match next {
                    Some(next) => {
                        form method="post" action=(operation_path(operation.name)) data-repeat=[(!listing.pauses()).then_some("0")] {
                            (hidden(next))
                            input type="hidden" name=".listing" value=(listing.id);
                            button type="submit" name=".do" value="pages" { "Next page" }
                        }
                    }
                    None => {
                        @let shown: Vec<_> = listing.entries.iter().take(MOST_ENTRIES).cloned().collect();
                        details { summary { "Entries" @if listing.count > shown.len() as u64 { ", the first " (shown.len()) } } (tree(frame.catalog, entries(operation), &Value::Array(shown))) }
                    }
                }
            }
        },
        Repeat::Page { entries, total, next } => html! {
            div .progress {
                p .verdict {
                    (entries) @if *entries == 1 { " entry" } @else { " entries" } " on this page"
                    @if let Some(total) = total { ", " (total) " in all" }
                    "."
                }
                @if let Some(next) = next {
                    form method="post" action=(operation_path(operation.name)) { (hidden(next)) button type="submit" name=".do" value="run" { "Next page" } }
                }
            }
        },
    }
}

/// The schema of the list that an operation returns page by page.
fn entries<'a>(operation: &Operation<'a>) -> Option<Schema<'a>> {
    let path = operation.facts?.paging?.items;
    path.split('.').try_fold(operation.output()?, |schema, part| {
        let property = schema.property(part.trim_end_matches("[]"))?;
        if part.ends_with("[]") { property.items() } else { Some(property) }
    })
}

/// Milliseconds before the next poll: a job of the fake takes seconds, and one of the cloud minutes.
fn delay(frame: &Frame<'_>, polls: u32) -> u64 {
    let (first, longest) = if frame.target.region().is_some() { (1_000, 15_000) } else { (400, 2_000) };
    let growing = (0..polls.min(20)).fold(first, |delay: u64, _| delay.saturating_mul(3) / 2);
    growing.min(longest)
}
