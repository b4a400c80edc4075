//! Masks secrets in text that a service sends back: a refused signature may be answered with the string that was to be
//! signed, and in the older signature that string holds the security token.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use secrecy::{ExposeSecret, SecretString};

use super::request_secrets::confidential;
use crate::credentials::{Credentials, Secret};
use crate::encoding::percent_encode;
use crate::masking::masked_text;
use crate::sign::{Signature, UnsignedRequest};

/// Characters of the shortest secret that is masked. A shorter one, such as `s` in a test, is part of ordinary words.
const SHORTEST: usize = 8;

/// What must not be repeated in an error about the response to a request. Has no `Debug`: a signature is made from secrets.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    credentials: Option<Credentials>,
    signature: Option<Signature>,
    others: Vec<SecretString>,
    asked: Option<Arc<UnsignedRequest>>,
    /// What it holds, once that was looked for.
    confidential: OnceLock<Vec<SecretString>>,
    /// The names of secrets in the response that do not say so.
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

    /// The same and what the request was signed with.
    pub(crate) fn and_of(self, signature: Option<Signature>) -> Self {
        Self { signature, ..self }
    }

    /// The same and the names of what else is secret in the response.
    pub(crate) fn and_names(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    /// The same and what is named like a secret in a request, which a service may repeat. It is looked for no sooner than
    /// there is something to mask.
    pub(crate) fn and_asked(self, request: Arc<UnsignedRequest>) -> Self {
        Self { asked: Some(request), ..self }
    }

    /// What the request was signed with, to be compared with what the service says it saw.
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
            self.asked.iter().flat_map(|request| self.confidential.get_or_init(|| confidential(request, self.names)));
        let others = self.others.iter().chain(asked).map(ExposeSecret::expose_secret);
        keys.chain(others).chain(self.signature.as_ref().map(Signature::text))
    }

    /// A text from outside with every secret replaced, and everything that is named like one.
    pub(crate) fn mask_all(&self, text: &str) -> String {
        masked_text(&self.mask(text), self.names).into_owned()
    }

    /// A text from outside with every secret replaced, in every form in which it may have been sent.
    pub(crate) fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        self.mask_in(&mut masked);
        masked
    }

    /// The same in place: costs nothing where there is no secret, as in nearly every text.
    pub(crate) fn mask_in(&self, text: &mut String) {
        for secret in self.all().filter(|secret| secret.chars().count() >= SHORTEST) {
            let once = encoded(secret);
            let twice = encoded(&once);
            if let Some(masked) = without(text, [secret, &once, &twice]) {
                *text = masked;
            }
        }
    }
}

/// A secret as it stands in a query; most have no character that is encoded.
fn encoded(secret: &str) -> Cow<'_, str> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if secret.bytes().all(unreserved) { Cow::Borrowed(secret) } else { Cow::Owned(percent_encode(secret)) }
}

/// The text with a secret replaced that stands there in one of these forms, whole or cut short behind its beginning; `None`
/// where it does not.
fn without(text: &str, forms: [&str; 3]) -> Option<String> {
    let first = |rest: &str| forms.iter().filter_map(|form| rest.find(beginning(form))).min();
    let mut next = Some(first(text)?);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = next {
        let (before, from) = rest.split_at(start);
        masked.push_str(before);
        masked.push_str("***");
        // The forms may begin alike; the one that goes furthest is the one that stands here.
        let length = forms.iter().map(|form| common_prefix(form, from)).max().unwrap_or(from.len());
        rest = &from[length..];
        next = first(rest);
    }
    masked.push_str(rest);
    Some(masked)
}

/// What a secret is known by; less of it is no harm.
fn beginning(secret: &str) -> &str {
    const CHARACTERS: usize = 12;
    secret.char_indices().nth(CHARACTERS).map_or(secret, |(end, _)| &secret[..end])
}

/// How many bytes two texts have in common at their start.
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
