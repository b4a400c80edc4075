//! The RAM role of the ECS instance that the program runs on.

use std::borrow::Cow;
use std::fmt;

use http::{Method, StatusCode};
use serde_json::Value;
use tracing::debug;

use super::exchange::{Http, Unanswered, refused, request};
use super::{Cached, CredentialProvider, Credentials, Surroundings, temporary};
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind, Reply, Secrets, one_line};
use crate::future::BoxFuture;

const ADDRESS: &str = "http://100.100.100.200";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN: &str = "x-aliyun-ecs-metadata-token";
const DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// Temporary keys of the RAM role that is attached to an ECS instance, from the instance's metadata service.
///
/// A session token is asked for first (version 2 of that service). Where there is none, version 1 is used without it,
/// unless that is [turned off](Self::v1_fallback). Connecting may take 1 s, each reply 1 s more, and no proxy is ever
/// used. Keys are kept and refreshed as [`Cached`] says.
///
/// # Errors
///
/// The service does not answer, as anywhere else than on ECS; the instance has no role; a reply without keys;
/// `ALIBABA_CLOUD_ECS_METADATA_DISABLED` is `true`.
#[derive(Clone)]
pub struct EcsMetadata(Cached<Instance>);

#[derive(Clone)]
struct Instance {
    role_name: Option<String>,
    v1_fallback: Option<bool>,
    endpoint: Option<String>,
    around: Surroundings,
    http: Http,
}

impl EcsMetadata {
    /// The role of the instance that this program runs on.
    #[must_use]
    pub fn new() -> Self {
        Self(Cached::new(Instance {
            role_name: None,
            v1_fallback: None,
            endpoint: None,
            around: Surroundings::new(),
            http: Http::to_this_machine(),
        }))
    }

    /// The name of the instance's role, which saves asking for it. Default: `ALIBABA_CLOUD_ECS_METADATA`, otherwise
    /// what the metadata service says.
    #[must_use]
    pub fn role_name(mut self, name: impl Into<String>) -> Self {
        self.0.change().role_name = Some(name.into());
        self
    }

    /// Whether keys are asked for without a session token where none is to be had. Default: yes, unless
    /// `ALIBABA_CLOUD_IMDSV1_DISABLED` is `true`.
    #[must_use]
    pub fn v1_fallback(mut self, fallback: bool) -> Self {
        self.0.change().v1_fallback = Some(fallback);
        self
    }

    /// Where the metadata service is. Default: `http://100.100.100.200`, the same on every instance.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.0.change().endpoint = Some(endpoint.into());
        self
    }

    /// Where variables, time and network come from. Default: the process's own.
    #[must_use]
    pub fn surroundings(mut self, surroundings: &Surroundings) -> Self {
        self.0.change().around = surroundings.clone();
        Self(self.0.surroundings(surroundings))
    }
}

