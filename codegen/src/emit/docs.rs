//! What the documentation of fields and operations consists of.

use super::markdown::{cell, code_cell, lines};
use super::print::capitalised;
use crate::model::{Field, Operation};

/// The documentation of a field.
pub(super) fn field(field: &Field) -> Vec<String> {
    let mut text = lines(&field.docs);
    if field.required
        && let Some(last) = text.last_mut()
    {
        last.push_str(" Required.");
    }
    let mut notes = Vec::new();
    if !field.bounds.is_empty() {
        notes.extend(lines(&format!("{}.", capitalised(&field.bounds.join("; ")))));
    }
    if let Some(example) = field.example.as_ref().filter(|example| is_plain_example(example)) {
        notes.extend(lines(&format!("Example: `{}`.", example.trim())));
    }
    if !notes.is_empty() {
        text.push(String::new());
        text.extend(notes);
    }
    text
}

/// Whether an example fits into a line of code.
fn is_plain_example(example: &str) -> bool {
    !example.trim().is_empty() && example.len() <= 120 && !example.contains(['`', '\n', '\r'])
}

/// The page of an operation.
pub(super) fn operation(operation: &Operation, example: &[String]) -> Vec<String> {
    let page = &operation.page;
    let mut text = if page.summary.is_empty() {
        vec![format!("The operation `{}`.", operation.name)]
    } else {
        lines(&page.summary)
    };
    section(&mut text, lines(&page.description));
    section(&mut text, vec![nature(operation)]);
    heading(&mut text, "Authorization", authorization(operation));
    heading(&mut text, "Example", example.to_vec());
    if let Some(sample) = &page.sample {
        let lines = sample.lines().map(str::to_owned);
        heading(
            &mut text,
            "Sample reply",
            ["```json".to_owned()].into_iter().chain(lines).chain(["```".to_owned()]).collect(),
        );
    }
    heading(&mut text, "Error codes", error_codes(operation));
    let changes = page.changes.iter().map(|(date, change)| format!("* {date}: {}", lines(change).join(" ")));
    heading(&mut text, "Changes", changes.collect());
    text
}

/// What a caller has to know before sending: whether it may be sent twice, whether keys are needed, what comes back, and
/// where to read more.
fn nature(operation: &Operation) -> String {
    let mut nature = match &operation.idempotency_token {
        _ if operation.read => "A read: it changes nothing.".to_owned(),
        Some(token) => format!("A write; with the same `{token}`, it is safe to repeat."),
        None => "A write.".to_owned(),
    };
    if let [_, output, ..] = operation.module.types.as_slice() {
        nature.push_str(&format!(" Replies with [`{}`].", output.ident));
    }
    if operation.anonymous {
        nature.push_str(" Needs no credentials.");
    }
    if !operation.docs_link.is_empty() {
        nature.push_str(&format!(" See the [reference page]({}).", operation.docs_link));
    }
    nature
}

fn section(text: &mut Vec<String>, lines: Vec<String>) {
    if !lines.is_empty() {
        text.push(String::new());
        text.extend(lines);
    }
}

/// A heading with what stands under it; nothing where nothing does.
fn heading(text: &mut Vec<String>, title: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        section(text, vec![format!("# {title}"), String::new()]);
        text.extend(lines);
    }
}

fn authorization(operation: &Operation) -> Vec<String> {
    let mut rows = Vec::new();
    for action in &operation.page.ram_actions {
        let resources = action.resources.iter().map(|(kind, arn)| format!("{} {}", cell(kind), code_cell(arn)));
        rows.push(format!(
            "| {} | {} | {} | {} | {} |",
            code_cell(&action.action),
            or_none(&[cell(&action.access_level)]),
            or_none(&resources.collect::<Vec<_>>()),
            or_none(&code(&action.condition_keys)),
            or_none(&code(&action.associated)),
        ));
    }
    if !rows.is_empty() {
        let head =
            ["| Action | Access level | Resource | Condition key | Associated operation |", "|---|---|---|---|---|"];
        return head.iter().map(|&line| line.to_owned()).chain(rows).collect();
    }
    match &operation.ram_action {
        Some((action, _)) => vec![format!("`{action}` (derived from the operation's name; the metadata states none).")],
        None => Vec::new(),
    }
}

fn code(words: &[String]) -> Vec<String> {
    words.iter().map(|word| code_cell(word)).collect()
}

fn or_none(words: &[String]) -> String {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn error_codes(operation: &Operation) -> Vec<String> {
    let codes = &operation.page.error_codes;
    if codes.is_empty() {
        return Vec::new();
    }
    let rows = codes
        .iter()
        .map(|(status, code, words)| format!("| {} | {} | {} |", cell(status), code_cell(code), cell(words)));
    let head = ["| Status | Code | Meaning |", "|---|---|---|"];
    head.iter().map(|&line| line.to_owned()).chain(rows).collect()
}
