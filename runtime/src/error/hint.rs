//! What to do about an error: the general rules, from what the error knows of itself.

use http::StatusCode;
use serde_json::Value;

use super::{Error, ErrorKind, one_line};
use crate::operation::{Effect, OperationInfo, RamAction};

/// The advice for this error, where there is any that is more than a repetition of it.
pub(super) fn of(error: &Error) -> Option<String> {
    match error.kind() {
        ErrorKind::Service => refused(error),
        ErrorKind::Connect => Some(
            "The service has not seen the request, so repeating it is safe. Check region or endpoint, the network, and \
             the proxy variables HTTPS_PROXY and NO_PROXY."
                .to_owned(),
        ),
        // Whether the service acted on the request is open.
        ErrorKind::Timeout | ErrorKind::Transport => Some(repeatable(error.info()?).to_owned()),
        ErrorKind::UnexpectedReply => Some(after_odd_reply(error)),
        ErrorKind::Config
        | ErrorKind::InvalidRequest
        | ErrorKind::Credentials
        | ErrorKind::Paging
        | ErrorKind::JobFailed
        | ErrorKind::StillRunning => None,
    }
}

fn refused(error: &Error) -> Option<String> {
    let status = error.status()?;
    let Some(code) = error.code() else {
        return Some(uncoded(error, status));
    };
    // Codes come as `Group` or `Group.Detail`; the group says what kind of problem it is.
    let group = code.split('.').next().unwrap_or(code);
    if error.access_denied_detail().is_some() || is_denial(code, group, status) {
        return Some(permission(error));
    }
    match group {
        "SignatureDoesNotMatch" | "IncompleteSignature" => Some(
            "Most often the secret does not belong to the access key ID, or has lost or gained a character when it was \
             copied; otherwise something between here and the service changes requests."
                .to_owned(),
        ),
        "InvalidAccessKeyId" | "InvalidAccessKey" | "MissingAccessKeyId" => Some(
            "The access key does not exist, is disabled, or belongs to another site (China or international). Check \
             ALIBABA_CLOUD_ACCESS_KEY_ID, or what is given to ClientBuilder::credentials; an ID that starts with `STS.` \
             also needs its security token."
                .to_owned(),
        ),
        "InvalidSecurityToken" | "MissingSecurityToken" => Some(
            "The security token has expired, or is not the one of this access key: get ID, secret and token anew, \
             together."
                .to_owned(),
        ),
        "InvalidTimeStamp" | "IllegalTimestamp" | "InvalidTimestamp" => {
            Some("This machine's clock is more than 15 minutes off: set it.".to_owned())
        }
        "InvalidAction" | "InvalidVersion" | "InvalidProduct" | "InvalidApi" => {
            let product = error.info()?.product;
            Some(format!(
                "This host does not offer the operation in version {} of {}: check region and endpoint.",
                product.version, product.code
            ))
        }
        _ if group.starts_with("Throttling") || status == StatusCode::TOO_MANY_REQUESTS => {
            Some("Too many calls in a short time: wait a moment, then call less often.".to_owned())
        }
        _ if status.is_server_error() => Some(repeatable(error.info()?).to_owned()),
        _ => {
            let docs = error.info()?.docs;
            (!docs.is_empty()).then(|| format!("Parameters and error codes are described at {docs}"))
        }
    }
}

/// A refusal without a code: the service always sends one, so something in front of it has answered.
fn uncoded(error: &Error, status: StatusCode) -> String {
    let mut hint =
        "Such an answer comes from a proxy, a gateway or another server rather than from the service: check \
                    the endpoint, and the proxy variables HTTPS_PROXY and NO_PROXY."
            .to_owned();
    if let Some(operation) = error.info()
        && status.is_server_error()
    {
        hint.push(' ');
        hint.push_str(repeatable(operation));
    }
    hint
}

fn repeatable(operation: &OperationInfo) -> &'static str {
    match operation.effect {
        Effect::Read => "The operation changes nothing, so repeating it is safe.",
        Effect::Write => "Whether the operation took effect is not known: look before repeating it.",
    }
}

fn after_odd_reply(error: &Error) -> String {
    if error.status().is_some_and(|status| status.is_redirection()) {
        return "A redirect is not followed, because the signature covers host and path. Give the right host to \
                ClientBuilder::endpoint, and use https."
            .to_owned();
    }
    let repeat = match error.info().map(|operation| operation.effect) {
        Some(Effect::Read) => "Repeating the call is safe.",
        _ => "The call may have taken effect: look before repeating it.",
    };
    if error.raw_body().is_some_and(|body| !body.is_empty()) {
        format!("{repeat} Error::raw_body has what was received.")
    } else {
        repeat.to_owned()
    }
}

fn is_denial(code: &str, group: &str, status: StatusCode) -> bool {
    group == "NoPermission"
        || group.starts_with("AccessDenied")
        || code.ends_with("NoPermission")
        || (group == "Forbidden" && status == StatusCode::FORBIDDEN)
}

