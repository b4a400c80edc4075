//! Texts that `Debug` should mask, though their name does not tell: `secret_name` knows the names.

use super::proposal::{Kind, Proposal, sentence, shortened};
use crate::diagnostic::Fix;
use crate::lower::is_plain_text;
use crate::secret_name::is_secret;
use crate::spec::Glossary;
use crate::tree::Value;
use crate::wording::SchemaAt;

/// What names of such fields contain.
const NAMES: [&str; 7] = ["password", "passwd", "passphrase", "privatekey", "authcode", "authkey", "credential"];

/// What words on such fields contain.
const WORDS: [&str; 8] =
    ["password", "private key", "secret key", "passphrase", "keep it secret", "authenticates", "密码", "私钥"];

/// What a sentence on such a field begins with.
const SUBJECTS: [&str; 6] = ["signature", "license", "passphrase", "secret", "credential", "credentials"];

/// What says that a field is about a secret, and not one.
const ABOUT: [&str; 5] = ["whether", "type", "length", "name of", "是否"];

/// What names of such fields end with.
const ABOUT_NAMES: [&str; 8] = ["id", "ids", "identifier", "name", "type", "status", "mode", "action"];

pub(super) fn proposals(schemas: &[SchemaAt<'_>], glossary: &Glossary) -> Vec<Proposal> {
    let yes = || Value::Scalar { text: "true".to_owned(), quoted: false };
    let open = schemas.iter().filter(|at| at.schema.sensitive.is_none() && is_plain_text(at.schema));
    open.filter_map(|at| {
        let name = at.name.filter(|name| !is_secret(name))?;
        let words = sentence(at, glossary).unwrap_or_default();
        let lower = words.to_lowercase();
        let named = NAMES.iter().any(|part| name.to_lowercase().ends_with(part));
        let says = WORDS.iter().any(|part| lower.contains(part)) && !ABOUT.iter().any(|part| lower.contains(part));
        let about = ABOUT_NAMES.iter().any(|end| name.to_lowercase().ends_with(end));
        let said = !about && (says || is_secret_itself(&lower));
        let evidence = if said { shortened(words) } else { format!("it is called `{name}`") };
        let fix = Fix::new(&at.path, [("sensitive", Value::Null)], [("sensitive", yes())]);
        (named || said).then(|| Proposal::correction(Kind::Secret, at, evidence, fix))
    })
    .collect()
}

/// Whether a sentence in lower case begins with a secret, as "The signature of the application" does, or with a key for encryption.
/// Other keys name things.
fn is_secret_itself(sentence: &str) -> bool {
    let subject = ["the ", "a ", "an "].iter().find_map(|article| sentence.strip_prefix(article)).unwrap_or(sentence);
    let mut words = subject.split(|character: char| !character.is_alphanumeric());
    match words.next() {
        Some("key") => words.any(|word| word.starts_with("encrypt") || word.starts_with("decrypt")),
        Some(first) => SUBJECTS.contains(&first),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_secret_itself;

    #[test]
    fn what_a_sentence_begins_with_tells_a_secret_from_what_is_about_one() {
        for sentence in ["the signature of the application.", "the key for the encryption, in base64.", "a license."] {
            assert!(is_secret_itself(sentence), "{sentence}");
        }
        for sentence in ["the key of the video.", "the id of the license.", "the encrypted data key.", "", "encryption"]
        {
            assert!(!is_secret_itself(sentence), "{sentence}");
        }
    }
}
