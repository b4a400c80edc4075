//! Which operations a client can call. Those that would fail whatever is passed are left out, each with one warning that says
//! why.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Auth;
use crate::path_template;
use crate::spec::{Located, Operation, Product};

/// Products whose requests are signed by rules of their own, by their styles, which newer documents give as `ROA`.
const OTHER_SIGNATURES: [&str; 4] = ["AliGenie", "OSS", "PDS", "SLS"];

/// Schemes of responses that come bit by bit.
const STREAMING: [&str; 2] = ["sse", "websocket"];

/// Why an operation cannot be called; none where it can.
pub(crate) fn problem(product: &Product, operation: &Operation) -> Option<Diagnostic> {
    let problem = signature(product, operation)
        .or_else(|| streaming(operation))
        .or_else(|| security(operation))
        .or_else(|| xml(operation))
        .or_else(|| multipart(operation))
        .or_else(|| path(product, operation));
    problem.map(|problem| problem.at(&operation.name).warning())
}

/// How an operation is authenticated, if a way that it accepts is supported. One that states none is signed.
pub(crate) fn auth(operation: &Operation) -> Option<Auth> {
    auth_by(&operation.security.iter().map(|accepted| accepted.value.as_str()).collect::<Vec<_>>())
}

/// The same by the names of the ways that are accepted.
pub(crate) fn auth_by(accepted: &[&str]) -> Option<Auth> {
    let accepts = |schemes: &[&str]| accepted.iter().any(|name| schemes.contains(name));
    // Signed requests have the tokens of the first line in a header, those of the second in a parameter.
    if accepted.is_empty() || accepts(&["AK", "accessTokenAuth", "rootTokenAuth"]) {
        Some(Auth::Signed)
    } else if accepts(&["Anonymous", "ARS_OIDC"]) {
        Some(Auth::Anonymous)
    } else if accepted.iter().any(|name| name.to_lowercase().contains("bearer")) {
        Some(Auth::Bearer)
    } else {
        None
    }
}

fn signature(product: &Product, operation: &Operation) -> Option<Diagnostic> {
    let names = [&product.style.value, &product.product];
    let own = OTHER_SIGNATURES.iter().find(|own| names.iter().any(|name| name.eq_ignore_ascii_case(own)))?;
    let message = format!("requests to {own} have a signature of their own: the operation is left out");
    Some(
        Diagnostic::new(Code::UnsupportedSignature, &operation.span, message)
            .expected("a product of style RPC, V3, ROA or FC")
            .help(format!("use the SDK that is made for {own}")),
    )
}

/// An operation that is offered as a stream responds with one over plain HTTP too.
fn streaming(operation: &Operation) -> Option<Diagnostic> {
    let streams = |scheme: &&Located<String>| STREAMING.contains(&&*scheme.value);
    let is_http = |scheme: &Located<String>| scheme.value.starts_with("http");
    let schemes = &operation.schemes;
    let other = || schemes.first().filter(|_| !schemes.iter().any(is_http));
    let events = || operation.produces.iter().find(|media| media.value == "text/event-stream");
    let scheme = schemes.iter().find(streams).or_else(other).or_else(events)?;
    let message = format!("`{}` is not supported: the operation is left out", scheme.value);
    Some(
        Diagnostic::new(Code::UnsupportedStreaming, &scheme.span, message)
            .expected("`http` or `https`, and a response that comes as a whole")
            .help("use an SDK that streams; there is nothing to correct"),
    )
}

fn security(operation: &Operation) -> Option<Diagnostic> {
    let first = operation.security.first().filter(|_| auth(operation).is_none())?;
    let message = format!("`{}` is not a supported way to authenticate: the operation is left out", first.value);
    Some(
        Diagnostic::new(Code::UnsupportedSecurity, &first.span, message)
            .expected("`AK`, `BearerToken` or `Anonymous` among the ways to authenticate")
            .help("if it takes keys as well, let the overlay add `AK` to `security`"),
    )
}