/// Which action is needed, and the policy statement that would allow it.
fn permission(error: &Error) -> String {
    let detail = |name: &str| error.access_denied_detail()?.get(name)?.as_str();
    let who = match (detail("AuthPrincipalType"), detail("AuthPrincipalDisplayName")) {
        (Some(kind), Some(name)) => one_line(&format!("{kind} {name}"), 100),
        _ => "the caller".to_owned(),
    };
    // What the service says it checked is surer than what the metadata says it will check.
    let known = error.info().map_or(RamAction::Unknown, |operation| operation.ram_action);
    let (action, reserve) = match (detail("AuthAction"), known) {
        (Some(action), _) | (None, RamAction::Documented(action)) => (action, ""),
        (None, RamAction::Derived(action)) => (action, " (so by the usual rule; it is not documented)"),
        (None, RamAction::Unknown) => return format!("Which permission {who} lacks is not documented."),
    };
    let action = one_line(action, 100);
    if detail("NoPermissionType") == Some("ExplicitDeny") {
        let policy = detail("PolicyType").map_or_else(String::new, |kind| format!(" of type {}", one_line(kind, 60)));
        return format!(
            "The action `{action}` is denied to {who} by a policy{policy}: no other statement can allow it, the denying \
             one has to change."
        );
    }
    // Written through serde_json so that it can be pasted whatever the action is.
    let quoted = Value::from(action.as_str());
    format!(
        "The action `{action}`{reserve} is not allowed for {who}; this policy statement allows it: \
         {{\"Effect\":\"Allow\",\"Action\":{quoted},\"Resource\":\"*\"}}"
    )
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::super::{Reply, Secrets};
    use super::*;
    use crate::operation::{ApiStyle, Product};

    static PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);
    static READ: OperationInfo = OperationInfo {
        effect: Effect::Read,
        ram_action: RamAction::Derived("ice:GetThing"),
        docs: "https://example.com/docs",
        ..OperationInfo::new(&PRODUCT, "things", "GetThing")
    };

    fn hint(status: u16, body: Value) -> String {
        let response = http::Response::builder().status(status).body(Bytes::from(body.to_string()));
        let reply = Reply::new("host", response.unwrap(), Secrets::default());
        let error = Error::refused(reply).of_operation(&READ);
        of(&error).unwrap_or_default()
    }

    #[test]
    fn a_denial_names_the_action_and_the_statement() {
        assert_eq!(
            hint(403, json!({ "Code": "Forbidden.RAM" })),
            "The action `ice:GetThing` (so by the usual rule; it is not documented) is not allowed for the caller; this \
             policy statement allows it: {\"Effect\":\"Allow\",\"Action\":\"ice:GetThing\",\"Resource\":\"*\"}"
        );
    }

    #[test]
    fn the_action_that_the_service_checked_wins() {
        let detail =
            json!({ "AuthAction": "ice:Other", "AuthPrincipalType": "SubUser", "AuthPrincipalDisplayName": "7" });
        let hint = hint(403, json!({ "Code": "NoPermission", "AccessDeniedDetail": detail }));
        assert!(hint.starts_with("The action `ice:Other` is not allowed for SubUser 7;"), "{hint}");
    }

    #[test]
    fn an_explicit_denial_is_not_answered_with_a_statement() {
        let detail =
            json!({ "AuthAction": "ice:A", "NoPermissionType": "ExplicitDeny", "PolicyType": "ControlPolicy" });
        let hint = hint(403, json!({ "Code": "NoPermission", "AccessDeniedDetail": detail }));
        assert!(hint.contains("is denied to the caller by a policy of type ControlPolicy:"), "{hint}");
        assert!(!hint.contains("Allow"), "{hint}");
    }

    #[test]
    fn codes_are_told_apart_by_their_group() {
        assert!(hint(404, json!({ "Code": "InvalidAccessKeyId.NotFound" })).contains("ALIBABA_CLOUD_ACCESS_KEY_ID"));
        assert!(hint(400, json!({ "Code": "SignatureDoesNotMatch" })).contains("secret"));
        assert!(hint(400, json!({ "Code": "InvalidTimeStamp.Expired" })).contains("clock"));
        assert!(hint(400, json!({ "Code": "Throttling.User" })).contains("less often"));
        assert!(hint(404, json!({ "Code": "InvalidAction.NotFound" })).contains("2020-11-09"));
        assert!(hint(400, json!({ "Code": "MissingParameter" })).contains("https://example.com/docs"));
        assert!(hint(500, json!({ "Code": "InternalError" })).contains("safe"));
        assert!(hint(502, json!(null)).contains("NO_PROXY"));
        assert!(hint(400, json!({ "Code": "OperationDenied" })).contains("https://example.com/docs"));
    }

    #[test]
    fn a_write_that_may_have_taken_effect_is_not_called_safe() {
        static WRITE: OperationInfo = OperationInfo::new(&PRODUCT, "things", "CreateThing");
        for kind in [ErrorKind::Timeout, ErrorKind::Transport, ErrorKind::UnexpectedReply] {
            let advice = of(&Error::new(kind, "").of_operation(&WRITE)).unwrap();
            assert!(advice.contains("look before repeating it"), "{advice}");
        }
        let advice = of(&Error::new(ErrorKind::Connect, "").of_operation(&WRITE)).unwrap();
        assert!(advice.contains("has not seen the request"), "{advice}");
    }
}
