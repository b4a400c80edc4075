//! The first page, the page of a family, and what a search finds.

use maud::{Markup, html};

use super::layout::{Frame, badges, link_to, page};
use super::prose::prose;
use crate::catalog::{Family, Operation};
use crate::form::operation_path;
use crate::search::MOST;

/// The first page: all families as a tree.
pub(crate) fn home(frame: &Frame<'_>) -> Markup {
    let catalog = frame.catalog;
    let count = catalog.operations().len();
    page(
        frame,
        None,
        &html! {
            h1 { (catalog.title()) }
            p .lead {
                (count) " operations of version " (catalog.version()) ". Choose one, fill in its form and run it: "
                @match frame.target.region() {
                    Some(region) => { "calls go to the cloud in " strong { (region) } ", signed with the keys of this machine. They may cost money." }
                    None => { "calls go to a fake of the service in this program, which needs no account." }
                }
            }
            p .muted { "Operations with " span .operation.writes { "a mark" } " change something; the others are read-only." }
            div .families {
                @for family in catalog.families() {
                    details .family {
                        summary {
                            h2 { (family.name) } span .count { (catalog.of_family(&family.name).count()) }
                            p { (family.description) }
                        }
                        (operations(catalog.of_family(&family.name)))
                    }
                }
            }
        },
    )
}

/// The page of a family.
pub(crate) fn family(frame: &Frame<'_>, family: &Family) -> Markup {
    page(
        frame,
        None,
        &html! {
            h1 { (family.name) }
            p .lead { (family.description) }
            (operations(frame.catalog.of_family(&family.name)))
        },
    )
}

fn operations<'a>(operations: impl Iterator<Item = Operation<'a>>) -> Markup {
    html! {
        ul .operations {
            @for operation in operations { li { (link_to(&operation)) " " span .muted { (operation.title()) } } }
        }
    }
}

/// What a search finds.
pub(crate) fn found(frame: &Frame<'_>, found: &[Operation<'_>]) -> Markup {
    page(
        frame,
        None,
        &html! {
            h1 { "Search" }
            p .lead data-status {
                @match (frame.query.trim(), found.len()) {
                    ("", _) => { "Type a name or a few words, for example " q { "voice job" } "." }
                    (query, 0) => { "Nothing is like " q { (query) } "." }
                    (query, 1) => { "One operation is like " q { (query) } "." }
                    (query, MOST) => { "The " (MOST) " operations that are most like " q { (query) } ", the best first." }
                    (query, count) => { (count) " operations are like " q { (query) } ", the best first." }
                }
            }
            ol .found {
                @for operation in found {
                    li {
                        h2 { a href=(operation_path(operation.name)) { (operation.name) } }
                        p { (badges(operation)) " " span .badge { (operation.family) } }
                        (prose(frame.catalog, operation.description().split("\n\n").next().unwrap_or_default()))
                    }
                }
            }
        },
    )
}
