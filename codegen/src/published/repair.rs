//! Generation goes on where a published document is wrong: the fix that a problem offers is applied, a refinement that cannot be
//! read is taken away, an operation whose problem has no such end is left out, and such a shared schema holds anything. Each is
//! one warning.
//!
//! A fix that guesses where or how a value is sent is not applied: the operation might compile and not work.

use std::sync::Arc;

use crate::build::{self, Mapping};
use crate::canonical::inline;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fix, Help, Severity};
use crate::documents::Documents;
use crate::keys::{self, ERRORS, Mapping as Keys, Role};
use crate::left_out::LeftOut;
use crate::overlay;
use crate::span::Span;
use crate::spec::{Correction, Located};
use crate::tree::{Entry, Node, Value};

/// Problems whose fix guesses where or how a value is sent.
const GUESSED: [Code; 5] =
    [Code::BodyBesideForm, Code::PathInRpc, Code::SecondBody, Code::UnknownLocation, Code::UnknownStyle];

/// Settles the errors among the problems, and adds a warning for each.
///
/// # Errors
/// All problems, where no error could be settled: nothing would come of another round.
pub(crate) fn repair(
    documents: &mut Documents,
    problems: Diagnostics,
    settled: &mut Diagnostics,
) -> Result<(), Diagnostics> {
    let mut progress = false;
    for problem in problems.sorted().into_iter().filter(|problem| problem.severity == Severity::Error) {
        // The fix of another problem settles it, if it does.
        if matches!(problem.help, Help::Settled(_)) {
            continue;
        }
        let fixed = if GUESSED.contains(&problem.code) { None } else { fixed(documents, &problem) };
        let settled_by = fixed.or_else(|| unread(documents, &problem)).or_else(|| taken_out(documents, &problem));
        if let Some(warning) = settled_by {
            progress = true;
            settled.push(warning);
        }
    }
    if progress { Ok(()) } else { Err(problems) }
}

/// Applies the fix of a problem: the warning that says so. None where there is no fix, or where it does not fit.
pub(super) fn fixed(documents: &mut Documents, problem: &Diagnostic) -> Option<Diagnostic> {
    let Help::Fix(fix) = &problem.help else { return None };
    apply(fix, &problem.span, documents).then(|| {
        let also = fix.targets.iter().filter(|target| **target != problem.path).cloned().collect();
        Diagnostic { also, ..warning(problem, &format!("taken as {}", shown(fix))) }
    })
}

/// What to do about a problem of a document that others publish.
const NOTHING: &str = "nothing has to be done; correct the document if you can";

fn warning(problem: &Diagnostic, done: &str) -> Diagnostic {
    let message = format!("{}: {done}", problem.message);
    Diagnostic { message, ..problem.clone() }.warning().help(NOTHING)
}

/// The warnings without corrections, for which a document alone has no overlay.
pub(crate) fn without_corrections(warnings: &Diagnostics) -> Diagnostics {
    let mut told = Diagnostics::default();
    told.extend(warnings.sorted().into_iter().map(|problem| match problem.help {
        Help::Fix(_) => problem.help(NOTHING),
        _ => problem,
    }));
    told
}

/// Applies a fix; whether it fits.
fn apply(fix: &Fix, span: &Span, documents: &mut Documents) -> bool {
    let entries = |values: &[(&'static str, Value)]| {
        let entry = |(key, value): &(&'static str, Value)| Entry {
            key: (*key).to_owned(),
            span: span.clone(),
            node: Node { span: span.clone(), value: value.clone() },
        };
        values.iter().map(entry).collect::<Vec<_>>()
    };
    let targets = fix.targets.iter().map(|target| Located { value: target.clone(), span: span.clone() });
    let correction = Correction { targets: targets.collect(), expect: entries(&fix.expect), set: entries(&fix.set) };
    let mut problems = Diagnostics::default();
    overlay::apply(&[correction], documents, &mut problems);
    !problems.has_errors()
}

fn shown(fix: &Fix) -> String {
    let values = fix.set.iter().filter(|(_, value)| *value != Value::Null);
    let values: Vec<String> = values.map(|(key, value)| format!("`{key}: {}`", inline(value))).collect();
    if values.is_empty() { "absent".to_owned() } else { values.join(", ") }
}

/// Takes away a value of another shape than its key has, where the key only says more of what is there: the warning that says so.
fn unread(documents: &mut Documents, problem: &Diagnostic) -> Option<Diagnostic> {
    if problem.code != Code::UnexpectedShape {
        return None;
    }
    let (head, _) = parts(problem);
    let is_gone = match head {
        "schemas" => take_away(schemas(documents)?, &keys::SCHEMAS, &problem.span),
        _ => take_away(Arc::make_mut(&mut documents.operations.get_mut(head)?.node), &keys::OPERATION, &problem.span),
    };
    is_gone.then(|| warning(problem, "taken as absent"))
}

/// Keys that are not refinements, and still only document an operation.
const DOCUMENTATION: [&str; 2] = ["deprecated", "errorCodes"];

/// Takes away the refinement or documentation whose value, or an element of it, stands at a place; whether there is one.
fn take_away(node: &mut Node, keys: &'static Keys, place: &Span) -> bool {
    match &mut node.value {
        Value::List(elements) => elements.iter_mut().any(|element| take_away(element, keys, place)),
        Value::Map(entries) => {
            let stands_there = |node: &Node| node.span == *place || node.elements().iter().any(|it| it.span == *place);
            let before = entries.len();
            let documents = |key: &str| DOCUMENTATION.contains(&key) || std::ptr::eq(keys, &raw const ERRORS);
            let can_go = |key: &str| keys.role(key) == Role::Refinement || documents(key);
            entries.retain(|entry| !can_go(&entry.key) || !stands_there(&entry.node));
            entries.len() != before
                || entries.iter_mut().any(|entry| take_away(&mut entry.node, keys.within(&entry.key), place))
        }
        Value::Null | Value::Scalar { .. } => false,
    }
}

/// The operation that a problem is in, or `schemas`, and the rest of its path.
fn parts(problem: &Diagnostic) -> (&str, &str) {
    problem.path.split_once(['.', ',', ':']).unwrap_or((&problem.path, ""))
}

fn schemas(documents: &mut Documents) -> Option<&mut Node> {
    Arc::make_mut(&mut documents.product).get_mut("components").and_then(|node| node.get_mut("schemas"))
}

/// Takes out what a problem is about: the warning that says so.
fn taken_out(documents: &mut Documents, problem: &Diagnostic) -> Option<Diagnostic> {
    let (head, rest) = parts(problem);
    if head == "schemas" {
        let schemas = schemas(documents)?;
        let Value::Map(entries) = &mut schemas.value else { return None };
        let named = |entry: &&mut Entry| {
            rest.strip_prefix(entry.key.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let entry = entries.iter_mut().filter(named).max_by_key(|entry| entry.key.len())?;
        let mut any = Mapping::default();
        any.push("type", build::text("any"));
        let any = Node { span: entry.node.span.clone(), ..any.node() };
        if inline(&entry.node.value) == inline(&any.value) {
            return None;
        }
        entry.node = any;
        return Some(warning(problem, "the shared schema is taken as any value"));
    }
    documents.operations.remove(head)?;
    let warning = warning(problem, "the operation is left out");
    documents.left_out.insert(head.to_owned(), LeftOut::by(&warning));
    Some(warning)
}
