//! Words and identifiers: how a name on the wire is spelt in Rust.

use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};

use super::plural::singular;
use crate::naming::is_keyword;

/// Spellings that are one word, though their capitals say otherwise. Products may add their own (`words` in product.yaml).
const WORDS: [&str; 17] = [
    "GiB", "IPv4", "IPv6", "IaaS", "IoT", "KiB", "MPCoS", "MiB", "OAuth", "PaaS", "SIze", "SaaS", "TiB", "VSwitch",
    "VoD", "2D", "3D",
];

/// Keywords that may not be raw identifiers.
const NEVER_RAW: [&str; 4] = ["crate", "self", "super", "Self"];

/// Splits wire names into words the way people read them.
pub(crate) struct Words {
    /// Spelling and the same as one capitalised word, longest first.
    table: Vec<(String, String)>,
}

impl Words {
    /// With spellings that a product adds.
    pub(crate) fn new(extra: &[String]) -> Self {
        let all = WORDS.iter().copied().chain(extra.iter().map(String::as_str));
        let mut table: Vec<_> = all.map(|word| (word.to_owned(), capitalised(word))).collect();
        table.sort_by(|left, right| (right.0.len(), &left.0).cmp(&(left.0.len(), &right.0)));
        table.dedup();
        Self { table }
    }

    /// The name with one-word spellings and plural acronyms joined: `IPv6URLs` becomes `Ipv6Urls`.
    fn joined(&self, name: &str) -> String {
        let mut joined = name.to_owned();
        for (spelling, word) in &self.table {
            // `3D` in `Last3Days` is the start of another word.
            let mut from = 0;
            while let Some(start) = joined[from..].find(spelling).map(|found| from + found) {
                from = start + spelling.len();
                if !joined[from..].starts_with(|next: char| next.is_ascii_lowercase()) {
                    joined.replace_range(start..from, word);
                    from = start + word.len();
                }
            }
        }
        // Signs and letters that no identifier may have part the words.
        let parted = |character: char| {
            if character.is_ascii_alphanumeric() { character } else { '_' }
        };
        join_plural_acronyms(&joined).chars().map(parted).collect()
    }

    /// The words of a text in lower case. Digits are words of their own.
    pub(crate) fn split(&self, text: &str) -> Vec<String> {
        let joined = self.joined(text).to_snake_case();
        let mut words: Vec<String> = Vec::new();
        for part in joined.split('_') {
            let mut before = None;
            for character in part.chars() {
                let digit = Some(character.is_ascii_digit());
                match words.last_mut() {
                    Some(word) if before == digit => word.push(character),
                    _ => words.push(character.to_string()),
                }
                before = digit;
            }
        }
        words
    }

    /// A module or field name.
    pub(super) fn snake(&self, name: &str) -> String {
        let name = self.joined(name).to_snake_case();
        // `_1` would read as an argument that is not used.
        let number = !name.is_empty() && name.chars().all(|character| character.is_ascii_digit() || character == '_');
        if number {
            return format!("field_{}", name.trim_matches('_'));
        }
        identifier(name, "field")
    }

    /// The name of a type below a field. One that is a type name already keeps its spelling, so that it is found as it is
    /// documented.
    pub(super) fn type_name(&self, name: &str) -> String {
        let field = name.trim_end_matches(['[', ']', '{', '}']);
        if field == name { self.plain_type_name(name) } else { self.plain_type_name(&singular(field)) }
    }

    /// The name of a type that is called like its field, whatever its field holds.
    pub(super) fn plain_type_name(&self, name: &str) -> String {
        let name = name.trim_end_matches(['[', ']', '{', '}']).to_owned();
        let usable = name.starts_with(|first: char| first.is_ascii_uppercase()) && is_alphanumeric(&name);
        if usable { name } else { identifier(self.joined(&name).to_upper_camel_case(), "Value") }
    }

    /// A variant's name. Signs that tell values apart are spelt out.
    pub(super) fn variant(&self, value: &str) -> String {
        // `2K` and `4k` keep their spelling, for their first letter cannot be a capital.
        if value.starts_with(|first: char| first.is_ascii_digit()) && is_alphanumeric(value) {
            return format!("_{value}");
        }
        let spelt = value.replace('+', "-plus-");
        let spelt = match spelt.strip_prefix('-') {
            Some(rest) if !value.starts_with('+') => format!("minus-{rest}"),
            _ => spelt,
        };
        identifier(self.joined(&spelt).to_upper_camel_case(), "Value")
    }
}

/// A code as the name of a constant: `Forbidden.NoPermission` is `FORBIDDEN_NO_PERMISSION`.
pub(super) fn constant(code: &str) -> String {
    let name = code.replace(|character: char| !character.is_ascii_alphanumeric(), "_").to_shouty_snake_case();
    if name.is_empty() {
        "CODE".to_owned()
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("CODE_{name}")
    } else {
        name
    }
}

fn is_alphanumeric(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric())
}

/// What is left of a name made into an identifier.
fn identifier(name: String, nameless: &str) -> String {
    if name.is_empty() || name.chars().all(|character| character == '_') {
        nameless.to_owned()
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else if is_keyword(&name) {
        format!("r#{name}")
    } else {
        name
    }
}

/// `IPv6` becomes `Ipv6`, `3D` stays as it is but for its capital.
fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters.flat_map(char::to_lowercase)).collect()
}

/// `URLs` becomes `Urls` where a word ends after it.
fn join_plural_acronyms(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let upper = |index: usize| characters.get(index).is_some_and(char::is_ascii_uppercase);
    let mut joined = characters.clone();
    for plural in 2..characters.len() {
        let ends = characters.get(plural + 1).is_none_or(|next| !next.is_ascii_lowercase());
        if characters[plural] == 's' && ends && upper(plural - 1) && upper(plural - 2) {
            // The acronym runs back to its first capital, which stays one.
            let mut index = plural - 1;
            while upper(index) && index > 0 && upper(index - 1) {
                joined[index] = characters[index].to_ascii_lowercase();
                index -= 1;
            }
        }
    }
    joined.into_iter().collect()
}
