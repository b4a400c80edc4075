//! Certificates that the system does not know.

use std::sync::Arc;

use alibabacloud_runtime::{CredentialsUri, ErrorKind};
use insta::assert_snapshot;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::json;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::client::{call, client, shown};
use crate::server::{Answer, Server, serve};

/// A server with TLS for these names, and in PEM the certificate of the authority that vouches for it.
pub async fn server(names: &[&str]) -> (Server, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, format!("An authority for {names:?}"));
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();

    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = Server::serving(move |stream, seen| {
        let acceptor = acceptor.clone();
        async move {
            // A client that does not trust the certificate goes away.
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(stream, &Answer::new("200 OK", br#"{"RequestId":"over TLS"}"#), &seen).await;
            }
        }
    })
    .await;
    (server, authority.pem())
}

#[tokio::test]
async fn an_authority_that_is_given_is_trusted_and_any_other_is_not() {
    let (server, authority) = server(&["127.0.0.1"]).await;
    let (_, other) = self::server(&["elsewhere.test"]).await;
    let url = format!("https://{}", server.address);
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
    assert!(server.heads().is_empty());
    for aware in [
        client(&url).root_certificates(&authority),
        client(&url).root_certificates(format!("# a comment\n{other}\n{authority}")),
        client(&url).root_certificates(other.trim_end()).root_certificates(authority.trim_end()),
    ] {
        assert_eq!(call(aware).await.unwrap(), json!({ "RequestId": "over TLS" }));
    }
}

#[tokio::test]
async fn a_trusted_authority_does_not_vouch_for_another_name() {
    let (server, authority) = server(&["elsewhere.test"]).await;
    let error = call(client(&format!("https://{}", server.address)).root_certificates(authority)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.message().starts_with("no connection: the server's certificate is not trusted ("), "{error}");
    assert!(server.heads().is_empty());
}

#[tokio::test]
async fn a_client_shows_how_many_certificates_it_was_given() {
    let (_, authority) = server(&["a.test"]).await;
    let twice = client("a.test").root_certificates(&authority).root_certificates(&authority).build().unwrap();
    assert!(format!("{twice:?}").contains("root_certificates: 2"), "{twice:?}");
}

#[tokio::test]
async fn an_authority_that_a_client_is_given_vouches_for_its_sources_of_credentials_too() {
    let (server, authority) = server(&["127.0.0.1"]).await;
    let keys = || CredentialsUri::new(format!("https://{}/keys", server.address));
    let error = call(client("127.0.0.1:1").credentials(keys())).await.unwrap_err();
    assert!(error.message().contains("the server's certificate is not trusted"), "{error}");
    assert!(server.heads().is_empty());
    let error = call(client("127.0.0.1:1").root_certificates(authority).credentials(keys())).await.unwrap_err();
    assert!(error.message().contains("lacks AccessKeyId"), "{error}");
    assert!(server.heads()[0].starts_with("GET /keys "));
}
