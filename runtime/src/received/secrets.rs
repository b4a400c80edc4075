//! Masks secrets in text from a service. The refusal of a signature may quote the string to sign, which has the security token
//! in it with the older signature.

use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

use secrecy::{ExposeSecret, SecretString};

use super::request_secrets::{confidential, has_confidential_path, may_quote};
use crate::credentials::{Credentials, Secret};
use crate::masking::{masked_text, without};
use crate::sign::{Signature, UnsignedRequest};

/// Characters of the shortest secret that is masked. Shorter ones, such as `s` in a test, are parts of ordinary words.
const SHORTEST: usize = 8;

/// The secrets of a request, to be masked in errors about its response. Has no `Debug`: a signature is made from secrets.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    credentials: Option<Credentials>,
    signature: Option<Signature>,
    others: Vec<SecretString>,
    /// The request, and the template of its path.
    request: Option<(Arc<UnsignedRequest>, &'static str)>,
    /// The secrets in the request, once they are needed.
    confidential: OnceLock<Vec<SecretString>>,
    /// Names of more secrets, which do not look like it.
    pub(super) names: &'static [&'static str],
}

impl Secrets {
    /// The secrets of these credentials.
    pub(crate) fn of(credentials: &Credentials) -> Self {
        Self { credentials: Some(credentials.clone()), ..Self::default() }
    }

    /// A text to mask.
    pub(crate) fn text(secret: &str) -> Self {
        Self { others: vec![secret.into()], ..Self::default() }
    }

    /// The same and the signature of the request.
    pub(crate) fn and_of(self, signature: Option<Signature>) -> Self {
        Self { signature, ..self }
    }

    /// The same and the names of more secrets.
    pub(crate) fn and_names(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    /// The same and the secrets in the request, which are collected when the first text is masked. Its path has this template.
    pub(crate) fn and_asked(self, request: Arc<UnsignedRequest>, template: &'static str) -> Self {
        Self { request: Some((request, template)), ..self }
    }

    /// Whether there is a secret in the path of the request.
    pub(super) fn has_path(&self) -> bool {
        let request = self.request.as_ref();
        request.is_some_and(|(request, template)| has_confidential_path(request, template, self.names))
    }

    /// The signature of the request, to be compared with the one that the service has calculated.
    pub(crate) fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }

    /// Another text to mask.
    pub(crate) fn add(&mut self, secret: &str) {
        self.others.push(secret.into());
    }

    /// All that may be in a text.
    fn of_text<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let keys = self.credentials.iter().flat_map(|it| {
            [Some(it.access_key_secret()), it.security_token(), it.bearer_token()]
                .into_iter()
                .flatten()
                .map(Secret::expose)
        });
        let asked = match &self.request {
            Some((request, template)) if may_quote(text, request, template) => {
                self.confidential.get_or_init(|| confidential(request, template, self.names)).as_slice()
            }
            _ => &[],
        };
        let others = self.others.iter().chain(asked).map(ExposeSecret::expose_secret);
        keys.chain(others).chain(self.signature.as_ref().map(Signature::text))
    }

    /// The text with every secret masked, and every value that has the name of one.
    pub(crate) fn mask_all(&self, text: &str) -> String {
        masked_text(&self.mask(text), self.names).into_owned()
    }

    /// The text with every secret masked, however it is escaped.
    pub(crate) fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        self.mask_in(&mut masked);
        masked
    }

    /// The same in place. Nearly no text has a secret in it, and then nothing is allocated.
    pub(crate) fn mask_in(&self, text: &mut String) {
        let is_there = |secret: &&str| secret.chars().count() >= SHORTEST && without(text, secret).is_some();
        let mut secrets: Vec<_> = self.of_text(text).filter(is_there).collect();
        // A new password may begin with the old one.
        secrets.sort_by_key(|secret| Reverse(secret.len()));
        for secret in secrets {
            if let Some(masked) = without(text, secret) {
                *text = masked;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_however_often_they_were_encoded() {
        let secrets = Secrets::of(&Credentials::new("id", "a-s3cret").with_security_token("the/token="));
        assert_eq!(secrets.mask("a-s3cret the/token= the%2Ftoken%3D the%252Ftoken%253D id"), "*** *** *** *** id");
    }

    #[test]
    fn a_secret_that_is_part_of_ordinary_words_is_not_masked() {
        for secret in ["", "s", "body", "éééé", "7 chars"] {
            let text = format!("the body is empty: {secret}");
            assert_eq!(Secrets::of(&Credentials::new("id", secret)).mask(&text), text);
        }
        for secret in ["8 chars!", "äöüäöüäö"] {
            assert_eq!(Secrets::of(&Credentials::new("id", secret)).mask(&format!("a {secret}")), "a ***");
        }
    }

    #[test]
    fn a_secret_that_begins_with_another_one_is_masked_to_its_end() {
        let mut secrets = Secrets::text("hush-2025");
        secrets.add("hush-2025-and-2026");
        assert_eq!(secrets.mask("hush-2025-and-2026 is like hush-2025"), "*** is like ***");
    }

    #[test]
    fn a_bearer_token_is_masked() {
        assert_eq!(Secrets::of(&Credentials::bearer("the/token=")).mask("a the%2Ftoken%3D"), "a ***");
    }
}
