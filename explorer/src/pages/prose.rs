//! Descriptions: paragraphs and code of Markdown, which is all that the document has.

use maud::{Markup, html};

use crate::catalog::Catalog;
use crate::form::operation_path;

/// A description. Code that is the name of an operation is a link to it.
pub(crate) fn prose(catalog: &Catalog, text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n") { p { (line(catalog, paragraph)) } } }
}

/// A paragraph without its tag.
pub(crate) fn line(catalog: &Catalog, text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 0 {
                (part)
            } @else if catalog.get(part).is_some() {
                a href=(operation_path(part)) { code { (part) } }
            } @else {
                code { (part) }
            }
        }
    }
}
