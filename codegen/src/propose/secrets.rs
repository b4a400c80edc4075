//! Texts that `Debug` should mask, though their name does not tell: `secret_name` knows the names.

use super::proposal::{Kind, Proposal, sentence, shortened};
use crate::diagnostic::Fix;
use crate::lower::is_plain_text;
use crate::secret_name::is_secret;
use crate::spec::Glossary;
use crate::tree::Value;
use crate::wording::Spot;

/// What names of such fields contain.
const NAMES: [&str; 7] = ["password", "passwd", "passphrase", "privatekey", "authcode", "authkey", "credential"];

/// What words on such fields contain.
const WORDS: [&str; 8] =
    ["password", "private key", "secret key", "passphrase", "keep it secret", "authenticates", "密码", "私钥"];

/// What says that a field is about a secret, and not one.
const ABOUT: [&str; 5] = ["whether", "type", "length", "name of", "是否"];

pub(super) fn proposals(spots: &[Spot<'_>], glossary: &Glossary) -> Vec<Proposal> {
    let yes = || Value::Scalar { text: "true".to_owned(), quoted: false };
    let open = spots.iter().filter(|spot| spot.schema.sensitive.is_none() && is_plain_text(spot.schema));
    open.filter_map(|spot| {
        let name = spot.name.filter(|name| !is_secret(name))?;
        let words = sentence(spot, glossary).unwrap_or_default();
        let lower = words.to_lowercase();
        let named = NAMES.iter().any(|part| name.to_lowercase().ends_with(part));
        let said = WORDS.iter().any(|part| lower.contains(part)) && !ABOUT.iter().any(|part| lower.contains(part));
        let evidence = if said { shortened(words) } else { format!("it is called `{name}`") };
        let fix = Fix::new(&spot.path, [("sensitive", Value::Null)], [("sensitive", yes())]);
        (named || said).then(|| Proposal::correction(Kind::Secret, spot, evidence, fix))
    })
    .collect()
}
