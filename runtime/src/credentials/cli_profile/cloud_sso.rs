//! Mode `CloudSSO`: the access token of a login with CloudSSO, which gives temporary keys of an access configuration.

use http::{Method, StatusCode, Uri};
use serde_json::{Map, Value, json};

use super::login::Login;
use crate::credentials::access_key::Credentials;
use crate::credentials::http::{advise, refused, request};
use crate::credentials::profile::Profile;
use crate::credentials::temporary;
use crate::endpoint::BaseUrl;
use crate::error::Error;
use crate::received::Secrets;

const EXPIRES: &str = "cloud_sso_access_token_expire";
const NETWORK: &str = "A CLI profile of mode CloudSSO gets its keys there. Check the network and HTTPS_PROXY.";
const AGAIN: &str = "Sign in again with `aliyun configure --mode CloudSSO`.";

/// Temporary keys for the login.
pub(super) async fn exchange(login: &Login, profile: &Profile) -> Result<Credentials, Error> {
    let lacks = |key| profile.error(&format!("has no `{key}`")).with_hint(AGAIN);
    let own = |key| profile.own(key).ok_or_else(|| lacks(key));
    let token = profile.own_token("access_token")?.ok_or_else(|| lacks("access_token"))?;
    own(EXPIRES)?;
    if profile.time(EXPIRES).is_none_or(|expires_at| expires_at <= login.environment.now()) {
        return Err(profile.error("has an `access_token` that has expired").with_hint(AGAIN));
    }
    let base_url = base_url(own("cloud_sso_sign_in_url")?)
        .ok_or_else(|| profile.error("has a `cloud_sso_sign_in_url` that is not an https address").with_hint(AGAIN))?;
    let bearer = format!("Bearer {token}");
    let json = "application/json";
    let headers = [("authorization", bearer.as_str()), ("content-type", json), ("accept", json)];
    let uri = format!("{base_url}/cloud-credentials");
    let account = own("cloud_sso_account_id")?;
    let configuration = own("cloud_sso_access_config")?;
    let body = json!({ "AccountId": account, "AccessConfigurationId": configuration }).to_string();
    let make = || {
        let mut request = request(Method::POST, &uri, &headers)?;
        *request.body_mut() = body.clone().into();
        Ok((request, Secrets::text(token)))
    };
    let response = login.http.send(&login.environment, base_url.is_loopback(), make).await;
    let response = response.map_err(|error| advise(error, NETWORK))?;
    if response.status != StatusCode::OK {
        let is_over = [StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED].contains(&response.status);
        return Err(refused("asking CloudSSO", response, |_| is_over.then_some(AGAIN)));
    }
    let keys = match temporary::object(&response)?.remove("CloudCredential") {
        Some(Value::Object(keys)) => keys,
        _ => Map::new(),
    };
    let credentials = temporary::credentials(keys, &response)?;
    Ok(temporary::by_own_clock(credentials, &response.headers, login.environment.now()))
}

/// Scheme, host and port of the sign-in URL.
fn base_url(address: &str) -> Option<BaseUrl> {
    let parsed = Uri::try_from(address.trim()).ok()?;
    let (scheme, authority) = (parsed.scheme_str().unwrap_or("https"), parsed.authority()?);
    BaseUrl::parse(&format!("{scheme}://{authority}"), false).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_the_sign_in_host_and_over_tls() {
        let url = |address| base_url(address).map(|url| url.to_string());
        let expected = Some("https://signin-cn-shanghai.alibabacloudsso.com".to_owned());
        assert_eq!(url("https://signin-cn-shanghai.alibabacloudsso.com/start/login?a=b"), expected);
        assert_eq!(url("signin-cn-shanghai.alibabacloudsso.com"), expected);
        assert_eq!(url("http://signin-cn-shanghai.alibabacloudsso.com/"), None);
        assert_eq!(url("https://user@example.com/"), None);
        assert_eq!(url("nonsense at all"), None);
        assert_eq!(url("http://127.0.0.1:80/start").as_deref(), Some("http://127.0.0.1"));
    }
}
