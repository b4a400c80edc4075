//! Proxies that connect to a server of the test, whatever host is requested.

use std::net::SocketAddr;

use loopback::{Connection, RecordedRequest, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

/// An HTTP proxy that serves `CONNECT`.
pub fn connect(to: SocketAddr) -> Server {
    Server::serve(move |mut connection| async move {
        if connection.read_request().await.is_some() {
            connection.stream().write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
            relay(connection, to).await;
        }
    })
}

/// A SOCKS 5 proxy (RFC 1928) without authentication, for names.
pub fn socks(to: SocketAddr) -> Server {
    Server::serve(move |mut connection| async move {
        let stream = connection.stream();
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).await.unwrap();
        let mut methods = vec![0; greeting[1].into()];
        stream.read_exact(&mut methods).await.unwrap();
        stream.write_all(&[5, 0]).await.unwrap();
        let mut request = [0; 5];
        stream.read_exact(&mut request).await.unwrap();
        assert_eq!(request[..4], [5, 1, 0, 3]);
        let mut name = vec![0; request[4].into()];
        stream.read_exact(&mut name).await.unwrap();
        let port = stream.read_u16().await.unwrap();
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
        let path = format!("{}:{port}", String::from_utf8(name).unwrap());
        connection.record(RecordedRequest { method: "SOCKS".to_owned(), path, ..RecordedRequest::default() });
        relay(connection, to).await;
    })
}

async fn relay(mut connection: Connection, to: SocketAddr) {
    let mut server = TcpStream::connect(to).await.unwrap();
    let _ = copy_bidirectional(connection.stream(), &mut server).await;
}
