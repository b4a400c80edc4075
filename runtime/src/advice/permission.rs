//! The hint for a denied permission: who lacks what, by which kind of policy, and the statement that would allow it.
//!
//! The service describes it in `AccessDeniedDetail`.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, one_line};
use crate::model::field;
use crate::operation::RamAction;

/// Characters of a name, an action or a resource that are shown.
const LONGEST_NAME: usize = 400;

impl Error {
    /// Whether a permission was lacking: the service names `AccessDeniedDetail`, or a code such as `NoPermission`, or
    /// `Forbidden` with status 403; for the call itself, or for the credentials that it needs. The [`hint`](Self::hint)
    /// then has the policy statement that would allow the call.
    #[must_use]
    pub fn is_access_denied(&self) -> bool {
        is_denial(self)
    }
}

fn is_denial(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Service | ErrorKind::FailedResponse => {}
        // What a source of credentials was refused, for example a role.
        ErrorKind::Credentials => return error.refusal_of_source().is_some_and(Error::is_access_denied),
        _ => return false,
    }
    if error.access_denied_detail().is_some() {
        return true;
    }
    let Some(code) = error.code() else { return false };
    // Codes come as `Group` or `Group.Detail`, and some services put a word of their own before either.
    let group = code.split('.').next().unwrap_or(code);
    let forbidden = group.starts_with("Forbidden") || group.ends_with("Forbidden");
    code.ends_with("NoPermission")
        || ["NoPermission", "NotAuthorized"].contains(&group)
        || group.starts_with("AccessDenied")
        || (forbidden && error.status().is_some_and(|status| status.as_u16() == 403))
}

/// What to do about it.
pub(super) fn advice(error: &Error) -> String {
    let denial = Denial::of(error);
    let who = denial.who();
    // The action that the service has checked is more certain than the one in the metadata.
    let known = error.info().map_or(RamAction::Unknown, |operation| operation.ram_action);
    let (action, reserve) = match (denial.text("AuthAction"), known) {
        (Some(action), _) => (action, ""),
        (None, RamAction::Documented(action)) => (action.to_owned(), ""),
        (None, RamAction::Derived(action)) => {
            (action.to_owned(), " (the action is derived from the operation's name; it is not documented)")
        }
        (None, RamAction::Unknown) => return format!("Which permission {who} lacks is not documented."),
    };
    let resource = denial.text("AuthResource").unwrap_or_else(|| "*".to_owned());
    let on = if resource == "*" { String::new() } else { format!(" on `{resource}`") };
    let policy = denial.policy();
    if denial.is_explicit() {
        let which = denial.matched().map_or_else(|| denial.how_to_find_out(), |names| format!(" It is in {names}."));
        return format!(
            "A `Deny` statement in {} forbids `{action}`{on} for {who}{reserve}. No `Allow` can outdo it; that statement \
             has to change.{which}",
            policy.location
        );
    }
    if policy.is_trust {
        return format!(
            "The trust policy of the role does not let {who} assume it: name that identity as its `Principal`, with the \
             action `{action}`."
        );
    }
    // Quoted by serde_json, so that the statement can be pasted whatever the names are.
    let (action_json, resource_json) = (Value::from(action.as_str()), Value::from(resource));
    format!(
        "{} `{action}`{on} for {who}{reserve}. {}: {{\"Effect\":\"Allow\",\"Action\":{action_json},\"Resource\":{resource_json}}}",
        policy.refuses, policy.remedy
    )
}

/// The service's description of a denial.
struct Denial<'a> {
    detail: Option<&'a Map<String, Value>>,
    diagnosis: Option<&'a Map<String, Value>>,
}

impl<'a> Denial<'a> {
    fn of(error: &'a Error) -> Self {
        Self { detail: error.access_denied_detail(), diagnosis: error.diagnosis() }
    }

