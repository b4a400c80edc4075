//! URLs of one origin: parsed once, and given each request's path and query.

use std::sync::OnceLock;

use http::Uri;
use http::uri::{Authority, Scheme};
use reqwest::Url;

/// The origin that was asked for first: a client nearly always calls one.
#[derive(Default)]
pub(super) struct Origins(OnceLock<Origin>);

struct Origin {
    scheme: Scheme,
    authority: Authority,
    root: Url,
}

impl Origins {
    /// The URL of this address as `reqwest` wants it; `None` where it has another opinion about one of its parts, for
    /// example about a path with `..` in it.
    pub(super) fn url(&self, uri: &Uri) -> Option<Url> {
        let mut url = self.root(uri.scheme()?, uri.authority()?)?;
        // Nearly always it is `/`.
        if url.path() != uri.path() {
            url.set_path(uri.path());
        }
        url.set_query(uri.query());
        (url.path() == uri.path() && url.query() == uri.query()).then_some(url)
    }

    fn root(&self, scheme: &Scheme, authority: &Authority) -> Option<Url> {
        if let Some(first) = self.0.get()
            && first.scheme == *scheme
            && first.authority.as_str() == authority.as_str()
        {
            return Some(first.root.clone());
        }
        let root = Url::parse(&format!("{scheme}://{authority}/")).ok()?;
        self.0.get_or_init(|| Origin { scheme: scheme.clone(), authority: authority.clone(), root: root.clone() });
        Some(root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_told_apart_by_scheme_and_authority() {
        let origins = Origins::default();
        for uri in [
            "https://a.test/?x=1",
            "https://a.test/p?x=2",
            "http://a.test/p?x=2",
            "https://a.test:8443/",
            "https://b.test/%2F?y=%20",
            "https://a.test/",
        ] {
            let url = origins.url(&uri.parse().unwrap()).unwrap();
            assert_eq!(url.as_str(), uri);
        }
    }
}
