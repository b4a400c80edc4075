//! Keys for a while: the operations of STS, and the services that instances and functions ask for keys.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use crate::keys::{Granted, Keys};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::stamp;

/// The product of STS in the catalogue.
pub(crate) const PRODUCT: &str = "Sts";

/// How long a session lasts that does not say, and one of the metadata service.
const USUAL: Duration = Duration::from_secs(3600);
const OF_METADATA: Duration = Duration::from_secs(6 * 3600);

const METADATA_TOKEN: &str = "fake-metadata-token";
const METADATA_TOKEN_PATH: &str = "/latest/api/token";
const METADATA_ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// The role of the instance that the fake is.
pub(crate) const METADATA_ROLE: &str = "fake-role";

/// The path below which keys are given as credentials URIs give them.
pub(crate) const CREDENTIALS_PATH: &str = "/credentials";

/// `AssumeRole` and its like.
///
/// # Errors
/// A role that is none.
pub(crate) fn assume(
    keys: &mut Keys,
    parameters: &Map<String, Value>,
    request_id: &str,
    now: SystemTime,
) -> Result<Value, Refusal> {
    let text = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or_default();
    let (arn, session) = (text("RoleArn"), text("RoleSessionName"));
    // `acs:ram::<account>:role/<name>`
    let role = arn.strip_prefix("acs:ram::").and_then(|rest| rest.split_once(":role/"));
    let Some((account, role)) = role.filter(|(account, role)| !account.is_empty() && !role.is_empty()) else {
        return Err(Refusal::new(400, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed."));
    };
    let lasting = parameters.get("DurationSeconds").and_then(Value::as_u64).map_or(USUAL, Duration::from_secs);
    let granted = keys.grant(now, lasting);
    Ok(json!({
        "RequestId": request_id,
        "AssumedRoleUser": {
            "Arn": format!("acs:ram::{account}:assumed-role/{role}/{session}"),
            "AssumedRoleId": format!("300000000000000001:{session}"),
        },
        "Credentials": told(&granted),
    }))
}

fn told(granted: &Granted) -> Value {
    json!({
        "AccessKeyId": granted.access_key_id,
        "AccessKeySecret": granted.access_key_secret,
        "SecurityToken": granted.security_token,
        "Expiration": stamp::iso(granted.until),
    })
}

/// What the metadata service of an instance, or a credentials URI, answers: status and body. None where the path is
/// neither's.
pub(crate) fn ambient(keys: &mut Keys, request: &Request, now: SystemTime) -> Option<(u16, String)> {
    let answer = |status: u16, text: &str| Some((status, text.to_owned()));
    let mut granted = || {
        let mut body = told(&keys.grant(now, OF_METADATA));
        body["Code"] = "Success".into();
        body["LastUpdated"] = stamp::iso(now).into();
        Some((200, body.to_string()))
    };
    match (request.method.as_str(), request.path.as_str()) {
        ("PUT", METADATA_TOKEN_PATH) => {
            match request.header("x-aliyun-ecs-metadata-token-ttl-seconds").map(str::parse::<u32>) {
                Some(Ok(1..=21_600)) => answer(200, METADATA_TOKEN),
                _ => answer(400, "the header X-aliyun-ecs-metadata-token-ttl-seconds is not 1 to 21600"),
            }
        }
        ("GET", CREDENTIALS_PATH) => granted(),
        ("GET", path) => {
            let role = path.strip_prefix(METADATA_ROLES)?;
            match (request.header("x-aliyun-ecs-metadata-token"), role) {
                // Without a token it is asked as of version 1.
                (Some(token), _) if token != METADATA_TOKEN => answer(401, "the token is not valid"),
                (_, "") => answer(200, METADATA_ROLE),
                (_, METADATA_ROLE) => granted(),
                _ => answer(404, "there is no such role"),
            }
        }
        (_, METADATA_TOKEN_PATH | CREDENTIALS_PATH) => answer(405, "method not allowed"),
        _ => None,
    }
}
