//! What `AssumeRole` and `AssumeRoleWithOIDC` share: the host of STS, the parameters of a session, and its keys.

use std::error::Error as StdError;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde_json::{Map, Value};

use super::access_key::Credentials;
use super::environment::Environment;
use super::flaw::check_name;
use super::http::{Http, advise, from_signed, refused};
use super::temporary;
use crate::clock::{Skews, iso8601};
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind};
use crate::received::Secrets;
use crate::retry::Failure;
use crate::sign::{SignedRequest, SigningParameters, UnsignedRequest};

const VERSION: &str = "2015-04-01";
const SESSION_NAME: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";
const DEFAULT_DURATION: Duration = Duration::from_secs(3600);
const SHORTEST_DURATION: Duration = Duration::from_secs(900);

/// A session of a role, and the STS host that issues its keys.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) role_arn: String,
    pub(super) name: Option<String>,
    pub(super) duration: Option<Duration>,
    pub(super) policy: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
    pub(super) vpc: Option<bool>,
    pub(super) environment: Environment,
    http: Http,
    skews: Arc<Skews>,
    /// Generated once, so that a session keeps its name when it is refreshed.
    made_name: Arc<OnceLock<String>>,
}

impl Session {
    pub(super) fn new(role_arn: String) -> Self {
        Self {
            role_arn,
            name: None,
            duration: None,
            policy: None,
            endpoint: None,
            region: None,
            vpc: None,
            environment: Environment::new(),
            http: Http::through_proxies(&Environment::new()),
            skews: Arc::default(),
            made_name: Arc::default(),
        }
    }

    pub(super) fn set_environment(&mut self, environment: &Environment) {
        self.environment = environment.clone();
        self.http = Http::through_proxies(environment);
    }

    /// The endpoint that is set, otherwise that of the region, otherwise the central one. Inside a VPC only that of a
    /// region can be reached.
    pub(super) fn base_url(&self) -> Result<BaseUrl, Error> {
        let region = self.region.clone().or_else(|| self.environment.variable("ALIBABA_CLOUD_STS_REGION"));
        let vpc = self.vpc.unwrap_or_else(|| self.environment.is_true("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"));
        let host = match (&self.endpoint, region) {
            (Some(endpoint), _) => endpoint.trim().to_owned(),
            (None, Some(region)) if vpc => format!("sts-vpc.{region}.aliyuncs.com"),
            (None, Some(region)) => format!("sts.{region}.aliyuncs.com"),
            (None, None) => "sts.aliyuncs.com".to_owned(),
        };
        BaseUrl::parse(&host, false).map_err(|error| {
            Error::new(ErrorKind::Credentials, format!("STS cannot be reached: {error}")).with_source(error).with_hint(
                "Check the STS endpoint or region that is set, in code, in the profile or in ALIBABA_CLOUD_STS_REGION.",
            )
        })
    }

    /// The parameters of both operations, `RoleArn` first.
    pub(super) fn parameters(&self) -> Result<Vec<(String, String)>, Error> {
        let duration = self.duration.unwrap_or(DEFAULT_DURATION);
        if duration < SHORTEST_DURATION {
            let message = format!("the session is to last {duration:?}, and STS gives none shorter than 900 s");
            return Err(Error::new(ErrorKind::Credentials, message)
                .with_hint("Ask for 900 s or more, up to the longest session that the role allows."));
        }
        let name = self.name();
        check_name("the role ARN", &self.role_arn)?;
        check_name(if self.name.is_some() { "the name of the session" } else { SESSION_NAME }, &name)?;
        let parameters = [
            ("RoleArn", Some(self.role_arn.clone())),
            ("RoleSessionName", Some(name)),
            ("DurationSeconds", Some(duration.as_secs().to_string())),
            ("Policy", self.policy.clone()),
        ];
        let given = parameters.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Ok(given.collect())
    }

    fn name(&self) -> String {
        let given = self.name.clone().or_else(|| self.environment.variable(SESSION_NAME));
        given.unwrap_or_else(|| {
            let made = self.made_name.get_or_init(|| {
                let seconds = self.environment.now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                format!("credentials-rust-{seconds}")
            });
            made.clone()
        })
    }

    /// A request without date.
    pub(super) fn request(base_url: &BaseUrl, action: &'static str) -> UnsignedRequest {
        UnsignedRequest {
            method: "POST".into(),
            host: base_url.authority().to_owned(),
            action: action.into(),
            version: VERSION.into(),
            ..UnsignedRequest::default()
        }
    }

