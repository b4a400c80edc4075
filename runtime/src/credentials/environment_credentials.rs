//! Credentials from environment variables.

use std::borrow::Cow;
use std::fmt;
use std::future::ready;

use super::access_key::Credentials;
use super::environment::Environment;
use super::flaw::{flaw, flawed};
use super::provider::CredentialProvider;
use crate::error::{Error, ErrorKind};
use crate::task::BoxFuture;

const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// Reads `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, for a temporary access key,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`: the names that all official SDKs read. An empty variable counts as missing.
///
/// The variables are read for every request. If the service refuses their credentials and they have changed by then,
/// the call is sent once more.
///
/// # Errors
///
/// Neither ID nor secret is set: [not configured](Error::is_not_configured). Only one of them is set, or a value cannot
/// be part of an access key: an error that names the variable. The official SDKs try their next source if only one is
/// set, and may use the keys of another account.
#[derive(Clone, Default)]
pub struct EnvironmentCredentials {
    environment: Environment,
}

impl EnvironmentCredentials {
    /// Reads the process environment.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the environment, of which only the variables are used. Default: the process's own.
    #[must_use]
    pub fn environment(mut self, environment: &Environment) -> Self {
        self.environment = environment.clone();
        self
    }

    fn read(&self) -> Result<Credentials, Error> {
        let (id, secret) = match (self.variable(ID)?, self.variable(SECRET)?) {
            (Some(id), Some(secret)) => (id, secret),
            (None, Some(_)) => return Err(missing(ID)),
            (Some(_), None) => return Err(missing(SECRET)),
            (None, None) => {
                let message = format!("no credentials: {ID} and {SECRET} are not set");
                return Err(Error::not_configured(message).with_hint(hint()));
            }
        };
        let credentials = Credentials::new(id, secret);
        Ok(match self.variable(TOKEN)? {
            Some(token) => credentials.with_security_token(token),
            None => credentials,
        })
    }

    fn variable(&self, name: &'static str) -> Result<Option<String>, Error> {
        let Some(value) = self.environment.variable_os(name) else {
            return Ok(None);
        };
        // A value that is not Unicode is invalid; its lossy text is only used to say so.
        let value = value.into_string().unwrap_or_else(|value| value.to_string_lossy().into_owned());
        match flaw(&value) {
            None => Ok(Some(value)),
            Some(flaw) => Err(flawed(name, flaw)),
        }
    }
}

/// Half an access key is an error: the next source could return somebody else's key.
fn missing(name: &str) -> Error {
    Error::new(ErrorKind::Credentials, format!("no credentials: {name} is not set")).with_hint(hint())
}

fn hint() -> String {
    format!(
        "Set {ID} and {SECRET} (and {TOKEN} for a temporary access key), or give them to ClientBuilder::credentials."
    )
}

impl fmt::Debug for EnvironmentCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EnvironmentCredentials").finish_non_exhaustive()
    }
}

impl CredentialProvider for EnvironmentCredentials {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("env")
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(ready(self.read()))
    }

    fn drop_refused(&self, refused: &Credentials) -> bool {
        self.read().is_ok_and(|now| !now.is_same_as(refused))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &'static [(&str, &str)]) -> Result<Credentials, Error> {
        let environment = Environment::new().variables(|name| {
            let (_, value) = variables.iter().find(|(given, _)| *given == name)?;
            Some(value.into())
        });
        EnvironmentCredentials::new().environment(&environment).read()
    }

    #[test]
    fn id_and_secret_suffice_and_a_token_is_taken() {
        let credentials = read(&[(ID, "id"), (SECRET, "secret"), (TOKEN, "")]).unwrap();
        assert_eq!(credentials.access_key_id(), "id");
        assert_eq!(credentials.access_key_secret().expose(), "secret");
        assert!(credentials.security_token().is_none());
        let credentials = read(&[(ID, "id"), (SECRET, "secret"), (TOKEN, "token")]).unwrap();
        assert_eq!(credentials.security_token().map(|token| token.expose()), Some("token"));
    }

    #[test]
    fn neither_of_two_variables_is_not_configured_and_one_of_them_is_a_mistake() {
        for (variables, message, not_configured) in [
            (
                [].as_slice(),
                "no credentials: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set",
                true,
            ),
            (
                &[(ID, ""), (SECRET, ""), (TOKEN, "token")],
                "no credentials: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set",
                true,
            ),
            (&[(ID, "id"), (SECRET, "")], "no credentials: ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set", false),
            (&[(SECRET, "secret")], "no credentials: ALIBABA_CLOUD_ACCESS_KEY_ID is not set", false),
        ] {
            let error = read(variables).unwrap_err();
            assert_eq!(error.message(), message);
            assert_eq!(error.is_not_configured(), not_configured, "{error}");
            assert!(error.hint().unwrap().contains("ClientBuilder::credentials"));
        }
    }

    #[test]
    fn white_space_around_a_key_is_an_error_that_does_not_print_it() {
        let error = read(&[(ID, "id"), (SECRET, "hush \n")]).unwrap_err();
        assert!(error.to_string().starts_with("ALIBABA_CLOUD_ACCESS_KEY_SECRET has white space around it"), "{error}");
        assert!(!format!("{error} {error:?} {error:#?}").contains("hush"));
    }
}
