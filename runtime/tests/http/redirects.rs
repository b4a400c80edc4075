//! Redirects: refused, with a word about where they point.

use alibabacloud_runtime::ErrorKind;

use crate::client::{call, client};
use crate::server::{Answer, Server};

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
        for status in ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"] {
            let server = Server::start(Answer::new(&format!("{status}\r\nlocation: {location}"), b"")).await;
            let error = call(client(&server.url())).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
            assert_eq!(error.message(), format!("redirected to {shown}"));
            let text = format!("{error} {error:?} {error:#?}");
            assert!(!text.contains("hush") && text.contains("A redirect is not followed"), "{text}");
            assert_eq!(server.heads().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_redirect_to_this_very_server_is_not_followed_either() {
    let server = Server::start(Answer::new("307 Temporary\r\nlocation: /", b"")).await;
    assert_eq!(call(client(&server.url())).await.unwrap_err().message(), "redirected to /");
    assert_eq!(server.heads().len(), 1);
}
