//! Masks secrets in text from a service. The refusal of a signature may quote the string to sign, which has the security token
//! in it with the older signature.

use std::sync::{Arc, OnceLock};

use secrecy::{ExposeSecret, SecretString};

use super::request_secrets::confidential;
use crate::credentials::{Credentials, Secret};
use crate::encoding::percent_encode;
use crate::masking::masked_text;
use crate::sign::{Signature, UnsignedRequest};

/// Characters of the shortest secret that is masked. Shorter ones, such as `s` in a test, are parts of ordinary words.
const SHORTEST: usize = 8;

/// The secrets of a request, to be masked in errors about its response. Has no `Debug`: a signature is made from secrets.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    credentials: Option<Credentials>,
    signature: Option<Signature>,
    others: Vec<SecretString>,
    request: Option<Arc<UnsignedRequest>>,
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

    /// The same and the secrets in the request, which are collected when the first text is masked.
    pub(crate) fn and_asked(self, request: Arc<UnsignedRequest>) -> Self {
        Self { request: Some(request), ..self }
    }

    /// The signature of the request, to be compared with the one that the service has calculated.
    pub(crate) fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }

    /// Another text to mask.
    pub(crate) fn add(&mut self, secret: &str) {
        self.others.push(secret.into());
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        let keys = self.credentials.iter().flat_map(|it| {
            [Some(it.access_key_secret()), it.security_token(), it.bearer_token()]
                .into_iter()
                .flatten()
                .map(Secret::expose)
        });
        let asked =
            self.request.iter().flat_map(|request| self.confidential.get_or_init(|| confidential(request, self.names)));
        let others = self.others.iter().chain(asked).map(ExposeSecret::expose_secret);
        keys.chain(others).chain(self.signature.as_ref().map(Signature::text))
    }

    /// The text with every secret masked, and every value that has the name of one.
    pub(crate) fn mask_all(&self, text: &str) -> String {
        masked_text(&self.mask(text), self.names).into_owned()
    }

    /// The text with every secret masked, in every form in which it may have been sent.
    pub(crate) fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        self.mask_in(&mut masked);
        masked
    }

    /// The same in place. Nearly no text has a secret in it, and then nothing is allocated.
    pub(crate) fn mask_in(&self, text: &mut String) {
        for secret in self.all().filter(|secret| secret.chars().count() >= SHORTEST) {
            let masked = match encoded(secret) {
                None => without(text, &[secret]),
                Some(once) => without(text, &[secret, &once, &percent_encode(&once)]),
            };
            if let Some(masked) = masked {
                *text = masked;
            }
        }
    }
}

/// A secret as it is in a query, if it is another text there. Most have no character that is encoded.
fn encoded(secret: &str) -> Option<String> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (!secret.bytes().all(unreserved)).then(|| percent_encode(secret))
}

/// The text with this secret masked, in each of its forms, whole or cut; `None` where it has none of them.
fn without(text: &str, forms: &[&str]) -> Option<String> {
    let first = |rest: &str| forms.iter().filter_map(|form| rest.find(beginning(form))).min();
    let mut next = Some(first(text)?);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = next {
        let (before, from) = rest.split_at(start);
        masked.push_str(before);
        masked.push_str("***");
        // Forms may begin alike; the one with the longest match is the one that is here.
        let length = forms.iter().map(|form| common_prefix(form, from)).max().unwrap_or(from.len());
        rest = &from[length..];
        next = first(rest);
    }
    masked.push_str(rest);
    Some(masked)
}

/// The first 12 characters of a secret; a shorter match is not masked.
fn beginning(secret: &str) -> &str {
    const CHARACTERS: usize = 12;
    secret.char_indices().nth(CHARACTERS).map_or(secret, |(end, _)| &secret[..end])
}

/// The length in bytes of what two texts have in common at their start.
fn common_prefix(one: &str, other: &str) -> usize {
    let same = one.char_indices().zip(other.chars()).take_while(|((_, one), other)| one == other);
    same.last().map_or(0, |((start, last), _)| start + last.len_utf8())
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
    fn a_secret_that_was_cut_is_masked_as_far_as_it_goes() {
        let secrets = Secrets::of(&Credentials::new("id", "0123456789abcdefghij"));
        assert_eq!(secrets.mask("0123456789abcdef… 0123456789abcdeX 0123456789abcdefghij"), "***… ***X ***");
        assert_eq!(secrets.mask("0123456789"), "0123456789");
    }

    #[test]
    fn forms_that_begin_alike_are_masked_to_their_own_end() {
        let secrets = Secrets::of(&Credentials::new("id", "0123456789abc+tail"));
        assert_eq!(secrets.mask("0123456789abc+tail 0123456789abc%2Btail 0123456789abc%252Btail"), "*** *** ***");
    }

    #[test]
    fn a_bearer_token_is_masked() {
        assert_eq!(Secrets::of(&Credentials::bearer("the/token=")).mask("a the%2Ftoken%3D"), "a ***");
    }
}
