//! Names of secrets, in metadata that does not mark them, and in JSON and maps that have no types.
//!
//! `codegen` compiles this file too, so it uses nothing of this crate.

/// Last words of the names of secrets.
const SECRETS: [&str; 49] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "credential",
    "plaintext",
    "signature",
    "privatekey",
    "secretkey",
    "accesskey",
    "apikey",
    "authkey",
    "authenticationkey",
    "authorizationkey",
    "encryptionkey",
    "encryptkey",
    "decryptionkey",
    "decryptkey",
    "signingkey",
    "signkey",
    "masterkey",
    "sessionkey",
    "sharedkey",
    "streamkey",
    "contentkey",
    "licensekey",
    "sshkey",
    "aeskey",
    "clientkeydata",
    "uploadauth",
    "playauth",
    "activationcode",
    "appcode",
    "authcode",
    "authenticationcode",
    "authorizationcode",
    "captchacode",
    "pincode",
    "smscode",
    "tokencode",
    "verificationcode",
    "verifycode",
    "keytab",
    "kubeconfig",
    "samlassertion",
    "sslpri",
    "stringseed",
];
/// Whole names of the same kind.
const SECRET_NAMES: [&str; 9] =
    ["accesscode", "authorization", "cookie", "jwt", "otp", "proxyauthorization", "psk", "setcookie", "vcode"];
/// First words of names that ask a question: `HasPassword` is no password.
const QUESTIONS: [&str; 5] = ["allow", "can", "has", "is", "need"];
/// Words before `Token` that make it harmless: positions in lists, idempotency tokens, pieces of text.
const HARMLESS_TOKENS: [&str; 24] = [
    "client",
    "completion",
    "continuation",
    "cursor",
    "idempotency",
    "input",
    "last",
    "marker",
    "max",
    "min",
    "next",
    "output",
    "page",
    "paging",
    "pagination",
    "prev",
    "previous",
    "prompt",
    "request",
    "scroll",
    "search",
    "start",
    "sync",
    "total",
];
/// Compounds that end like one of these and mean something else: products and sites that a token may be for.
const NO_KINDS: [&str; 4] = ["elasticsearch", "homepage", "opensearch", "webpage"];
/// What counted pieces of text are of in addition.
const COUNTED_TOKENS: [&str; 11] = [
    "audio",
    "cached",
    "consumed",
    "embedding",
    "generated",
    "image",
    "reasoning",
    "text",
    "thinking",
    "used",
    "video",
];
/// Suffixes that do not change what a name means, those of digests without their digits.
const FORMS: [&str; 17] = [
    "base64", "binary", "body", "content", "data", "hash", "hex", "json", "list", "map", "md", "pem", "sha", "str",
    "string", "text", "value",
];

/// Whether a text, number, list or object of this name is a secret. In doubt it is: a needless mask is better than a password
/// in a log.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let (mut name, words) = joined(name);
    let first = words.get(1).and_then(|second| name.get(..*second));
    if first.is_some_and(|first| QUESTIONS.contains(&first)) {
        return false;
    }
    loop {
        if says_secret(&name, &words) {
            return true;
        }
        let digits = name.trim_end_matches(|character: char| character.is_ascii_digit());
        let shorter = FORMS.iter().find_map(|form| name.strip_suffix(form)).unwrap_or(digits).len();
        if shorter == name.len() {
            return false;
        }
        name.truncate(shorter);
    }
}

/// The letters and digits of a name in lower case, and the indices at which its words begin: `nextpagetoken` with 0, 4 and 8.
fn joined(name: &str) -> (String, Vec<usize>) {
    let (mut joined, mut words) = (String::with_capacity(name.len()), Vec::new());
    let mut before = ' ';
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_ascii_alphanumeric() {
            let follows_word = !before.is_ascii_uppercase();
            let ends_capitals = characters.peek().is_some_and(char::is_ascii_lowercase);
            let is_capital = character.is_ascii_uppercase() && (follows_word || ends_capitals);
            if is_capital || !before.is_ascii_alphanumeric() {
                words.push(joined.len());
            }
            joined.push(character.to_ascii_lowercase());
        }
        before = character;
    }
    (joined, words)
}

fn says_secret(name: &str, words: &[usize]) -> bool {
    if let Some(of) = name.strip_suffix("tokens") {
        return !is_kind(of, words, &[&HARMLESS_TOKENS, &COUNTED_TOKENS]);
    }
    // One ticket lets somebody in, several are requests of customers.
    if name.ends_with("ticket") {
        return true;
    }
    let name = name.strip_suffix('s').unwrap_or(name);
    if let Some(of) = name.strip_suffix("token") {
        return !is_kind(of, words, &[&HARMLESS_TOKENS]);
    }
    SECRET_NAMES.contains(&name) || SECRETS.iter().any(|end| name.ends_with(end))
}

/// Whether the last word is one of these, or several of them without a change of case between. The end of a word does not
/// count: `Admin` does not end in `min`.
fn is_kind(of: &str, words: &[usize], kinds: &[&[&str]]) -> bool {
    let start = words.iter().rev().find(|start| **start < of.len());
    !NO_KINDS.iter().any(|other| of.ends_with(other)) && start.is_some_and(|start| is_made_of(&of[*start..], kinds))
}

fn is_made_of(word: &str, kinds: &[&[&str]]) -> bool {
    let mut rests = kinds.iter().copied().flatten().filter_map(|kind| word.strip_suffix(kind));
    rests.any(|rest| rest.is_empty() || is_made_of(rest, kinds))
}
