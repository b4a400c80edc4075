//! A role, assumed with other credentials.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::sts::{Session, session_setters};
use super::{Cached, CredentialProvider, Credentials, Surroundings};
use crate::error::{Error, ErrorKind, Secrets};
use crate::future::BoxFuture;
use crate::sign::{Stamp, v3};

/// Temporary keys of a RAM role, from STS `AssumeRole`, which is signed with the keys of any other source.
///
/// ```
/// # use alibabacloud_runtime::{AssumeRole, Client, EcsMetadata};
/// let role = AssumeRole::new(EcsMetadata::new(), "acs:ram::123456789012:role/editor").session_name("nightly");
/// let client = Client::builder().region("cn-shanghai").credentials(role).build()?;
/// # Ok::<(), alibabacloud_runtime::Error>(())
/// ```
///
/// Keys are kept and refreshed as [`Cached`] says. The request has the form that the official STS SDK uses: POST,
/// signed with V3, parameters in the query. Connecting may take 5 s, the reply 10 s in all.
///
/// # Errors
///
/// Those of the source; a refusal of STS, with its code and request ID; no reply; a reply without keys.
#[derive(Clone)]
pub struct AssumeRole(Cached<Role>);

#[derive(Clone)]
struct Role {
    source: Arc<dyn CredentialProvider>,
    session: Session,
    external_id: Option<String>,
}

impl AssumeRole {
    /// The role of this ARN (`acs:ram::<account>:role/<name>`), assumed with the keys of this source.
    #[must_use]
    pub fn new(source: impl CredentialProvider + 'static, role_arn: impl Into<String>) -> Self {
        let session = Session::new(role_arn.into());
        Self(Cached::new(Role { source: Arc::new(source), session, external_id: None }))
    }

    /// The ID that the role's trust policy may ask for, so that nobody else's software assumes it by mistake. Default:
    /// none.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.0.change().external_id = Some(external_id.into());
        self
    }

    session_setters!();
}

impl Role {
    async fn assume(&self) -> Result<Credentials, Error> {
        const ACTION: &str = "AssumeRole";
        let base_url = self.session.base_url()?;
        let mut request = Session::request(&base_url, ACTION);
        request.query = self.session.parameters()?;
        request.query.extend(self.external_id.clone().map(|id| ("ExternalId".to_owned(), id)));

        let source = self.source.credentials().await?;
        source.check()?;
        if source.bearer_token().is_some() {
            return Err(Error::new(ErrorKind::Credentials, "a bearer token cannot sign AssumeRole")
                .with_hint("Give AssumeRole a source that has an access key."));
        }
        let name = self.source.name();
        let sign = |stamp: &Stamp<'_>| {
            let mut signed = v3::sign_request(&request, &source.keys(&name), stamp);
            let secrets = Secrets::of(&source).and_of(signed.signature.take());
            (signed, secrets)
        };
        self.session.ask(&base_url, ACTION, sign).await
    }
}

impl CredentialProvider for Role {
    fn name(&self) -> Cow<'static, str> {
        format!("ram_role_arn/{}", self.source.name()).into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.assume())
    }
}

impl CredentialProvider for AssumeRole {
    fn name(&self) -> Cow<'static, str> {
        self.0.name()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        self.0.credentials()
    }
}

impl fmt::Debug for AssumeRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = self.0.provider();
        let mut output = formatter.debug_struct("AssumeRole");
        output.field("role_arn", &role.session.role_arn).field("source", &role.source.name()).finish_non_exhaustive()
    }
}
