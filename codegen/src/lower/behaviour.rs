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

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::left_out::LeftOut;
use crate::model::{Cursor, Field, FieldId, Operation, OperationId, Paging, Service, Type, TypeKind, Waiter};
use crate::span::Span;
use crate::spec::{self, Located};
use crate::suggestion::meant;

/// Adds to the operations of a service what the overlay says of them.
/// Operations that were left out before are reported already, and passed over.
pub fn apply(
    overlay: &spec::Overlay,
    left_out: &BTreeMap<String, LeftOut>,
    service: &mut Service,
    diagnostics: &mut Diagnostics,
) {
    for (name, said) in overlay.paging.iter().filter(|(name, _)| !left_out.contains_key(&name.value)) {
        match paging(&Report { path: format!("paging.{}", name.value) }, name, said, service) {
            Ok((operation, paging)) => service.operations[operation.0].paging = Some(paging),
            Err(problem) => diagnostics.push(problem),
        }
    }
    for (name, said) in overlay.waiters.iter().filter(|(name, _)| !left_out.contains_key(&name.value)) {
        if let Err(problem) = add_waiter(name, said, service) {
            diagnostics.push(problem);
        }
    }
}

/// The entry at hand, for messages on it.
struct Report {
    path: String,
}

impl Report {
    fn gone(&self, span: &Span, message: String) -> Box<Diagnostic> {
        let problem = Diagnostic::new(Code::OverlayTargetGone, span, message).at(&self.path);
        let expected = "what the metadata has: the entry is checked against it";
        problem.expected(expected).help("correct the entry, or delete it").into()
    }

    /// The operation of this name; `which` ends the message where there is none.
    fn operation(
        &self,
        name: &Located<String>,
        which: &str,
        service: &Service,
    ) -> Result<OperationId, Box<Diagnostic>> {
        service.id_of(&name.value).ok_or_else(|| {
            let known = service.operations.iter().map(|operation| operation.name.as_str());
            self.unknown(name, format!("no operation `{}`{which}", name.value), known)
        })
    }

    /// An unknown name, with those that may be meant.
    fn unknown<'a>(
        &self,
        name: &Located<String>,
        message: String,
        known: impl Iterator<Item = &'a str>,
    ) -> Box<Diagnostic> {
        let problem = self.gone(&name.span, message);
        match meant(&name.value, known) {
            Some(near) => Box::new(problem.expected(near)),
            None => problem,
        }
    }
}

fn add_waiter(name: &Located<String>, said: &spec::Waiter, service: &mut Service) -> Result<(), Box<Diagnostic>> {
    let report = Report { path: format!("waiters.{}", name.value) };
    let operation = report.operation(name, "", service)?;
    let waiter = waiter(&report, &service[operation], said, service)?;
    for submitter in &said.submitted_by {
        let submitter = report.operation(submitter, ", which `submittedBy` names", service)?;
        service.operations[submitter.0].followed_by.push(operation);
    }
    service.operations[operation.0].waiter = Some(waiter);
    Ok(())
}

fn paging(
    report: &Report,
    name: &Located<String>,
    said: &spec::Paging,
    service: &Service,
) -> Result<(OperationId, Paging), Box<Diagnostic>> {
    let id = report.operation(name, "", service)?;
    let operation = &service[id];
    let items = &said.items;
    let (way, field) = in_response(report, service, operation, items)?;
    let Type::List(item) = &field.ty else {
        return Err(report.gone(&items.span, format!("`{}` of the response is not a list", items.value)));
    };
    let cursors = said.cursors.iter().filter_map(|said| cursor(report, service, operation, said).transpose());
    let (items, item, cursors) = (items.value.clone(), (**item).clone(), cursors.collect::<Result<_, _>>()?);
    Ok((id, Paging { items, way, item, cursors }))
}

