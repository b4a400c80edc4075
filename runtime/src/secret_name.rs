//! Which names are those of secrets, where no type says so.

/// The ends of names whose content gives access to whoever reads it, without `_` and `-` and in lower case.
const ENDINGS: [&str; 8] =
    ["password", "passwd", "secret", "secretkey", "privatekey", "accesstoken", "securitytoken", "uploadauth"];

/// Whether what stands under this name must not be shown.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['_', '-'], "");
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}