/// XML as the style of a parameter, or as the only form of a body or a response.
fn xml(operation: &Operation) -> Option<Diagnostic> {
    let is_xml = |word: &&Located<String>| word.value.contains("xml");
    let style = operation.parameters.iter().filter_map(|parameter| parameter.style.as_ref()).find(is_xml);
    let consumed = || alone(&operation.consumes, "xml").filter(|_| sends(operation, &["body", "formData"]));
    let produced = || alone(&operation.produces, "xml").filter(|_| operation.response.is_some());
    let found = style.or_else(consumed).or_else(produced)?;
    let message = "XML is not supported: the operation is left out";
    Some(
        Diagnostic::new(Code::UnsupportedXml, &found.span, message)
            .expected("bodies and responses of JSON, a form, or bytes")
            .help("if the service takes and sends JSON as well, correct `style`, `consumes` or `produces`"),
    )
}

/// A form with bytes, for which it needs parts, or a body that is to have parts. A form of texts is a plain one, whatever
/// `consumes` says: official SDKs send it so.
fn multipart(operation: &Operation) -> Option<Diagnostic> {
    let binary = operation.parameters.iter().find(|parameter| {
        let schema = &parameter.schema;
        parameter.location.value == "formData"
            && (schema.is_binary() || schema.items.as_ref().is_some_and(|it| it.is_binary()))
    });
    let consumed =
        || alone(&operation.consumes, "multipart").filter(|_| sends(operation, &["body"])).map(|media| &media.span);
    let span = binary.map(|parameter| &parameter.span).or_else(consumed)?;
    let message = "a body of several parts is not supported: the operation is left out";
    Some(
        Diagnostic::new(Code::UnsupportedMultipart, span, message)
            .expected("a body of JSON, a form of texts, or bytes as the whole body")
            .help("if the service takes JSON or a plain form as well, correct `consumes` or `format`"),
    )
}

/// A media type with this word, if nothing that is supported stands beside it.
fn alone<'a>(media: &'a [Located<String>], word: &str) -> Option<&'a Located<String>> {
    let has = |words: &[&str]| media.iter().find(|media| words.iter().any(|word| media.value.contains(word)));
    has(&[word]).filter(|_| has(&["json", "urlencoded", "octet-stream"]).is_none())
}

/// Whether an operation has a parameter in one of these locations.
fn sends(operation: &Operation, locations: &[&str]) -> bool {
    operation.parameters.iter().any(|parameter| locations.contains(&&*parameter.location.value))
}

/// A parameter in the path needs its name in braces there: what it is given would not be sent.
fn path(product: &Product, operation: &Operation) -> Option<Diagnostic> {
    if product.style.value == "RPC" {
        // Reported as an error: such requests have no path.
        return None;
    }
    let path = operation.path.as_ref();
    let Err(unplaced) = path_template::of(operation) else { return literals(path?) };
    let name = &unplaced.name;
    let message = format!("the path has no place for the parameter `{name}`: the operation is left out");
    let problem = Diagnostic::new(Code::PathParameterUnplaced, path.map_or(&unplaced.span, |path| &path.span), message)
        .at(&operation.name)
        .expected(format!("`{{{name}}}` in `path`"));
    Some(match path {
        Some(Located { value: path, .. }) => {
            let open = path.trim_end_matches(['*', '/']);
            problem.fix([("path", path.as_str().into())], [("path", format!("{open}/{{{name}}}").as_str().into())])
        }
        None => problem.help("add `path`, with the name of the parameter in braces"),
    })
}

/// What is neither sent nor signed as it stands.
fn literals(path: &Located<String>) -> Option<Diagnostic> {
    let part = path_template::unsendable(&path.value)?;
    let message = format!("the path has `{part}`, which cannot be sent: the operation is left out");
    Some(
        Diagnostic::new(Code::BadPath, &path.span, message)
            .expected("segments of letters, digits, percent-encoded bytes and the signs -._~!$&'()*+,;=:@")
            .help("encode it in `path`, or correct it"),
    )
}