    /// Sends the request and reads the keys of the session. `sign` dates and signs each attempt. If STS refuses the
    /// date because this machine's clock is off, the request is sent once more with STS's time; if it refuses the nonce,
    /// with a new one.
    pub(super) async fn ask<'r>(
        &self,
        base_url: &BaseUrl,
        action: &str,
        sign: impl Fn(&SigningParameters<'_>) -> (SignedRequest<'r>, Secrets) + Send + Sync,
    ) -> Result<Credentials, Error> {
        let host = base_url.authority();
        let mut dated = self.environment.now();
        let refusal = match self.ask_once(base_url, action, &mut dated, &sign).await {
            Err(refusal) => refusal,
            credentials => return credentials,
        };
        let refused = StdError::source(&refusal).and_then(|source| source.downcast_ref::<Error>());
        let may_be_accepted = refused.is_some_and(|refused| {
            // A session more does no harm.
            Failure::of(refused, true).has_used_nonce()
                || self.skews.learn(host, dated, self.environment.now(), refused).is_some()
        });
        match may_be_accepted {
            true => self.ask_once(base_url, action, &mut dated, &sign).await,
            false => Err(refusal),
        }
    }

    /// `dated`: the date of the last attempt.
    async fn ask_once<'r>(
        &self,
        base_url: &BaseUrl,
        action: &str,
        dated: &mut SystemTime,
        sign: &(impl Fn(&SigningParameters<'_>) -> (SignedRequest<'r>, Secrets) + Send + Sync),
    ) -> Result<Credentials, Error> {
        let make = || {
            *dated = self.skews.there(base_url.authority(), self.environment.now());
            let date = iso8601(*dated);
            let (signed, secrets) = sign(&SigningParameters { date: &date, nonce: &self.environment.nonce()? });
            Ok((from_signed(base_url, signed)?, secrets))
        };
        let response = self.http.send(&self.environment, base_url.is_loopback(), make).await;
        let response = response.map_err(|error| {
            advise(
                error,
                "STS gives the keys of a role. Check the network and HTTPS_PROXY; inside a VPC without internet access, \
                 set ALIBABA_CLOUD_STS_REGION and ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED=true.",
            )
        })?;
        if response.status != StatusCode::OK {
            return Err(refused(action, response, advice));
        }
        let mut fields = temporary::object(&response)?;
        let keys = match fields.remove("Credentials") {
            Some(Value::Object(keys)) => keys,
            _ => Map::new(),
        };
        let credentials = temporary::credentials(keys, &response)?;
        Ok(temporary::by_own_clock(credentials, &response.headers, self.environment.now()))
    }
}

/// A hint for an error code of STS that is more specific than the general hint.
fn advice(refusal: &Error) -> Option<&'static str> {
    match refusal.code()? {
        "NoPermission" => Some(
            "Allow the identity that asks `sts:AssumeRole` on this role, and let the role's trust policy name that \
             identity.",
        ),
        "EntityNotExist.Role" => Some("There is no such role: check its ARN, acs:ram::<account>:role/<name>."),
        "AuthenticationFail.OIDCToken.Expired" => {
            Some("The token in the file has expired: whatever writes the file has stopped doing so.")
        }
        _ => None,
    }
}

