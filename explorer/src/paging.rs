//! The next page of a list.
//!
//! Each step is one call that the page asks for, so that a person sees every response and can stop at any time. Programs use
//! `Client::pages`, which does all of it.

use alibabacloud_ice::runtime::{Cursor, Paging};
use serde_json::Value;

use crate::form::Form;
use crate::schema::scalar_text;

/// The entries of a page, and how many there are in all, if the service says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Value>,
    /// The number of all entries.
    pub total: Option<u64>,
}

/// Reads the page of a list.
#[must_use]
pub fn page(paging: &Paging, form: &Form, output: &Value) -> Page {
    let lists = at(output, paging.items).into_iter().filter_map(Value::as_array);
    let entries: Vec<Value> = lists.flatten().cloned().collect();
    let (Some(Cursor::Number { total, .. }) | Some(Cursor::Token { total, .. })) = cursor(paging, form) else {
        return Page { entries, total: None };
    };
    let total = total.and_then(|path| scalar_text(at(output, path).first()?).trim().parse().ok());
    Page { entries, total }
}

/// The form of the next page; `None` after the last one. `before` is how many entries have come, those of this page included.
#[must_use]
pub fn next_page(paging: &Paging, form: &Form, output: &Value, page: &Page, before: u64) -> Option<Form> {
    let (parameter, text) = match cursor(paging, form)? {
        Cursor::Number { parameter, .. } => {
            let here: u64 = form.text(parameter).trim().parse().unwrap_or(1);
            // A page without entries is the last one, unless the total says that some are missing.
            let more = page.total.map_or(!page.entries.is_empty(), |total| before < total);
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

    #[test]
    fn pages_by_number_end_at_the_total_or_without_one_with_an_empty_page() {
        let next = |page_no: &str, list: Value, total: Value, before| {
            let form = Form::from_pairs([("PageNo".to_owned(), page_no.to_owned())]);
            let output = json!({ "List": list, "Total": total });
            let page = page(&BY_NUMBER, &form, &output);
            next_page(&BY_NUMBER, &form, &output, &page, before).map(|form| form.text("PageNo").to_owned())
        };
        assert_eq!(next("", json!([1, 2]), json!(3), 2).as_deref(), Some("2"));
        assert_eq!(next("2", json!([3]), json!("3"), 3), None);
        assert_eq!(next("2", json!([3]), Value::Null, 3).as_deref(), Some("3"));
        assert_eq!(next("3", json!([]), Value::Null, 3), None);
        assert_eq!(next("3", json!([]), json!(3), 3), None);
        assert_eq!(next("2", json!([]), json!(3), 2).as_deref(), Some("3"));
    }

    #[test]
    fn pages_by_token_end_without_a_new_token() {
        let next = |given: &str, token: &str| {
            let form = Form::from_pairs([("NextToken".to_owned(), given.to_owned())]);
            let output = json!({ "List": [1], "Next": token });
            let page = page(&BY_TOKEN, &form, &output);
            next_page(&BY_TOKEN, &form, &output, &page, 1).map(|form| form.text("NextToken").to_owned())
        };
        assert_eq!(next("", "a").as_deref(), Some("a"));
        assert_eq!(next("a", "a"), None);
        assert_eq!(next("a", ""), None);
    }
}
