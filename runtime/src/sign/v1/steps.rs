//! The signature step by step.

use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::encoding::{base64, percent_encode};
use crate::sign::hmac::hmac;
use crate::sign::v3::canonical_query;

/// The query parameter that carries the signature, and the only one that is never signed.
pub(super) const SIGNATURE: &str = "Signature";

/// Merges query and form into what is signed: a form field wins over a query parameter of its name, names are sorted by
/// code point, both sides of each `name=value` are percent-encoded, and `Signature` itself is left out.
#[must_use]
pub fn canonical_parameters(query: &[(String, String)], form: &[(String, String)]) -> String {
    let covered = query.iter().filter(|(name, _)| !form.iter().any(|(field, _)| field == name));
    let parameters: Vec<_> = covered.chain(form).filter(|(name, _)| name != SIGNATURE).cloned().collect();
    canonical_query(&parameters)
}

/// The string to sign: the method as sent, the encoded path `/`, and the canonical parameters, encoded once more.
#[must_use]
pub fn string_to_sign(method: &str, canonical_parameters: &str) -> String {
    format!("{method}&%2F&{}", percent_encode(canonical_parameters))
}

/// A signature and what was signed. Has no `Debug`: what is signed includes the security token.
#[derive(Clone)]
#[non_exhaustive]
pub struct Signature {
    /// What was signed.
    pub string_to_sign: String,
    /// The signature in Base64, the value of the `Signature` parameter.
    pub signature: String,
}

/// Signs a string to sign. The key is the secret with `&` behind it.
#[must_use]
pub fn sign(string_to_sign: String, access_key_secret: &str) -> Signature {
    with_key(string_to_sign, &format!("{access_key_secret}&"))
}

/// The signature of a string to sign by this very key.
pub(super) fn with_key(string_to_sign: String, key: &str) -> Signature {
    let code = hmac::<Hmac<Sha1>>(key.as_bytes()).chain_update(&string_to_sign).finalize().into_bytes();
    Signature { string_to_sign, signature: base64(&code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_field_wins_over_a_query_parameter() {
        let signed = canonical_parameters(&pairs(&[("A", "query"), ("B", "x")]), &pairs(&[("A", "form")]));
        assert_eq!(signed, "A=form&B=x");
    }
}
