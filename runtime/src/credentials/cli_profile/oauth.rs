//! Mode `OAuth`: the access token of a login in the browser, exchanged for temporary keys.

use std::time::{Duration, UNIX_EPOCH};

use http::{Method, StatusCode};
use serde_json::{Map, Value};
use tracing::debug;

use super::login::{Changes, Entry, Login};
use crate::clock::iso8601;
use crate::credentials::access_key::Credentials;
use crate::credentials::http::{advise, refused, request};
use crate::credentials::temporary;
use crate::error::Error;
use crate::received::{RawResponse, Secrets};
use crate::sign::Body;

const EXPIRES: &str = "oauth_access_token_expire";
/// An access token with less time left is refreshed first, as the official packages do.
const LEAST_TIME_LEFT: Duration = Duration::from_secs(1200);
/// The lifetime of an access token if the response does not have it.
const DEFAULT_LIFETIME: u64 = 3600;

/// The host at which the users of a site sign in.
struct Site {
    host: &'static str,
    /// The client ID of the CLI, which the official packages use too.
    client_id: &'static str,
}

impl Site {
    fn of(entry: &Entry) -> Result<Self, Error> {
        match entry.profile.own("oauth_site_type").unwrap_or("CN").to_ascii_uppercase().as_str() {
            "CN" => Ok(Self { host: "oauth.aliyun.com", client_id: "4038181954557748008" }),
            "INTL" => Ok(Self { host: "oauth.alibabacloud.com", client_id: "4103531455503354461" }),
            _ => Err(entry.profile.error("has an `oauth_site_type` that is neither CN nor INTL")),
        }
    }
}

/// Temporary keys for the login. A refreshed token is written at once: the old one may no longer be valid.
///
/// The access token is refreshed shortly before it expires, and when it is refused earlier. If it cannot be refreshed, it
/// is used until it expires.
pub(super) async fn exchange(login: &Login, entry: &mut Entry) -> Result<Credentials, Error> {
    let site = Site::of(entry)?;
    if time_left(login, entry) > LEAST_TIME_LEFT {
        let refusal = match keys(login, &site, entry).await {
            Err(error) if error.status().is_some_and(is_refusal) && !error.is_throttled() => error,
            result => return result,
        };
        return match refresh(login, &site, entry).await? {
            true => keys(login, &site, entry).await,
            false => Err(refusal),
        };
    }
    match refresh(login, &site, entry).await {
        Err(error) if !time_left(login, entry).is_zero() => {
            debug!(reason = error.message(), "the OAuth token is not refreshed: it is used until it expires");
            keys(login, &site, entry).await.map_err(|_| error)
        }
        refreshed => {
            refreshed?;
            keys(login, &site, entry).await
        }
    }
}

/// Exchanges the access token.
async fn keys(login: &Login, site: &Site, entry: &Entry) -> Result<Credentials, Error> {
    let Some(token) = entry.profile.own_token("oauth_access_token")? else {
        return Err(entry
            .profile
            .error("has neither an `oauth_access_token` nor an `oauth_refresh_token`")
            .with_hint(AGAIN));
    };
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let uri = format!("https://{}/v1/exchange", site.host);
    let make = || Ok((request(Method::POST, &uri, &headers)?, Secrets::text(token)));
    let response = login.http.send(&login.environment, false, make).await;
    let response = answered("exchanging the OAuth token", response.map_err(|error| advise(error, NETWORK))?)?;
    // The npm package reads `accessKeyId`, the Python one `AccessKeyId`.
    let fields = temporary::object(&response)?.into_iter();
    let fields = fields.map(|(name, value)| (capitalised(&name), value)).collect();
    let credentials = temporary::credentials(fields, &response)?;
    Ok(temporary::by_own_clock(credentials, &response.headers, login.environment.now()))
}

const NETWORK: &str = "A CLI profile of mode OAuth gets its keys there. Check the network and HTTPS_PROXY.";
const AGAIN: &str = "Sign in again with `aliyun configure --mode OAuth`.";

fn seconds_now(login: &Login) -> u64 {
    login.environment.now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}

/// How long the access token is still valid; zero where there is none.
fn time_left(login: &Login, entry: &Entry) -> Duration {
    let expires_at = entry.profile.time(EXPIRES).filter(|_| entry.profile.own("oauth_access_token").is_some());
    expires_at.and_then(|time| time.duration_since(login.environment.now()).ok()).unwrap_or(Duration::ZERO)
}

/// Requests new tokens and writes them; `false` without a refresh token. The refresh token usually changes each time.
async fn refresh(login: &Login, site: &Site, entry: &mut Entry) -> Result<bool, Error> {
    let Some(refresh_token) = entry.profile.own_token("oauth_refresh_token")?.map(str::to_owned) else {
        return Ok(false);
    };
    let tokens = new_tokens(login, site, &refresh_token).await?;
    login.store(entry, tokens).await;
    Ok(true)
}

async fn new_tokens(login: &Login, site: &Site, refresh_token: &str) -> Result<Changes, Error> {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("client_id", site.client_id),
        ("Timestamp", &iso8601(login.environment.now())),
    ];
    let form = Body::Form(form.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    let uri = format!("https://{}/v1/token", site.host);
    let headers = [("content-type", form.content_type().unwrap_or_default())];
    let make = || {
        let mut request = request(Method::POST, &uri, &headers)?;
        *request.body_mut() = form.to_bytes();
        Ok((request, Secrets::text(refresh_token)))
    };
    // No retry: a refresh token may be valid once, and the request may have been executed although there is no
    // response.
    let response = login.http.once().send(&login.environment, false, make).await;
    let response = answered("refreshing the OAuth token", response.map_err(|error| advise(error, NETWORK))?)?;
    let mut fields = temporary::object(&response)?;
    let Some(access_token) = token(&mut fields, "access_token") else {
        return Err(temporary::lacking("access_token", &response).with_hint(AGAIN));
    };
    let lifetime = match fields.get("expires_in") {
        Some(Value::String(seconds)) => seconds.parse().ok(),
        Some(seconds) => seconds.as_u64(),
        None => None,
    };
    let expires = seconds_now(login).saturating_add(lifetime.unwrap_or(DEFAULT_LIFETIME));
    let mut changes = vec![("oauth_access_token", access_token.into()), (EXPIRES, expires.into())];
    changes.extend(token(&mut fields, "refresh_token").map(|token| ("oauth_refresh_token", token.into())));
    Ok(changes)
}

fn token(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    match fields.remove(name) {
        Some(Value::String(token)) if !token.is_empty() => Some(token),
        _ => None,
    }
}

fn answered(what: &str, response: RawResponse) -> Result<RawResponse, Error> {
    match response.status {
        StatusCode::OK => Ok(response),
        status => Err(refused(what, response, |_| is_refusal(status).then_some(AGAIN))),
    }
}

/// Whether the status says that a token was refused.
fn is_refusal(status: StatusCode) -> bool {
    [StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED].contains(&status)
}

fn capitalised(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(rest).collect()
}
