//! What all pages have: the head, the search, the families.

use explorer_samples::Samples;
use http::StatusCode;
use maud::{DOCTYPE, Markup, html};

use crate::catalog::{Catalog, Operation};
use crate::form::operation_path;
use crate::target::Target;

/// What is around the content of a page.
pub(crate) struct Frame<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) target: &'a Target,
    pub(crate) samples: &'a Samples,
    /// Empty for the first page.
    pub(crate) title: &'a str,
    /// The family that is unfolded.
    pub(crate) family: Option<&'a str>,
    pub(crate) query: &'a str,
}

/// A whole page. `link` is the address under which it can be seen again, where that is not the one it was asked by.
pub(crate) fn page(frame: &Frame<'_>, link: Option<&str>, content: &Markup) -> Markup {
    let Frame { catalog, target, title: name, family, query, .. } = frame;
    let product = catalog.product();
    let title = if name.is_empty() { format!("{product} explorer") } else { format!("{name} · {product} explorer") };
    whole(
        &title,
        &html! {
            a .skip href="#main" { "Skip to the content" }
            header .top {
                a .brand href="/" { (product) " explorer" }
                form .search role="search" action="/find" method="get" {
                    label .hidden for="q" { "Search operations" }
                    input #q type="search" name="q" value=(query) placeholder={ "Search " (catalog.operations().len()) " operations" } autocomplete="off" spellcheck="false" aria-keyshortcuts="/";
                    button type="submit" { "Search" }
                }
                @match target.region() {
                    Some(region) => { p .target.live { "Live: " strong { (region) } } }
                    None => { p .target title="Calls go to a fake of the service in this program." { "Offline: " strong { "fake" } } }
                }
            }
            p #status .hidden role="status" {}
            div .frame {
                nav aria-label="Families" {
                    ul {
                        @for known in catalog.families() {
                            @let is_open = *family == Some(known.name.as_str());
                            li {
                                a href={ "/family/" (known.name) } aria-current=[is_open.then_some("true")] { (known.name) }
                                @if is_open {
                                    ul { @for operation in catalog.of_family(&known.name) { li { (marked(&operation, operation.name == *name)) } } }
                                }
                            }
                        }
                    }
                }
                main #main tabindex="-1" data-link=[link] { (content) }
            }
        },
    )
}

fn whole(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="/assets/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/explorer.css";
                script src="/assets/explorer.js" defer {}
            }
            body { (body) }
        }
    }
}

/// A page that says what is wrong with a request.
pub(crate) fn problem(status: StatusCode, why: &str) -> Markup {
    whole(
        &status.to_string(),
        &html! {
            main .problem { h1 { (status) } p { (why) } }
        },
    )
}

/// A link to an operation, with what it does to the service as a mark.
pub(crate) fn link_to(operation: &Operation<'_>) -> Markup {
    marked(operation, false)
}

fn marked(operation: &Operation<'_>, is_here: bool) -> Markup {
    let here = is_here.then_some("page");
    html! {
        a .operation .writes[!operation.is_read()] .old[operation.is_deprecated()] href=(operation_path(operation.name)) aria-current=[here] {
            (operation.name)
            @if !operation.is_read() { span .hidden { " (changes something)" } }
            @if operation.is_deprecated() { span .hidden { " (deprecated)" } }
        }
    }
}

/// What an operation does to the service, and whether it should still be used.
pub(crate) fn badges(operation: &Operation<'_>) -> Markup {
    html! {
        @if operation.is_read() { span .badge.read { "read-only" } } @else { span .badge.write { "changes something" } }
        @if operation.is_deprecated() { " " span .badge.old { "deprecated" } }
        @if operation.is_anonymous() { " " span .badge { "not signed" } }
    }
}
