//! What a request is signed with: keys, date and nonce.

/// The keys that sign one request, borrowed from wherever they are kept. Has no `Debug`: it holds secrets.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// The access key's ID, sent with every request.
    pub access_key_id: &'a str,
    /// The access key's secret, never sent.
    pub access_key_secret: &'a str,
    /// The token that belongs to temporary keys. An empty one counts as none.
    pub security_token: Option<&'a str>,
    /// Where the keys come from, for example `static_ak` or `default/env`; sent to the service where it is known.
    pub provider: Option<&'a str>,
}

impl<'a> Keys<'a> {
    /// Lasting keys of unstated origin.
    #[must_use]
    pub fn new(access_key_id: &'a str, access_key_secret: &'a str) -> Self {
        Self { access_key_id, access_key_secret, security_token: None, provider: None }
    }

    pub(super) fn token(&self) -> Option<&'a str> {
        self.security_token.filter(|token| !token.is_empty())
    }
}

/// Date and nonce of one request. The service refuses an old date, and a nonce that it has seen before.
#[derive(Debug, Clone, Copy)]
pub struct SigningParameters<'a> {
    /// The time in UTC as `YYYY-MM-DDThh:mm:ssZ`, no more than 15 minutes away from the service's clock.
    pub date: &'a str,
    /// Any text that is never used twice, see [`nonce`](super::nonce).
    pub nonce: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_token_is_no_token() {
        assert_eq!(Keys { security_token: Some(""), ..Keys::new("id", "secret") }.token(), None);
    }
}
