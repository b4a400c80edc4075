//! Generation goes on where a published document is wrong: the fix that a problem offers is applied, an operation that has none
//! is left out, and a shared schema that has none holds anything. Each is one warning.
//!
//! A fix that guesses where or how a value is sent is not applied: the operation might compile and not work.

use std::sync::Arc;

use crate::build::{self, Mapping};
use crate::canonical::inline;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fix, Help, Severity};
use crate::documents::Documents;
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
        let done = match &problem.help {
            Help::Fix(_) if GUESSED.contains(&problem.code) => None,
            Help::Fix(fix) => apply(fix, &problem.span, documents).then(|| format!("taken as {}", shown(fix))),
            // The fix of another problem settles it, if it does.
            Help::Text(text) if text.starts_with("the correction offered for") => continue,
            Help::Text(_) | Help::Names(_) => None,
        };
        let done = done.or_else(|| leave_out(documents, &problem.path));
        if let Some(done) = done {
            progress = true;
            let message = format!("{}: {done}", problem.message);
            settled.push(
                Diagnostic { message, ..problem }
                    .warning()
                    .help("nothing has to be done; correct the document if you can"),
            );
        }
    }
    if progress { Ok(()) } else { Err(problems) }
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

/// Leaves out what a path leads to, and says what becomes of it.
fn leave_out(documents: &mut Documents, path: &str) -> Option<String> {
    let (head, rest) = path.split_once(['.', ',', ':']).unwrap_or((path, ""));
    if head == "schemas" {
        let schemas =
            Arc::make_mut(&mut documents.product).get_mut("components").and_then(|node| node.get_mut("schemas"))?;
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
        return Some("the shared schema is taken as any value".to_owned());
    }
    documents.operations.remove(head)?;
    documents.unreadable.insert(head.to_owned());
    Some("the operation is left out".to_owned())
}
