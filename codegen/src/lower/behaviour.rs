//! What the overlay says of operations beyond one call: which list their entries page by page, and which report a state
//! that can be waited for. The metadata knows neither.
//!
//! ```yaml
//! paging:
//!   - reason: The response has the number of all entries.
//!     operations:
//!       ListVoices: {items: Data.Voices, page: PageNo, size: PageSize, total: Data.Total}
//!       ListJobs: {items: Jobs, token: NextToken, size: MaxResults, next: NextToken}
//! waiters:
//!   - reason: The states are documented as final.
//!     operations:
//!       GetJob: {id: JobId, status: Job.Status, success: [Success], failure: [Fail], submittedBy: [SubmitJob]}
//! ```
//!
//! Paths are those of the response. What an entry names has to be there, or the generation fails.

use std::collections::BTreeSet;

use super::error;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Cursor, Field, Operation, Paging, Service, Type, Waiter};
use crate::tree::{Entry, Node, Value};

/// The sections of an overlay that are read here.
pub const SECTIONS: [&str; 2] = ["paging", "waiters"];

const GROUP_KEYS: [&str; 2] = ["reason", "operations"];
/// Keys of a way to ask for the next page.
const CURSOR_KEYS: [&str; 5] = ["page", "token", "size", "total", "next"];
const WAITER_KEYS: [&str; 7] = ["id", "status", "success", "failure", "code", "message", "submittedBy"];

/// Adds to the operations of a service what the overlay says of them.
/// Operations whose file does not parse are reported already, and passed over.
pub fn apply(
    file: &str,
    overlay: &Node,
    unreadable: &BTreeSet<String>,
    service: &mut Service,
    diagnostics: &mut Diagnostics,
) {
    for section in SECTIONS {
        let mut seen = BTreeSet::new();
        for (index, group) in overlay.get(section).map_or(&[][..], Node::elements).iter().enumerate() {
            let at = format!("{section}, number {}", index + 1);
            let says = |key| match group.get(key).map(|node| &node.value) {
                Some(Value::Scalar { text, .. }) => key == "reason" && !text.trim().is_empty(),
                Some(Value::Map(entries)) => key == "operations" && !entries.is_empty(),
                _ => false,
            };
            for key in GROUP_KEYS.into_iter().filter(|&key| !says(key)) {
                let message = format!("the group of operations has no `{key}`");
                diagnostics.push(
                    error("incomplete-entry", file, group.mark, &at, message)
                        .expected("`reason: …` in your words, and `operations: {…}`")
                        .help(format!("add `{key}`, or delete the group")),
                );
            }
            for unknown in group.entries().iter().filter(|entry| !GROUP_KEYS.contains(&entry.key.as_str())) {
                let message = format!("`{}` is no key of a group of operations", unknown.key);
                diagnostics.push(
                    error("unknown-key", file, unknown.mark, &at, message)
                        .expected(GROUP_KEYS.join(", "))
                        .help("correct the key, or delete it"),
                );
            }
            for entry in group.get("operations").map_or(&[][..], Node::entries) {
                if unreadable.contains(&entry.key) {
                    continue;
                }
                let path = format!("{section}.{}", entry.key);
                let report = Report { file, entry, path: &path };
                if !seen.insert(entry.key.clone()) {
                    let second = report.error("duplicate-entry", "a second entry for the operation".to_owned());
                    diagnostics.push(second.expected("one entry for each operation"));
                    continue;
                }
                if let Err(problem) = add(section, &report, service) {
                    diagnostics.push(problem);
                }
            }
        }
    }
}

/// The entry at hand, for messages on it.
struct Report<'a> {
    file: &'a str,
    entry: &'a Entry,
    path: &'a str,
}

