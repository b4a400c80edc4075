//! Operations that look as if they list their entries page by page: a parameter with the number of a page or with a token, and a
//! list in the response.

use super::proposal::{Entry, Kind, Proposal, Words, is_of};
use super::response::{Place, places};
use crate::spec::Operation;
use crate::specs::Specs;

/// Parameters with the number of a page, without regard to case.
const PAGES: [&str; 6] = ["pageno", "pagenumber", "pagenum", "pageindex", "currentpage", "page"];
/// Parameters with a token, and what the next one is called in the response.
const TOKENS: [&str; 6] = ["nexttoken", "nextpagetoken", "pagetoken", "scrolltoken", "marker", "nextmarker"];
/// Parameters with the size of a page.
const SIZES: [&str; 7] = ["pagesize", "maxresults", "maximumpagesize", "limit", "maxitems", "maxkeys", "size"];
/// The number of all entries.
const TOTALS: [&str; 8] =
    ["totalcount", "total", "totalnum", "totalnumber", "subtotal", "totalsize", "totalrecords", "totalitems"];

pub(super) fn proposals(specs: &Specs) -> Vec<Proposal> {
    let decided = |operation: &&Operation| specs.overlay.paging.iter().all(|(name, _)| name.value != operation.name);
    specs.operations.iter().filter(decided).filter_map(|operation| proposal(specs, operation)).collect()
}

fn proposal(specs: &Specs, operation: &Operation) -> Option<Proposal> {
    let parameter = |names: &[&str]| {
        let found = operation.parameters.iter().map(|it| it.name.as_str());
        found.filter(|name| names.contains(&name.to_lowercase().as_str())).max_by_key(|name| position(names, name))
    };
    let (page, token, size) = (parameter(&PAGES), parameter(&TOKENS), parameter(&SIZES));
    let places = places(specs, operation);
    let next = token.and_then(|_| places.iter().find(|place| !place.path.contains("[]") && named(&TOKENS, place.name)));
    if next.is_none() && (page.is_none() || size.is_none()) {
        return None;
    }
    let total = places.iter().find(|place| !place.path.contains("[]") && named(&TOTALS, place.name));
    let items = items(operation, &places, next.or(total))?;
    let mut entry: Vec<(&str, Words)> = vec![("items", items.path.as_str().into())];
    let evidence = match (next, page) {
        (Some(next), _) => {
            entry.extend([("token", token?.into())]);
            entry.extend(size.map(|size| ("size", size.into())));
            entry.extend([("next", next.path.as_str().into())]);
            format!("`{}` takes the token that the response has in `{}`", token?, next.path)
        }
        (None, page) => {
            entry.extend([("page", page?.into()), ("size", size?.into())]);
            format!("`{}` and `{}` ask for a page, and the response has the list `{}`", page?, size?, items.path)
        }
    };
    entry.extend(total.map(|total| ("total", total.path.as_str().into())));
    let (span, path) = (operation.span.clone(), operation.name.clone());
    Some(Proposal { kind: Kind::Paging, span, path, evidence, entry: Entry::Operation(entry) })
}

/// The list that is paged: beside the total or the token or wrapped in an object there, of objects rather than of texts, and
/// rather not what a parameter asks for besides the entries.
fn items<'a, 'p>(operation: &Operation, places: &'a [Place<'p>], beside: Option<&Place<'_>>) -> Option<&'a Place<'p>> {
    let lists = places.iter().filter(|place| is_of(place.schema, "array") && !place.path.contains("[]"));
    let inside = |place: &Place<'_>| beside.is_some_and(|beside| place.parent.starts_with(&beside.parent));
    let of_objects = |place: &Place<'_>| place.schema.items.as_ref().is_some_and(|items| !is_of(items, "string"));
    let depth = |place: &Place<'_>| place.path.matches('.').count();
    let is_asked = |place: &Place<'_>| operation.parameters.iter().any(|parameter| parameter.name == place.name);
    lists.min_by_key(|place| (!inside(place), !of_objects(place), is_asked(place), depth(place)))
}

fn named(names: &[&str], name: &str) -> bool {
    names.contains(&name.to_lowercase().as_str())
}

/// The usual names come first.
fn position(names: &[&str], name: &str) -> std::cmp::Reverse<usize> {
    std::cmp::Reverse(names.iter().position(|known| *known == name.to_lowercase()).unwrap_or(names.len()))
}
