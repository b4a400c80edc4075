//! Temporary credentials: the operations of STS, the metadata service of an instance, and a credentials URI.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use crate::dates;
use crate::keys::{Keys, TemporaryCredentials};
use crate::refusal::Refusal;
use crate::request::Request;

/// The product code of STS.
pub(crate) const PRODUCT: &str = "Sts";

/// The operations that grant a session. Whatever else data of STS has is executed as for other products.
pub(crate) const ASSUMING: [&str; 2] = ["AssumeRole", "AssumeRoleWithOIDC"];

/// How long a session lasts by default, and one of the metadata service.
const DEFAULT_DURATION: Duration = Duration::from_secs(3600);
const METADATA_DURATION: Duration = Duration::from_secs(6 * 3600);

const METADATA_TOKEN: &str = "fake-metadata-token";
const METADATA_TOKEN_PATH: &str = "/latest/api/token";
const METADATA_ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// The role of the instance.
pub(crate) const METADATA_ROLE: &str = "fake-role";

/// The path of the credentials URI.
pub(crate) const CREDENTIALS_PATH: &str = "/credentials";

/// The operations of [`ASSUMING`].
///
/// # Errors
/// The ARN of the role is malformed.
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
    let lasting =
        parameters.get("DurationSeconds").and_then(Value::as_u64).map_or(DEFAULT_DURATION, Duration::from_secs);
    let granted = keys.grant(dates::later(now, lasting));
    Ok(json!({
        "RequestId": request_id,
        "AssumedRoleUser": {
            "Arn": format!("acs:ram::{account}:assumed-role/{role}/{session}"),
            "AssumedRoleId": format!("300000000000000001:{session}"),
        },
        "Credentials": credentials(&granted),
    }))
}

fn credentials(granted: &TemporaryCredentials) -> Value {
    json!({
        "AccessKeyId": granted.access_key_id,
        "AccessKeySecret": granted.access_key_secret,
        "SecurityToken": granted.security_token,
        "Expiration": dates::iso(granted.until),
    })
}

/// Status and body of the response of the metadata service, or of the credentials URI; `None` for any other path.
pub(crate) fn credentials_endpoint(keys: &mut Keys, request: &Request<'_>, now: SystemTime) -> Option<(u16, String)> {
    let response = |status: u16, text: &str| Some((status, text.to_owned()));
    let mut granted = || {
        let mut body = credentials(&keys.grant(dates::later(now, METADATA_DURATION)));
        body["Code"] = "Success".into();
        body["LastUpdated"] = dates::iso(now).into();
        Some((200, body.to_string()))
    };
    match (request.method, request.path) {
        ("PUT", METADATA_TOKEN_PATH) => {
            match request.header("x-aliyun-ecs-metadata-token-ttl-seconds").map(str::parse::<u32>) {
                Some(Ok(1..=21_600)) => response(200, METADATA_TOKEN),
                _ => response(400, "the header X-aliyun-ecs-metadata-token-ttl-seconds is not 1 to 21600"),
            }
        }
        ("GET", CREDENTIALS_PATH) => granted(),
        ("GET", path) => {
            let role = path.strip_prefix(METADATA_ROLES)?;
            match (request.header("x-aliyun-ecs-metadata-token"), role) {
                // A request without a token is one of version 1.
                (Some(token), _) if token != METADATA_TOKEN => response(401, "the token is not valid"),
                (_, "") => response(200, METADATA_ROLE),
                (_, METADATA_ROLE) => granted(),
                _ => response(404, "there is no such role"),
            }
        }
        (_, METADATA_TOKEN_PATH | CREDENTIALS_PATH) => response(405, "method not allowed"),
        _ => None,
    }
}
