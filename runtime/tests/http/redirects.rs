//! Redirects are refused, and the error says where they lead.

use alibabacloud_runtime::ErrorKind;
use loopback::{MockResponse, Server};

use crate::client::{call, client};

#[tokio::test]
async fn a_redirect_is_refused_with_its_scheme_host_and_path_alone() {
    for (location, shown) in [
        ("https://elsewhere.test/a/b?Signature=hush#hush", "https://elsewhere.test/a/b"),
        ("https://user:hush@elsewhere.test:8443/a@b", "https://elsewhere.test:8443/a@b"),
        ("https://user:hush@elsewhere.test?hush", "https://elsewhere.test"),
        ("//hush@elsewhere.test/a", "//elsewhere.test/a"),
        ("/login?hush", "/login"),
        ("?hush", ""),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let server = Server::start(MockResponse::new(status, "").header("location", location));
            let error = call(client(&server.url())).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
            assert_eq!(error.message(), format!("redirected to {shown}"));
            let text = format!("{error} {error:?} {error:#?}");
            assert!(!text.contains("hush") && text.contains("A redirect is not followed"), "{text}");
            assert_eq!(server.requests().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_redirect_to_this_very_server_is_not_followed_either() {
    let server = Server::start(MockResponse::new(307, "").header("location", "/"));
    assert_eq!(call(client(&server.url())).await.unwrap_err().message(), "redirected to /");
    assert_eq!(server.requests().len(), 1);
}
