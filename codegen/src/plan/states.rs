//! The states of a job: the documented ones, in the order in which it goes through them.

use crate::model::{Field, Operation, Service, Type, TypeKind};
use crate::plan::kinds::States;

/// The states of a job for which none is documented before the terminal ones.
const DEFAULT: [&str; 2] = ["Init", "Processing"];

/// Prefixes of the states that come first and second; all others come after these.
const EARLY: [&[&str]; 2] =
    [&["init", "creat", "submit", "idle"], &["queu", "wait", "pend", "upload", "start", "prepar"]];

/// Prefixes of the states that no successful job goes through.
const NOT_ON_SUCCESS: [&str; 7] = ["recover", "stop", "partial", "cancel", "delet", "paus", "terminat"];

/// The states of the job that an operation reports.
pub(super) fn states(service: &Service, operation: &Operation) -> Option<States> {
    let waiter = operation.waiter.as_ref()?;
    let state = *service.along(operation, &waiter.status)?.last()?;
    let documented = documented(service, &service[state]);
    let is_final = |word: &String| waiter.success.contains(word) || waiter.failure.contains(word);
    let starts_with = |word: &str, prefixes: &[&str]| {
        let word = word.to_ascii_lowercase();
        prefixes.iter().any(|prefix| word.starts_with(prefix))
    };
    let before_the_end = documented.into_iter().filter(|word| !is_final(word) && !starts_with(word, &NOT_ON_SUCCESS));
    let mut steps: Vec<String> = before_the_end.collect();
    // The sort is stable: what the documentation puts in order stays so.
    steps.sort_by_key(|word| EARLY.iter().position(|prefixes| starts_with(word, prefixes)).unwrap_or(EARLY.len()));
    if steps.is_empty() {
        steps = DEFAULT.map(str::to_owned).to_vec();
    }
    let leaf = |path: &String| path.rsplit('.').next().unwrap_or(path).to_owned();
    let failure = waiter.failure.iter().find(|word| !starts_with(word, &NOT_ON_SUCCESS)).or(waiter.failure.first());
    Some(States {
        steps,
        success: waiter.success.first()?.clone(),
        failure: failure.cloned().unwrap_or_else(|| "Failed".to_owned()),
        cancelled: waiter.failure.iter().find(|word| starts_with(word, &["cancel", "stop"])).cloned(),
        field: leaf(&waiter.status),
        code: waiter.code.as_ref().map(leaf),
        message: waiter.message.as_ref().map(leaf),
    })
}

/// The documented values of a field: of its enum, or those that are listed for it.
fn documented(service: &Service, field: &Field) -> Vec<String> {
    let Type::Named(id) = field.ty else { return field.limits.values.clone() };
    match &service[id].kind {
        TypeKind::Enum(variants) => variants.iter().map(|variant| variant.wire.clone()).collect(),
        TypeKind::Object(_) => Vec::new(),
    }
}
