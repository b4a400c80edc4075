//! Masks secrets in text that a service sends back: a refused signature may be answered with the string that was to be
//! signed, and in the older signature that string holds the security token.

use secrecy::{ExposeSecret, SecretString};

use crate::credentials::Credentials;
use crate::encoding::percent_encode;

/// What must not be repeated in an error, in every form in which it was sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// The secrets of these credentials.
    pub(crate) fn of(credentials: &Credentials) -> Self {
        let mut secrets = Self::default();
        secrets.add(credentials.access_key_secret().expose_secret());
        if let Some(token) = credentials.security_token() {
            secrets.add(token.expose_secret());
        }
        secrets
    }

    /// Another text to mask, for example a signature.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let once = percent_encode(secret);
        let twice = percent_encode(&once);
        // The most encoded form first: it may hold a less encoded one as a part.
        for form in [twice, once, secret.to_owned()] {
            if !self.0.iter().any(|known| known.expose_secret() == form) {
                self.0.push(form.into());
            }
        }
    }

    /// The text with every secret replaced.
    pub(crate) fn mask(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.expose_secret(), "***")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_however_often_they_were_encoded() {
        let secrets = Secrets::of(&Credentials::new("id", "s3cret").with_security_token("to/ken="));
        assert_eq!(
            secrets.mask("s3cret to/ken= to%2Fken%3D to%252Fken%253D id"),
            "*** *** *** *** id"
        );
    }

    #[test]
    fn nothing_to_hide_changes_nothing() {
        assert_eq!(Secrets::of(&Credentials::new("id", "")).mask("text"), "text");
    }
}