    fn find(&self, name: &str) -> Option<&'a Value> {
        let within = |map: Option<&'a Map<String, Value>>| field(map?, name);
        let principal = || within(field(self.diagnosis?, "AuthPrincipal")?.as_object());
        within(self.detail).or_else(|| within(self.diagnosis)).or_else(principal)
    }

    fn text(&self, name: &str) -> Option<String> {
        let text = one_line(self.find(name)?.as_str()?, LONGEST_NAME);
        (!text.is_empty()).then_some(text)
    }

    fn who(&self) -> String {
        let name = self.text("AuthPrincipalDisplayName");
        let kind = match self.text("AuthPrincipalType").as_deref() {
            Some("SubUser") => "RAM user",
            Some("AssumedRoleUser") => "role session",
            Some("RootUser") => "account",
            Some("Federated") => "federated user",
            Some(other) => return format!("{other} {}", name.unwrap_or_default()).trim_end().to_owned(),
            None => return name.unwrap_or_else(|| "the caller".to_owned()),
        };
        name.map_or_else(|| format!("the {kind}"), |name| format!("{kind} {name}"))
    }

    fn is_explicit(&self) -> bool {
        self.text("NoPermissionType").as_deref() == Some("ExplicitDeny")
            || self.find("ExplicitDeny") == Some(&Value::Bool(true))
    }

    fn policy(&self) -> Policy {
        let kind = self.text("PolicyType").or_else(|| self.text("NoPermissionPolicyType"));
        let policy = |location: &str, refuses: &str, remedy| Policy {
            is_trust: false,
            location: location.to_owned(),
            refuses: refuses.to_owned(),
            remedy,
        };
        match kind.as_deref() {
            Some("ControlPolicy") => policy(
                "a control policy of the resource directory",
                "The resource directory's control policies do not allow",
                "The directory's management account has to allow it, with this statement",
            ),
            Some("SessionPolicy") => policy(
                "the policy of the session",
                "The policy of the session does not allow",
                "Assume the role without a policy, or with this statement in it",
            ),
            Some("AssumeRolePolicy") => Policy { is_trust: true, ..policy("the trust policy of the role", "", "") },
            Some("ResourceGroupLevelIdentityBasedPolicy") => policy(
                "a RAM policy of the resource group",
                "No RAM policy, of the account or of the resource group, allows",
                "An administrator can attach one with this statement",
            ),
            Some("AccountLevelIdentityBasedPolicy") | None => {
                policy("a RAM policy", "No RAM policy allows", "An administrator can attach one with this statement")
            }
            Some(other) => policy(
                &format!("a policy of type {other}"),
                &format!("A policy of type {other} does not allow"),
                "What it has to allow is this statement",
            ),
        }
    }

    /// The policies that decided, where the service names them.
    fn matched(&self) -> Option<String> {
        let policies = field(self.diagnosis?, "MatchedPolicies")?.as_array()?;
        let names = policies.iter().filter_map(|policy| {
            let denies = policy.get("Effect").is_none_or(|effect| effect == "Deny");
            let name = one_line(policy.get("PolicyIdentifier")?.as_str()?, LONGEST_NAME);
            (denies && !name.is_empty()).then(|| format!("`{name}`"))
        });
        let names: Vec<_> = names.take(3).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// How to read the diagnostic message, which is too long for a hint.
    fn how_to_find_out(&self) -> String {
        match self.find("EncodedDiagnosticMessage") {
            Some(Value::String(encoded)) if !encoded.is_empty() && self.diagnosis.is_none() => {
                " `aliyun ram DecodeDiagnosticMessage --EncodedDiagnosticMessage …` prints which one it is, from the text in \
                 Error::access_denied_detail."
                    .to_owned()
            }
            _ => String::new(),
        }
    }
}

