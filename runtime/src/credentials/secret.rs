//! Secret text.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A secret text, such as the secret of an access key, or a token.
///
/// `Debug` does not show it, and it is wiped from memory when it is dropped. `From` converts a `String` or `&str`.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself. It must not be logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_only_where_it_is_exposed() {
        let secret = Secret::from("hush");
        assert_eq!(
            (secret.expose(), format!("{secret:?} {:#?}", Some(&secret))),
            ("hush", "Secret(***) Some(\n    Secret(***),\n)".into())
        );
        assert_eq!(Secret::from(String::from("hush")).clone().expose(), "hush");
    }
}
