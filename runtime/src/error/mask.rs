//! Masks secrets in text that a service sends back: a refused signature may be answered with the string that was to be
//! signed, and in the older signature that string holds the security token.

use secrecy::{ExposeSecret, SecretString};

use crate::credentials::Credentials;
use crate::encoding::percent_encode;

/// What must not be repeated in an error. Costs a copy on every call; the rest of the work is done when there is an error.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// The secrets of these credentials.
    pub(crate) fn of(credentials: &Credentials) -> Self {
        let token = credentials.security_token().cloned();
        Self([credentials.access_key_secret().clone()].into_iter().chain(token).collect())
    }

    /// Another text to mask, for example a signature.
    pub(crate) fn add(&mut self, secret: &str) {
        self.0.push(secret.into());
    }

    /// The text with every secret replaced, in every form in which it may have been sent.
    pub(crate) fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for secret in self.0.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty()) {
            let once = percent_encode(secret);
            let twice = percent_encode(&once);
            // The most encoded form first: it may hold a less encoded one as a part.
            for form in [twice.as_str(), once.as_str(), secret] {
                masked = masked.replace(form, "***");
            }
        }
        masked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_however_often_they_were_encoded() {
        let secrets = Secrets::of(&Credentials::new("id", "s3cret").with_security_token("to/ken="));
        assert_eq!(secrets.mask("s3cret to/ken= to%2Fken%3D to%252Fken%253D id"), "*** *** *** *** id");
    }

    #[test]
    fn nothing_to_hide_changes_nothing() {
        assert_eq!(Secrets::of(&Credentials::new("id", "")).mask("text"), "text");
    }
}
