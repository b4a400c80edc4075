//! Secrets in error messages: masked in text of the service, never in our own words.

use alibabacloud_runtime::Credentials;
use loopback::{MockResponse, Server};

use crate::client::{call, client};

#[tokio::test]
async fn our_own_words_are_whole_whatever_the_secret_is() {
    let refused = Server::start(MockResponse::new(403, ""));
    let elsewhere = Server::start(MockResponse::new(307, "").header("location", "/a"));
    let no_json = Server::start(MockResponse::new(200, "s8"));
    for secret in ["s", "b", "body", "redirected", "location"] {
        for (server, message) in [
            (&refused, "the body is empty"),
            (&elsewhere, "redirected to /a"),
            (&no_json, "the body is not JSON: expected value at line 1 column 1; it starts: s8"),
        ] {
            let error = call(client(&server.url()).credentials(Credentials::new("id", secret))).await.unwrap_err();
            assert_eq!(error.message(), message);
        }
    }
}

#[tokio::test]
async fn a_secret_of_eight_characters_is_masked_in_what_comes_back() {
    let secret = "8/chars!";
    let redirect = MockResponse::new(307, "").header("location", "https://a.test/8%2Fchars%21");
    for (response, shown) in [
        (MockResponse::new(403, r#"{"Code":"A","Message":"a 8/chars! b"}"#), "a *** b"),
        (
            MockResponse::new(200, "8/chars!"),
            "the body is not JSON: trailing characters at line 1 column 2; it starts: ***",
        ),
        (redirect, "redirected to https://a.test/***"),
    ] {
        let server = Server::start(response);
        let error = call(client(&server.url()).credentials(Credentials::new("id", secret))).await.unwrap_err();
        assert_eq!(error.message(), shown);
    }
}
