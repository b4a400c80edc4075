//! Servers with TLS.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use crate::connection::{Connection, Stream};
use crate::response::MockResponse;
use crate::server::Server;

impl Stream for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

impl Server {
    /// Sends one response to every request, over TLS, with a certificate for these names. Returns also, in PEM, the
    /// certificate of the authority that has signed it, of which every server has its own.
    ///
    /// # Panics
    /// No certificate can be made for a name.
    #[must_use]
    pub fn start_tls(names: &[&str], response: MockResponse) -> (Self, String) {
        let (acceptor, authority) = certified(names);
        let server = Self::serve_scheme("https", move |connection| {
            let (acceptor, response) = (acceptor.clone(), response.clone());
            async move {
                let (stream, log, number) = connection.into_parts();
                // A client that does not trust the certificate closes the connection.
                if let Ok(stream) = acceptor.accept(stream).await {
                    Connection::new(stream, log, number).respond_with(&|_, _| response.clone()).await;
                }
            }
        });
        (server, authority)
    }
}

fn certified(names: &[&str]) -> (TlsAcceptor, String) {
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
    (TlsAcceptor::from(Arc::new(config)), authority.pem())
}