/// The setters of both types.
macro_rules! session_setters {
    () => {
        /// The settings of the session.
        pub(super) fn session(&mut self) -> &mut Session {
            &mut self.0.change().session
        }

        /// Sets the name of the session, which audit logs show: 2 to 64 letters, digits and `.@-_`. Default:
        /// `ALIBABA_CLOUD_ROLE_SESSION_NAME`, otherwise `credentials-rust-<seconds since 1970>`.
        #[must_use]
        pub fn session_name(mut self, name: impl Into<String>) -> Self {
            self.session().name = Some(name.into());
            self
        }

        /// Sets how long the session lasts, in whole seconds: from 900 s up to the limit of the role. Default: 3600 s.
        #[must_use]
        pub fn duration(mut self, duration: Duration) -> Self {
            self.session().duration = Some(duration);
            self
        }

        /// Sets a policy, as JSON, that restricts the session. Default: the session has all permissions of the role.
        #[must_use]
        pub fn policy(mut self, policy: impl Into<String>) -> Self {
            self.session().policy = Some(policy.into());
            self
        }

        /// Sets the STS host, with or without scheme and port. Default: that of the [region](Self::region).
        #[must_use]
        pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
            self.session().endpoint = Some(endpoint.into());
            self
        }

        /// Sets the region whose STS host is called. Default: `ALIBABA_CLOUD_STS_REGION`, otherwise the central
        /// `sts.aliyuncs.com`.
        #[must_use]
        pub fn region(mut self, region: impl Into<String>) -> Self {
            self.session().region = Some(region.into());
            self
        }

        /// Sets whether the STS host for virtual private clouds is called; without a region this has no effect.
        /// Default: whether `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED` is `true`.
        #[must_use]
        pub fn vpc(mut self, vpc: bool) -> Self {
            self.session().vpc = Some(vpc);
            self
        }

        /// Sets the environment: variables, clock, nonces and network. Default: the process's own.
        #[must_use]
        pub fn environment(mut self, environment: &Environment) -> Self {
            self.session().set_environment(environment);
            Self(self.0.environment(environment))
        }
    };
}
pub(super) use session_setters;

#[cfg(test)]
mod tests {
    use super::*;

    fn session(variables: &'static [(&str, &str)]) -> Session {
        let environment = Environment::new()
            .variables(|name| variables.iter().find(|(given, _)| *given == name).map(|(_, value)| value.into()))
            .clock(|| UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        Session { environment, ..Session::new("acs:ram::1:role/r".into()) }
    }

    fn host(session: &Session) -> String {
        session.base_url().map_or_else(|error| error.message().to_owned(), |url| url.to_string())
    }

    #[test]
    fn the_host_is_given_or_the_regions_or_the_central_one() {
        const REGION: &[(&str, &str)] = &[("ALIBABA_CLOUD_STS_REGION", "cn-beijing")];
        const VPC: &[(&str, &str)] =
            &[("ALIBABA_CLOUD_STS_REGION", "cn-beijing"), ("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "TRUE")];
        let hangzhou = Some("cn-hangzhou".to_owned());
        assert_eq!(host(&session(&[])), "https://sts.aliyuncs.com");
        assert_eq!(host(&session(REGION)), "https://sts.cn-beijing.aliyuncs.com");
        assert_eq!(host(&session(VPC)), "https://sts-vpc.cn-beijing.aliyuncs.com");
        assert_eq!(host(&Session { vpc: Some(true), ..session(&[]) }), "https://sts.aliyuncs.com");
        assert_eq!(host(&Session { vpc: Some(false), ..session(VPC) }), "https://sts.cn-beijing.aliyuncs.com");
        assert_eq!(
            host(&Session { region: hangzhou.clone(), ..session(VPC) }),
            "https://sts-vpc.cn-hangzhou.aliyuncs.com"
        );
        let endpoint = Some("sts.example.com/".to_owned());
        assert_eq!(host(&Session { endpoint, region: hangzhou, ..session(VPC) }), "https://sts.example.com");
        let region = Some("evil.com/".to_owned());
        assert!(host(&Session { region, ..session(&[]) }).starts_with("STS cannot be reached: "));
    }

    #[test]
    fn a_session_has_a_name_and_a_duration_unless_they_are_given() {
        let parameters = |session: &Session| session.parameters().map_err(|error| error.message().to_owned());
        let own = |pairs: &[(&str, &str)]| -> Vec<_> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(
            parameters(&session(&[])),
            Ok(own(&[
                ("RoleArn", "acs:ram::1:role/r"),
                ("RoleSessionName", "credentials-rust-1700000000"),
                ("DurationSeconds", "3600"),
            ]))
        );
        let named = session(&[("ALIBABA_CLOUD_ROLE_SESSION_NAME", "from-environment")]);
        assert_eq!(parameters(&named).unwrap()[1].1, "from-environment");
        let named = Session { name: Some("given".into()), policy: Some("{}".into()), ..named };
        assert_eq!(
            parameters(&named).unwrap()[1..],
            own(&[("RoleSessionName", "given"), ("DurationSeconds", "3600"), ("Policy", "{}")])[..]
        );
        let short = Session { duration: Some(Duration::from_secs(899)), ..session(&[]) };
        assert_eq!(
            parameters(&short).unwrap_err(),
            "the session is to last 899s, and STS gives none shorter than 900 s"
        );
    }
}
