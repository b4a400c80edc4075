//! Secrets in error messages: masked in text of the service, never in our own words.

use alibabacloud_runtime::Credentials;

use crate::client::{call, client};
use crate::server::{Answer, Server};

#[tokio::test]
async fn our_own_words_are_whole_whatever_the_secret_is() {
    let refused = Server::start(Answer::new("403 Forbidden", b"")).await;
    let elsewhere = Server::start(Answer::new("307 Temporary\r\nlocation: /a", b"")).await;
    let no_json = Server::start(Answer::new("200 OK", b"s8")).await;
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
    for (head, body, shown) in [
        ("403 Forbidden", r#"{"Code":"A","Message":"a 8/chars! b"}"#, "a *** b"),
        ("200 OK", "8/chars!", "the body is not JSON: trailing characters at line 1 column 2; it starts: ***"),
        ("307 Temporary\r\nlocation: https://a.test/8%2Fchars%21", "", "redirected to https://a.test/***"),
    ] {
        let server = Server::start(Answer::new(head, body.as_bytes())).await;
        let error = call(client(&server.url()).credentials(Credentials::new("id", secret))).await.unwrap_err();
        assert_eq!(error.message(), shown);
    }
}
