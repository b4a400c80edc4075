//! What goes on over several calls: the state that a wait is for, and the next page of a list.
//!
//! Each step is one call that the page asks for, so that a person sees every response and can stop at any time. Programs use
//! `Client::wait` and `Client::pages`, which do all of it.

use std::collections::BTreeSet;

use alibabacloud_ice::runtime::{Cursor, Paging, Waiter};
use serde_json::Value;

use crate::form::{Form, pointer};
use crate::schema::scalar_text;

/// How a wait has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// In a state of success.
    Success,
    /// In a state of failure.
    Failure,
}

/// The states that a response reports, each different one once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The states.
    pub states: Vec<String>,
    /// Whether all are final.
    pub end: Option<End>,
}

/// Reads the states of a response. A job that the form asks for and the response does not have is not done.
#[must_use]
pub fn reported(waiter: &Waiter, form: &Form, output: &Value) -> Reported {
    let states = at(output, waiter.status).into_iter();
    let mut all: Vec<String> = states.map(|state| scalar_text(state).trim().to_owned()).collect();
    all.retain(|state| !state.is_empty());
    let is_complete = all.len() >= requested(waiter, form);
    let mut states: Vec<String> = Vec::new();
    for state in all {
        if !states.contains(&state) {
            states.push(state);
        }
    }
    // A wait takes a state in another case for the same too.
    let is_among = |state: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(state));
    let is_good = |state: &String| is_among(state, waiter.success);
    let is_bad = |state: &String| is_among(state, waiter.failure);
    let end = match &states {
        states if states.is_empty() || !is_complete || !states.iter().all(|it| is_good(it) || is_bad(it)) => None,
        states if states.iter().any(is_bad) => Some(End::Failure),
        _ => Some(End::Success),
    };
    Reported { states, end }
}

/// The number of jobs that a form asks for: elements of a list, or a text with commas between IDs.
fn requested(waiter: &Waiter, form: &Form) -> usize {
    let elements = (0..form.count(waiter.id)).map(|index| form.text(&pointer(waiter.id, &index.to_string())));
    let ids: BTreeSet<&str> = elements.chain(form.text(waiter.id).split(',')).map(str::trim).collect();
    ids.into_iter().filter(|id| !id.is_empty()).count()
}

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
            let more = !page.entries.is_empty() && page.total.is_none_or(|total| before < total);
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

    const WAITER: Waiter = Waiter::new("Id", "Jobs[].State").ends(&["Done"], &["Failed"]);
    const BY_NUMBER: Paging =
        Paging::new("List", &[Cursor::Number { parameter: "PageNo", size: None, total: Some("Total") }]);
    const BY_TOKEN: Paging =
        Paging::new("List", &[Cursor::Token { parameter: "NextToken", size: None, next: "Next", total: None }]);

    #[test]
    fn a_wait_ends_when_every_state_is_final() {
        let of = |states: &[&str]| {
            let jobs: Vec<_> = states.iter().map(|state| json!({ "State": state })).collect();
            reported(&WAITER, &Form::default(), &json!({ "Jobs": jobs }))
        };
        assert_eq!(of(&["Done", "Running"]).end, None);
        assert_eq!(of(&["Done", "Done"]), Reported { states: vec!["Done".to_owned()], end: Some(End::Success) });
        assert_eq!(of(&["Done", "Failed"]).end, Some(End::Failure));
        assert_eq!(of(&["DONE", "done\n"]).end, Some(End::Success));
        assert_eq!(of(&[]).end, None);
    }

    #[test]
    fn a_wait_goes_on_while_a_job_that_was_asked_for_is_missing() {
        let of = |fields: &[(&str, &str)], states: &[&str]| {
            let form = Form::from_pairs(fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
            let jobs: Vec<_> = states.iter().map(|state| json!({ "State": state })).collect();
            reported(&WAITER, &form, &json!({ "Jobs": jobs })).end
        };
        for form in [&[("Id", "a, b,")][..], &[("Id/0", "a"), ("Id/1", "b"), ("Id/2", "")], &[("Id", "a,b,a")]] {
            assert_eq!(of(form, &["Done"]), None, "{form:?}");
            assert_eq!(of(form, &["Done", ""]), None, "{form:?}");
            assert_eq!(of(form, &["Done", "Done"]), Some(End::Success), "{form:?}");
        }
    }

    #[test]
    fn pages_by_number_end_at_the_total_or_with_an_empty_page() {
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
