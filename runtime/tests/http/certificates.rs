//! Certificates that the system does not know.

use alibabacloud_runtime::{CredentialsUri, ErrorKind};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use serde_json::json;

use crate::client::{call, client, shown};

/// A server with TLS for these names, and in PEM the certificate of the authority that has signed its certificate.
pub fn server(names: &[&str]) -> (Server, String) {
    Server::start_tls(names, MockResponse::new(200, r#"{"RequestId":"over TLS"}"#))
}

#[tokio::test]
async fn an_authority_that_is_given_is_trusted_and_any_other_is_not() {
    let (server, authority) = server(&["127.0.0.1"]);
    let (_, other) = self::server(&["elsewhere.test"]);
    let url = server.url();
    for unaware in [client(&url), client(&url).root_certificates(&other)] {
        let error = call(unaware).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        insta::allow_duplicates! {
            assert_snapshot!(shown(&error), @r"
            CreateThing failed: no connection: the server's certificate is not trusted (invalid peer certificate: UnknownIssuer) [host HOST]
              hint: The service has not seen the request. Where a proxy or a gateway has a certificate authority of its own, give that one's certificate to ClientBuilder::root_certificates; otherwise check the endpoint, the system's certificates and this machine's clock.
            ");
        }
    }
    assert!(server.requests().is_empty());
    for aware in [
        client(&url).root_certificates(&authority),
        client(&url).root_certificates(format!("# a comment\n{other}\n{authority}")),
        client(&url).root_certificates(other.trim_end()).root_certificates(authority.trim_end()),
        client(&url).root_certificates(format!("\u{feff}{other}")).root_certificates(format!("\u{feff}{authority}")),
    ] {
        assert_eq!(call(aware).await.unwrap(), json!({ "RequestId": "over TLS" }));
    }
}

#[tokio::test]
async fn a_trusted_authority_does_not_vouch_for_another_name() {
    let (server, authority) = server(&["elsewhere.test"]);
    let error = call(client(&server.url()).root_certificates(authority)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.message().starts_with("no connection: the server's certificate is not trusted ("), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_client_shows_how_many_certificates_it_was_given() {
    let (_, authority) = server(&["a.test"]);
    let twice = client("a.test").root_certificates(&authority).root_certificates(&authority).build().unwrap();
    assert!(format!("{twice:?}").contains("root_certificates: 2"), "{twice:?}");
}

#[tokio::test]
async fn an_authority_that_a_client_is_given_vouches_for_its_sources_of_credentials_too() {
    let (server, authority) = server(&["127.0.0.1"]);
    let keys = || CredentialsUri::new(format!("{}/keys", server.url()));
    let error = call(client("127.0.0.1:1").credentials(keys())).await.unwrap_err();
    assert!(error.message().contains("the server's certificate is not trusted"), "{error}");
    assert!(server.requests().is_empty());
    let error = call(client("127.0.0.1:1").root_certificates(authority).credentials(keys())).await.unwrap_err();
    assert!(error.message().contains("lacks AccessKeyId"), "{error}");
    assert_eq!(server.targets(), ["GET /keys"]);
}