/// The kind of policy that decided.
struct Policy {
    /// Whether it is about who may assume a role, not about what may be done.
    is_trust: bool,
    /// Where a statement that forbids the action is.
    location: String,
    /// The beginning of the sentence where no statement forbids or allows the action.
    refuses: String,
    /// Where a statement that allows the action has to go.
    remedy: &'static str,
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;
    use crate::operation::{ApiStyle, OperationInfo, Product};
    use crate::received::{RawResponse, Secrets};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    static PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);
    static DERIVED: OperationInfo = OperationInfo {
        ram_action: RamAction::Derived("ice:GetThing"),
        ..OperationInfo::new(&PRODUCT, "things", "GetThing")
    };

    fn refused(status: u16, body: &Value) -> Error {
        let response = http::Response::builder().status(status).body(Bytes::from(body.to_string()));
        Error::refused(RawResponse::new("host", response.unwrap(), Secrets::default())).of_operation(&DERIVED)
    }

    fn hint(detail: Value) -> String {
        let error = refused(403, &json!({ "Code": "NoPermission", "AccessDeniedDetail": detail }));
        assert!(error.is_access_denied());
        advice(&error)
    }

    #[test]
    fn denials_are_recognised_by_code_and_status_or_by_their_detail() {
        for (status, code, denied) in [
            (403, "Forbidden", true),
            (403, "Forbidden.RAM", true),
            (403, "StatusForbidden", true),
            (400, "NoPermission", true),
            (404, "NotAuthorized", true),
            (400, "Instance.NoPermission", true),
            (403, "AccessDenied", true),
            (404, "Forbidden", false),
            (403, "SignatureDoesNotMatch", false),
            (400, "InvalidParameter", false),
        ] {
            assert_eq!(refused(status, &json!({ "Code": code })).is_access_denied(), denied, "{status} {code}");
        }
        assert!(refused(400, &json!({ "Code": "Odd", "AccessDeniedDetail": {} })).is_access_denied());
        assert!(!refused(403, &json!({})).is_access_denied());
        assert!(!Error::new(ErrorKind::Credentials, "NoPermission").is_access_denied());
        let role = refused(403, &json!({ "Code": "NoPermission" }));
        assert!(Error::new(ErrorKind::Credentials, "AssumeRole failed").with_source(role).is_access_denied());
    }

    #[test]
    fn without_an_action_of_the_service_the_hint_has_that_of_the_operation() {
        assert_eq!(
            advice(&refused(403, &json!({ "Code": "Forbidden.RAM" }))),
            "No RAM policy allows `ice:GetThing` for the caller (the action is derived from the operation's name; it is not \
             documented). An administrator can attach one with this statement: \
             {\"Effect\":\"Allow\",\"Action\":\"ice:GetThing\",\"Resource\":\"*\"}"
        );
    }

    #[test]
    fn the_action_that_the_service_checked_takes_precedence() {
        let hint =
            hint(json!({ "AuthAction": "ice:Other", "AuthPrincipalType": "SubUser", "AuthPrincipalDisplayName": "7" }));
        assert!(
            hint.starts_with("No RAM policy allows `ice:Other` for RAM user 7. An administrator can attach"),
            "{hint}"
        );
    }

    #[test]
    fn each_kind_of_policy_has_its_own_remedy() {
        for (kind, words) in [
            ("ControlPolicy", "The directory's management account has to allow it, with this statement: {"),
            ("SessionPolicy", "Assume the role without a policy"),
            ("AssumeRolePolicy", "name that identity as its `Principal`, with the action `ice:A`."),
            (
                "ResourceGroupLevelIdentityBasedPolicy",
                "No RAM policy, of the account or of the resource group, allows `ice:A`",
            ),
            (
                "New",
                "A policy of type New does not allow `ice:A` for the caller. What it has to allow is this statement: {",
            ),
        ] {
            let hint = hint(json!({ "AuthAction": "ice:A", "NoPermissionType": "ImplicitDeny", "PolicyType": kind }));
            assert!(hint.contains(words), "{hint}");
        }
    }

    #[test]
    fn a_detail_is_read_in_any_case() {
        let hint = hint(json!({
            "authAction": "ice:A", "noPermissionType": "ExplicitDeny", "authPrincipalType": "SubUser",
            "authPrincipalDisplayName": "7", "encodedDiagnosticMessage": "{\"matchedPolicies\":[{\"PolicyIdentifier\":\"p\"}]}",
        }));
        assert!(
            hint.starts_with("A `Deny` statement in ") && hint.contains("forbids `ice:A` for RAM user 7."),
            "{hint}"
        );
        assert!(hint.ends_with(" It is in `p`."), "{hint}");
    }

    #[test]
    fn the_hint_for_an_explicit_denial_has_no_statement() {
        let hint = hint(json!({
            "AuthAction": "ice:A", "NoPermissionType": "ExplicitDeny", "PolicyType": "ControlPolicy",
            "EncodedDiagnosticMessage": "AQEAAAAAZBgx",
        }));
        assert_eq!(
            hint,
            "A `Deny` statement in a control policy of the resource directory forbids `ice:A` for the caller. No `Allow` can \
             outdo it; that statement has to change. `aliyun ram DecodeDiagnosticMessage --EncodedDiagnosticMessage …` \
             prints which one it is, from the text in Error::access_denied_detail."
        );
    }

    #[test]
    fn a_plain_diagnosis_is_read() {
        let diagnosis = json!({ "DecodedDiagnosticMessage": {
            "ExplicitDeny": true,
            "NoPermissionPolicyType": "AccountLevelIdentityBasedPolicy",
            "AuthAction": "ice:A",
            "AuthResource": "acs:ice:*:1:job/2",
            "AuthPrincipal": { "AuthPrincipalType": "AssumedRoleUser", "AuthPrincipalDisplayName": "r:s" },
            "MatchedPolicies": [
                { "Effect": "Allow", "PolicyIdentifier": "all" },
                { "Effect": "Deny", "PolicyIdentifier": "no-jobs" },
            ],
        }})
        .to_string();
        let expected = "A `Deny` statement in a RAM policy forbids `ice:A` on `acs:ice:*:1:job/2` for role session r:s. No \
                        `Allow` can outdo it; that statement has to change. It is in `no-jobs`.";
        assert_eq!(hint(json!({ "EncodedDiagnosticMessage": STANDARD.encode(&diagnosis) })), expected);
        assert_eq!(hint(json!({ "EncodedDiagnosticMessage": diagnosis })), expected);
    }

    #[test]
    fn a_resource_that_was_checked_is_the_one_to_allow() {
        let hint = hint(json!({ "AuthAction": "ice:A", "AuthResource": "acs:ice:*:1:job/2" }));
        assert!(
            hint.ends_with("{\"Effect\":\"Allow\",\"Action\":\"ice:A\",\"Resource\":\"acs:ice:*:1:job/2\"}"),
            "{hint}"
        );
    }
}
