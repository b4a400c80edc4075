//! Credentials of a RAM role, from STS `AssumeRole`.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::access_key::{Credentials, refuses_session};
use super::cached::Cached;
use super::environment::Environment;
use super::provider::{CredentialProvider, delegate_provider};
use super::sts::{Session, session_setters};
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind};
use crate::received::Secrets;
use crate::sign::{SigningParameters, UnsignedRequest, v3};
use crate::task::BoxFuture;
use crate::transport::Network;

const ACTION: &str = "AssumeRole";

/// Temporary keys of a RAM role, from STS `AssumeRole`. The request is signed with the credentials of another source.
///
/// ```
/// # use alibabacloud_runtime::{AssumeRole, Client, EcsMetadata};
/// let role = AssumeRole::new(EcsMetadata::new(), "acs:ram::123456789012:role/editor").session_name("nightly");
/// let client = Client::builder().region("cn-shanghai").credentials(role).build()?;
/// # Ok::<(), alibabacloud_runtime::Error>(())
/// ```
///
/// Keys are kept and refreshed as [`Cached`] describes. The request has the form that the official STS SDK uses: POST,
/// signed with V3, parameters in the query. Connecting may take 5 s. There are up to three attempts within 10 s, each
/// dated and signed anew; a request that did not reach STS, timed out or got a status of 500 or more is retried. If STS
/// refuses the session of the source, the session is [dropped](CredentialProvider::drop_refused) and the request sent
/// once more with a new one.
///
/// # Errors
///
/// Those of the source. The ARN is empty, or has white space or quotation marks around it. STS refuses the request: the
/// error has its code and request ID. There is no response, or one without keys.
#[derive(Clone)]
pub struct AssumeRole(Cached<Role>);

#[derive(Clone)]
struct Role {
    source: Arc<dyn CredentialProvider>,
    session: Session,
    external_id: Option<String>,
}

impl AssumeRole {
    /// Creates a source for the role of this ARN (`acs:ram::<account>:role/<name>`), assumed with the credentials of
    /// `source`.
    #[must_use]
    pub fn new(source: impl CredentialProvider + 'static, role_arn: impl Into<String>) -> Self {
        let session = Session::new(role_arn.into());
        Self(Cached::new(Role { source: Arc::new(source), session, external_id: None }))
    }

    /// Sets the external ID that the role's trust policy requires, which keeps a third party from assuming the role for
    /// somebody else. Default: none.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.0.change().external_id = Some(external_id.into());
        self
    }

    session_setters!();
}

impl Role {
    async fn assume(&self) -> Result<Credentials, Error> {
        let base_url = self.session.base_url()?;
        let mut request = Session::request(&base_url, ACTION);
        request.query = self.session.parameters()?;
        request.query.extend(self.external_id.clone().map(|id| ("ExternalId".to_owned(), id)));

        let source = self.source.credentials().await.map_err(Error::of_chosen_source)?;
        let error = match self.ask(&base_url, &request, &source).await {
            Err(error) => error,
            credentials => return credentials,
        };
        // A session that is refused before it expires would be refused again until it is dropped.
        let refused = error.code().is_some_and(|code| refuses_session(code, &source));
        if !refused || !self.source.drop_refused(&source) {
            return Err(error);
        }
        let source = self.source.credentials().await.map_err(Error::of_chosen_source)?;
        self.ask(&base_url, &request, &source).await
    }

    async fn ask(
        &self,
        base_url: &BaseUrl,
        request: &UnsignedRequest,
        source: &Credentials,
    ) -> Result<Credentials, Error> {
        source.check()?;
        if source.bearer_token().is_some() {
            return Err(Error::new(ErrorKind::Credentials, "a bearer token cannot sign AssumeRole")
                .with_hint("Give AssumeRole a source that has an access key."));
        }
        let name = self.source.name();
        let sign = |parameters: &SigningParameters<'_>| {
            let mut signed = v3::sign_request(v3::Algorithm::default(), request, &source.keys(&name), parameters);
            let secrets = Secrets::of(source).and_of(signed.signature.take());
            (signed, secrets)
        };
        self.session.ask(base_url, ACTION, sign).await
    }
}

impl CredentialProvider for Role {
    fn name(&self) -> Cow<'static, str> {
        format!("ram_role_arn/{}", self.source.name()).into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.assume())
    }

    fn lend_network(&self, network: &Network) {
        self.session.environment.lend(network);
        self.source.lend_network(network);
    }

    fn configured_region(&self) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        self.source.configured_region()
    }
}

delegate_provider!(AssumeRole);

impl fmt::Debug for AssumeRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = self.0.provider();
        let mut output = formatter.debug_struct("AssumeRole");
        output.field("role_arn", &role.session.role_arn).field("source", &role.source.name()).finish_non_exhaustive()
    }
}
