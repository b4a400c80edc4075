//! The next page of a list.
//!
//! Each page is a call of its own that the browser asks for, so that a person sees every response and can stop at any time.
//! Programs use `Client::pages`, which does all of it, by the same rules.

use alibabacloud_ice::runtime::{Cursor, Paging};
use serde_json::Value;

use crate::form::Form;
use crate::listings::{Listing, Page};
use crate::schema::scalar_text;

/// A list by page numbers ends after so many empty pages in a row while entries are missing.
const MOST_EMPTY: u32 = 3;

/// Reads the page of a list.
pub(crate) fn page(paging: &Paging, form: &Form, output: &Value) -> Page {
    let lists = at(output, paging.items).into_iter().filter_map(Value::as_array);
    let entries: Vec<Value> = lists.flatten().cloned().collect();
    let (Some(Cursor::Number { total, .. }) | Some(Cursor::Token { total, .. })) = cursor(paging, form) else {
        return Page { entries, total: None };
    };
    let total = total.and_then(|path| scalar_text(at(output, path).first()?).trim().parse().ok());
    Page { entries, total }
}

/// The form of the next page; `None` after the last one. The list includes the page that the output is.
pub(crate) fn next_page(paging: &Paging, form: &Form, output: &Value, listing: &Listing) -> Option<Form> {
    let (parameter, text) = match cursor(paging, form)? {
        Cursor::Number { parameter, .. } => {
            let here: u64 = form.text(parameter).trim().parse().unwrap_or(1);
            // A page without entries is the last one, unless the total says that some are missing.
            let more = match listing.missing() {
                None => listing.empty == 0,
                Some(missing) => missing > 0 && listing.empty < MOST_EMPTY,
            };
            (parameter, more.then(|| here.saturating_add(1).to_string())?)
        }
        Cursor::Token { parameter, next, .. } => {
            let token = scalar_text(at(output, next).first()?);
            let is_new = !token.is_empty() && token != form.text(parameter);
            (parameter, is_new.then_some(token)?)
        }
        _ => return None,
    };
    let mut form = form.clone();
    form.set(parameter, text);
    Some(form)
}

/// The cursor that the form uses, otherwise the first.
fn cursor(paging: &Paging, form: &Form) -> Option<Cursor> {
    let used = paging.cursors.iter().find(|cursor| !form.text(cursor.parameter()).is_empty());
    used.or_else(|| paging.cursors.first()).copied()
}

/// The values at a path such as `Data.Jobs[].Status`.
fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for part in path.split('.') {
        let (name, is_list) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
        let next = found.into_iter().filter_map(|value| value.get(name));
        found = match is_list {
            true => next.filter_map(Value::as_array).flatten().collect(),
            false => next.collect(),
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BY_NUMBER: Paging =
        Paging::new("List", &[Cursor::Number { parameter: "PageNo", size: None, total: Some("Total") }]);
    const BY_TOKEN: Paging =
        Paging::new("List", &[Cursor::Token { parameter: "NextToken", size: None, next: "Next", total: None }]);

    /// What the next page is requested with, after a list of so many entries and then this page.
    fn next(paging: &Paging, parameter: &str, given: &str, output: Value, before: u64) -> Option<String> {
        let form = Form::from_pairs([(parameter.to_owned(), given.to_owned())]);
        let mut listing = Listing::after(before);
        listing.add(&page(paging, &form, &output));
        next_page(paging, &form, &output, &listing).map(|form| form.text(parameter).to_owned())
    }

    #[test]
    fn pages_by_number_end_at_the_total_or_without_one_with_an_empty_page() {
        let next = |page_no: &str, list: Value, total: Value, before| {
            next(&BY_NUMBER, "PageNo", page_no, json!({ "List": list, "Total": total }), before)
        };
        assert_eq!(next("", json!([1, 2]), json!(3), 0).as_deref(), Some("2"));
        assert_eq!(next("2", json!([3]), json!("3"), 2), None);
        assert_eq!(next("2", json!([3]), Value::Null, 2).as_deref(), Some("3"));
        assert_eq!(next("3", json!([]), Value::Null, 3), None);
        assert_eq!(next("3", json!([]), json!(3), 3), None);
        assert_eq!(next("2", json!([]), json!(3), 2).as_deref(), Some("3"));
    }

    #[test]
    fn a_total_below_the_number_of_entries_counts_as_none() {
        let output = json!({ "List": [1, 2], "Total": 2 });
        assert_eq!(next(&BY_NUMBER, "PageNo", "2", output, 2).as_deref(), Some("3"));
    }

    #[test]
    fn a_total_that_has_been_passed_ends_no_list() {
        let form = Form::from_pairs([("PageNo".to_owned(), "2".to_owned())]);
        let mut listing = Listing::after(0);
        let pages = [json!({ "List": [1, 2], "Total": 3 }), json!({ "List": [3, 4], "Total": 3 })];
        pages.iter().for_each(|output| listing.add(&page(&BY_NUMBER, &form, output)));
        assert!(next_page(&BY_NUMBER, &form, &pages[1], &listing).is_some());
    }

    #[test]
    fn pages_by_token_end_without_a_new_token_alone() {
        let next = |given: &str, list: Value, token: &str| {
            next(&BY_TOKEN, "NextToken", given, json!({ "List": list, "Next": token }), 0)
        };
        assert_eq!(next("", json!([1]), "a").as_deref(), Some("a"));
        assert_eq!(next("a", json!([]), "b").as_deref(), Some("b"));
        assert_eq!(next("a", json!([1]), "a"), None);
        assert_eq!(next("a", json!([1]), ""), None);
    }
}
