//! Which operations a client can call. Those that would fail whatever is passed are left out, with a warning.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::{Located, Operation, Product};

/// Whether an operation can be called; what speaks against it is reported.
pub(crate) fn check(product: &Product, operation: &Operation, diagnostics: &mut Diagnostics) -> bool {
    let problems = [security(operation), path(product, operation)];
    let mut callable = true;
    for problem in problems.into_iter().flatten() {
        callable &= problem.code == Code::UnknownSecurity;
        diagnostics.push(problem.at(&operation.name).warning());
    }
    callable
}

/// A client signs with whatever credentials it has; nothing yet says that an operation takes none of them but a token.
fn security(operation: &Operation) -> Option<Diagnostic> {
    let accepts = |scheme: &str| operation.security.iter().any(|accepted| accepted.value == scheme);
    let first = operation.security.first().filter(|_| !accepts("AK") && !accepts("Anonymous"))?;
    let scheme = &first.value;
    if operation.security.iter().any(|scheme| scheme.value.to_lowercase().contains("bearer")) {
        let message = format!("`{scheme}` is not supported: the operation is left out");
        return Some(
            Diagnostic::new(Code::UnsupportedSecurity, &first.span, message)
                .expected("`AK` or `Anonymous` among the ways to authenticate")
                .help("if it takes keys as well, let the overlay add `AK` to `security`"),
        );
    }
    let message = format!("unknown way to authenticate `{scheme}`: requests are signed with keys");
    Some(
        Diagnostic::new(Code::UnknownSecurity, &first.span, message)
            .expected("`AK` or `Anonymous` among the ways to authenticate")
            .help("try an operation before you rely on it; if it takes keys, let the overlay add `AK` to `security`"),
    )
}

/// A parameter in the path needs its name in braces there: what it is given would not be sent.
fn path(product: &Product, operation: &Operation) -> Option<Diagnostic> {
    if product.style.value == "RPC" {
        // Reported as an error: such requests have no path.
        return None;
    }
    let path = operation.path.as_ref();
    let unplaced = operation.parameters.iter().find(|parameter| {
        let template = path.map_or("", |path| path.value.as_str());
        parameter.location.value == "path" && template_names(template).all(|name| name != parameter.name)
    })?;
    let name = &unplaced.name;
    let message = format!("the path has no place for the parameter `{name}`: the operation is left out");
    let problem = Diagnostic::new(Code::PathParameterUnplaced, path.map_or(&unplaced.span, |path| &path.span), message)
        .at(&operation.name)
        .expected(format!("`{{{name}}}` in `path`"));
    Some(match path {
        // A star stands for any path, and the parameter for what it is.
        Some(Located { value: path, .. }) => {
            let open = path.strip_suffix('*').unwrap_or(path).trim_end_matches('/');
            problem.fix([("path", path.as_str().into())], [("path", format!("{open}/{{{name}}}").as_str().into())])
        }
        None => problem.help("add `path`, with the name of the parameter in braces"),
    })
}

/// The names in braces or brackets of a path template.
pub(crate) fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split(['{', '[']).skip(1).filter_map(|rest| Some(rest.split_once(['}', ']'])?.0))
}