/// A way to the next page; one that lacks something has been reported when the overlay was read.
fn cursor(
    report: &Report,
    service: &Service,
    operation: &Operation,
    said: &spec::Cursor,
) -> Result<Option<Cursor>, Box<Diagnostic>> {
    let spec::Cursor { page, token, size, total, next, .. } = said;
    for name in size.iter().chain(page).chain(token) {
        parameter(report, service, operation, name)?;
    }
    for path in total.iter().chain(next) {
        scalar(report, service, operation, path)?;
    }
    let value = |located: &Option<Located<String>>| located.as_ref().map(|located| located.value.clone());
    let (size, total) = (value(size), value(total));
    Ok(match (value(page), value(token), value(next)) {
        (Some(parameter), None, _) => Some(Cursor::Number { parameter, size, total }),
        (None, Some(parameter), Some(next)) => Some(Cursor::Token { parameter, size, next, total }),
        _ => None,
    })
}

fn waiter(
    report: &Report,
    operation: &Operation,
    said: &spec::Waiter,
    service: &Service,
) -> Result<Waiter, Box<Diagnostic>> {
    let spec::Waiter { id, status, success, failure, code, message, .. } = said;
    parameter(report, service, operation, id)?;
    for path in [Some(status), code.as_ref(), message.as_ref()].into_iter().flatten() {
        scalar(report, service, operation, path)?;
    }
    if let Some(state) = success.iter().find(|state| failure.contains(state)) {
        let problem = report.gone(&status.span, format!("the state `{state}` is both success and failure"));
        return Err(Box::new(problem.expected("each state once")));
    }
    // The documented states may be incomplete, but not all states that are waited for can be missing.
    let documented = documented(service, in_response(report, service, operation, status)?.1);
    for (what, states) in [("success", success), ("failure", failure)] {
        if !states.is_empty() && !documented.is_empty() && !states.iter().any(|state| documented.contains(state)) {
            let message = format!("no state of {what} is documented: {}", states.join(", "));
            let problem = report.gone(&status.span, message);
            return Err(Box::new(problem.expected(format!("some of {}", documented.join(", ")))));
        }
    }
    let value = |located: &Option<Located<String>>| located.as_ref().map(|located| located.value.clone());
    Ok(Waiter {
        id: id.value.clone(),
        status: status.value.clone(),
        success: success.clone(),
        failure: failure.clone(),
        code: value(code),
        message: value(message),
    })
}

/// The documented values of a field; none where there is no list.
fn documented(service: &Service, field: &Field) -> Vec<String> {
    match &field.ty {
        Type::Named(id) => match &service[*id].kind {
            TypeKind::Enum(variants) => variants.iter().map(|variant| variant.wire.clone()).collect(),
            TypeKind::Object(_) => Vec::new(),
        },
        _ => field.limits.values.clone(),
    }
}

/// A parameter that takes text or a number.
fn parameter(
    report: &Report,
    service: &Service,
    operation: &Operation,
    name: &Located<String>,
) -> Result<(), Box<Diagnostic>> {
    let Located { value, span } = name;
    let fields = service.fields(operation.request);
    match fields.iter().find(|field| field.wire == *value).map(|field| &field.ty) {
        None => {
            let known = fields.iter().map(|field| field.wire.as_str());
            Err(report.unknown(name, format!("no parameter `{value}`"), known))
        }
        // Several IDs may be sent as a list.
        Some(Type::Text | Type::Integer | Type::Timestamp | Type::List(_)) => Ok(()),
        Some(_) => Err(report.gone(span, format!("the parameter `{value}` takes neither text nor a number"))),
    }
}

fn scalar(
    report: &Report,
    service: &Service,
    operation: &Operation,
    path: &Located<String>,
) -> Result<(), Box<Diagnostic>> {
    match in_response(report, service, operation, path)?.1.ty {
        Type::Text | Type::JsonText | Type::Integer | Type::Float | Type::Boolean | Type::Json | Type::Timestamp => {
            Ok(())
        }
        Type::Named(id) if service.is_enum(id) => Ok(()),
        _ => Err(report.gone(&path.span, format!("`{}` of the response is not a scalar", path.value))),
    }
}

/// The fields along a path of the response, and the last of them.
fn in_response<'a>(
    report: &Report,
    service: &'a Service,
    operation: &Operation,
    path: &Located<String>,
) -> Result<(Vec<FieldId>, &'a Field), Box<Diagnostic>> {
    let found = service.along(operation, &path.value).and_then(|way| {
        let last = *way.last()?;
        Some((way, &service[last]))
    });
    found.ok_or_else(|| report.gone(&path.span, format!("no `{}` in the response", path.value)))
}
