//! Credentials of a RAM role, from STS `AssumeRoleWithOIDC`: RRSA in Kubernetes.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::access_key::Credentials;
use super::cached::Cached;
use super::environment::Environment;
use super::file;
use super::flaw::check_name;
use super::provider::{CredentialProvider, delegate_provider};
use super::sts::{Session, session_setters};
use crate::error::{Error, ErrorKind};
use crate::received::Secrets;
use crate::sign::{Body, SigningParameters, v1};
use crate::task::BoxFuture;
use crate::transport::Network;

const ROLE_ARN: &str = "ALIBABA_CLOUD_ROLE_ARN";
const PROVIDER_ARN: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
const TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";

/// Temporary keys of a RAM role, from STS `AssumeRoleWithOIDC`, in exchange for an identity token in a file, as in pods
/// with RAM roles for service accounts (RRSA).
///
/// The request is not signed. It is a POST with the token in its form, because URLs are logged. The file is read for
/// each session, and the token sent as it is. Keys are kept and refreshed as [`Cached`] describes. Connecting may take
/// 5 s. There are up to three attempts within 10 s, each dated anew; a request that did not reach STS, timed out or got
/// a status of 500 or more is retried.
///
/// # Errors
///
/// An ARN is empty, or has white space or quotation marks around it. The file cannot be read, is not text or is empty. STS
/// refuses the request: the error has its code and request ID. There is no response, or one without keys.
#[derive(Clone)]
pub struct AssumeRoleWithOidc(Cached<Role>);

#[derive(Clone)]
struct Role {
    session: Session,
    provider_arn: String,
    token_file: PathBuf,
}

impl AssumeRoleWithOidc {
    /// Creates a source for the role of this ARN, assumed with a token of this identity provider
    /// (`acs:ram::<account>:oidc-provider/<name>`), which the file holds.
    #[must_use]
    pub fn new(role_arn: impl Into<String>, provider_arn: impl Into<String>, token_file: impl Into<PathBuf>) -> Self {
        let (session, provider_arn) = (Session::new(role_arn.into()), provider_arn.into());
        Self(Cached::new(Role { session, provider_arn, token_file: token_file.into() }))
    }

    /// Creates a source for the role in `ALIBABA_CLOUD_ROLE_ARN`, the provider in `ALIBABA_CLOUD_OIDC_PROVIDER_ARN` and
    /// the file in `ALIBABA_CLOUD_OIDC_TOKEN_FILE`: the variables that RRSA sets in a pod.
    ///
    /// # Errors
    ///
    /// One of them is not set. That is [not configured](Error::is_not_configured), unless the role and one of the
    /// others are set: that is an error, which the official SDKs ignore. If one or two are set, the default chain tries
    /// the files, and ends before the ECS metadata service. Or an ARN has white space or quotation marks around it.
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        let (set, missing): (Vec<_>, Vec<_>) =
            [ROLE_ARN, PROVIDER_ARN, TOKEN_FILE].into_iter().partition(|name| environment.variable_os(name).is_some());
        let values =
            (environment.variable(ROLE_ARN), environment.variable(PROVIDER_ARN), environment.variable_os(TOKEN_FILE));
        let (Some(role_arn), Some(provider_arn), Some(token_file)) = values else {
            let verb = if missing.len() == 1 { "is" } else { "are" };
            let message = format!("{} {verb} not set", missing.join(", "));
            // The role alone is used by other tools and by profiles that have keys; the others without the role may be
            // for a profile that names it. The role with one of them can only be meant for this source: going on could
            // end with the role of the node.
            let error = match (missing.contains(&ROLE_ARN), set.len()) {
                (false, 2) => Error::new(ErrorKind::Credentials, message),
                (false, _) => Error::not_configured(message),
                (true, _) => Error::not_configured(message).set_in_part(set),
            };
            return Err(error.with_hint("RRSA sets these variables in pods whose service account has a RAM role."));
        };
        check_name(ROLE_ARN, &role_arn)?;
        check_name(PROVIDER_ARN, &provider_arn)?;
        Ok(Self::new(role_arn, provider_arn, token_file).environment(environment))
    }

    session_setters!();
}

impl Role {
    async fn assume(&self) -> Result<Credentials, Error> {
        const ACTION: &str = "AssumeRoleWithOIDC";
        let base_url = self.session.base_url()?;
        let mut request = Session::request(&base_url, ACTION);
        request.query = vec![("Format".to_owned(), "JSON".to_owned())];
        let mut form = self.session.parameters()?;
        check_name("the ARN of the identity provider", &self.provider_arn)?;
        let path = self.token_file.clone();
        let token = file::aside(move || read_token(&path)).await.map_err(|error| {
            error.with_hint("In pods, RRSA writes this file and names it in ALIBABA_CLOUD_OIDC_TOKEN_FILE.")
        })?;
        let mut secrets = Secrets::default();
        secrets.add(token.trim());
        form.push(("OIDCProviderArn".to_owned(), self.provider_arn.clone()));
        form.push(("OIDCToken".to_owned(), token));
        request.body = Body::Form(form);

        let date_it =
            |parameters: &SigningParameters<'_>| (v1::anonymous_request(&request, parameters), secrets.clone());
        self.session.ask(&base_url, ACTION, date_it).await
    }
}

fn read_token(path: &Path) -> Result<String, Error> {
    let token = file::read_secret(path, "the OIDC token file")?;
    if token.trim().is_empty() {
        let message = format!("the OIDC token file {} is empty", path.display());
        return Err(Error::new(ErrorKind::Credentials, message));
    }
    Ok(token)
}

impl CredentialProvider for Role {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("oidc_role_arn")
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.assume())
    }

    fn lend_network(&self, network: &Network) {
        self.session.environment.lend(network);
    }
}

delegate_provider!(AssumeRoleWithOidc);

impl fmt::Debug for AssumeRoleWithOidc {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Role { session, provider_arn, token_file } = self.0.provider();
        let mut output = formatter.debug_struct("AssumeRoleWithOidc");
        output.field("role_arn", &session.role_arn).field("provider_arn", provider_arn).field("token_file", token_file);
        output.finish_non_exhaustive()
    }
}