impl Instance {
    async fn fetch(&self) -> Result<Credentials, Error> {
        if self.around.is_true(DISABLED) {
            return Err(Error::new(
                ErrorKind::Credentials,
                format!("{DISABLED} is set, so the ECS metadata service is not asked"),
            ));
        }
        let base_url = BaseUrl::parse(self.endpoint.as_deref().unwrap_or(ADDRESS), true)
            .map_err(|error| Error::new(ErrorKind::Credentials, error.to_string()).with_source(error))?;
        let token = self.token(&base_url).await?;
        let given = self.role_name.clone().or_else(|| self.around.variable("ALIBABA_CLOUD_ECS_METADATA"));
        let role = match given {
            Some(role) => role,
            None => self.discover(&base_url, token.as_deref()).await?,
        };
        let role = role.trim();
        if role.is_empty() || !role.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".@-_".contains(&byte)) {
            let message = format!("`{}` is not the name of a role", one_line(role, 80));
            return Err(Error::new(ErrorKind::Credentials, message));
        }
        let reply = self.get(&base_url, &format!("{ROLES}{role}"), token.as_deref()).await?;
        if reply.status != StatusCode::OK {
            return Err(refused(&format!("asking for the keys of role {role}"), reply, no_role));
        }
        let fields = temporary::object(&reply.body, &reply.host)?;
        match fields.get("Code") {
            Some(Value::String(code)) if code == "Success" => {
                let credentials = temporary::credentials(fields, &reply.host)?;
                Ok(temporary::by_own_clock(credentials, &reply.headers, self.around.now()))
            }
            code => {
                let code = code.map_or_else(|| "no Code".to_owned(), |code| format!("Code {code}"));
                let message =
                    format!("{} has no keys for role {role}: its reply has {}", reply.host, one_line(&code, 100));
                Err(Error::new(ErrorKind::Credentials, message)
                    .with_hint("Check that this role is attached to the instance."))
            }
        }
    }

    /// A session token; none where version 1 has to do.
    async fn token(&self, base_url: &BaseUrl) -> Result<Option<String>, Error> {
        let fallback = self.v1_fallback.unwrap_or_else(|| !self.around.is_true("ALIBABA_CLOUD_IMDSV1_DISABLED"));
        let url = format!("{base_url}/latest/api/token");
        let request = request(Method::PUT, &url, &[("x-aliyun-ecs-metadata-token-ttl-seconds", "21600")])?;
        let problem = match self.http.exchange(&self.around, request, true, Secrets::default()).await {
            Ok(reply) if reply.status == StatusCode::OK => match printable(&reply.body) {
                Some(token) => return Ok(Some(token)),
                None => Error::new(ErrorKind::Credentials, format!("{} gave no session token", reply.host)),
            },
            Ok(reply) => refused("asking for a session token", reply, |_| None),
            // Version 1 is at the same place, so it would not be reached either.
            Err(unanswered) if unanswered.unconnected => return Err(not_on_ecs(unanswered)),
            Err(unanswered) => not_on_ecs(unanswered),
        };
        if !fallback {
            return Err(problem.with_hint(
                "Version 2 of the metadata service is needed, because version 1 is turned off here \
                 (ALIBABA_CLOUD_IMDSV1_DISABLED, EcsMetadata::v1_fallback).",
            ));
        }
        debug!(reason = problem.message(), "ECS metadata: going on without a session token");
        Ok(None)
    }

    async fn discover(&self, base_url: &BaseUrl, token: Option<&str>) -> Result<String, Error> {
        let reply = self.get(base_url, ROLES, token).await?;
        if reply.status != StatusCode::OK {
            return Err(refused("asking for the instance's role", reply, no_role));
        }
        Ok(String::from_utf8_lossy(&reply.body).into_owned())
    }

    async fn get(&self, base_url: &BaseUrl, path: &str, token: Option<&str>) -> Result<Reply, Error> {
        let header = token.map(|token| (TOKEN, token));
        let request = request(Method::GET, &format!("{base_url}{path}"), header.as_slice())?;
        let mut secrets = Secrets::default();
        token.into_iter().for_each(|token| secrets.add(token));
        self.http.exchange(&self.around, request, true, secrets).await.map_err(not_on_ecs)
    }
}

fn printable(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.to_owned())
}

fn not_on_ecs(unanswered: Unanswered) -> Error {
    unanswered.with_hint(
        "Only ECS instances have this service. Elsewhere, ALIBABA_CLOUD_ECS_METADATA_DISABLED=true saves the wait.",
    )
}

fn no_role(refusal: &Error) -> Option<&'static str> {
    (refusal.status() == Some(StatusCode::NOT_FOUND))
        .then_some("Attach a RAM role to the instance, or correct the role's name.")
}

impl Default for EcsMetadata {
    fn default() -> Self {
        Self::new()
    }
}

impl CredentialProvider for Instance {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("ecs_ram_role")
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.fetch())
    }
}

impl CredentialProvider for EcsMetadata {
    fn name(&self) -> Cow<'static, str> {
        self.0.name()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        self.0.credentials()
    }
}

impl fmt::Debug for EcsMetadata {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EcsMetadata").field("role_name", &self.0.provider().role_name).finish_non_exhaustive()
    }
}
