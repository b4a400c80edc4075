//! Pagination: the requested page of a list, in the style of the operation.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value};

use crate::dates;
use crate::paths;
use crate::refusal::Refusal;
use crate::spec::{Cursor, Kind, Paging, Product, Schema};

/// The page size if the request has none.
const DEFAULT_SIZE: usize = 10;

/// The prefix of page tokens.
const TOKEN_PREFIX: &str = "fake-page-";

/// The first page token of lists whose tokens are times.
const FIRST_TIME: Duration = Duration::from_secs(1_577_836_800);

/// Sets the requested page in a response, and the total or the token of the next page. `entry` is called for the entries of
/// the page alone.
///
/// # Errors
/// The page number, the page size or the token is invalid.
pub(crate) fn set_page<T>(
    product: &Product,
    schema: &Schema,
    paging: &Paging,
    request: &Map<String, Value>,
    all: Vec<T>,
    entry: impl FnMut(T) -> Value,
    response: &mut Value,
) -> Result<(), Refusal> {
    let is_given = |name: &Option<String>| name.as_ref().is_some_and(|name| request.contains_key(name));
    // Where an operation has both, a page number in the request decides for page numbers.
    let by_number = paging.cursors.iter().find(|cursor| is_given(&cursor.page));
    let Some(cursor) = by_number.or(paging.cursors.first()) else { return Ok(()) };
    // A size counts by whichever name it is given.
    let sizes = [cursor].into_iter().chain(&paging.cursors).map(|cursor| number(request, cursor.size.as_ref()));
    let sizes = sizes.collect::<Result<Vec<_>, _>>()?;
    let size = sizes.into_iter().flatten().find(|size| *size > 0).unwrap_or(DEFAULT_SIZE);
    let page_number = number(request, cursor.page.as_ref())?.unwrap_or(1).max(1);
    let first = match (&cursor.page, &cursor.token) {
        (Some(_), _) => (page_number - 1).saturating_mul(size),
        (None, Some(token)) => match request.get(token).and_then(Value::as_str) {
            Some(given) if !given.is_empty() => offset(given, token)?,
            _ => 0,
        },
        (None, None) => 0,
    };
    let count = all.len();
    let end = first.saturating_add(size).min(count);
    let page = all.into_iter().skip(first).take(size).map(entry).collect();
    paths::set(response, &paging.items, Value::Array(page));
    for cursor in &paging.cursors {
        set_cursor(product, schema, cursor, count, end, response);
        // Some responses repeat which page they are.
        for (name, number) in [(&cursor.size, size), (&cursor.page, page_number)] {
            if let Some(name) = name
                && schema.resolved(product).property(name).is_some()
            {
                set_number(product, schema, name, number, response);
            }
        }
    }
    Ok(())
}

/// Sets the total and the token of the next page, which is empty on the last one.
fn set_cursor(product: &Product, schema: &Schema, cursor: &Cursor, all: usize, end: usize, response: &mut Value) {
    if let Some(total) = &cursor.total {
        set_number(product, schema, total, all, response);
    }
    let (Some(next), Some(token)) = (&cursor.next, &cursor.token) else { return };
    let text = match end < all {
        true if token.ends_with("Time") => {
            let seconds = Duration::from_secs(u64::try_from(end).unwrap_or(0));
            dates::iso(UNIX_EPOCH + FIRST_TIME + seconds)
        }
        true => format!("{TOKEN_PREFIX}{end}"),
        // No time is empty; elsewhere the field stays where the response has it.
        false if token.ends_with("Time") || paths::at_mut(response, next).is_none() => {
            paths::remove(response, next);
            return;
        }
        false => String::new(),
    };
    paths::set(response, next, text.into());
}

/// Sets a number, as a number or as text.
fn set_number(product: &Product, schema: &Schema, path: &str, number: usize, response: &mut Value) {
    let is_text = schema.at(product, path).is_some_and(|it| it.kind == Kind::String);
    paths::set(response, path, if is_text { number.to_string().into() } else { number.into() });
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

/// The offset in the list that a token stands for.
fn offset(given: &str, name: &str) -> Result<usize, Refusal> {
    if name.ends_with("Time") {
        // Any time is the start of the list, except those of the fake's own tokens, which are offsets.
        let since = dates::from_iso(given).and_then(|at| at.duration_since(UNIX_EPOCH + FIRST_TIME).ok());
        let seconds = since.and_then(|since| usize::try_from(since.as_secs()).ok());
        return Ok(seconds.filter(|offset| *offset < 1_000_000).unwrap_or(0));
    }
    let offset = given.strip_prefix(TOKEN_PREFIX).and_then(|offset| offset.parse().ok());
    // Written in just this way: `+1` is a number, and part of no token.
    let offset = offset.filter(|offset: &usize| given[TOKEN_PREFIX.len()..] == offset.to_string());
    offset.ok_or_else(|| Refusal::invalid(name, "no page has returned this token"))
}