impl Report<'_> {
    fn error(&self, code: &'static str, message: String) -> Diagnostic {
        error(code, self.file, self.entry.mark, self.path, message)
            .expected("what the metadata has: the entry is checked against it")
            .help("correct the entry, or delete it")
    }

    fn incomplete(&self, message: String) -> Box<Diagnostic> {
        let expected = if self.path.starts_with("paging") {
            "`items`, and `page`, or `token` with `next`"
        } else {
            "`id`, `status`, and `success: […]`"
        };
        Box::new(self.error("incomplete-entry", message).expected(expected))
    }

    fn gone(&self, message: String) -> Box<Diagnostic> {
        Box::new(self.error("overlay-target-gone", message))
    }

    /// The text at a key of a mapping.
    fn text(&self, node: &Node, key: &str) -> Option<String> {
        node.get(key).and_then(Node::text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn needed(&self, node: &Node, key: &str) -> Result<String, Box<Diagnostic>> {
        self.text(node, key).ok_or_else(|| self.incomplete(format!("the entry has no `{key}`")))
    }

    fn words(&self, key: &str) -> Vec<String> {
        let words = self.entry.node.get(key).map_or(&[][..], Node::elements);
        words.iter().filter_map(Node::text).map(str::to_owned).collect()
    }

    /// Refuses keys that mean nothing, which are most often misspelt.
    fn known(&self, node: &Node, keys: &[&str]) -> Result<(), Box<Diagnostic>> {
        match node.entries().iter().find(|entry| !keys.contains(&entry.key.as_str())) {
            None => Ok(()),
            Some(unknown) => {
                let message = format!("`{}` is no key of such an entry", unknown.key);
                Err(Box::new(self.error("unknown-key", message).expected(keys.join(", "))))
            }
        }
    }
}

fn add(section: &str, report: &Report<'_>, service: &mut Service) -> Result<(), Box<Diagnostic>> {
    let name = &report.entry.key;
    let Some(operation) = service.operation(name) else {
        return Err(report.gone(format!("no operation `{name}`")));
    };
    if section == "paging" {
        let paging = paging(report, service, operation)?;
        if let Some(operation) = service.operation_mut(name) {
            operation.paging = Some(paging);
        }
        return Ok(());
    }
    let waiter = waiter(report, service, operation)?;
    for submitter in report.words("submittedBy") {
        match service.operation_mut(&submitter) {
            Some(operation) => operation.followed_by.push(name.clone()),
            None => return Err(report.gone(format!("no operation `{submitter}`, which `submittedBy` names"))),
        }
    }
    if let Some(operation) = service.operation_mut(name) {
        operation.waiter = Some(waiter);
    }
    Ok(())
}

fn paging(report: &Report<'_>, service: &Service, operation: &Operation) -> Result<Paging, Box<Diagnostic>> {
    let node = &report.entry.node;
    let keys: Vec<&str> = CURSOR_KEYS.into_iter().chain(["items", "also"]).collect();
    report.known(node, &keys)?;
    let items = report.needed(node, "items")?;
    let Type::List(item) = &in_response(report, service, operation, &items)?.ty else {
        return Err(report.gone(format!("`{items}` of the response is no list")));
    };
    let mut cursors = vec![cursor(report, service, operation, node)?];
    if let Some(other) = node.get("also") {
        report.known(other, &CURSOR_KEYS)?;
        cursors.push(cursor(report, service, operation, other)?);
    }
    Ok(Paging { item: (**item).clone(), items, cursors })
}

fn cursor(
    report: &Report<'_>,
    service: &Service,
    operation: &Operation,
    node: &Node,
) -> Result<Cursor, Box<Diagnostic>> {
    let size = report.text(node, "size");
    let (page, token) = (report.text(node, "page"), report.text(node, "token"));
    for name in size.iter().chain(&page).chain(&token) {
        parameter(report, operation, name)?;
    }
    let total = report.text(node, "total");
    for path in total.iter().chain(&report.text(node, "next")) {
        scalar(report, service, operation, path)?;
    }
    match (page, token) {
        (Some(parameter), None) => Ok(Cursor::Number { parameter, size, total }),
        (None, Some(parameter)) => Ok(Cursor::Token { parameter, size, next: report.needed(node, "next")?, total }),
        _ => Err(report.incomplete("the entry has not one of `page` and `token`".to_owned())),
    }
}

fn waiter(report: &Report<'_>, service: &Service, operation: &Operation) -> Result<Waiter, Box<Diagnostic>> {
    let node = &report.entry.node;
    report.known(node, &WAITER_KEYS)?;
    let (id, status) = (report.needed(node, "id")?, report.needed(node, "status")?);
    parameter(report, operation, &id)?;
    let (code, message) = (report.text(node, "code"), report.text(node, "message"));
    for path in [Some(&status), code.as_ref(), message.as_ref()].into_iter().flatten() {
        scalar(report, service, operation, path)?;
    }
    let success = report.words("success");
    if success.is_empty() {
        return Err(report.incomplete("the entry names no state of `success`".to_owned()));
    }
    Ok(Waiter { id, status, success, failure: report.words("failure"), code, message })
}

/// A parameter that takes text or a number.
fn parameter(report: &Report<'_>, operation: &Operation, name: &str) -> Result<(), Box<Diagnostic>> {
    let field = operation.request().and_then(|request| request.fields.iter().find(|field| field.wire == name));
    match field.map(|field| &field.ty) {
        None => Err(report.gone(format!("no parameter `{name}`"))),
        // Several IDs may travel as a list.
        Some(Type::Text | Type::Integer | Type::Timestamp | Type::List(_)) => Ok(()),
        Some(_) => Err(report.gone(format!("the parameter `{name}` takes neither text nor a number"))),
    }
}

fn scalar(report: &Report<'_>, service: &Service, operation: &Operation, path: &str) -> Result<(), Box<Diagnostic>> {
    match in_response(report, service, operation, path)?.ty {
        Type::Text | Type::JsonText | Type::Integer | Type::Float | Type::Boolean | Type::Json | Type::Timestamp => {
            Ok(())
        }
        Type::Named(ref reference) if service.is_enum(&operation.module, reference) => Ok(()),
        _ => Err(report.gone(format!("`{path}` of the response is no scalar"))),
    }
}

fn in_response<'a>(
    report: &Report<'_>,
    service: &'a Service,
    operation: &'a Operation,
    path: &str,
) -> Result<&'a Field, Box<Diagnostic>> {
    let fields = service.along(operation, path);
    fields.and_then(|fields| fields.last().copied()).ok_or_else(|| report.gone(format!("no `{path}` in the response")))
}
