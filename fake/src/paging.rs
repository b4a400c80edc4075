//! The page of a list that a request asks for, in the operation's own style.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value};

use crate::catalog::{Cursor, Kind, Paging, Product, Schema};
use crate::paths;
use crate::refusal::Refusal;
use crate::stamp;

/// Entries of a page where the request does not say.
const USUAL_SIZE: usize = 10;

/// How a token starts that the fake has given.
const TOKEN: &str = "fake-page-";

/// Where lists by time start, whose tokens are times.
const FIRST_TIME: Duration = Duration::from_secs(1_577_836_800);

/// Puts the page that is asked for into a response, with the number of all entries or the token of the next page. Only what
/// is on the page is shown.
///
/// # Errors
/// A page or a token that cannot be.
pub(crate) fn put<T>(
    product: &Product,
    schema: &Schema,
    paging: &Paging,
    request: &Map<String, Value>,
    all: Vec<T>,
    show: impl FnMut(T) -> Value,
    response: &mut Value,
) -> Result<(), Refusal> {
    let is_given = |name: &Option<String>| name.as_ref().is_some_and(|name| request.contains_key(name));
    // Who gives a page number goes by page numbers, where there are two ways.
    let by_number = paging.cursors.iter().find(|cursor| is_given(&cursor.page));
    let Some(cursor) = by_number.or(paging.cursors.first()) else { return Ok(()) };
    let size = number(request, cursor.size.as_ref())?.filter(|size| *size > 0).unwrap_or(USUAL_SIZE);
    let first = match (&cursor.page, &cursor.token) {
        (page @ Some(_), _) => number(request, page.as_ref())?.unwrap_or(1).saturating_sub(1).saturating_mul(size),
        (None, Some(token)) => match request.get(token).and_then(Value::as_str) {
            Some(given) if !given.is_empty() => offset(given, token)?,
            _ => 0,
        },
        (None, None) => 0,
    };
    let count = all.len();
    let end = first.saturating_add(size).min(count);
    let page = all.into_iter().skip(first).take(size).map(show).collect();
    paths::set(response, &paging.items, Value::Array(page));
    for cursor in &paging.cursors {
        tell(product, schema, cursor, count, end, response);
    }
    Ok(())
}

/// Says how many entries there are, and where the next page starts; nothing of it after the last.
fn tell(product: &Product, schema: &Schema, cursor: &Cursor, all: usize, end: usize, response: &mut Value) {
    if let Some(total) = &cursor.total {
        tell_total(product, schema, total, all, response);
    }
    let (Some(next), Some(token)) = (&cursor.next, &cursor.token) else { return };
    let text = match end < all {
        true if token.ends_with("Time") => {
            let seconds = Duration::from_secs(u64::try_from(end).unwrap_or(0));
            stamp::iso(UNIX_EPOCH + FIRST_TIME + seconds)
        }
        true => format!("{TOKEN}{end}"),
        false => {
            paths::remove(response, next);
            return;
        }
    };
    paths::set(response, next, text.into());
}

/// Says how many entries there are, as a number or as text.
fn tell_total(product: &Product, schema: &Schema, path: &str, all: usize, response: &mut Value) {
    let is_text = schema.at(product, path).is_some_and(|it| it.kind == Kind::String);
    paths::set(response, path, if is_text { all.to_string().into() } else { all.into() });
}

/// A number that may be given as text.
fn number(request: &Map<String, Value>, name: Option<&String>) -> Result<Option<usize>, Refusal> {
    let Some((name, value)) = name.and_then(|name| Some((name, request.get(name)?))) else { return Ok(None) };
    let number = match value {
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64().and_then(|number| usize::try_from(number).ok()),
    };
    number.map(Some).ok_or_else(|| Refusal::invalid(name, "it has to be a number that is not negative"))
}

/// The place in the list that a token stands for.
fn offset(given: &str, name: &str) -> Result<usize, Refusal> {
    if name.ends_with("Time") {
        // Any time will do to start with; those of the fake's own tokens are a place.
        let since = stamp::from_iso(given).and_then(|at| at.duration_since(UNIX_EPOCH + FIRST_TIME).ok());
        let seconds = since.and_then(|since| usize::try_from(since.as_secs()).ok());
        return Ok(seconds.filter(|place| *place < 1_000_000).unwrap_or(0));
    }
    let place = given.strip_prefix(TOKEN).and_then(|place| place.parse().ok());
    place.ok_or_else(|| Refusal::invalid(name, "no page before has given this token"))
}
