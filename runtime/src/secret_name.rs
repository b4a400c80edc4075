//! Which names are those of secrets, where no type says so: in JSON, in maps and in what types do not know.
//!
//! The generator of the types has the same rule; a test compares them.

/// Ends of names whose content gives access to whoever reads it.
const SECRETS: [&str; 34] = [
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
    "uploadauth",
    "playauth",
    "authcode",
    "authorizationcode",
];
/// Whole names of the same kind.
const SECRET_NAMES: [&str; 9] =
    ["accesscode", "authorization", "cookie", "jwt", "otp", "psk", "verificationcode", "verifycode", "setcookie"];
/// What a token is that gives no access: the place of a page, the mark of a repeated request, a piece of text.
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
/// Plurals that are no pieces of text.
const SECRET_TOKENS: [&str; 6] = ["access", "auth", "bearer", "refresh", "security", "session"];
/// What a name may add without meaning anything else.
const FORMS: [&str; 13] =
    ["base64", "binary", "content", "data", "json", "list", "map", "pem", "str", "string", "text", "value", "hash"];

/// Whether a text, number, list or object of this name gives access to whoever reads it. A mask too many is better than a
/// password in a log.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut name = name.to_ascii_lowercase();
    loop {
        if says_secret(&name) {
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

fn says_secret(name: &str) -> bool {
    if let Some(of) = name.strip_suffix("tokens") {
        return SECRET_TOKENS.iter().any(|kind| of.ends_with(kind));
    }
    let name = name.strip_suffix('s').unwrap_or(name);
    if let Some(of) = name.strip_suffix("token") {
        return !HARMLESS_TOKENS.iter().any(|kind| of.ends_with(kind));
    }
    SECRET_NAMES.contains(&name) || SECRETS.iter().any(|end| name.ends_with(end))
}
