//! What the documentation of fields and operations consists of.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;

use super::markdown::{cell, code_cell, code_span, lines};
use super::print::capitalised;
use super::values::{bounds, meanings};
use crate::model::{About, Auth, Cursor, Field, Operation, OperationId, Role, Service, Type, TypeDef};
use crate::names::{Names, OperationNames};

/// The documentation of a field of a type with this role.
pub(super) fn field(field: &Field, role: Role) -> Vec<String> {
    let mut text = sentence(&field.wire, &field.docs);
    match text.as_mut_slice() {
        _ if !field.is_required() => {}
        [sentence] => sentence.push_str(" Required."),
        // The last line may end code, a list or a table.
        _ => section(&mut text, vec!["Required.".to_owned()]),
    }
    let meanings = meanings(&field.limits, &field.ty)
        .iter()
        .map(|(value, meaning)| format!("| {} | {} |", code_cell(value), cell(meaning)));
    let meanings: Vec<String> = meanings.collect();
    if !meanings.is_empty() {
        section(&mut text, ["| Value | Meaning |", "|---|---|"].map(str::to_owned).to_vec());
        text.extend(meanings);
    }
    let mut notes = Vec::new();
    if holds_json(&field.ty) {
        notes.push(if role == Role::Response { JSON_FROM_SERVICE } else { JSON }.to_owned());
    }
    let bounds = bounds(&field.limits, &field.ty, &field.docs);
    if !bounds.is_empty() {
        notes.extend(lines(&format!("{}.", capitalised(&bounds.join("; ")))));
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

/// What a field or shared schema is: its sentence, or one that only names it. A response that is no object has no name.
pub(super) fn sentence(wire: &str, docs: &str) -> Vec<String> {
    let docs = lines(docs);
    match wire {
        // What nobody can see says nothing.
        _ if docs.iter().any(|line| !line.is_empty()) => docs,
        "" => vec!["The whole response.".to_owned()],
        wire => lines(&format!("{}, as the service defines it.", code_span(wire))),
    }
}

/// What a generated type is. One that has only the sentence on its list or map says so.
pub(super) fn definition(definition: &TypeDef) -> Vec<String> {
    let TypeDef { field, docs, about, .. } = definition;
    let of = if field.is_empty() { "the response".to_owned() } else { code_span(field) };
    let part = match about {
        About::Itself => return sentence(field, docs),
        About::List => format!("An element of {of}"),
        About::Map => format!("A value of {of}"),
    };
    lines(&match docs.as_str() {
        "" => format!("{part}, as the service defines it."),
        docs => format!("{part}: {docs}"),
    })
}

/// A link to a field of the type on a page; without one, of the page at hand. There is no path for it in Rust: it leads to
/// the setter.
pub(super) fn link(field: &Ident, page: &str) -> String {
    let name = field.unraw();
    format!("[`{name}`]({page}#structfield.{name})")
}

/// What a field that holds JSON takes. Links lead to the crate's root, which re-exports the types.
const JSON: &str = "Takes a [`Value`](crate::Value), the result of \
                    [`Json::from_serialize`](crate::Json::from_serialize), or JSON text.";

/// What a response's field that holds JSON offers.
const JSON_FROM_SERVICE: &str = "[`Json::parse`](crate::Json::parse) reads it.";

/// Whether a text of a field, or each of several, is JSON.
fn holds_json(ty: &Type) -> bool {
    match ty {
        Type::JsonText => true,
        Type::List(inner) | Type::Map(inner) => holds_json(inner),
        _ => false,
    }
}

/// Whether an example fits into a line of code.
fn is_plain_example(example: &str) -> bool {
    !example.trim().is_empty() && example.len() <= 120 && !example.contains(['`', '\n', '\r'])
}

/// The page of an operation.
pub(super) fn operation(service: &Service, names: &Names, id: OperationId, example: &[String]) -> Vec<String> {
    let operation = &service[id];
    let page = &operation.page;
    let mut text = if page.summary.is_empty() {
        vec![format!("The operation `{}`.", operation.name)]
    } else {
        lines(&page.summary)
    };
    if page.description != page.summary {
        section(&mut text, lines(&page.description));
    }
    section(&mut text, vec![nature(operation, &names[operation.output].ident)]);
    heading(&mut text, "Authorization", authorization(operation));
    heading(&mut text, "Example", example.to_vec());
    if let Some(sample) = &page.sample {
        let lines = sample.lines().map(str::to_owned);
        heading(
            &mut text,
            "Sample response",
            ["```json".to_owned()].into_iter().chain(lines).chain(["```".to_owned()]).collect(),
        );
    }
    heading(&mut text, "Paging", paging(operation));
    heading(&mut text, "Waiting", waiting(service, names, operation));
    heading(&mut text, "Error codes", error_codes(operation, &names[id]));
    let changes = page.changes.iter().map(|(date, change)| format!("* {}: {}", cell(date), lines(change).join(" ")));
    heading(&mut text, "Changes", changes.collect());
    text
}

/// What a caller has to know before sending: whether it is safe to retry, what it returns, whether it needs credentials, and
/// where to read more.
fn nature(operation: &Operation, output: &str) -> String {
    // Only requests without a path of their own can be signed in the query.
    let presigned = operation.path.is_none() && operation.methods.iter().any(|method| method == "get");
    let mut nature = match &operation.idempotency_token {
        _ if operation.read && presigned => {
            "Read-only; the service accepts `GET`, as for a [presigned URL](crate::Client::presign).".to_owned()
        }
        _ if operation.read => "Read-only.".to_owned(),
        Some(token) => format!("Idempotent by its `{token}`: one is generated for each call that has none."),
        None => "Not idempotent: a failed call that may have taken effect is not retried.".to_owned(),
    };
    nature.push_str(&format!(" Returns [`{output}`]."));
    nature.push_str(match operation.auth {
        Auth::Signed => "",
        Auth::Bearer => " Needs a bearer token.",
        Auth::Anonymous => " Needs no credentials.",
    });
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

/// A heading and its lines; nothing if there are none.
fn heading(text: &mut Vec<String>, title: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        section(text, vec![format!("# {title}"), String::new()]);
        text.extend(lines);
    }
}

/// How the list is paged.
fn paging(operation: &Operation) -> Vec<String> {
    let Some(paging) = &operation.paging else {
        return Vec::new();
    };
    let cursors = paging.cursors.iter().enumerate().map(|(number, cursor)| {
        let total = cursor.total().map_or_else(String::new, |path| format!("; the total is `{path}`"));
        let (parameter, how) = match cursor {
            Cursor::Number { parameter, .. } => (parameter, format!("by page number (`{parameter}`{total})")),
            Cursor::Token { parameter, next, .. } => {
                (parameter, format!("by page token (`{parameter}`, from `{next}` of the page before{total})"))
            }
        };
        if number == 0 { how } else { format!("{how} if the operation sets `{parameter}`") }
    });
    let cursors: Vec<String> = cursors.collect();
    let mut sentence = format!(
        "One call returns one page of `{}`, {}. [`Client::items`](crate::Client::items) returns the entries of all pages, \
         [`Client::pages`](crate::Client::pages) their responses.",
        paging.items,
        cursors.join(", or ")
    );
    if let Some(size) = paging.cursors.first().and_then(Cursor::size) {
        sentence.push_str(&format!(" Their `page_size` sets `{size}`."));
    }
    vec![sentence]
}

/// How to wait: with the operation itself, or with those that follow it.
fn waiting(service: &Service, names: &Names, operation: &Operation) -> Vec<String> {
    let quoted = |words: &[String]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
    if let Some(waiter) = &operation.waiter {
        let failure = match waiter.failure.as_slice() {
            [] => String::new(),
            failure => format!(
                ", and fails with [`ErrorKind::JobFailed`](crate::ErrorKind::JobFailed) if it is {}",
                quoted(failure)
            ),
        };
        return vec![format!(
            "[`Client::wait`](crate::Client::wait) polls until `{}` is final: it succeeds if the state is {}{failure}. In any \
             other state it goes on. A wait needs the `{}` alone, so any program can wait for the job at any \
             time.",
            waiter.status,
            quoted(&waiter.success),
            waiter.id
        )];
    }
    if operation.followed_by.is_empty() {
        return Vec::new();
    }
    // An operation of another family may not be compiled in, and is named without a link.
    let named = operation.followed_by.iter().map(|&id| match &service[id] {
        other if other.family == operation.family => format!("[`{0}`](super::{0})", names[other.request].ident),
        other => format!("`{}`", other.name),
    });
    let named: Vec<String> = named.collect();
    vec![format!(
        "The work goes on after the response. {} reports its state; pass it to [`Client::wait`](crate::Client::wait) to wait \
         for the end.",
        named.join(" or ")
    )]
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

fn error_codes(operation: &Operation, names: &OperationNames) -> Vec<String> {
    let codes = &operation.page.error_codes;
    if codes.is_empty() {
        return Vec::new();
    }
    // The meaning of a code is not always documented.
    let explained = codes.iter().any(|(_, _, words)| !words.is_empty());
    let row = |cells: [&str; 3]| format!("| {} |", cells[..if explained { 3 } else { 2 }].join(" | "));
    let rows = codes.iter().map(|(status, code, words)| row([&cell(status), &code_cell(code), &cell(words)]));
    let mut table = vec![row(["Status", "Code", "Meaning"]), row(["---"; 3])];
    table.extend(rows);
    let module = names.module.trim_start_matches("r#");
    table.extend([String::new(), format!("The codes are constants in the module [`{module}`](self).")]);
    table
}
