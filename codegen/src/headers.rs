//! Parameters in headers that no request can have: HTTP does not allow the name, or the client sets the header itself.

use crate::callable;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Auth;
use crate::spec::{Operation, Parameter, is_bytes, parameter_path};

/// What HTTP itself, the transport or the protocol sets in every request.
const OF_EVERY_REQUEST: [&str; 15] = [
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
];

/// What a signature sets.
const OF_SIGNATURES: [&str; 3] = ["authorization", "x-acs-accesskey-id", "x-acs-security-token"];

/// What a bearer token sets.
const OF_BEARER_TOKENS: [&str; 2] = ["x-acs-bearer-token", "x-acs-signature-type"];

/// The beginnings of the names of further ones.
const GROUPS: [&str; 2] = ["x-acs-credentials-provider", "x-acs-retry-"];

/// What the name of a header may have besides letters and digits.
const SIGNS: &str = "!#$%&'*+-.^_`|~";

/// Why an operation cannot be called: it requires a header that no request can have.
pub(crate) fn problem(operation: &Operation) -> Option<Diagnostic> {
    let parameter = in_headers(operation).find(|parameter| parameter.schema.required && !is_name(&parameter.name))?;
    Some(invalid(parameter, "operation").at(&operation.name).warning())
}

/// Takes out the other parameters that cannot be sent, with a warning each: the operation works without them.
pub(crate) fn take_out(operation: &mut Operation, diagnostics: &mut Diagnostics) {
    let problems = in_headers(operation).filter_map(|parameter| {
        let problem = if !is_name(&parameter.name) {
            invalid(parameter, "parameter")
        } else if is_set(operation, &parameter.name.to_lowercase()) {
            let message = format!("the client sets the header `{}` itself: the parameter is left out", parameter.name);
            Diagnostic::new(Code::BadHeader, &parameter.span, message)
                .expected("a header that the client does not set")
                .help("nothing has to be done")
        } else {
            return None;
        };
        Some((parameter.name.clone(), problem.at(parameter_path(&operation.name, &parameter.name)).warning()))
    });
    let problems: Vec<_> = problems.collect();
    for (name, problem) in problems {
        operation.parameters.retain(|parameter| parameter.location.value != "header" || parameter.name != name);
        diagnostics.push(problem);
    }
}

fn in_headers(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    // A missing name is reported where the spec is read.
    operation.parameters.iter().filter(|it| it.location.value == "header" && !it.name.is_empty())
}

fn invalid(parameter: &Parameter, what: &str) -> Diagnostic {
    let message = format!("HTTP does not allow the header `{}`: the {what} is left out", parameter.name);
    Diagnostic::new(Code::BadHeader, &parameter.span, message)
        .expected(format!("letters, digits and the signs {SIGNS}"))
        .help("if the service has another name for it, correct `name`")
}

/// Whether HTTP allows this name of a header.
fn is_name(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || SIGNS.contains(character);
    !name.is_empty() && name.chars().all(plain)
}

/// Whether the client sets the header of this name, in lower case, in every request of the operation.
fn is_set(operation: &Operation, name: &str) -> bool {
    let by_auth = match callable::auth(operation) {
        Some(Auth::Signed) => OF_SIGNATURES.contains(&name),
        Some(Auth::Bearer) => OF_BEARER_TOKENS.contains(&name),
        Some(Auth::Anonymous) | None => false,
    };
    let by_body = || name == "content-type" && has_typed_body(operation);
    by_auth || OF_EVERY_REQUEST.contains(&name) || GROUPS.iter().any(|group| name.starts_with(group)) || by_body()
}

/// Whether the body has a content type of its own: bytes have that of a parameter.
fn has_typed_body(operation: &Operation) -> bool {
    operation.parameters.iter().any(|parameter| match parameter.location.value.as_str() {
        "formData" => true,
        "body" => !is_bytes(&parameter.schema, &operation.consumes),
        _ => false,
    })
}
